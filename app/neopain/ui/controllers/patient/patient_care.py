"""What people do about one patient, hooked into the window: admission, limits, assessments, procedures."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from neopain.bedside.contracts.ward import WardState
from neopain.core.clinical.annotation_choices import PROCEDURE_CODES, Annotation
from neopain.core.clock import Clock
from neopain.core.sessions import Session
from neopain.core.stay.so_far import StaySoFar
from neopain.core.watch.snapshot import WatchSnapshot
from neopain.ui.controllers.limits_control import LimitsControl
from neopain.ui.controllers.patient.assessment_control import AssessmentControl
from neopain.ui.controllers.patient.note_control import NoteControl
from neopain.ui.controllers.patient.patient_control import PatientControl
from neopain.ui.controllers.patient.procedure_control import ProcedureControl
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.panels.bars.bottom_bar import BottomBar
from neopain.ui.panels.bars.header_bar import HeaderBar
from neopain.ui.panels.central_area import Body
from neopain.ui.sheets.annotation.note_sheet import NoteSheet
from neopain.ui.sheets.host import SheetHost
from neopain.ui.sheets.machine.limits_sheet import LimitsSheet
from neopain.ui.style.sizes import Sizes
from neopain.ui.style.theme import Palette


class Bedside(QObject):
    """Builds the five controls and lets them know of each other.

    Signals:
        restart_asked: str, what to start again for another patient.
        page_asked: WatchSnapshot or None, the page of the limits in force.

    Attributes:
        patients, limits, assessments, notes, procedures: the controls.
    """

    restart_asked = Signal(str)
    page_asked = Signal(object)

    def __init__(
        self, control: SessionControl, clock: Clock, body: Body, header: HeaderBar, sheets: SheetHost
    ) -> None:
        super().__init__(body)
        self._body = body
        self._header = header
        self._sheets = sheets
        self.patients = PatientControl(control, clock, sheets)
        self.limits = LimitsControl(control, sheets)
        self.assessments = AssessmentControl(control, clock, body.trend.plot.x_of, sheets)
        self.notes = NoteControl(control, clock, sheets)
        self.notes.standing_changed.connect(body.show_notes)
        self.notes.standing_changed.connect(self.assessments.on_notes)
        body.events.note_asked.connect(self.notes.ask)
        self.procedures = ProcedureControl(control, clock, body.history, sheets, self.notes.add)
        self.notes.standing_changed.connect(self._on_notes)
        self._control = control
        control.session_started.connect(self._on_started)
        body.trend.add_below_plot(self.assessments.panel)
        self.patients.changed.connect(self._on_patient)
        self.patients.restart_asked.connect(self.restart_asked)
        self.patients.discharged.connect(self._forget)
        self.limits.page_asked.connect(self.page_asked)
        self.limits.pin_was_set.connect(self.patients.look)
        control.session_ended.connect(self._close_what_is_over)

    def serve(self, foot: BottomBar) -> None:
        """Answer the buttons that are about the patient."""
        foot.notes.noted.connect(self.on_noted)
        foot.notes.notes_asked.connect(self.notes.ask)
        foot.care.procedure_asked.connect(self.procedures.start)
        foot.care.assess_asked.connect(self.assessments.ask)
        foot.controls.patient_asked.connect(self.patients.ask)
        foot.controls.source_asked.connect(self.patients.look)

    def ask_limits(self, snapshot: WatchSnapshot | None) -> None:
        """Open the limits."""
        self.limits.ask(snapshot, pin_set=self.patients.state.pin_set)

    @Slot(object)
    def on_noted(self, note: Annotation) -> None:
        """Keep it; it may be the mark of a procedure, or set the timer of the next assessment."""
        self.notes.on_noted(note)
        if note.code in PROCEDURE_CODES:
            self._control.command(lambda w, now: w.usual.procedure(now))
        self.procedures.on_noted(note, self.notes.last_id)
        self._on_notes(None)

    @Slot(object)
    def _on_notes(self, _kept: object) -> None:
        """What was taken back counts at once, also while the record does not take it yet."""
        self.procedures.on_notes([one.id for one in self.notes.standing])

    @Slot(object, object, bool)
    def paint_with(self, palette: Palette, sizes: Sizes, _portrait: bool) -> None:  # noqa: FBT001  a signal's slot
        """Take the theme."""
        self.assessments.panel.paint_with(palette, sizes)

    @Slot(object)
    def _on_patient(self, state: WardState) -> None:
        self._header.show_admission(self.patients.header)
        self.assessments.preterm = None if state.admission is None else state.admission.preterm

    @Slot(object)
    def _on_started(self, session: Session) -> None:
        """Behind the window, read what the session goes on from."""
        book = self._control.service.stay
        self._control.ask(lambda: book.so_far(session), lambda so_far: self._go_on(session, so_far))

    def _go_on(self, session: Session, so_far: StaySoFar | None) -> None:
        monitor = self._control.monitor
        if so_far is None or monitor is None or monitor.session is not session:
            return
        self._body.go_on(so_far)
        self.notes.go_on(so_far)
        self.assessments.go_on(so_far)
        self.assessments.on_notes(self.notes.standing)
        self.procedures.go_on(so_far)
        if so_far.statistics.observed_s > 0.0 or so_far.baseline is not None:
            self._control.command(lambda w, now: w.carry_on(so_far, now))

    @Slot()
    def _close_what_is_over(self) -> None:
        """A change of the ended session's notes or limits would come to nothing; an assessment may go on."""
        self._sheets.dismiss_kinds(NoteSheet, LimitsSheet)

    @Slot()
    def _forget(self) -> None:
        """Nothing of the infant before stays on the screen, and no sheet about it either."""
        self._sheets.dismiss_all()
        self._body.forget()
        self.assessments.forget()
        self.notes.forget()
