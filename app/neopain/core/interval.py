"""The interval that is told with a score."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the score lies by the model's own uncertainty, points 0..10, `low` at most `high`."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.low <= self.high <= 10.0:
            raise ValueError(f"an interval lies in 0..10, its ends in order; got {self.low} to {self.high}")
