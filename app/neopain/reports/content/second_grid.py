"""A session at whole seconds, for formats that want evenly spaced samples.

A sample is what stands at its second by the rule of `core.score.coverage`: the smoothed score, or why there
is none. Nothing is interpolated.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from math import isnan, nan

from neopain.core.score.coverage import Stretch
from neopain.reports.content.summary import NO_READING

EXCLUDED = "care_or_standby"
"""Kind of the time that statistics leave out; a score in it stays a score."""
PERIOD_MS = 1000


@dataclass(frozen=True, slots=True)
class Run:
    """Time of one kind, seconds since the session's start: unscored with its reason, or EXCLUDED."""

    start_s: float
    stop_s: float
    kind: str


class SecondGrid:
    """Takes a session's stretches in order.

    Attributes:
        scores: smoothed score at second 0, 1, 2, ... since the start, 0..10; NaN where not scored.
        unscored: runs without a score and why, in order.
        excluded: runs of care mode and standby, in order.
    """

    def __init__(self, start: float) -> None:
        """The session's start, monotonic seconds."""
        self._start = start
        self.scores: array[float] = array("d")
        self.unscored: list[Run] = []
        self.excluded: list[Run] = []

    def take(self, stretch: Stretch) -> None:
        """One more stretch of time."""
        score = nan if stretch.smoothed is None else stretch.smoothed
        while self._start + len(self.scores) < stretch.stop:
            self.scores.append(score)
        start_s, stop_s = stretch.start - self._start, stretch.stop - self._start
        if stretch.smoothed is None:
            _add(self.unscored, Run(start_s, stop_s, stretch.reason or NO_READING))
        if stretch.excluded:
            _add(self.excluded, Run(start_s, stop_s, EXCLUDED))

    def reason_at(self, start: int, stop: int) -> str:
        """The reason that held longest in the seconds from `start` to before `stop`; "" where none did."""
        held: dict[str, float] = {}
        for run in self.unscored:
            length_s = min(run.stop_s, stop) - max(run.start_s, start)
            if length_s > 0.0:
                held[run.kind] = held.get(run.kind, 0.0) + length_s
        return max(held, key=lambda kind: held[kind], default="")

    def scored(self, start: int, stop: int) -> list[float]:
        """The scores of these seconds that have one."""
        return [score for score in self.scores[start:stop] if not isnan(score)]


def _add(runs: list[Run], run: Run) -> None:
    if runs and runs[-1].kind == run.kind and runs[-1].stop_s == run.start_s:
        run = Run(runs.pop().start_s, run.stop_s, run.kind)
    runs.append(run)
