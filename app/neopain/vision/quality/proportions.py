"""Whether a face has the proportions of an infant's or of an adult's, by the mesh alone.

From infancy to adult age nose and mouth grow more than the distance between the eyes (Farkas 1994,
*Anthropometry of the Head and Face*): over that distance an adult's are longer and wider. Measured in space,
so that a turned head keeps them. Nothing here says who somebody is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from neopain.vision.finding.head_pose import LEFT_EYE, MOUTH, RIGHT_EYE

if TYPE_CHECKING:
    from neopain.core.frames import Face

YAW_MOST_DEG, PITCH_MOST_DEG = 30.0, 25.0
"""Beyond them the mesh makes up what it does not see."""

_NOSE_BASE = 2
_NOSE_SIDES = (129, 358)
"""Landmarks where the wings of the nose meet the cheeks."""
_LIPS = (13, 14)
"""Their inner edges, in the middle."""
_OPEN = 0.1
"""What an open mouth takes off, for each distance between the eyes that it is open: a cry widens the mouth
and pulls the nose down, and an infant in pain must not become an adult by that."""
_BETWEEN = (0.76, 0.69, 0.88)
"""Length of the nose, its width, and the mouth's, over the distance between the eyes: half way between drawn
infants and adults (decision 32)."""


def maturity(face: Face) -> float | None:
    """Under 1 for an infant's proportions, over 1 for an adult's: their mean over what lies between the two.

    None without a mesh, or where the head is turned too far to tell.
    """
    seen = abs(face.yaw_deg) <= YAW_MOST_DEG and abs(face.pitch_deg) <= PITCH_MOST_DEG
    if not len(face.landmarks) or not seen:
        return None
    points = np.column_stack([face.landmarks, face.depth]).astype(np.float64)
    right, left = (points[list(pair)].mean(axis=0) for pair in (RIGHT_EYE, LEFT_EYE))
    eyes = _apart(right, left)
    if not eyes > 0.0:
        return None
    found = (
        _apart((right + left) / 2.0, points[_NOSE_BASE]),
        _apart(*points[list(_NOSE_SIDES)]),
        _apart(*points[list(MOUTH)]),
    )
    told = float(np.mean([length / eyes / between for length, between in zip(found, _BETWEEN, strict=True)]))
    told -= _OPEN * _apart(*points[list(_LIPS)]) / eyes
    return told if np.isfinite(told) else None


def _apart(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    return float(np.linalg.norm(one - other))
