"""The interval of every score, fitted on infants that were held out, one face an infant.

Venn-Abers prediction (Vovk and Petej 2014, *Venn-Abers Predictors*, UAI; the inductive form): an isotonic
regression of the label on the score is fitted twice, with the new face counted as calm and as in pain; the
two probabilities that it then has are the interval. Whatever the classifier, the one of the two that goes
with the true label is calibrated; so the observed share of pain lies between their means, for infants like
these.

It holds for exchangeable cases, and faces of one infant are not: so each fit takes one face an infant, drawn
by chance (Dunn, Wasserman and Ramdas 2023, *Distribution-free Prediction Sets for Two-layer Hierarchical
Models*, section 4), and the ends are averaged over many draws, which keeps the two inequalities. The scores
are those of five folds, each of infants that the fold's model had not seen, pooled as in cross-conformal
prediction (Vovk 2015); the classifier that is used learned from all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import SettingFault
from neopain.vision.models.interval_part import ScoreIntervals

KNOTS = (0.0, 0.005, 0.01, 0.02, 0.05, *(tenth / 10 for tenth in range(1, 10)), 0.95, 0.98, 0.99, 0.995, 1.0)
"""What the classifier says, where the ends are computed; most scores lie near 0 or 1."""
DRAWS = 200
DECIMALS = 4
FEWEST_SUBJECTS = 4


@dataclass(frozen=True, slots=True)
class FittedIntervals:
    """The intervals and what they were fitted with; None where there were too few infants."""

    table: ScoreIntervals
    faces: int
    subjects: int

    def values(self) -> dict[str, Any]:
        """The manifest's table `[interval]`."""
        return {
            "method": self.table.method,
            "probabilities": list(self.table.probabilities),
            "low": list(self.table.low),
            "high": list(self.table.high),
        }

    def ends(self, probabilities: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Low and high ends, float64 (n,), as the monitor will tell them."""
        return self.table.around_all(probabilities)


def fit_intervals(
    probabilities: NDArray[np.float64], labels: NDArray[np.int64], subjects: NDArray[np.str_], seed: int
) -> FittedIntervals:
    """Fit on what a recipe says of held-out infants; the same input gives the same numbers.

    Args:
        probabilities: float64 (n,), 0..1, of faces whose infants the model had not seen.
        labels: 1 pain, 0 not.
        subjects: whose face each is.
        seed: of the draws.

    Raises: SettingFault with fewer than four infants.
    """
    names, member = np.unique(subjects, return_inverse=True)
    if len(names) < FEWEST_SUBJECTS:
        raise SettingFault(f"intervals need {FEWEST_SUBJECTS} infants; got {len(names)}")
    rng = np.random.default_rng(seed)
    counts = np.bincount(member)
    rows, first = np.argsort(member, kind="stable"), np.cumsum(counts) - counts
    ends = np.zeros((2, len(KNOTS)))
    for drawn in rows[first + rng.integers(0, counts, size=(DRAWS, len(names)))]:
        ends += venn_abers(probabilities[drawn], labels[drawn], np.array(KNOTS))
    low, high = np.clip(np.maximum.accumulate(ends / DRAWS, axis=1), 0.0, 1.0).round(DECIMALS)
    method = (
        f"Venn-Abers (Vovk and Petej 2014) on {len(labels)} faces of {len(names)} held-out infants in folds, "
        f"one face an infant, mean of {DRAWS} draws (Dunn et al. 2023); the interval holds the share of pain "
        "among faces of such a score, for infants like these"
    )
    table = ScoreIntervals(method, KNOTS, tuple(map(float, low)), tuple(map(float, high)))
    return FittedIntervals(table, len(labels), len(names))


def venn_abers(
    scores: NDArray[np.float64], labels: NDArray[np.int64], asked: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Both probabilities of each asked score, float64 (2, m): counted as calm, and as in pain.

    Args:
        scores: float64 (n,) of the calibration cases, in any rising relation to the probability of pain.
        labels: 1 pain, 0 not.
        asked: float64 (m,) scores.

    The isotonic fit at one point is the greatest, over all blocks' beginnings at or before it, of the least
    mean over all ends at or behind it (Barlow et al. 1972, *Statistical Inference under Order Restrictions*,
    eq. 1.9).
    """
    order = np.argsort(scores, kind="stable")
    ranked = scores[order]
    total = np.concatenate([[0.0], np.cumsum(labels[order], dtype=np.float64)])
    # Equal scores stay together: a block begins at the first and ends behind the last of them.
    borders = np.concatenate([[0], np.flatnonzero(np.diff(ranked)) + 1, [len(ranked)]])
    before = np.searchsorted(borders, np.searchsorted(ranked, asked, side="left"), side="right") - 1
    behind = np.searchsorted(borders, np.searchsorted(ranked, asked, side="right"), side="left")
    # Of all blocks at once; those that would end before they begin are never looked up.
    pains = total[borders] - total[borders, np.newaxis]
    faces = np.maximum(borders - borders[:, np.newaxis] + 1, 1)
    found = np.empty((2, len(asked)))
    for label in (0, 1):
        least = np.minimum.accumulate(((pains + label) / faces)[:, ::-1], axis=1)[:, ::-1]
        found[label] = np.maximum.accumulate(least, axis=0)[before, behind]
    return found
