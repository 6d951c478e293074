"""Who is admitted: a pseudonym, the gestational age at birth, the age in days. No name, no date of birth."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from neopain.core.clinical.admission import (
    CODE_MAX,
    GREATEST_AGE_DAYS,
    GREATEST_WEEKS,
    LEAST_WEEKS,
    Admission,
    check_patient_code,
    gestation_of,
    proposed_preset,
    weeks_and_days,
)
from neopain.core.errors import SettingFault
from neopain.ui.language.numbers import decimal
from neopain.ui.language.translate import shown
from neopain.ui.sheets.sheet import Sheet
from neopain.ui.widgets.entry.number_field import NumberField
from neopain.ui.widgets.entry.on_screen_keys import OnScreenKeys
from neopain.ui.widgets.entry.stepper import Stepper


class AdmissionSheet(Sheet):
    """Says at once why a code or an age is refused, and which preset the gestational age proposes.

    Signals:
        admitted: (str, int, int), code, gestational age at birth in days, postnatal age in days today.
    """

    admitted = Signal(str, int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_title(self.tr("Admit a patient"))
        self.code = QLineEdit()
        self.code.setMaxLength(2 * CODE_MAX)
        self.code.setPlaceholderText(self.tr("pseudonym such as P-07, never a name"))
        self.code.setAccessibleName(self.tr("Patient code, a pseudonym"))
        # No age is assumed: a default would be admitted unseen, and with it the wrong limits.
        self.weeks = NumberField(LEAST_WEEKS, GREATEST_WEEKS)
        self.weeks.setAccessibleName(self.tr("Gestational age at birth, weeks"))
        self.days = NumberField(0, 6)
        self.days.setAccessibleName(self.tr("Gestational age at birth, days over the weeks"))
        self.days.setValue(0)
        self.age = NumberField(0, GREATEST_AGE_DAYS)
        self.age.setAccessibleName(self.tr("Age today in days; 0 on the day of birth"))
        gestation = QHBoxLayout()
        gestation.addWidget(Stepper(self.weeks, self.tr("weeks")), 1)
        gestation.addWidget(Stepper(self.days, self.tr("days")), 1)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter)
        form.addRow(self.tr("Patient code"), self.code)
        form.addRow(self.tr("Gestational age at birth"), gestation)
        self._age_says = QLabel(self.tr("Age today (day of birth: 0)"))
        form.addRow(self._age_says, Stepper(self.age, self.tr("days")))
        self._over = False
        self._says = QLabel()
        self._says.setWordWrap(True)
        self._note = QLabel(
            self.tr(
                "Discharge the previous patient first. The date of birth is not stored. "
                "A running session is ended, and a new one begins for this patient."
            )
        )
        self._note.setProperty("role", "small")
        self._note.setWordWrap(True)
        self.content.addLayout(form)
        self.content.addWidget(self._says)
        self.content.addWidget(OnScreenKeys())
        self.content.addWidget(self._note)
        self.content.addStretch(1)
        self.admit = self.add_foot(self.tr("Admit"), strong=True)
        self.admit.clicked.connect(self._give)
        self.code.textChanged.connect(self._check)
        for field in (self.weeks, self.days, self.age):
            field.valueChanged.connect(self._check)
        self._check()

    def correct(self, code: str, gestation_days: int, age_days: int, stayed_days: int = 0) -> None:
        """Show the patient who is admitted, to be corrected; `age_days` is today's.

        `stayed_days`: how long the stay is; nobody in it is younger, and older by that than at admission.
        """
        self.age.let(stayed_days, GREATEST_AGE_DAYS + stayed_days)
        self.set_title(self.tr("Correct the patient"))
        self._note.setText(
            self.tr(
                "What stood there before is kept with the record. A running session is ended, and a new one "
                "begins under what is right."
            )
        )
        self.admit.setText(self.tr("Save the correction"))
        self.code.setText(code)
        self.weeks.setValue(gestation_days // 7)
        self.days.setValue(gestation_days % 7)
        self.age.setValue(age_days)

    def correct_closed(self, before: Admission) -> None:
        """Show the patient of a stay that is over; the age is that at admission."""
        self._over = True
        self.correct(before.patient_code, before.gestation_days, before.age_days)
        self.set_title(self.tr("Correct a stay that is over"))
        self._age_says.setText(self.tr("Age at admission (day of birth: 0)"))
        self.age.setAccessibleName(self.tr("Age at admission in days; 0 on the day of birth"))
        self._note.setText(self.tr("What stood there before is kept in the stay's history."))
        self.admit.setText(self.tr("What changes ..."))

    @property
    def says(self) -> str:
        """What is missing or refused, or what will be admitted."""
        return self._says.text()

    @property
    def gestation_days(self) -> int | None:
        """Gestational age at birth; None while it is not given."""
        given = self._given() if not self._fault() else None
        return None if given is None else given[1]

    @Slot()
    def _check(self) -> None:
        fault = self._fault()
        self.admit.setEnabled(fault == "")
        self._says.setText(fault or self._proposal())

    def _fault(self) -> str:
        """What keeps it from being admitted; a code that may be a name goes before what is still missing."""
        if self.code.text().strip():
            try:
                check_patient_code(self.code.text())
            except SettingFault as fault:
                return shown(str(fault))
        for field in (self.weeks, self.days, self.age):
            if field.given and not field.within:
                return self.tr("{name}: {least} to {greatest}; got {got}.").format(
                    name=field.accessibleName(), least=field.least, greatest=field.greatest, got=field.text()
                )
        ages = all(field.given for field in (self.weeks, self.days, self.age))
        if not ages or not self.code.text().strip():
            return self.tr("Give code, gestational age at birth and age today.")
        return ""

    def _given(self) -> tuple[str, int, int] | None:
        weeks, days, age = self.weeks.value(), self.days.value(), self.age.value()
        if weeks is None or days is None or age is None:
            return None
        return check_patient_code(self.code.text()), gestation_of(weeks, days), age

    def _proposal(self) -> str:
        given = self._given()
        if given is None:
            return ""
        _, gestation_days, age = given
        if self._over:
            return self.tr("GA {ga}, PMA {pma} at admission. Limits of that time stay as they were.").format(
                ga=weeks_and_days(gestation_days), pma=weeks_and_days(gestation_days + age)
            )
        preset = proposed_preset(gestation_days)
        return self.tr(
            "GA {ga}, PMA {pma} today\nPreset: {preset}, limits {lower} and {upper}. "
            "Check that it fits this infant."
        ).format(
            ga=weeks_and_days(gestation_days),
            pma=weeks_and_days(gestation_days + age),
            preset=shown(preset.label),
            lower=decimal(preset.lower_limit),
            upper=decimal(preset.upper_limit),
        )

    @Slot()
    def _give(self) -> None:
        given = self._given()
        if given is not None:
            self.dismiss()
            self.admitted.emit(*given)
