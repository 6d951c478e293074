"""The total of a scale that is scored on its own licensed form."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from neopain.core.clinical.scales import SCALES, Scale, band_of, check_total
from neopain.core.errors import SettingFault
from neopain.ui.language.translate import shown

TOTAL_SCALES = tuple(scale for scale in SCALES if not scale.items)
MOST_DIGITS = 2


class TotalPad(QWidget):
    """Choose a scale, touch the digits of its total; what the scale cannot be is refused with its range.

    Signals:
        changed: another scale or total.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preterm: bool | None = None
        self._digits = ""
        self._scales = QButtonGroup(self)
        names = QVBoxLayout()
        for number, scale in enumerate(TOTAL_SCALES):
            button = QPushButton(shown(scale.label))
            button.setCheckable(True)
            button.setChecked(number == 0)
            self._scales.addButton(button, number)
            names.addWidget(button)
        self._scales.idClicked.connect(lambda _number: self._clear())
        self._shown = QLabel()
        self._shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._source = QLabel()
        self._source.setProperty("role", "small")
        self._source.setWordWrap(True)
        right = QVBoxLayout()
        right.addWidget(self._shown)
        right.addLayout(self._keys(), 1)
        right.addWidget(self._source)
        row = QHBoxLayout(self)
        row.addLayout(names, 2)
        row.addLayout(right, 3)
        self._tell()

    @property
    def scale(self) -> Scale:
        """The chosen scale."""
        return TOTAL_SCALES[self._scales.checkedId()]

    @property
    def total(self) -> int | None:
        """The total; None when none was typed or it is out of range."""
        try:
            return (
                None if self._typed is None else check_total(self.scale, self._typed, preterm=self._preterm)
            )
        except SettingFault:
            return None

    @property
    def text(self) -> str:
        """What is shown over the digits: the total with its band, or why there is none."""
        return self._shown.text()

    def take_patient(self, *, preterm: bool | None) -> None:
        """Whether the infant was born preterm, which widens one scale; None when nobody is admitted."""
        self._preterm = preterm
        self._tell()

    def show_total(self, scale: Scale, total: int | None) -> None:
        """Take an earlier assessment."""
        self._scales.button(TOTAL_SCALES.index(scale)).setChecked(True)
        self._digits = "" if total is None else str(abs(total))
        self._tell()

    @property
    def _typed(self) -> int | None:
        if not self._digits:
            return None
        # A scale that only goes down is typed without its sign: there is no other meaning.
        return -int(self._digits) if self.scale.least < 0 else int(self._digits)

    def _keys(self) -> QGridLayout:
        keys = QGridLayout()
        for number, label in enumerate(("1", "2", "3", "4", "5", "6", "7", "8", "9", "⌫", "0")):
            key = QPushButton(label)
            key.setAccessibleName(self.tr("Delete the last digit") if label == "⌫" else label)
            key.clicked.connect(lambda _checked, sign=label: self._press(sign))
            keys.addWidget(key, number // 3, number % 3)
        return keys

    def _press(self, sign: str) -> None:
        self._digits = self._digits[:-1] if sign == "⌫" else (self._digits + sign)[-MOST_DIGITS:]
        self._tell()

    def _clear(self) -> None:
        self._digits = ""
        self._tell()

    def _tell(self) -> None:
        scale = self.scale
        label = shown(scale.label)
        range_text = f"{scale.least} - {scale.greatest_for(preterm=self._preterm)}"
        if self._typed is None:
            text = self.tr("{scale}: total {range}").format(scale=label, range=range_text)
        elif self.total is None:
            text = self.tr("{scale} {total} is out of {range}").format(
                scale=label, total=self._typed, range=range_text
            )
        else:
            text = f"{label} {self.total}  ({shown(band_of(scale, self.total))})"
        self._shown.setText(text)
        self._shown.setStyleSheet("font-weight: 700;")
        self._source.setText(shown(scale.source))
        self.changed.emit()
