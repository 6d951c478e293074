"""The facial actions and the intensity second by second, for whoever draws them over time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neopain.core.facial_actions import FacialAction
from neopain.core.watch.signs import PRESENT, SHARE_S, SHARE_SEEN_LEAST_S

ACTIONS = tuple(FacialAction)
"""The columns, in this order."""


@dataclass(frozen=True, slots=True, eq=False)
class SignSeconds:
    """One row for each second with a reading; a second without one has no row.

    Attributes:
        times: float64 (N,) monotonic s at which each second began, rising.
        strengths, confidences: float32 (N, 6), 0..1, the mean of the second by `ACTIONS`; NaN for not seen.
        intensity: float32 (N,), 0..10, the mean of the second; NaN where there is none.
    """

    times: NDArray[np.float64]
    strengths: NDArray[np.float32]
    confidences: NDArray[np.float32]
    intensity: NDArray[np.float32]

    @classmethod
    def joined(cls, pieces: list[SignSeconds]) -> SignSeconds:
        """Pieces that follow each other, as one."""
        none = np.empty((0, len(ACTIONS)), np.float32)
        return cls(
            np.concatenate([np.empty(0), *(one.times for one in pieces)]),
            np.concatenate([none, *(one.strengths for one in pieces)]),
            np.concatenate([none, *(one.confidences for one in pieces)]),
            np.concatenate([np.empty(0, np.float32), *(one.intensity for one in pieces)]),
        )


def shares_of(times: NDArray[np.float64], strengths: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of the 30 seconds that end with each row, the share in which an action was present.

    As `SignsCourse` counts it. Returns: float32 (N, 6), 0..1; NaN in a second in which the action was not
    seen, and where it was seen in fewer than 5 seconds.
    """
    seen = np.isfinite(strengths)
    first = np.searchsorted(times, times - (SHARE_S - 0.5), side="right")
    seen_s, present_s = (
        _until(of)[1:] - _until(of)[first] for of in (seen, seen & (np.nan_to_num(strengths) >= PRESENT))
    )
    known = seen & (seen_s >= SHARE_SEEN_LEAST_S)
    return np.where(known, present_s / np.maximum(seen_s, 1), np.nan).astype(np.float32)


def _until(of: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.concatenate((np.zeros((1, of.shape[1]), np.int64), np.cumsum(of, axis=0, dtype=np.int64)))
