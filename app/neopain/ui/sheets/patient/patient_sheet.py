"""The admitted patient: who, how it was corrected, and the two things that can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from neopain.core.clinical.admission import Admission, weeks_and_days
from neopain.ui.language.translate import shown
from neopain.ui.sheets.sheet import Sheet


class PatientSheet(Sheet):
    """Nothing here acts by itself.

    Signals:
        correct_asked: put right what was typed wrongly.
        discharge_asked: the patient goes; asked about once more.
    """

    correct_asked = Signal()
    discharge_asked = Signal()

    def __init__(self, patient: str, admission: Admission, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_title(patient)
        since = datetime.fromisoformat(admission.admitted_utc).astimezone()
        words = QLabel(
            self.tr("Admitted {when}\nPreset: {preset}").format(
                when=f"{since:%Y-%m-%d %H:%M}", preset=shown(admission.preset.label)
            )
        )
        words.setWordWrap(True)
        self._history = QLabel()
        self._history.setWordWrap(True)
        self._history.setProperty("role", "small")
        self.content.addWidget(words)
        self.content.addWidget(self._history)
        self.content.addStretch(1)
        discharge = self.add_foot(self.tr("Discharge ..."))
        discharge.clicked.connect(self.discharge_asked)
        correct = self.add_foot(self.tr("Correct ..."), strong=True)
        correct.clicked.connect(self.correct_asked)

    @property
    def history_text(self) -> str:
        """The corrections in words; "" when there was none."""
        return self._history.text()

    def show_corrections(self, revisions: Sequence[Admission]) -> None:
        """Every way in which this stay was entered, oldest first."""
        if len(revisions) < 2:
            self._history.setText("")
            return
        lines = [
            f"{number}. {one.patient_code}  GA {weeks_and_days(one.gestation_days)}, "
            + self.tr("{days} days on admission").format(days=one.age_days)
            + self._until(one)
            for number, one in enumerate(revisions, start=1)
        ]
        self._history.setText(self.tr("Corrected:") + "\n" + "\n".join(lines))

    def _until(self, one: Admission) -> str:
        if one.discharged_utc is None:
            return ""
        until = datetime.fromisoformat(one.discharged_utc).astimezone()
        return self.tr("  (until {when})").format(when=f"{until:%Y-%m-%d %H:%M}")
