"""A temporal head: from the scores of the last seconds to one score, by four figures of their course.

Mean, maximum, slope and the share of time over a level, each taken in time and not in readings, so that 2 and
10 readings a second say the same; a logistic answer of their weighted sum. No figure lowers the answer by
being higher, so that a lasting score is never told lower than a lasting lower one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from neopain.core.score.delay import STEP_OVER_LIMIT
from neopain.core.score.presets import BOUNDS

Course: TypeAlias = Sequence[tuple[float, float]]
"""Seconds and points, 0..10, in the order of time; two at least."""

FIGURES = ("mean", "maximum", "slope", "share")
"""Points; points; points a second; 0..1."""
SHORTEST_S, LONGEST_S = 2.0, 6.0
"""A window's length: shorter ones say little, longer ones leave no room in the alarm's delay."""
CALM_AT_MOST = 2.0
"""Points that a window without any sign may get: over it the state would no longer be calm."""
_SHOWN_OVER = 0.05
_TOP = 10.0


@dataclass(frozen=True, slots=True)
class TemporalHead:
    """What a model learnt about courses of its own scores.

    Attributes:
        window_s: seconds that it looks back.
        level: points over which time is counted.
        centre, spread: of each figure in training, by which it is standardised; spreads over 0.
        weights: of each standardised figure, 0 or more.
        bias: of the sum, log-odds.
    """

    window_s: float
    level: float
    centre: tuple[float, ...]
    spread: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def __post_init__(self) -> None:
        numbers = (self.window_s, self.level, self.bias, *self.centre, *self.spread, *self.weights)
        if not all(math.isfinite(number) for number in numbers):
            raise ValueError("a temporal head is made of finite numbers")
        if not {len(self.centre), len(self.spread), len(self.weights)} == {len(FIGURES)}:
            raise ValueError(f"a temporal head has {len(FIGURES)} figures")
        if not SHORTEST_S <= self.window_s <= LONGEST_S:
            raise ValueError(f"a window is {SHORTEST_S:g} to {LONGEST_S:g} s; got {self.window_s:g} s")
        if not 0.0 < self.level < _TOP:
            raise ValueError(f"a level lies between 0 and 10 points; got {self.level:g}")
        if min(self.weights) < 0.0 or min(self.spread) <= 0.0:
            raise ValueError("weights are 0 or more, and spreads over 0")

    def score(self, course: Course) -> float:
        """The score of a filled window, points 0..10."""
        return self.score_of(figures(course, self.level))

    def score_of(self, course_figures: Sequence[float]) -> float:
        """The score of a window's FIGURES, points 0..10."""
        decision = self.bias
        for value, centre, spread, weight in zip(
            course_figures, self.centre, self.spread, self.weights, strict=True
        ):
            decision += weight * (value - centre) / spread
        return _TOP / (1.0 + math.exp(-max(-60.0, min(60.0, decision))))

    def constant(self, points: float) -> float:
        """What it says of a score that does not change."""
        return self.score(((0.0, points), (self.window_s, points)))

    def fault(self) -> str | None:
        """Why it may not be used at the bedside; None where it may.

        The stated delay of an alarm is for a score that jumps to `STEP_OVER_LIMIT` over its limit and stays:
        once the window holds nothing else, the answer must be over that limit, whichever may be set.
        """
        calm = self.constant(0.0)
        if calm > CALM_AT_MOST:
            return f"it tells {calm:.1f} of a face without any sign; {CALM_AT_MOST:g} at most are calm"
        for lasting, limit in lasting_scores():
            told = self.constant(lasting)
            if told <= limit + _SHOWN_OVER:
                return f"it tells {told:.1f} of a lasting {lasting:.1f}: no alarm over {limit:.1f} would come"
        return None


def lasting_scores() -> tuple[tuple[float, float], ...]:
    """For every limit that may be set the lasting score that an alarm must come of, and that limit."""
    least, most = BOUNDS["lower_limit"].least, BOUNDS["upper_limit"].greatest
    limits = [tenth / 10.0 for tenth in range(round(10 * least), round(10 * most) + 1)]
    return tuple((min(_TOP, limit + STEP_OVER_LIMIT), limit) for limit in limits)


def figures(course: Course, level: float) -> tuple[float, float, float, float]:
    """Mean, maximum, slope (least squares over time) and share of time over `level`; see FIGURES.

    Between two scores the course is a straight line.
    """
    span = course[-1][0] - course[0][0]
    if span <= 0.0:
        points = course[-1][1]
        return points, points, 0.0, float(points > level)
    area = over = moment = 0.0
    middle = (course[0][0] + course[-1][0]) / 2.0
    for (first_at, first), (second_at, second) in pairwise(course):
        step = second_at - first_at
        area += step * (first + second) / 2.0
        over += step * _share_over(first, second, level)
        # The integral of (t - middle) times the line, exactly.
        moment += step * (
            (first_at - middle) * (2.0 * first + second) / 6.0
            + (second_at - middle) * (first + 2.0 * second) / 6.0
        )
    return area / span, max(points for _, points in course), 12.0 * moment / span**3, over / span


def _share_over(first: float, second: float, level: float) -> float:
    low, high = min(first, second), max(first, second)
    if low > level:
        return 1.0
    return 0.0 if high <= level else (high - level) / (high - low)
