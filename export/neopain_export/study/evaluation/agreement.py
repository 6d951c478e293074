"""How far two raters, or a rater and a score, agree beyond chance.

Kappa for classes (Cohen 1960) and for ordered points (Cohen 1968, weights by the square of the difference),
the intraclass correlation for absolute agreement of single ratings, ICC(2,1) (Shrout and Fleiss 1979), and
the limits of agreement (Bland and Altman 1986). Intervals: subject-level bootstrap, since one infant's
ratings resemble each other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import SettingFault
from neopain_export.study.intervals.estimates import FEWEST_FOR_INTERVAL, Estimate, estimated, share_estimated
from neopain_export.study.intervals.resamples import draw_resamples

Values = NDArray[np.float64]
_Statistic = Callable[[Values, Values, Values], float]
"""From both raters' ratings and each rating's weight."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of two raters on the same things.

    Attributes:
        ratings, subjects: how many things both rated, of how many infants.
        equal: share of exactly equal ratings.
        kappa: chance-corrected; the ratings as classes.
        weighted_kappa: the same for ordered points, quadratic weights.
        icc: ICC(2,1).
        bias: mean of second minus first, points.
        low_limit, high_limit: 95 % limits of agreement, points: between them lie 95 % of the differences if
            these are normally distributed.

    NaN where a figure does not exist, as kappa where both raters gave one and the same class throughout.
    """

    ratings: int
    subjects: int
    equal: Estimate
    kappa: Estimate
    weighted_kappa: Estimate
    icc: Estimate
    bias: Estimate
    low_limit: Estimate
    high_limit: Estimate


def agreement(first: Values, second: Values, subjects: NDArray[np.str_], seed: int) -> Agreement:
    """Compare two raters; all arrays (n,), finite. Raises: SettingFault with fewer than two ratings."""
    if len(first) < 2:
        raise SettingFault(f"expected two or more things that both rated; got {len(first)}")
    infants = len(np.unique(subjects))
    weights = (
        draw_resamples(subjects, seed).of_rows if infants >= FEWEST_FOR_INTERVAL else np.ones((1, len(first)))
    )

    def estimate(statistic: _Statistic) -> Estimate:
        return estimated([statistic(first, second, row) for row in weights], infants)

    limits = np.array([_limits(first, second, row) for row in weights])
    return Agreement(
        len(first),
        infants,
        share_estimated([float(np.average(first == second, weights=row)) for row in weights], infants),
        estimated(weighted_kappas(first, second, weights, _unequal), infants),
        estimated(weighted_kappas(first, second, weights, squared), infants),
        estimate(_icc),
        estimate(lambda a, b, w: float(np.average(b - a, weights=w))),
        estimated(limits[:, 0], infants),
        estimated(limits[:, 1], infants),
    )


def _unequal(one: Values, other: Values) -> Values:
    return np.not_equal.outer(one, other).astype(np.float64)


def squared(one: Values, other: Values) -> Values:
    """Quadratic weights: the square of every difference, (len(one), len(other))."""
    return np.asarray(np.square(np.subtract.outer(one, other)), dtype=np.float64)


def weighted_kappas(
    first: Values, second: Values, weights: Values, distance: Callable[[Values, Values], Values]
) -> list[float]:
    """1 minus observed over expected disagreement, of every row of `weights` (draws, n).

    NaN where chance alone leaves no disagreement.
    """
    classes, places = np.unique(np.concatenate([first, second]), return_inverse=True)
    size, apart = len(classes), distance(classes, classes)
    cells = places[: len(first)] * size + places[len(first) :]
    found = []
    for row in weights:
        counts = np.asarray(np.bincount(cells, row, minlength=size * size), np.float64)
        table = (counts / counts.sum()).reshape(size, size)
        expected = float((np.outer(table.sum(axis=1), table.sum(axis=0)) * apart).sum())
        found.append(1.0 - float((table * apart).sum()) / expected if expected > 0.0 else np.nan)
    return found


def _icc(first: Values, second: Values, weights: Values) -> float:
    """ICC(2,1) of two raters by the mean squares of the two-way layout; NaN without any spread.

    A thing that was drawn twice counts as two.
    """
    count = float(weights.sum())
    if count < 2.0:
        return np.nan
    grand = float(np.average((first + second) / 2.0, weights=weights))
    rows = (first + second) / 2.0
    columns = np.array([np.average(first, weights=weights), np.average(second, weights=weights)])
    between = 2.0 * float(np.sum(weights * np.square(rows - grand))) / (count - 1.0)
    raters = count * float(np.sum(np.square(columns - grand)))
    whole = float(np.sum(weights * (np.square(first - grand) + np.square(second - grand))))
    residual = (whole - between * (count - 1.0) - raters) / (count - 1.0)
    below = between + residual + 2.0 * (raters - residual) / count
    return (between - residual) / below if below > 1e-12 else np.nan


def _limits(first: Values, second: Values, weights: Values) -> tuple[float, float]:
    difference = second - first
    bias = float(np.average(difference, weights=weights))
    count = float(weights.sum())
    spread = 1.96 * float(np.sqrt(np.sum(weights * np.square(difference - bias)) / max(1.0, count - 1.0)))
    return bias - spread, bias + spread
