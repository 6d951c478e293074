"""The interval that is told with a score, and its averaging."""

from __future__ import annotations

from dataclasses import dataclass

from neopain.core.score.smoothing import ScoreSmoother


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the score lies by the model's own uncertainty, points 0..10, `low` at most `high`."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.low <= self.high <= 10.0:
            raise ValueError(f"an interval lies in 0..10, its ends in order; got {self.low} to {self.high}")


class IntervalSmoother:
    """Averages intervals as `ScoreSmoother` averages their scores.

    Averaged are the two distances from score to end, which are never negative, so that the averaged score
    always lies inside.
    """

    def __init__(self, time_constant_s: float) -> None:
        """Raises: SettingFault unless positive."""
        self._below = ScoreSmoother(time_constant_s)
        self._above = ScoreSmoother(time_constant_s)

    def update(self, at: float, score: float, smoothed: float, interval: Interval) -> Interval:
        """The averaged interval around `smoothed`, of a `score` of monotonic second `at` and its interval.

        Raises: ProgramFault for a score older than the one before it.
        """
        below = self._below.update(at, max(0.0, score - interval.low))
        above = self._above.update(at, max(0.0, interval.high - score))
        return Interval(max(0.0, smoothed - below), min(10.0, smoothed + above))

    def gap(self, at: float) -> None:
        """Say that second `at` has no interval."""
        self._below.gap(at)
        self._above.gap(at)

    def retune(self, time_constant_s: float) -> None:
        """Average with another time constant from the next score on. Raises: SettingFault unless positive."""
        self._below.retune(time_constant_s)
        self._above.retune(time_constant_s)
