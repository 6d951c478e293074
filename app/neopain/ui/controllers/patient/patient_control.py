"""Admission, discharge, and the question whether the same infant lies in the bed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from shiboken6 import isValid

from neopain.bedside.contracts.ward import WardState
from neopain.core.clinical.admission import Admission, weeks_and_days
from neopain.core.clinical.same_patient import GapKind
from neopain.core.clock import Clock
from neopain.core.errors import NeopainError, RecordFault
from neopain.core.sessions import LogKind
from neopain.core.text import Text
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.language.translate import shown
from neopain.ui.sheets.host import SheetHost
from neopain.ui.sheets.machine.file_sheet import FileSheet, Wanted
from neopain.ui.sheets.patient.admission_sheet import AdmissionSheet
from neopain.ui.sheets.patient.patient_sheet import PatientSheet
from neopain.ui.sheets.question_sheet import Answer, QuestionSheet


class PatientControl(QObject):
    """One session belongs to one patient: whoever changes the patient ends the session and begins another.

    Signals:
        changed: WardState.
        restart_asked: str, what to start again once the session has ended.
        discharged: the trend and the limits of the one before must go.
    """

    changed = Signal(object)
    restart_asked = Signal(str)
    discharged = Signal()

    def __init__(self, control: SessionControl, clock: Clock, sheets: SheetHost) -> None:
        super().__init__(sheets)
        self._control = control
        self._clock = clock
        self._sheets = sheets
        self._asking = self._told = False
        self._after_end: Callable[[], None] | None = None
        self.state = WardState(None, None, pin_set=False)
        control.session_started.connect(self._on_started)
        control.session_ended.connect(self._on_ended)

    @property
    def header(self) -> str:
        """The admitted patient for the header; "" when nobody is admitted."""
        admission = self.state.admission
        if admission is None:
            return ""
        words = self.patient_words(admission)
        return self.tr("{patient} - SAME PATIENT?").format(patient=words) if self.state.gap else words

    def patient_words(self, admission: Admission) -> str:
        """Code and ages today."""
        return shown(self._recorded_words(admission))

    def _recorded_words(self, admission: Admission) -> Text:
        """The same for the record."""
        gestation = weeks_and_days(admission.gestation_days)
        postmenstrual = weeks_and_days(admission.postmenstrual_days(self._clock.utc()))
        code = admission.patient_code
        return Text("Patient {code}  GA {ga}  PMA {pma}", code=code, ga=gestation, pma=postmenstrual)

    @Slot()
    def look(self) -> None:
        """Read who is admitted; ask about a gap once it is known."""
        ward, running = self._control.service.ward, self._control.monitor is not None
        self._control.ask(lambda: ward.state(running=running), self._take)

    @Slot()
    def ask(self) -> None:
        """The patient button: admit, look at the gap, or correct and discharge."""
        if self.state.gap is not None:
            self._ask_same()
        elif self.state.admission is None:
            self._ask_admission()
        else:
            self._show_patient(self.state.admission)

    def _take(self, state: WardState) -> None:
        # A gap that was found before a session began stays open while it runs: nobody has looked yet.
        if state.gap is None and self.state.gap is not None and self._control.monitor is not None:
            state = WardState(state.admission, self.state.gap, state.pin_set)
        self.state = state
        self.changed.emit(state)
        self._tell_patient()
        if state.gap is not None and not self._asking:
            self._ask_same()

    def _ask_same(self) -> None:
        admission, gap = self.state.admission, self.state.gap
        if admission is None or gap is None:
            return
        why = (
            self.tr("The last session was not closed (power cut or crash).")
            if gap.kind is GapKind.NOT_CLOSED
            else self.tr("Monitoring was interrupted.")
        )
        if gap.length_s is not None:
            why += " " + self.tr("The gap was {minutes} min.").format(minutes=round(gap.length_s / 60.0))
        question = self.tr(
            "{why}\n\nDoes {patient} still lie in this bed?\n\nUntil this is answered, the last limits hold "
            "and no code is written. With the same patient, what was recorded meanwhile belongs to the stay, "
            "too."
        ).format(why=why, patient=self.patient_words(admission))
        answers = (
            Answer(self.tr("Same patient"), self._confirm),
            Answer(self.tr("Another patient"), self._replace),
            Answer(self.tr("Later")),
        )
        sheet = QuestionSheet(self.tr("Same patient?"), question, answers, self._clock)
        self._asking = True
        sheet.closed.connect(self._asked)
        self._sheets.open(sheet)

    @Slot()
    def _asked(self) -> None:
        self._asking = False

    def _confirm(self) -> None:
        self._control.ask(self._control.service.ward.confirm_same, lambda _: self._settled())

    def _settled(self) -> None:
        """The patient changed, or is known again: a session that runs under the old code is begun anew."""
        self.state = WardState(self.state.admission, None, self.state.pin_set)
        self._end_session(then=self._again(self._control.spec))

    def _replace(self) -> None:
        spec = self._control.spec
        work = self._control.service.ward.discharge

        def done(_: object) -> None:
            self.state = WardState(None, None, self.state.pin_set)
            self.discharged.emit()
            self._end_session(then=self._again(spec))
            self._ask_admission()

        self._control.ask(lambda: work(None), done)

    def _ask_admission(self) -> None:
        sheet = AdmissionSheet()
        sheet.admitted.connect(self._admit)
        self._sheets.open(sheet)

    def _show_patient(self, admission: Admission) -> None:
        sheet = PatientSheet(self.patient_words(admission), admission)
        sheet.correct_asked.connect(lambda: self._ask_correction(admission))
        sheet.discharge_asked.connect(lambda: self._ask_discharge(admission))

        def show(revisions: Sequence[Admission]) -> None:
            if isValid(sheet):
                sheet.show_corrections(revisions)

        self._control.ask(self._control.service.ward.corrections, show)
        self._sheets.open(sheet)

    def _ask_correction(self, admission: Admission) -> None:
        sheet = AdmissionSheet()
        age_today = admission.postnatal_days(self._clock.utc())
        stayed = age_today - admission.age_days
        sheet.correct(admission.patient_code, admission.gestation_days, age_today, stayed)
        sheet.admitted.connect(self._correct)
        self._sheets.open(sheet)

    @Slot(str, int, int)
    def _correct(self, code: str, gestation_days: int, age_days: int) -> None:
        ward, before = self._control.service.ward, self.state.admission

        def done(now: Admission) -> None:
            self._sheets.dismiss_all()
            if before is not None:
                self._control.tell(
                    LogKind.SESSION,
                    "patient_corrected",
                    Text(
                        "Patient {before} is corrected to {code}",
                        before=before.patient_code,
                        code=now.patient_code,
                    ),
                    (
                        ("gestation_days_before", before.gestation_days),
                        ("gestation_days", now.gestation_days),
                        ("age_days_before", before.age_days),
                        ("age_days", now.age_days),
                    ),
                )
            self._settled()

        self._control.ask(lambda: ward.correct(code, gestation_days, age_days), done)

    @Slot(str, int, int)
    def _admit(self, code: str, gestation_days: int, age_days: int) -> None:
        ward = self._control.service.ward
        self._control.ask(lambda: ward.admit(code, gestation_days, age_days), lambda _: self._settled())

    def _ask_discharge(self, admission: Admission) -> None:
        question = self.tr(
            "Discharge {patient}?\n\nThe session is ended, the limits go back to the default preset, and the "
            "trend is cleared. Export the recorded sessions of this stay first?"
        ).format(patient=self.patient_words(admission))
        answers = (
            Answer(self.tr("Export and discharge ..."), self._pick_folder),
            Answer(self.tr("Discharge without export"), lambda: self._discharge(None), hold=True),
            Answer(self.tr("Cancel")),
        )
        self._sheets.open(QuestionSheet(self.tr("Discharge"), question, answers, self._clock))

    def _pick_folder(self) -> None:
        picker = FileSheet(self.tr("Folder for the exported sessions"), Wanted.FOLDER, Path.home())
        picker.chosen.connect(self._discharge)
        self._sheets.open(picker)

    @Slot(object)
    def _discharge(self, export_to: Path | None) -> None:
        """The session first, so that its last readings are in the export."""
        self._sheets.dismiss_all()
        ward = self._control.service.ward
        admission = self.state.admission
        if admission is not None:
            words = Text("Patient {code} is being discharged", code=admission.patient_code)
            self._control.tell(LogKind.SESSION, "discharging", words)

        def done(written: object) -> None:
            count = len(written) if isinstance(written, list) else 0
            self._control.news_told.emit(self.tr("Discharged; files exported: {count}.").format(count=count))
            self.discharged.emit()
            self.look()

        def leave() -> Sequence[Path]:
            try:
                return ward.discharge(export_to)
            except NeopainError as fault:
                raise RecordFault(
                    Text(
                        "NOT DISCHARGED, and monitoring has ended: start it if the infant stays. {why}",
                        why=str(fault),
                    )
                ) from fault

        self._end_session(then=lambda: self._control.ask(leave, done))

    def _end_session(self, then: Callable[[], None]) -> None:
        """Carry `then` out once no session runs."""
        if self._control.monitor is None and not self._control.busy:
            then()
            return
        self._after_end = then
        self._control.stop()

    def _again(self, spec: str) -> Callable[[], None]:
        def begin() -> None:
            # A started session looks by itself. Looking here too would race with its start, and could take
            # the new session, not closed yet, for one that a crash has left open.
            if spec:
                self.restart_asked.emit(spec)
            else:
                self.look()

        return begin

    @Slot(object)
    def _on_started(self, _session: object) -> None:
        # A patient was changed while the session was being started: now it can be ended.
        if self._after_end is not None:
            self._control.stop()
            return
        self._told = False
        self.look()

    def _tell_patient(self) -> None:
        """Once a session, in its log: whose it is."""
        admission = self.state.admission
        if self._told or admission is None or self.state.gap is not None or self._control.monitor is None:
            return
        self._told = True
        detail = (
            ("gestation_days", admission.gestation_days),
            ("postmenstrual_days", admission.postmenstrual_days(self._clock.utc())),
            ("postnatal_days", admission.postnatal_days(self._clock.utc())),
            ("preset", admission.preset.id),
        )
        self._control.tell(LogKind.SESSION, "patient", self._recorded_words(admission), detail)

    @Slot()
    def _on_ended(self) -> None:
        then, self._after_end = self._after_end, None
        if then is not None:
            # After the other listeners have seen the end.
            QTimer.singleShot(0, self, then)
