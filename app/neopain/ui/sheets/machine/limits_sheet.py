"""Limits and times of the alert, changed only with the PIN and only within bounds."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from neopain.bedside.contracts.ward import PinAnswer
from neopain.core.alarms.sound_policy import LEAST_VOLUME
from neopain.core.clinical.pin import Verdict, check_new_pin
from neopain.core.clinical.signing import LONGEST
from neopain.core.errors import SettingFault
from neopain.core.score.presets import BOUNDS, PRESETS, Preset, preset_by_id, with_limits
from neopain.ui.language.translate import shown
from neopain.ui.language.words import refused_pin_words
from neopain.ui.sheets.sheet import Sheet
from neopain.ui.widgets.entry.decimal_box import DecimalBox
from neopain.ui.widgets.entry.pin_pad import PinPad
from neopain.ui.widgets.entry.stepper import Stepper
from neopain.ui.widgets.entry.volume_row import VolumeRow

STEP = 0.1


class LimitsSheet(Sheet):
    """Asks for a first PIN when there is none.

    Signals:
        apply_asked: (Preset, str, str), the wanted limits, the PIN, and who wants them.
        pin_set_asked: str, the first PIN.
        explanation_asked: how the alert decides.
        volume_chosen: float, how loud alarms are from now on, a share of the machine's volume; needs no PIN.
        volume_tried: somebody wants to hear it.
    """

    apply_asked = Signal(object, str, str)
    pin_set_asked = Signal(str)
    explanation_asked = Signal()
    volume_chosen = Signal(float)
    volume_tried = Signal()

    def __init__(
        self,
        preset: Preset,
        *,
        pin_set: bool,
        volume: float = 1.0,
        least_volume: float = LEAST_VOLUME,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.set_title(self.tr("Limits"))
        self._first_pin: str | None = None
        self._pin_set = pin_set
        self._presets = QComboBox()
        self._presets.setAccessibleName(self.tr("Stored preset"))
        for stored in PRESETS:
            self._presets.addItem(shown(stored.label), stored.id)
        self.fields: dict[str, DecimalBox] = {}
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter)
        form.addRow(self.tr("Preset"), self._presets)
        units = {"points": self.tr("points")}
        for name, label in self._labels().items():
            bound = BOUNDS[name]
            field = self.fields[name] = DecimalBox()
            field.setRange(bound.least, bound.greatest)
            field.setDecimals(1)
            field.setSingleStep(STEP)
            unit = units.get(bound.unit, bound.unit)
            field.setSuffix(f" {unit}")
            field.setAccessibleName(label)
            field.setToolTip(f"{bound.least:g} - {bound.greatest:g} {unit}")
            form.addRow(f"{label} ({bound.least:g} - {bound.greatest:g})", Stepper(field))
        self.volume = VolumeRow(volume, least_volume)
        self.volume.chosen.connect(self.volume_chosen)
        self.volume.tried.connect(self.volume_tried)
        form.addRow(self.tr("Alarm volume (no PIN)"), self.volume)
        self._author = QLineEdit()
        self._author.setProperty("who", True)
        self._author.setMaxLength(LONGEST)
        self._author.setPlaceholderText(self.tr("initials"))
        self._author.setAccessibleName(self.tr("Your initials"))
        form.addRow(self.tr("Changed by"), self._author)
        self._says = QLabel()
        self._says.setWordWrap(True)
        self._answer = QLabel()
        self._answer.setWordWrap(True)
        self._answer.setStyleSheet("font-weight: 700;")
        self.pad = PinPad(self.tr("PIN"))
        self.apply = self.add_foot("", strong=True)
        self.apply.clicked.connect(self._apply)
        self._place(form)
        self.show_preset(preset)
        self._presets.currentIndexChanged.connect(self._choose)
        for field in self.fields.values():
            field.valueChanged.connect(self._follow)
        self.pad.changed.connect(self._follow)
        self._ask_pin()

    @property
    def says(self) -> str:
        """The delay that these limits make, or why they cannot be."""
        return self._says.text()

    @property
    def answer(self) -> str:
        """What became of the PIN."""
        return self._answer.text()

    @property
    def wanted(self) -> Preset | None:
        """The limits as they stand in the fields; None when they cannot be set so."""
        values = {name: round(field.value(), 1) for name, field in self.fields.items()}
        try:
            return with_limits(preset_by_id(self._presets.currentData()), **values)
        except SettingFault as fault:
            self._says.setText(shown(str(fault)))
            return None

    def show_preset(self, preset: Preset) -> None:
        """Fill the fields."""
        self._presets.setCurrentIndex(self._presets.findData(preset.id))
        for name, field in self.fields.items():
            field.setValue(getattr(preset, name))
        self._follow()

    def show_pin_set(self) -> None:
        """The first PIN is kept: it can be used."""
        self._pin_set, self._first_pin = True, None
        self._answer.setText(self.tr("The PIN is set. Type it to apply."))
        self._ask_pin()

    def show_answer(self, answer: PinAnswer) -> None:
        """The PIN was refused, or was right and the sheet goes."""
        if answer.verdict is Verdict.RIGHT:
            self.dismiss()
            return
        self._answer.setText(refused_pin_words(answer.verdict, answer.wait_s))
        self._follow()

    def _labels(self) -> dict[str, str]:
        return {
            "upper_limit": self.tr("Upper limit, medium priority"),
            "lower_limit": self.tr("Lower limit, low priority"),
            "upper_hold_s": self.tr("Upper hold"),
            "lower_hold_s": self.tr("Lower hold"),
            "smoothing_s": self.tr("Averaging"),
        }

    def _place(self, form: QFormLayout) -> None:
        explain = QPushButton(self.tr("How the alert decides ..."))
        explain.setAutoDefault(False)
        explain.clicked.connect(self.explanation_asked)
        left = QVBoxLayout()
        left.addLayout(form)
        left.addWidget(self._says, 1)
        left.addWidget(explain)
        right = QVBoxLayout()
        right.addWidget(self.pad)
        right.addWidget(self._answer)
        right.addStretch(1)
        columns = QHBoxLayout()
        columns.addLayout(left, 3)
        columns.addLayout(right, 2)
        self.content.addLayout(columns, 1)

    def _ask_pin(self) -> None:
        if self._pin_set:
            self.pad.tell(self.tr("PIN"))
        elif self._first_pin is None:
            self.pad.tell(self.tr("choose a PIN, 4 to 8 digits"))
            self._answer.setText(self.tr("No PIN is set yet. Set one first, then apply."))
        else:
            self.pad.tell(self.tr("the same PIN again"))
        self._follow()

    @Slot()
    def _choose(self) -> None:
        self.show_preset(preset_by_id(self._presets.currentData()))

    @Slot()
    def _follow(self) -> None:
        preset = self.wanted
        if preset is not None:
            words = self.tr("Provisional limits, no clinical study behind them. {delay}")
            self._says.setText(words.format(delay=shown(preset.delay.text)))
        self.apply.setText(self.tr("Apply") if self._pin_set else self.tr("Set PIN"))
        self.apply.setEnabled(bool(self.pad.pin) and (preset is not None or not self._pin_set))

    @Slot()
    def _apply(self) -> None:
        pin = self.pad.take()
        if not self._pin_set:
            self._set_first(pin)
            return
        preset = self.wanted
        if preset is not None:
            self._answer.setText(self.tr("Checking the PIN ..."))
            self.apply_asked.emit(preset, pin, self._author.text().strip())

    def _set_first(self, pin: str) -> None:
        if self._first_pin is None:
            try:
                check_new_pin(pin)
            except SettingFault as fault:
                self._answer.setText(shown(str(fault)))
                return
            self._first_pin = pin
            self._answer.setText(self.tr("Type it once more."))
        elif pin == self._first_pin:
            self._first_pin = None
            self.pin_set_asked.emit(pin)
        else:
            self._first_pin = None
            self._answer.setText(self.tr("The two were not alike. Choose a PIN."))
        self._ask_pin_again()

    def _ask_pin_again(self) -> None:
        words = self._answer.text()
        self._ask_pin()
        self._answer.setText(words)
