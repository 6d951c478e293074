"""Runs the procedure mode of the window: start, mark, five minutes, card."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta

from PySide6.QtCore import QObject, QTimer, Slot

from neopain.core.clinical.annotation_choices import PROCEDURE_CODES, Annotation, NoteCode
from neopain.core.clinical.procedure import Phase, Procedure
from neopain.core.clock import Clock
from neopain.core.score.reactivity import BEFORE_S, reactivity_card, scored_seconds
from neopain.core.sessions import LogEntry
from neopain.core.stay.so_far import StaySoFar
from neopain.core.text import Text
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.panels.bars.procedure_bar import ProcedureBar
from neopain.ui.sheets.annotation.procedure_sheet import ProcedureSheet
from neopain.ui.sheets.host import SheetHost
from neopain.ui.trend.history.trend_history import TrendHistory

LOOK_MS = 500


class ProcedureControl(QObject):
    """Owns the bar; the rule is `core.clinical.procedure`, the numbers are `core.score.reactivity`."""

    def __init__(
        self,
        control: SessionControl,
        clock: Clock,
        history: TrendHistory,
        sheets: SheetHost,
        keep: Callable[[Annotation], str],
    ) -> None:
        """`keep` keeps a note, here of the lance that is marked, and gives its id."""
        super().__init__(sheets)
        self._keep = keep
        self._control = control
        self._clock = clock
        self._history = history
        self._sheets = sheets
        self._procedure = Procedure()
        self._note_id = ""
        self.bar = ProcedureBar()
        self.bar.mark_asked.connect(self._mark)
        self.bar.stop_asked.connect(self._stop)
        control.session_ended.connect(self._on_ended)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def phase(self) -> Phase:
        """Where the procedure stands."""
        return self._procedure.phase

    @Slot()
    def start(self) -> None:
        """Begin; one under way goes on."""
        if self._control.monitor is None or self._procedure.running:
            return
        self._tell(self._procedure.start(self._clock.monotonic()))
        self._control.command(lambda w, now: w.usual.procedure(now))
        self._timer.start()
        self._look()

    def go_on(self, so_far: StaySoFar) -> None:
        """A procedure that was under way when the last session ended goes on."""
        if self._procedure.go_on(so_far.entries, self._clock.monotonic()):
            self._timer.start()
            self._look()

    def on_noted(self, note: Annotation, note_id: str) -> None:
        """A lance that is noted while one is waited for is the mark; `note_id`: what was kept of it."""
        if note.code in PROCEDURE_CODES and self._procedure.phase is Phase.BEFORE:
            self._note_id = note_id
            self._tell(self._procedure.mark(self._clock.monotonic()))
            self._look()

    def on_notes(self, standing: Collection[str]) -> None:
        """The ids of the notes as they stand: a mark whose note was taken back is none."""
        if self._procedure.phase is Phase.AFTER and self._note_id and self._note_id not in standing:
            self._note_id = ""
            self._tell(self._procedure.unmark(self._clock.monotonic()))
            self._look()

    @Slot()
    def _mark(self) -> None:
        self._note_id = self._keep(Annotation(NoteCode.HEEL_LANCE, Text("Heel lance")))
        self._tell(self._procedure.mark(self._clock.monotonic()))
        self._look()

    @Slot()
    def _stop(self) -> None:
        if self._procedure.phase is Phase.AFTER:
            self._finish()
        elif self._procedure.running:
            self._end(Text("by hand"))

    @Slot()
    def _on_ended(self) -> None:
        if self._procedure.running:
            self._tell(self._procedure.interrupt(self._clock.monotonic()))
            self._look()

    def _end(self, why: str) -> None:
        self._tell(self._procedure.stop(self._clock.monotonic(), why))
        self._look()

    @Slot()
    def _look(self) -> None:
        now = self._clock.monotonic()
        if self._procedure.over(now):
            self._finish()
            return
        if self._procedure.forgotten(now):
            self._tell(self._procedure.stop(now, Text("by its time")))
        mark_at = self._procedure.mark_at
        start = max(now - BEFORE_S, self._procedure.started_at) if mark_at is None else mark_at
        part = self._history.window(start, now)
        scored_s = scored_seconds(part.times, part.smoothed, start, now, self._care(start, now))
        share = min(1.0, scored_s / (now - start)) if now > start else 0.0
        self.bar.show_phase(self._procedure.phase, self._procedure.left_s(now), share)
        if not self._procedure.running:
            self._timer.stop()

    def _finish(self) -> None:
        """The card, also of a procedure that was ended early: what was not watched counts as not scored."""
        mark_at = self._procedure.mark_at
        if mark_at is None:
            return
        now = self._clock.monotonic()
        since = mark_at - BEFORE_S - 1.0
        part, care = self._history.window(since, now), self._care(since, now)
        card = reactivity_card(part.times, part.smoothed, mark_at=mark_at, end=now, care=care)
        self._tell(self._procedure.finish(card, now))
        self._look()
        sheet = ProcedureSheet(card, self._time_of(mark_at, now))
        self._sheets.open(sheet)

    def _care(self, start: float, now: float) -> list[tuple[float, float]]:
        return [(span.start, span.end) for span in self._history.care_spans(start, now, now)]

    def _time_of(self, at: float, now: float) -> str:
        return (self._clock.utc() - timedelta(seconds=now - at)).astimezone().strftime("%H:%M")

    def _tell(self, entry: LogEntry) -> None:
        self._control.tell(entry.kind, entry.code, entry.text, entry.detail)
