"""Decoded faces before overlapping ones are merged; what every family of detectors gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from neopain.vision.finding.proposal import Proposal

_OVERLAP_MOST = 0.45
"""Intersection over union from which two boxes are one face."""
_LARGEST = 1e5


@dataclass(frozen=True, slots=True, eq=False)
class RawFaces:
    """N faces in px of the network's picture, float64.

    Attributes:
        confidence: (N,) 0..1.
        middles: (N, 2) of the boxes.
        sides: (N, 2) width and height.
        key_points: (N, 5, 2), in the order of `proposal`.
    """

    confidence: NDArray[np.float64]
    middles: NDArray[np.float64]
    sides: NDArray[np.float64]
    key_points: NDArray[np.float64]

    def merged(self, least: float) -> list[Proposal]:
        """Each face once, the surest first; what is not finite or absurdly large is left out."""
        everything = np.column_stack(
            [self.confidence, self.middles, self.sides, self.key_points.reshape(-1, 10)]
        )
        sane = np.isfinite(everything).all(axis=1) & (np.abs(everything) < _LARGEST).all(axis=1)
        sane &= (self.sides > 1.0).all(axis=1)
        kept = np.flatnonzero(sane)
        if not len(kept):
            return []
        boxes = np.column_stack([self.middles - self.sides / 2, self.sides])[kept]
        order = cv2.dnn.NMSBoxes(boxes.tolist(), self.confidence[kept].tolist(), least, _OVERLAP_MOST)
        return [
            Proposal(
                min(1.0, float(self.confidence[one])),
                self.middles[one],
                float(np.sqrt(self.sides[one].prod())),
                self.key_points[one],
            )
            for one in kept[np.asarray(order, np.intp).ravel()]
        ]


def joined(parts: Sequence[RawFaces]) -> RawFaces:
    """All parts as one."""
    return RawFaces(
        np.concatenate([part.confidence for part in parts]),
        np.concatenate([part.middles for part in parts]),
        np.concatenate([part.sides for part in parts]),
        np.concatenate([part.key_points for part in parts]),
    )
