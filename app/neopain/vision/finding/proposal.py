"""What a face detector says, and the port behind which every detector stands."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from neopain.core.frames import BgrImage

RIGHT_EYE, LEFT_EYE, NOSE, RIGHT_MOUTH, LEFT_MOUTH = range(5)
"""Rows of the key points; right and left are the subject's."""


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """Where a detector sees a face, in px of whatever it was shown.

    Attributes:
        confidence: 0..1, the detector's own.
        centre: float64 (2,) of its box.
        size_px: geometric mean of the box's sides.
        key_points: float64 (5, 2): right eye, left eye, tip of the nose, right and left corner of the mouth.
    """

    confidence: float
    centre: NDArray[np.float64]
    size_px: float
    key_points: NDArray[np.float64]

    @property
    def roll_deg(self) -> float:
        """Clockwise, -180..180, by the line from eyes to mouth and the line through the eyes together."""
        # In plain numbers: an array of two costs ten times as much, and a hunt asks for thousands of rolls.
        right_eye, left_eye, _, right_mouth, left_mouth = self.key_points.tolist()
        across_x, across_y = left_eye[0] - right_eye[0], left_eye[1] - right_eye[1]
        down_x = (right_mouth[0] + left_mouth[0]) / 2 - (right_eye[0] + left_eye[0]) / 2
        down_y = (right_mouth[1] + left_mouth[1]) / 2 - (right_eye[1] + left_eye[1]) / 2
        # Turned a quarter anticlockwise, the way down points across; seen from the side the eyes fall
        # together, and the longer of the two lines counts for more.
        return math.degrees(math.atan2(across_y - down_x, across_x + down_y))


class FaceDetector(Protocol):
    """Proposes faces in a picture; upright ones at least. Used by one thread."""

    @property
    def quick(self) -> bool:
        """Whether a small picture costs little, so that many turns of one place can be looked at."""

    def propose(self, picture: BgrImage, least: float) -> list[Proposal]:
        """Faces with at least the confidence `least`, the surest first, each once.

        Raises: ModelFault.
        """


def same_place(one: Proposal, other: Proposal) -> bool:
    """Whether two proposals of one frame can be the same face."""
    ratio = one.size_px / max(1e-6, other.size_px)
    apart_px = float(np.linalg.norm(one.centre - other.centre))
    return 0.5 < ratio < 2.0 and apart_px < 0.5 * max(one.size_px, other.size_px)


def apart(one: Proposal, other: Proposal) -> bool:
    """Whether two faces of one frame are neither the same nor one inside the other."""
    distance = float(np.linalg.norm(one.centre - other.centre))
    return not same_place(one, other) and distance > 0.6 * max(one.size_px, other.size_px)


def gathered(proposals: list[Proposal]) -> list[list[Proposal]]:
    """The proposals of one frame, by place; the surest first, in the groups and within each."""
    groups: list[list[Proposal]] = []
    for proposal in sorted(proposals, key=lambda one: -one.confidence):
        home = next((group for group in groups if same_place(group[0], proposal)), None)
        if home is None:
            groups.append([proposal])
        else:
            home.append(proposal)
    return groups
