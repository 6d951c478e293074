"""Manual assessments of the running stay: enters, changes and undoes them, and keeps the timer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from shiboken6 import isValid

from neopain.core.clinical.annotation_choices import NoteCode
from neopain.core.clinical.reassessment import ReassessmentTimer
from neopain.core.clinical.scales import scale_by_id
from neopain.core.clock import Clock
from neopain.core.errors import NotKeptYet
from neopain.core.record import Annotation, Assessment
from neopain.core.sessions import LogEntry, LogKind, Session
from neopain.core.stay.so_far import Home, StaySoFar
from neopain.core.text import Text
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.language.moments import moment
from neopain.ui.language.translate import shown
from neopain.ui.sheets.annotation.assessment_sheet import AssessmentSheet, Entry
from neopain.ui.sheets.annotation.earlier_pad import assessment_words
from neopain.ui.sheets.host import SheetHost
from neopain.ui.trend.strips.manual_panel import ManualPanel
from neopain.ui.trend.strips.manual_strip import XOf

LOOK_MS = 1000
RETRY_MS = 1000


class AssessmentControl(QObject):
    """Owns the panel under the trend.

    Signals:
        kept_at_last: str, how the fault began that said of a score that it is not saved; now it is.

    Attributes:
        panel: to be placed by the window.
        preterm: whether the admitted infant was born preterm; None when nobody is admitted.
        standing: this stay's assessments as they stand, on the running session's clock.
    """

    kept_at_last = Signal(str)

    def __init__(self, control: SessionControl, clock: Clock, x_of: XOf, sheets: SheetHost) -> None:
        super().__init__(sheets)
        self._control = control
        self._clock = clock
        self._sheets = sheets
        self._session: Session | None = None
        self._timer: ReassessmentTimer | None = None
        self._homes: dict[str, Home] = {}
        self._earlier: tuple[Assessment, ...] = ()
        self.preterm: bool | None = None
        self.standing: tuple[Assessment, ...] = ()
        self.panel = ManualPanel(self.time_of, x_of)
        control.session_started.connect(self._on_started)
        control.session_ended.connect(self._on_ended)
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._show_due)
        self._look.start()

    def time_of(self, at: float) -> str:
        """Local time of day of monotonic s `at`, HH:MM; before it its day, where that is not today."""
        now = self._clock.utc()
        return moment(now - timedelta(seconds=self._clock.monotonic() - at), now)

    @Slot()
    def ask(self) -> None:
        """Open the sheet; nothing happens without a session, as there is nowhere to record it."""
        session = self._session
        if session is None:
            self._control.news_told.emit(self.tr("Start a session to record an assessment."))
            return
        sheet = AssessmentSheet(self.time_of, preterm=self.preterm)
        sheet.entered.connect(self._enter)
        sheet.earlier.history_asked.connect(lambda one: self._show_history(sheet, one))
        sheet.earlier.undo_asked.connect(lambda one: self._undo(sheet, one))
        sheet.earlier.show_standing(self.standing)
        self._sheets.open(sheet)

    def go_on(self, so_far: StaySoFar) -> None:
        """The session goes on with a stay: its scores and its timer hold on."""
        if self._session is None or self._timer is None:
            return
        own = tuple(one for one in self.standing if one.id not in so_far.homes)
        self._homes, self._earlier = dict(so_far.homes), so_far.assessments
        self._timer.began_at = so_far.began_at
        self._take(own)

    def forget(self) -> None:
        """The patient is gone."""
        self._homes, self._earlier = {}, ()
        self._take(())

    @Slot(object)
    def on_notes(self, standing: Sequence[Annotation]) -> None:
        """The noted analgesics, as they stand now, set the timer."""
        if self._timer is not None:
            self._timer.forget_analgesic()
            for note in standing:
                if note.code == NoteCode.ANALGESIC_GIVEN:
                    self._timer.take_analgesic(note.at)
        self._show_due()

    @Slot(object)
    def _on_started(self, session: Session) -> None:
        self._session = session
        self._timer = ReassessmentTimer(session.started_at, self._control.service.settings.intervals)
        self._homes, self._earlier = {}, ()
        self._take(())

    @Slot()
    def _on_ended(self) -> None:
        self._session = self._timer = None
        self._show_due()

    @Slot(object)
    def _enter(self, entry: Entry) -> None:
        session = self._session
        if session is None:
            given = "" if entry.total is None else str(entry.total)
            self._control.fault_told.emit(
                self.tr("NOT SAVED, no session runs: {scale} {total}. Write it on paper.").format(
                    scale=shown(scale_by_id(entry.scale).label), total=given or "-"
                )
            )
            return
        book = self._control.service.assessments
        now_utc = self._clock.utc().isoformat(timespec="milliseconds")
        if entry.revises is None:
            # When it was, also before this session began: what is moved to its start puts off the next one.
            at = self._clock.monotonic() - 60.0 * entry.minutes_ago
            new = Assessment(at, entry.scale, entry.items, entry.total, "", entry.author, now_utc)
            line = self._line("assessed", new)
            work = lambda: book.assess(session.id, new, line)  # noqa: E731
        else:
            new = replace(
                entry.revises,
                items=entry.items,
                total=entry.total,
                author=entry.author,
                recorded_utc=now_utc,
            )
            line = self._line("assessment_changed", new)
            home = self._homes.get(new.id)
            if home is not None:
                self._change_earlier(
                    session, home, line, lambda: book.revise(home.session_id, _moved(new, -home.shift_s))
                )
                return
            work = lambda: book.revise(session.id, new, line)  # noqa: E731
        self._keep(session, new, work)

    def _keep(
        self, session: Session, one: Assessment, work: Callable[[], Sequence[Assessment]], told: str = ""
    ) -> None:
        """Until it is kept or the session is over; a score that stands nowhere is named."""

        def done(standing: Sequence[Assessment]) -> None:
            self._kept(session, standing)
            if told:
                self.kept_at_last.emit(told)

        def failed(fault: Exception) -> None:
            again = isinstance(fault, NotKeptYet) and self._session is session
            begins = self.tr("SCORE NOT SAVED: {score}.").format(score=shown(assessment_words(one)))
            if not told or not again:
                words = self.tr("{begins} Write it on paper, too. {why}")
                self._control.fault_told.emit(words.format(begins=begins, why=shown(str(fault))))
            if again:
                QTimer.singleShot(RETRY_MS, self, lambda: self._keep(session, one, work, begins))

        self._control.ask(work, done, failed)

    def _change_earlier(
        self,
        session: Session,
        home: Home,
        line: LogEntry,
        work: Callable[[], Sequence[Assessment]],
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """A score of an earlier session is kept there, on its clock; the line is of the one that runs."""

        def done(standing: Sequence[Assessment]) -> None:
            if self._session is not session:
                return
            others = [one for one in self._earlier if self._homes.get(one.id) != home]
            here = [_moved(one, home.shift_s) for one in standing if self._homes.get(one.id) == home]
            self._earlier = tuple(sorted((*others, *here), key=lambda one: one.at))
            self._control.tell(line.kind, line.code, line.text, line.detail)
            self._take([one for one in self.standing if one.id not in self._homes])
            then()

        self._control.ask(work, done)

    def _undo(self, sheet: AssessmentSheet, one: Assessment) -> None:
        session = self._session
        if session is None:
            return
        book, author = self._control.service.assessments, sheet.author
        line = self._line("assessment_undone", one)
        home = self._homes.get(one.id)
        if home is not None:
            earlier = _moved(one, -home.shift_s)
            work = lambda: book.undo(home.session_id, earlier, author)  # noqa: E731
            self._change_earlier(session, home, line, work, lambda: self._show_in(sheet))
            return

        def done(standing: Sequence[Assessment]) -> None:
            self._kept(session, standing)
            self._show_in(sheet)

        self._control.ask(lambda: book.undo(session.id, one, author, line), done)

    def _show_history(self, sheet: AssessmentSheet, one: Assessment) -> None:
        book = self._control.service.assessments

        def show(revisions: Sequence[Assessment]) -> None:
            if isValid(sheet):
                sheet.earlier.show_history(revisions)

        self._control.ask(lambda: book.history(one), show)

    def _show_in(self, sheet: AssessmentSheet) -> None:
        if isValid(sheet):
            sheet.earlier.show_standing(self.standing)

    def _kept(self, session: Session, standing: Sequence[Assessment]) -> None:
        if self._session is session:
            self._take(standing)

    def _line(self, code: str, one: Assessment) -> LogEntry:
        score = assessment_words(one)
        words = {
            "assessed": Text("{score} (manual)", score=score),
            "assessment_changed": Text("Changed to {score} (manual)", score=score),
            "assessment_undone": Text("Last change of {score} (manual) taken back", score=score),
        }[code]
        detail = (
            ("id", one.id),
            ("scale", one.scale),
            ("total", one.total),
            ("loinc", scale_by_id(one.scale).loinc),
        )
        return LogEntry(self._clock.monotonic(), LogKind.ASSESSMENT, code, words, detail)

    def _take(self, standing: Sequence[Assessment]) -> None:
        self.standing = (*self._earlier, *standing)
        if self._timer is not None:
            self._timer.take_assessments(self.standing)
        self.panel.show_standing(self.standing)
        self._show_due()

    @Slot()
    def _show_due(self) -> None:
        self.panel.show_due(None if self._timer is None else self._timer.due, self._clock.monotonic())
        self.panel.strip.update()


def _moved(one: Assessment, by_s: float) -> Assessment:
    """The score on another clock."""
    return replace(one, at=one.at + by_s)
