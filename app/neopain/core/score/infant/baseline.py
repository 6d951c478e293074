"""What is usual for this infant: median and spread of a settled period, with bounds on its drift.

The baseline is shown beside the score (difference), it does not move the limits by itself. Robust statistics:
median and 1.4826 * MAD, which for normally distributed scores is the standard deviation (Rousseeuw and Croux
1993).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import SettingFault
from neopain.core.text import Text

WINDOW_S = 300
"""Longest period that a baseline is measured over; provisional."""
LEAST_SCORED_S = 60
"""Seconds with a score that a baseline needs; provisional."""
MAX_SPREAD = 1.5
"""Points of spread over which a period is not settled; provisional."""
MAX_DRIFT = 1.0
"""Points that a new baseline may lie over the first: lasting pain must not become what is usual."""
_MAD_TO_SIGMA = 1.4826


@dataclass(frozen=True, slots=True)
class Baseline:
    """An infant's usual score.

    Attributes:
        median, spread: points; the spread is 1.4826 * MAD.
        measured_at: monotonic second of the end of the period.
        scored_s: seconds with a score in it.
        anchor: median of the infant's first baseline, which bounds the drift.
    """

    median: float
    spread: float
    measured_at: float
    scored_s: int
    anchor: float

    def difference(self, smoothed: float) -> float:
        """Points over (or under) what is usual."""
        return smoothed - self.median


def measure_baseline(
    scores: NDArray[np.float64], measured_at: float, *, lower_limit: float, previous: Baseline | None = None
) -> Baseline:
    """Baseline of a settled period.

    Args:
        scores: float64 (N,), points, one per scored second.
        measured_at: monotonic second of the period's end.
        lower_limit: points; a period whose median is over it is not settled.
        previous: the baseline in force. The new median is held at most `MAX_DRIFT` over its anchor; downwards
            it follows freely, and takes the anchor along.

    Raises:
        SettingFault: too few scores, too restless, or over the limit; the old baseline stays in force.
    """
    if scores.size < LEAST_SCORED_S:
        raise SettingFault(
            Text(
                "a baseline needs {least} scored seconds; got {got}: wait",
                least=LEAST_SCORED_S,
                got=scores.size,
            )
        )
    median = float(np.median(scores))
    spread = _MAD_TO_SIGMA * float(np.median(np.abs(scores - median)))
    if median > lower_limit or spread > MAX_SPREAD:
        raise SettingFault(
            Text(
                "a baseline needs a settled infant, median at most {most:.1f} and spread at "
                "most {other_most:.1f}; got {got:.1f} and {other:.1f}: wait until the infant has "
                "settled",
                most=lower_limit,
                other_most=MAX_SPREAD,
                got=median,
                other=spread,
            )
        )
    fresh = Baseline(median, spread, measured_at, int(scores.size), median)
    if previous is None:
        return fresh
    anchor = min(previous.anchor, median)
    return replace(fresh, median=min(median, anchor + MAX_DRIFT), anchor=anchor)


class SecondScores:
    """The mean score of each of the last `WINDOW_S` scored seconds, whatever the frame rate."""

    def __init__(self) -> None:
        self._seconds: deque[tuple[int, float]] = deque(maxlen=WINDOW_S)
        self._second: int | None = None
        self._sum = 0.0
        self._count = 0

    def add(self, at: float, smoothed: float) -> None:
        """Take a score of monotonic second `at`."""
        second = int(at // 1.0)
        if second != self._second:
            self._close()
            self._second = second
        self._sum += smoothed
        self._count += 1

    def recent(self, now: float) -> NDArray[np.float64]:
        """float64 (N,): one score per second that had one, of the `WINDOW_S` seconds before `now`."""
        return np.array([mean for second, mean in self._seconds if second >= now - WINDOW_S], np.float64)

    def _close(self) -> None:
        if self._second is not None:
            self._seconds.append((self._second, self._sum / self._count))
        self._sum, self._count = 0.0, 0
