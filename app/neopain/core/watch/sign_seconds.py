"""The facial actions and the intensity second by second, for whoever draws them over time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neopain.core.facial_actions import FacialAction
from neopain.core.watch.signs import PRESENT, SHARE_S, SHARE_SEEN_LEAST_S

ACTIONS = tuple(FacialAction)
"""The columns, in this order."""
WEAK_UNDER, STRONG_FROM = 3.5, 6.5
"""Half way between what a model's card says of an intensity of 2, 5 and 8."""


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


@dataclass(frozen=True, slots=True)
class SignsInShort:
    """What a page says of them; over the seconds in which something was seen.

    Attributes:
        intensity_s: seconds with an intensity.
        median: the intensity's, 0..10; None without one.
        strong: share of `intensity_s` with one of at least `STRONG_FROM`, 0..1.
        actions: for each action that was seen, the share of those seconds in which it was present, 0..1.
    """

    intensity_s: int
    median: float | None
    strong: float
    actions: tuple[tuple[FacialAction, float], ...]


def in_short(signs: SignSeconds, spans: NDArray[np.float64]) -> SignsInShort:
    """The seconds that begin within `spans`, float64 (M, 2) monotonic s, rising and apart, in short."""
    place = np.searchsorted(spans[:, 0], signs.times, side="right") - 1
    inside = place >= 0
    inside[inside] = signs.times[inside] < spans[place[inside], 1]
    intensity = signs.intensity[inside]
    intensity = intensity[np.isfinite(intensity)]
    strengths = signs.strengths[inside]
    seen_s = np.isfinite(strengths).sum(axis=0)
    present_s = (np.nan_to_num(strengths) >= PRESENT).sum(axis=0)
    return SignsInShort(
        len(intensity),
        float(np.median(intensity)) if len(intensity) else None,
        float((intensity >= STRONG_FROM).mean()) if len(intensity) else 0.0,
        tuple(
            (action, float(present / seen))
            for action, present, seen in zip(ACTIONS, present_s, seen_s, strict=True)
            if seen
        ),
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
