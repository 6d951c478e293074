"""The averaged score: smoothed, or what the model's temporal head says once its window is filled."""

from __future__ import annotations

from collections import deque

from neopain.core.score.smoothing import ScoreSmoother
from neopain.core.temporal.head import TemporalHead

GAP_S = 2.0
"""Scores that were captured further apart are not of one course: the window begins anew."""
FEWEST = 3
"""Scores in a window, at least."""
_ROUNDING_S = 1e-6


class ScoreWindow:
    """The scores of the last seconds, without a gap among them."""

    def __init__(self, window_s: float) -> None:
        self._window_s = window_s
        self._scores: deque[tuple[float, float]] = deque()
        self._begun = 0.0

    def take(self, at: float, points: float) -> tuple[tuple[float, float], ...] | None:
        """Take a score; give the window's scores, oldest first, if it is filled."""
        if not self._scores or at - self._scores[-1][0] > GAP_S:
            self._scores.clear()
            self._begun = at
        self._scores.append((at, points))
        while self._scores[0][0] < at - self._window_s - _ROUNDING_S:
            self._scores.popleft()
        filled = at - self._begun >= self._window_s - _ROUNDING_S and len(self._scores) >= FEWEST
        return tuple(self._scores) if filled else None

    def clear(self) -> None:
        """What was seen belongs to no course that goes on."""
        self._scores.clear()


class ScoreAverage:
    """One averaged score per raw one, by their capture times.

    The smoother takes every score, so that its answer is there whenever the window's is not: without a head,
    at the start, after a gap, and in care.
    """

    def __init__(self, time_constant_s: float, head: TemporalHead | None = None) -> None:
        """Raises: SettingFault unless the time constant is positive."""
        self._smoother = ScoreSmoother(time_constant_s)
        self._head = head
        self._window = None if head is None else ScoreWindow(head.window_s)
        self._paused = False
        self.plain = 0.0

    def update(self, at: float, raw: float) -> float:
        """Take a score of monotonic second `at`; give the averaged one. `plain` is the smoothed one.

        Raises: ProgramFault as `ScoreSmoother.update`.
        """
        self.plain = self._smoother.update(at, raw)
        if self._head is None or self._window is None or self._paused:
            return self.plain
        course = self._window.take(at, raw)
        return self.plain if course is None else self._head.score(course)

    def gap(self, at: float) -> None:
        """Say that second `at` has no score."""
        self._smoother.gap(at)

    def retune(self, time_constant_s: float) -> None:
        """Smooth with another time constant from the next score on. Raises: SettingFault unless positive."""
        self._smoother.retune(time_constant_s)

    def pause(self, paused: bool) -> None:  # noqa: FBT001  the state itself
        """Care begins or ends: no window reaches across either, and in care there is none."""
        self._paused = paused
        if self._window is not None:
            self._window.clear()
