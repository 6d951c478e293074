"""Distances between points of the face mesh, in units of the distance between the eyes.

They say how far mouth, lids, brows and nose wings are apart, whatever the size and roll of the face; with the
mesh's depth, also when it is turned a little. The mesh follows mouth and lids of a crying infant well, and a
furrowed brow badly; hence networks and texture speak beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import ModelFault
from neopain.vision.finding.head_pose import LEFT_EYE, MOUTH, RIGHT_EYE

if TYPE_CHECKING:
    from neopain.core.features import Float32Vector

FAMILY = "mesh"
NAME = "mesh.d18"
"""The block's name; another list of distances gets another one."""

_PAIRS: tuple[tuple[tuple[int, int], ...], ...] = (
    ((13, 14),),  # inner lips, middle
    ((82, 87), (312, 317)),  # inner lips, beside it
    (MOUTH,),
    ((78, 308),),  # inner corners of the mouth
    ((2, 152),),  # under the nose to the chin
    ((168, 152),),  # bridge of the nose to the chin
    ((14, 152),),  # lower lip to the chin
    ((0, 2),),  # upper lip to the nose
    ((0, 17),),  # outer lips
    ((159, 145), (386, 374)),  # lids
    ((105, 159), (334, 386)),  # brow to upper lid
    ((107, 133), (336, 362)),  # inner end of the brow to the eye's inner corner
    ((55, 285),),  # between the brows
    ((49, 279),),  # nose wings
    ((61, 129), (291, 358)),  # corner of the mouth to the nose wing
    ((50, 145), (280, 374)),  # cheek to lower lid
    ((8, 6),),  # glabella to the bridge of the nose
    ((61, 33), (291, 263)),  # corner of the mouth to the eye's outer corner
)
"""MediaPipe Face Mesh numbers; where there are two pairs, right and left, their mean counts."""
SIZE = len(_PAIRS)


def mesh_distances(landmarks: NDArray[np.float32], depth: NDArray[np.float32]) -> Float32Vector:
    """float32 (18,), each 0 or more.

    Args:
        landmarks: float32 (478, 2) px.
        depth: float32 (478,), in the same scale.

    Raises: ModelFault for a face without a mesh, or whose eyes are in one place.
    """
    if landmarks.shape != (478, 2) or depth.shape != (478,):
        raise ModelFault(f"expected a mesh of 478 points; got {landmarks.shape} and {depth.shape}")
    points = np.column_stack([landmarks, depth]).astype(np.float64)
    across = float(np.linalg.norm(points[list(RIGHT_EYE)].mean(axis=0) - points[list(LEFT_EYE)].mean(axis=0)))
    if not np.isfinite(points).all() or across <= 0.0:
        raise ModelFault("expected a mesh with two eyes apart; got one without")
    distances = [
        np.mean([np.linalg.norm(points[one] - points[other]) for one, other in pairs]) for pairs in _PAIRS
    ]
    return np.asarray(np.array(distances) / across, np.float32)
