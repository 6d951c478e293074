"""Two stretches of time beside each other: before an intervention and after it.

It describes the score; it does not say that the one came from the other, or how much an infant felt.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from neopain.core.score.coverage import Statistics, Stretch

LEAST_SHARE = 0.5
"""Of a side that must be scored for its median to be given, as on the procedure card."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side.

    Attributes:
        length_s: how long it is.
        statistics: its counted time.
        median, highest: points, weighted by how long each score stood; None when too little was scored.
    """

    length_s: float
    statistics: Statistics
    median: float | None
    highest: float | None

    @property
    def scored_share(self) -> float | None:
        """Of the time in which a score was wanted, 0..1."""
        return self.statistics.scored_share


def side_of(stretches: Iterable[Stretch], start: float, stop: float) -> Side:
    """The numbers of the time from `start` to `stop` (monotonic s), which the stretches hold."""
    statistics = Statistics()
    scores: list[float] = []
    weights: list[float] = []
    for stretch in stretches:
        low, high = max(stretch.start, start), min(stretch.stop, stop)
        if high <= low:
            continue
        cut = Stretch(
            low, high, stretch.smoothed, stretch.reason, stretch.excluded,
            stretch.lower_limit, stretch.upper_limit,
        )  # fmt: skip
        statistics = statistics.plus(cut)
        if cut.scored and cut.smoothed is not None:
            scores.append(cut.smoothed)
            weights.append(cut.length_s)
    enough = bool(scores) and statistics.scored_s >= LEAST_SHARE * (stop - start)
    return Side(
        stop - start,
        statistics,
        weighted_median(scores, weights) if enough else None,
        max(scores) if enough else None,
    )


def weighted_median(values: list[float], weights: list[float]) -> float:
    """The value at which half of the weight lies below. `values` must not be empty."""
    order = np.argsort(values)
    passed = np.cumsum(np.asarray(weights)[order])
    return float(np.asarray(values)[order][np.searchsorted(passed, 0.5 * passed[-1])])
