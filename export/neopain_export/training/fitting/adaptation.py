"""How calm infants differ by what a recipe says of those that it had not seen; see decision 29.

The variance between infants is the component of a one-way random-effects analysis of variance, by the method
of moments for groups of unequal size (Searle, Casella and McCulloch 1992, *Variance Components*, section
3.6): the spread of an infant's own faces is not taken for a difference between infants.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neopain.core.score.infant.adaptation import CalmSpread, log_odds

FEWEST_INFANTS = 10
"""Fewer infants with two calm faces or more, and a spread between them is a guess."""
DECIMALS = 4


@dataclass(frozen=True, slots=True)
class FittedCalm:
    """The spread, and what it was fitted with."""

    spread: CalmSpread
    within: float
    faces: int
    infants: int

    def values(self) -> dict[str, Any]:
        """The manifest's table `[adaptation]`."""
        return {
            "method": f"log-odds of {self.faces} calm faces of {self.infants} infants that the model had not "
            "seen: median of the infants' medians, and the standard deviation between infants by one-way "
            f"random effects (within an infant it is {self.within:.2f})",
            "centre": self.spread.centre,
            "between": self.spread.between,
        }


def fit_calm(
    probabilities: NDArray[np.float64], labels: NDArray[np.int64], subjects: NDArray[np.str_]
) -> FittedCalm | None:
    """Fit on held-out infants; None where they are too few, or do not differ more than their own faces do.

    Args:
        probabilities: float64 (n,), 0..1, NaN for faces that were not held out.
        labels: 1 pain, 0 not.
        subjects: whose face each is.
    """
    calm = (labels == 0) & np.isfinite(probabilities)
    odds = np.array([log_odds(10.0 * float(one)) for one in probabilities[calm]])
    names, member = np.unique(subjects[calm], return_inverse=True)
    groups = [odds[member == number] for number in range(len(names))]
    sizes = np.array([len(group) for group in groups], np.float64)
    if (sizes > 1).sum() < FEWEST_INFANTS:
        return None
    means = np.array([group.mean() for group in groups])
    within = float(sum(((group - group.mean()) ** 2).sum() for group in groups) / (sizes.sum() - len(groups)))
    between = float((sizes * (means - odds.mean()) ** 2).sum() / (len(groups) - 1))
    typical = float((sizes.sum() - (sizes**2).sum() / sizes.sum()) / (len(groups) - 1))
    spread = round(float(np.sqrt(max(0.0, (between - within) / typical))), DECIMALS)
    if spread <= 0.0:
        return None
    centre = round(float(np.median([np.median(group) for group in groups])), DECIMALS)
    return FittedCalm(CalmSpread(centre, spread), float(np.sqrt(within)), len(odds), len(groups))
