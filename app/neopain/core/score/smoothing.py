"""Time-constant smoothing of the score and of its interval.

A first-order low pass whose step depends on the seconds between two scores, never on their number, so that
5 and 30 readings per second give the same trend.
"""

from __future__ import annotations

import math

from neopain.core.errors import ProgramFault, SettingFault
from neopain.core.interval import Interval
from neopain.core.text import Text


class ScoreSmoother:
    """Exponential smoothing y += (1 - exp(-dt / tau)) * (raw - y), with gaps.

    A raw score stands for the time since the one before it. Unscored time moves nothing: a short gap keeps
    the state, and only a gap longer than `gap_s` makes the next score start afresh.
    """

    def __init__(self, time_constant_s: float = 3.0, gap_s: float = 5.0) -> None:
        """`time_constant_s`: time to cover 63 % of a step. Raises: SettingFault unless both are positive."""
        self.time_constant_s = _checked(time_constant_s, gap_s)
        self.gap_s = gap_s
        self._value: float | None = None
        self._scored_at = -math.inf
        self._seen_at = -math.inf

    @property
    def value(self) -> float | None:
        """The smoothed score as of the last update; None before the first."""
        return self._value

    def update(self, at: float, raw: float) -> float:
        """Take a score of monotonic second `at`; give the smoothed score, in the units of `raw`.

        Raises: ProgramFault for a score that is not finite, or older than the score before it.
        """
        if not math.isfinite(raw):
            raise ProgramFault(f"a score to smooth is a finite number; got {raw}: refuse it before smoothing")
        if at < self._scored_at:
            raise ProgramFault(
                f"scores come in the order of their capture; got second {at} after {self._scored_at}: "
                f"make a new smoother for a new source"
            )
        if self._value is None or at - self._scored_at > self.gap_s:
            self._value = raw
        else:
            weight = -math.expm1(-max(0.0, at - self._seen_at) / self.time_constant_s)
            self._value += weight * (raw - self._value)
        self._scored_at = at
        self._seen_at = max(at, self._seen_at)
        return self._value

    def gap(self, at: float) -> None:
        """Say that second `at` has no score; what is older than what was seen says nothing new."""
        self._seen_at = max(at, self._seen_at)

    def retune(self, time_constant_s: float) -> None:
        """Smooth with another time constant from the next score on. Raises: SettingFault unless positive."""
        self.time_constant_s = _checked(time_constant_s, self.gap_s)


def _checked(time_constant_s: float, gap_s: float) -> float:
    if not (time_constant_s > 0.0 and gap_s > 0.0):
        raise SettingFault(
            Text(
                "smoothing needs a time constant and a gap over 0 s; got {time_constant} s and {gap} "
                "s: correct the preset",
                time_constant=time_constant_s,
                gap=gap_s,
            )
        )
    return time_constant_s


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
