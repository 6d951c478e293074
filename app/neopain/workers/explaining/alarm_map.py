"""The map of the last pain alarm: its aligned face, kept in memory only, and a thread that explains it.

The analysis thread hands over each scored face; only the newest is held, until the next replaces it. A pain
alarm sets that one aside, and a thread of its own, with models of its own, asks what the score hung on. It
rests after each piece: a lower priority of the system's would be worse, as a thread that waits for the
processor while it holds Python's lock makes the analysis wait, too. Nothing of it is written anywhere;
`forget` leaves nothing behind, and is called when visitors come, in standby and at the end.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from neopain.core.alarms.conditions import ConditionId
from neopain.core.frames import FaceCrop, RgbImage
from neopain.core.ports import MonitorListener
from neopain.core.record import RAISED
from neopain.core.sessions import LogEntry, LogKind
from neopain.core.watch.snapshot import WatchSnapshot
from neopain.workers.listeners.passing_on import PassingOn
from neopain.workers.worker import Worker

logger = logging.getLogger(__name__)

STOP_S = 10.0
RESTS = 1.0
"""Times the work on a piece, before the next."""
LONGEST_REST_S = 0.5
PATIENCE_S = 0.5

Explain = Callable[[FaceCrop, Callable[[], bool]], tuple[RgbImage, float, float] | None]
"""From an aligned face, and what ends the work: the map drawn on it, score, and largest change in points."""


@dataclass(frozen=True, slots=True, eq=False)
class AlarmMap:
    """What the score hung on.

    Attributes:
        at: monotonic seconds of the alarm.
        picture: uint8 (224, 224, 3) RGB, the face in grey with the map over it.
        score: points of that face, not averaged.
        strongest: the largest change of the score by any piece, points.
    """

    at: float
    picture: RgbImage
    score: float
    strongest: float


class AlarmExplainer:
    """Holds at most one face and one map; its methods may be called from any thread."""

    name = "explanation"

    def __init__(self, opened: Callable[[], Explain]) -> None:
        """`opened` opens models of its own, in the thread, at the first alarm; it may take seconds."""
        self._opened = opened
        self._explain: Explain | None = None
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._newest: FaceCrop | None = None
        self._asked: tuple[float, FaceCrop] | None = None
        self._generation = 0
        self._covered = False
        self._map: AlarmMap | None = None
        self._clock = time.monotonic
        self._piece_from = 0.0
        self._let_go = threading.Event()
        self._worker = Worker(self, on_crash=self._crashed)

    @property
    def found(self) -> AlarmMap | None:
        """The last alarm's map; None without one."""
        return self._map

    def saw(self, crop: FaceCrop) -> None:
        """A face was scored; it replaces the one before."""
        with self._lock:
            self._newest = None if self._covered else crop

    def alarmed(self, at: float) -> None:
        """A pain alarm was raised: explain the newest face."""
        with self._lock:
            self._map = None
            self._generation += 1
            self._let_go.set()
            self._asked = None if self._newest is None or self._covered else (at, self._newest)
        self._wake.set()

    def forget(self) -> None:
        """Leave nothing of any face; a work under way ends."""
        with self._lock:
            self._generation += 1
            self._let_go.set()
            self._newest = self._asked = self._map = None

    def cover(self, covered: bool) -> None:  # noqa: FBT001  the state itself
        """Visitors look, or no longer: all is forgotten, and meanwhile no face is held."""
        with self._lock:
            self._covered = covered
        self.forget()

    def overhearing(self, listener: MonitorListener) -> MonitorListener:
        """The same listener, whose alarms are heard here, too."""
        return _Overheard(listener, self)

    def start(self) -> None:
        """Begin; a machine without a thread left monitors without maps."""
        try:
            self._worker.start()
        except RuntimeError as fault:
            logger.warning("no alarm is explained: %s", fault)

    def stop(self) -> None:
        """End, and forget. Returns soon: a work under way ends with its piece."""
        self._worker.ask_to_stop()
        # The analysis goes on for a moment, and its faces are not held either.
        self.cover(True)
        self._wake.set()
        if not self._worker.join(STOP_S):
            logger.error("the thread that explains alarms did not stop in time")

    def step(self) -> bool:
        """Explain what was asked for, if anything was; never ends by itself."""
        if not self._wake.wait(PATIENCE_S):
            return True
        self._wake.clear()
        with self._lock:
            asked, generation, self._asked = self._asked, self._generation, None
            self._let_go.clear()
        if asked is None:
            return True
        try:
            if self._explain is None:
                self._explain = self._opened()
            self._piece_from = self._clock()
            told = self._explain(asked[1], lambda: self._rest(generation))
        except Exception:
            # An explanation is never worth an alarm: without one, the panel shows none.
            logger.exception("the last alarm cannot be explained")
            return True
        with self._lock:
            if told is not None and self._generation == generation:
                self._map = AlarmMap(asked[0], *told)
        return True

    def finish(self) -> None:
        """Let go of face, map and models."""
        self._explain = None
        self.forget()

    def _rest(self, generation: int) -> bool:
        """Between two pieces; whether the work is of no use any more."""
        if self._generation == generation:
            self._let_go.wait(min(LONGEST_REST_S, RESTS * (self._clock() - self._piece_from)))
        self._piece_from = self._clock()
        return self._generation != generation

    def _crashed(self, _: str, fault: BaseException) -> None:
        logger.error("the thread that explains alarms stopped: %s", fault)


class _Overheard(PassingOn):
    def __init__(self, listener: MonitorListener, explainer: AlarmExplainer) -> None:
        super().__init__(listener)
        self._explainer = explainer

    def on_entries(self, entries: Sequence[LogEntry]) -> None:
        """Pass on, and hear of a pain alarm."""
        super().on_entries(entries)
        for entry in entries:
            if _pain_raised(entry):
                self._explainer.alarmed(entry.at)

    def on_snapshot(self, snapshot: WatchSnapshot) -> None:
        """Pass on; standby is the end of what was seen."""
        if snapshot.standby:
            # Each time: a face that was under way when standby began comes after it.
            self._explainer.forget()
        super().on_snapshot(snapshot)


def _pain_raised(entry: LogEntry) -> bool:
    if entry.kind is not LogKind.ALARM or entry.code != RAISED:
        return False
    return dict(entry.detail).get("condition") == ConditionId.PAIN
