"""Draws of infants, never of pictures, because one infant's pictures resemble each other.

A draw is a weight per infant, so that all draws of one statistic are computed at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import SettingFault

RESAMPLES = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Resamples:
    """Bootstrap draws of subjects.

    Attributes:
        subjects: text (s,), sorted.
        member: int (n,), the subject's place for every row.
        weights: float64 (draws + 1, s), how often each subject was drawn; the first row is all ones, the set
            itself.
    """

    subjects: NDArray[np.str_]
    member: NDArray[np.intp]
    weights: NDArray[np.float64]

    @property
    def of_rows(self) -> NDArray[np.float64]:
        """float64 (draws + 1, n): the weight of every row in every draw."""
        return self.weights[:, self.member]

    def counts(self, marked: NDArray[np.generic]) -> NDArray[np.float64]:
        """How many rows are `marked`, bool or 0 and 1 (n,), in each draw, float64 (draws + 1,).

        Counted for each infant, then drawn: whole numbers, and so exact.
        """
        return self.weights @ np.bincount(self.member, marked, minlength=len(self.subjects))


def draw_resamples(subjects: NDArray[np.str_], seed: int, draws: int = RESAMPLES) -> Resamples:
    """Draws of as many subjects as there are, with replacement. Raises: SettingFault with fewer than two."""
    names, member = np.unique(subjects, return_inverse=True)
    if len(names) < 2:
        raise SettingFault(f"a confidence interval by subject needs two subjects; got {len(names)}")
    random = np.random.default_rng(seed)
    drawn = random.multinomial(len(names), np.full(len(names), 1.0 / len(names)), size=draws)
    return Resamples(names, member, np.vstack([np.ones(len(names)), drawn]).astype(np.float64))
