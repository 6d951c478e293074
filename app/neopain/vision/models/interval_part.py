"""What a classifier's manifest says of the uncertainty of its scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from neopain.vision.models.toml_table import TomlTable

MOST_KNOTS = 1000


@dataclass(frozen=True, slots=True)
class ScoreIntervals:
    """The table `[interval]`: between which probabilities a score's own probability lies.

    Attributes:
        method: in words.
        probabilities: rising from 0 to 1, what the classifier says.
        low, high: 0..1, the interval's ends for each of them; straight lines between.
    """

    method: str
    probabilities: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    def around(self, probability: float) -> tuple[float, float]:
        """The ends of a probability's interval, 0..1; it lies inside.

        Where classifier and held-out infants disagree the interval reaches from the one to the others.
        """
        low, high = self.around_all(np.array([probability]))
        return float(low[0]), float(high[0])

    def around_all(
        self, probabilities: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Low and high ends of many, float64 (n,) each."""
        low = np.interp(probabilities, self.probabilities, self.low)
        high = np.interp(probabilities, self.probabilities, self.high)
        return np.minimum(low, probabilities), np.maximum(high, probabilities)


def read_interval_part(top: TomlTable) -> ScoreIntervals | None:
    """Read the table; None for a classifier that has none. Raises: ModelFault for one that makes no sense."""
    if "interval" not in top.values:
        return None
    table = top.table("interval")
    told = table.values.get("probabilities")
    count = len(told) if isinstance(told, list) else 0
    if not 2 <= count <= MOST_KNOTS:
        raise table.refusal("probabilities", f"2 to {MOST_KNOTS} numbers rising from 0 to 1")
    part = ScoreIntervals(
        table.text("method"),
        table.numbers("probabilities", count),
        table.numbers("low", count),
        table.numbers("high", count),
    )
    knots, low, high = (np.array(values) for values in (part.probabilities, part.low, part.high))
    # Written so that NaN is refused too.
    if not (knots[0] == 0.0 and knots[-1] == 1.0 and (np.diff(knots) > 0.0).all()):
        raise table.refusal("probabilities", "numbers rising from 0 to 1")
    if not ((low >= 0.0).all() and (low <= high).all() and (np.diff(low) >= 0.0).all()):
        raise table.refusal("low", "numbers from 0 on that do not fall, none over its `high`")
    if not ((high <= 1.0).all() and (np.diff(high) >= 0.0).all()):
        raise table.refusal("high", "numbers to 1 that do not fall")
    return part
