"""Who is admitted: a pseudonym, the gestational age at birth, the age in days. No name, no date of birth."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from neopain.core.clinical.admission import (
    CODE_MAX,
    GREATEST_AGE_DAYS,
    GREATEST_WEEKS,
    LEAST_WEEKS,
    check_patient_code,
    gestation_of,
    proposed_preset,
    weeks_and_days,
)
from neopain.core.errors import SettingFault
from neopain.ui.language.translate import shown_line, shown_word
from neopain.ui.widgets.stepper import Stepper

NOT_GIVEN = LEAST_WEEKS - 1


class AdmissionDialog(QDialog):
    """Says at once why a code is refused, and which preset the gestational age proposes.

    Signals:
        admitted: (str, int, int), code, gestational age at birth in days, postnatal age in days.
    """

    admitted = Signal(str, int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Admit a patient"))
        self.code = QLineEdit()
        self.code.setMaxLength(2 * CODE_MAX)
        self.code.setPlaceholderText(self.tr("pseudonym such as P-07, never a name"))
        self.code.setAccessibleName(self.tr("Patient code, a pseudonym"))
        # No age is assumed: a default would be admitted unseen, and with it the wrong limits.
        self.weeks = _number(NOT_GIVEN, GREATEST_WEEKS, self.tr(" weeks"), self.tr("weeks?"))
        self.weeks.setAccessibleName(self.tr("Gestational age at birth, weeks"))
        self.days = _number(0, 6, self.tr(" days"))
        self.days.setAccessibleName(self.tr("Gestational age at birth, days over the weeks"))
        self.age = _number(-1, GREATEST_AGE_DAYS, self.tr(" days"), self.tr("days?"))
        self.age.setAccessibleName(self.tr("Age today in days; 0 on the day of birth"))
        gestation = QHBoxLayout()
        gestation.addWidget(Stepper(self.weeks), 1)
        gestation.addWidget(Stepper(self.days), 1)
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter)
        form.addRow(self.tr("Patient code"), self.code)
        form.addRow(self.tr("Gestational age at birth"), gestation)
        form.addRow(self.tr("Age today (day of birth: 0)"), Stepper(self.age))
        self._says = QLabel()
        self._says.setWordWrap(True)
        self._says.setMinimumHeight(90)
        note = QLabel(
            self.tr(
                "Discharge the previous patient first. The date of birth is not stored. "
                "A running session is ended, and a new one begins for this patient."
            )
        )
        note.setProperty("role", "small")
        note.setWordWrap(True)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self.admit = QPushButton(self.tr("Admit"))
        self.admit.setProperty("role", "strong")
        self.admit.setDefault(True)
        self.admit.clicked.connect(self._give)
        row = QHBoxLayout()
        row.addWidget(cancel)
        row.addWidget(self.admit)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self._says, 1)
        column.addWidget(note)
        column.addLayout(row)
        self.code.textChanged.connect(self._check)
        for field in (self.weeks, self.days, self.age):
            field.valueChanged.connect(self._check)
        self.resize(640, 460)
        self._check()

    @property
    def says(self) -> str:
        """What is missing or refused, or what will be admitted."""
        return self._says.text()

    @property
    def gestation_days(self) -> int:
        """Gestational age at birth."""
        return gestation_of(self.weeks.value(), self.days.value())

    @Slot()
    def _check(self) -> None:
        self.admit.setEnabled(False)
        if self.weeks.value() == NOT_GIVEN or self.age.value() < 0 or not self.code.text().strip():
            self._says.setText(self.tr("Give code, gestational age at birth and age today."))
            return
        try:
            check_patient_code(self.code.text())
        except SettingFault as fault:
            self._says.setText(shown_line(str(fault)))
            return
        self.admit.setEnabled(True)
        preset = proposed_preset(self.gestation_days)
        self._says.setText(
            self.tr(
                "GA {ga}, PMA {pma} today\nPreset: {preset}, limits {lower:.1f} and {upper:.1f}. "
                "Check that it fits this infant."
            ).format(
                ga=weeks_and_days(self.gestation_days),
                pma=weeks_and_days(self.gestation_days + self.age.value()),
                preset=shown_word(preset.label),
                lower=preset.lower_limit,
                upper=preset.upper_limit,
            )
        )

    @Slot()
    def _give(self) -> None:
        code, gestation, age = check_patient_code(self.code.text()), self.gestation_days, self.age.value()
        self.accept()
        self.admitted.emit(code, gestation, age)


def _number(least: int, greatest: int, suffix: str, not_given: str = "") -> QSpinBox:
    box = QSpinBox()
    box.setRange(least, greatest)
    box.setSuffix(suffix)
    box.setSpecialValueText(not_given)
    box.setValue(least)
    return box
