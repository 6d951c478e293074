"""Whether the intervals of scores hold what they promise, on infants that nothing was fitted on.

A face either shows pain or does not, so that an interval of probabilities can only be checked on many: in
each band of scores the observed share of pain should lie between the means of the two ends. That share is
known up to chance; its own 95 % interval is by subject-level bootstrap, and a band counts as covered where
the two overlap. Where all faces of a band are alike no resampling shows another: then three over the number
of infants is the end of what they rule out (Hanley and Lippman-Hand 1983, the rule of three).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neopain_export.study.intervals.estimates import Estimate, share_estimated
from neopain_export.study.intervals.resamples import draw_resamples

BANDS = ((0.0, 0.1), (0.1, 0.3), (0.3, 0.7), (0.7, 0.9), (0.9, 1.0))
"""Of the classifier's probability; most scores lie near its ends."""


@dataclass(frozen=True, slots=True)
class Band:
    """One band of scores.

    Attributes:
        low, high: means of the intervals' ends in it, 0..1.
        faces, subjects: that were scored so.
        pain: observed share of pain with its interval by subject.
    """

    low: float
    high: float
    faces: int
    subjects: int
    pain: Estimate

    @property
    def covered(self) -> bool:
        """Whether what was seen agrees with what was promised."""
        return self.low <= self.pain.high and self.pain.low <= self.high


def bands(
    probabilities: NDArray[np.float64],
    ends: tuple[NDArray[np.float64], NDArray[np.float64]],
    labels: NDArray[np.int64],
    subjects: NDArray[np.str_],
    seed: int,
) -> list[Band]:
    """The bands that hold faces of two subjects or more, lowest first. All arrays: (n,)."""
    found = []
    for least, most in BANDS:
        inside = (probabilities >= least) & ((probabilities < most) | (most == 1.0))
        if len(np.unique(subjects[inside])) < 2:
            continue
        resamples = draw_resamples(subjects[inside], seed)
        pain = labels[inside]
        shares = resamples.counts(pain) / resamples.counts(np.ones_like(pain))
        found.append(
            Band(
                float(ends[0][inside].mean()),
                float(ends[1][inside].mean()),
                int(inside.sum()),
                len(resamples.subjects),
                share_estimated(shares, len(resamples.subjects), fewest=2),
            )
        )
    return found


def covered_share(found: list[Band]) -> float:
    """The share of faces in covered bands; NaN without any."""
    faces = sum(band.faces for band in found)
    return sum(band.faces for band in found if band.covered) / faces if faces else float("nan")
