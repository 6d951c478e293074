"""A session without a window goes on with the infant's stay: counted time, baseline, reassessment."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from neopain.bedside.patients.stay_book import RecordedStay
from neopain.core.clinical.annotation_choices import NoteCode
from neopain.core.clinical.reassessment import Due, Intervals, ReassessmentTimer
from neopain.core.clock import Clock
from neopain.core.errors import NeopainError
from neopain.core.record import Annotation, standing
from neopain.core.score.coverage import Statistics
from neopain.core.stay.so_far import StaySoFar
from neopain.workers.monitor import BedsideMonitor

logger = logging.getLogger(__name__)


class StayGoesOn:
    """Reads behind the monitor; until it has, and without an admitted infant, there is nothing to tell.

    Attributes:
        counted: the time of the stay's earlier sessions; None while it is not known.
        due: when to score by hand again; None without a stay.
    """

    def __init__(self, folder: Path, monitor: BedsideMonitor, intervals: Intervals) -> None:
        self._folder = folder
        self._monitor = monitor
        self._intervals = intervals
        self._reminded = False
        self.counted: Statistics | None = None
        self.due: Due | None = None

    def start(self) -> threading.Thread:
        """Begin to read."""
        thread = threading.Thread(target=self._read, name="stay so far", daemon=True)
        thread.start()
        return thread

    def reminder(self, clock: Clock) -> Due | None:
        """What became due since the last look, once."""
        if self.due is None or self._reminded or not self.due.overdue(clock.monotonic()):
            return None
        self._reminded = True
        return self.due

    def _read(self) -> None:
        try:
            so_far = RecordedStay(self._folder).so_far(self._monitor.session)
        except NeopainError as fault:
            # Monitoring goes before what was; the record's own alarm says that it fails.
            logger.error("the stay so far cannot be read: %s", fault)  # noqa: TRY400 - no bug
            return
        if so_far is None:
            return
        if so_far.statistics.observed_s > 0.0 or so_far.baseline is not None:
            self._monitor.command(lambda watch, now: watch.carry_on(so_far, now))
        self.due = due_of(so_far, self._intervals)
        self.counted = so_far.statistics


def due_of(so_far: StaySoFar, intervals: Intervals) -> Due:
    """When to score by hand again, as the window says it."""
    timer = ReassessmentTimer(so_far.began_at, intervals)
    timer.take_assessments(so_far.assessments)
    for note in standing(so_far.notes):
        if isinstance(note, Annotation) and note.code == NoteCode.ANALGESIC_GIVEN:
            timer.take_analgesic(note.at)
    return timer.due
