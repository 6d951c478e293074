"""The house's arithmetic: quantiles, and ratios of what was measured in turn."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of them lie, 0..1; between two values on the straight line through them.

    Hyndman and Fan 1996, definition 7, as numpy has it. Raises: ValueError for no values or another share.
    """
    if not values or not 0.0 <= share <= 1.0:
        raise ValueError(f"expected values and a share within 0..1; got {len(values)} values and {share}")
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


@dataclass(frozen=True, slots=True)
class Spread:
    """Of one figure over its repeats, in its own unit."""

    count: int
    p50: float
    p95: float
    p99: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Raises: ValueError for no values."""
        at = (quantile(values, share) for share in (0.5, 0.95, 0.99, 1.0))
        return cls(len(values), *at)


@dataclass(frozen=True, slots=True)
class Ratio:
    """Of two that were measured in turn: the least, the median and the greatest of the pairs' ratios."""

    least: float
    median: float
    most: float

    @classmethod
    def of_pairs(cls, ones: Sequence[float], others: Sequence[float]) -> Ratio:
        """`ones[i] / others[i]`: what drifts from pair to pair drops out.

        Raises: ValueError for none, for different numbers of them, or where nothing was measured of another.
        """
        if len(ones) != len(others) or not ones or min(others) <= 0:
            raise ValueError(f"expected pairs of times; got {len(ones)} and {len(others)}")
        ratios = [one / other for one, other in zip(ones, others, strict=True)]
        return cls(min(ratios), statistics.median(ratios), max(ratios))

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.least:.2f} to {self.most:.2f})"


def fastest(medians: dict[str, float]) -> str:
    """Whose median is the least. Raises: ValueError for nobody."""
    if not medians:
        raise ValueError("expected at least one engine that ran; got none")
    return min(medians, key=lambda name: medians[name])
