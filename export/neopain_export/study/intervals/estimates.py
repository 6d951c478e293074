"""An estimate with its 95 % interval: the one place where draws become one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FEWEST_FOR_INTERVAL = 5
"""Fewer infants give no interval: a bootstrap of two is three different sets."""
FEW = 10
"""Below this many infants an interval is printed with a warning."""
PERCENTILES = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A metric and its 95 % interval (2.5th and 97.5th percentile of the draws); NaN where there is none."""

    value: float
    low: float
    high: float


UNKNOWN = Estimate(float("nan"), float("nan"), float("nan"))


def estimated(
    draws: NDArray[np.float64] | Sequence[float],
    infants: int,
    *,
    fewest: int = FEWEST_FOR_INTERVAL,
    defined: float = 0.0,
) -> Estimate:
    """The first of `draws`, which is the set itself, with the percentiles of the others.

    A draw in which the statistic does not exist (NaN) is left out of the interval.

    Args:
        draws: float64 (draws + 1,), as `Resamples` orders them.
        infants: that the draws were drawn from.
        fewest: infants; fewer give no interval.
        defined: least share of the draws in which the statistic must exist for an interval, 0..1.
    """
    drawn = np.asarray(draws, np.float64)
    value, others = float(drawn[0]), drawn[1:]
    finite = others[np.isfinite(others)]
    if infants < fewest or not np.isfinite(value) or finite.size < max(2.0, defined * others.size):
        return Estimate(value, float("nan"), float("nan"))
    low, high = np.percentile(finite, PERCENTILES)
    return Estimate(value, float(low), float(high))


def share_estimated(
    draws: NDArray[np.float64] | Sequence[float],
    infants: int,
    *,
    fewest: int = FEWEST_FOR_INTERVAL,
    defined: float = 0.0,
) -> Estimate:
    """The same for a share, 0..1, which may be none or all: then the interval is that of `all_alike`."""
    found = estimated(draws, infants, fewest=fewest, defined=defined)
    return all_alike(found, infants) if np.isfinite(found.low) else found


def all_alike(found: Estimate, infants: int) -> Estimate:
    """The rule of three where a share is none or all: no resampling shows another, and so none is ruled out.

    Three over the number of infants is the end of what they rule out (Hanley and Lippman-Hand 1983). Any
    other share is given back as it came.
    """
    unseen = min(1.0, 3.0 / max(1, infants))
    if found.value == 1.0:
        return Estimate(1.0, 1.0 - unseen, 1.0)
    if found.value == 0.0:
        return Estimate(0.0, 0.0, unseen)
    return found


def mean_estimated(draws: NDArray[np.float64], infants: int) -> Estimate:
    """The mean of `draws` (draws,), none of which is the set itself, with their percentiles; NaN left out."""
    finite = draws[np.isfinite(draws)]
    if not finite.size:
        return UNKNOWN
    return estimated(np.concatenate([[finite.mean()], finite]), infants)


def mean_share_estimated(draws: NDArray[np.float64], infants: int) -> Estimate:
    """The same of a share."""
    found = mean_estimated(draws, infants)
    return all_alike(found, infants) if np.isfinite(found.low) else found
