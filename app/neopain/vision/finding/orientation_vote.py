"""Weighs what several looks at one picture say, where no single look can be trusted.

Each look gives a sight: a face with a way up. The true face shows itself in several quarter turns, and again
when its own picture is levelled and looked at once more; a mesh laid over a face the wrong way up mostly does
not. The numbers below were chosen on 96 simulated neonates with tubes, tape, hands and bad light: of those
found, 2 of 59 lay the wrong way up, where it had been 22 of 75 by the detector's score alone; on 96 others,
which no number was chosen on, 1 of 59. They say nothing about how often real faces are found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from neopain.vision.finding.head_pose import roll_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from neopain.core.frames import BgrImage, Face, RgbImage

LEVEL_SIDE_PX = 256
LEVEL_MARGINS = (2.2, 3.0)
"""Sides of the levelled pictures over the face's longer side."""

_SAME_ROLL_DEG = 25.0
_SAME_PLACE = 0.3  # of the face's size
_LEVEL_ROLL_DEG = 15.0
_LEVEL_APART = 0.08  # mean distance of the landmarks over the face's size
_CONFIRMED = 0.5  # what one confirmation is worth, in detector scores
_EVIDENCE_LEAST = 1.0  # one look and one confirmation, or two looks
_USUAL_ROLL_DEG = 60.0
_UNUSUAL_PER_DEG = 1.0 / 120.0  # upside down needs one whole detector score more than upright


@dataclass(frozen=True, slots=True)
class Sight:
    """A face, how far it leaned in the look that showed it, that look's quarter turns and detector score."""

    face: Face
    leaning_deg: float
    turns: int
    score: float


def agree(one: Face, other: Face) -> bool:
    """Whether two looks saw the same face the same way up."""
    apart_deg = abs((one.roll_deg - other.roll_deg + 180.0) % 360.0 - 180.0)
    apart_px = np.linalg.norm(one.landmarks.mean(axis=0) - other.landmarks.mean(axis=0))
    return apart_deg <= _SAME_ROLL_DEG and bool(apart_px <= _SAME_PLACE * max(one.box.width, one.box.height))


def weighed(sights: Sequence[Sight], confirmations: Callable[[Face], int]) -> Sight | None:
    """The sight with the most evidence, or None where there is too little.

    Args:
        sights: one per look.
        confirmations: how many levelled pictures of a face show the same face again.
    """
    groups = sorted(_groups(sights), key=_evidence, reverse=True)
    best: tuple[float, Sight | None] = (_EVIDENCE_LEAST, None)
    for group in groups:
        evidence, face = _evidence(group), _most_upright(group).face
        # Looking again costs two runs of the landmark net: only where it can change the outcome.
        alone = len(groups) == 1 and evidence >= _EVIDENCE_LEAST
        if not alone and evidence + _CONFIRMED * len(LEVEL_MARGINS) >= best[0]:
            evidence += _CONFIRMED * confirmations(face)
        if evidence >= best[0]:
            best = evidence, _most_upright(group)
    return best[1]


def _groups(sights: Sequence[Sight]) -> list[list[Sight]]:
    groups = []
    left = list(sights)
    while left:
        groups.append([sight for sight in left if agree(left[0].face, sight.face)])
        left = [sight for sight in left[1:] if not agree(left[0].face, sight.face)]
    return groups


def _most_upright(group: Sequence[Sight]) -> Sight:
    return min(group, key=lambda sight: abs(sight.leaning_deg))


def _evidence(group: Sequence[Sight]) -> float:
    """Detector scores in all, less what an unusual way up costs."""
    unusual_deg = max(0.0, abs(_most_upright(group).face.roll_deg) - _USUAL_ROLL_DEG)
    return sum(sight.score for sight in group) - _UNUSUAL_PER_DEG * unusual_deg


def levelled(image: BgrImage, face: Face, margin: float) -> tuple[RgbImage, NDArray[np.float32]]:
    """The face turned upright in the middle of a square, and where its landmarks should be there.

    Returns:
        uint8 (256, 256, 3) RGB, and float32 (478, 2) px.
    """
    middle = face.landmarks.mean(axis=0)
    scale = LEVEL_SIDE_PX / (margin * max(1.0, face.box.width, face.box.height))
    matrix = cv2.getRotationMatrix2D((float(middle[0]), float(middle[1])), face.roll_deg, scale)
    matrix[:, 2] += LEVEL_SIDE_PX / 2 - middle
    size = (LEVEL_SIDE_PX, LEVEL_SIDE_PX)
    turned = cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    expected = face.landmarks @ matrix[:, :2].T + matrix[:, 2]
    return np.asarray(cv2.cvtColor(turned, cv2.COLOR_BGR2RGB), np.uint8), expected.astype(np.float32)


def confirms(seen: NDArray[np.float32], expected: NDArray[np.float32]) -> bool:
    """Whether the landmarks seen in a levelled picture are the expected ones; both (478, 2) px."""
    size = float(np.ptp(expected, axis=0).max())
    apart = float(np.linalg.norm(seen - expected, axis=1).mean())
    return abs(roll_of(seen)) <= _LEVEL_ROLL_DEG and apart <= _LEVEL_APART * size
