"""From how much evidence a place is a face, and from how much it may be scored; see decision 10."""

from __future__ import annotations

import math

import numpy as np

from neopain.core.frames import Alignment, Face
from neopain.vision.finding.close_look import MESH_MARGINS, SURE_DETECTOR, Sight
from neopain.vision.finding.head_pose import pose_of_five
from neopain.vision.finding.way_up import WayUp

NEEDED = 2.9
"""`worth` of a face that is small in the frame and looks at the camera."""
NEEDED_LARGE = 2.0
"""The same of a face that fills the frame: a bedside camera points at the face, and folds are small."""
NEEDED_SIDE = 2.15
"""Evidence (`CloseLook.at`) of a face from the side: the witness knows faces from the front."""
LEAST = 1.2
"""Evidence without which nothing is a face, whatever the witness says."""
SMALL_SHARE, LARGE_SHARE, LARGEST_SHARE = 0.3, 0.45, 0.95
"""Size of a face over the frame's shorter side: between the first two the need falls; without a mesh, nothing
larger than the last is a face, unless the witness of the way up sees one."""
ANOTHER = 3.1
"""`worth` from which a second place is told as another face."""
KEY_POINTS_YAW_MOST_DEG = 30.0
"""Beyond it a face is not aligned by key points: the eye that is turned away is guessed."""
LEAD_LEAST, LEAD_LEAST_IF_SURE = 2.0, 0.0
"""What the witness must say against the same face upside down where meshes agree with key points; the second
from an evidence of `SURE` on. Bared teeth confuse the witness; no drawn face on its head had an evidence over
3.42."""
SURE = 3.55

LIKENESS_LEAST = -1.0
"""What the face's witness must say of a place that no mesh confirms, unless the witness of the way up vouches
for it (`_upright_face`), or the margin is that of `BY_ITSELF`."""
LIKENESS_LEAST_OF_MESH = -0.5
"""The same of a mesh that neither the detector nor the other witness is sure of, on a small thing."""
BY_ITSELF = 0.5
SECONDED = 0.45
"""What the face's witness may add to the margin of such a place, where it is sure."""

_SIDE_DEG = 35.0
_LEAD_TELLS = 6.0
_HALF_LIKENESS, _LIKENESS_SPREAD = 0.3, 0.15
_HALF_LIKE_A_FACE = -1.0  # `WayUp.upright` of what is worth half of what it can be
_UPRIGHT_BY_KEY_POINTS, _LEAD_BY_KEY_POINTS = 2.5, 4.0
_MESH_YAW_MOST_DEG = 45.0  # by key points: the mesh tells less of a turn than there is


def worth(sight: Sight) -> float:
    """The evidence, and up to 1 for what the witness says; 0.5 for a face from the side."""
    if _from_side(sight):
        return sight.evidence + 0.5
    return sight.evidence + 1.0 / (1.0 + math.exp(_HALF_LIKE_A_FACE - sight.way_up.upright))


def margin(sight: Sight, shorter_px: int) -> float:
    """By how much a sight exceeds what a face of its size needs; negative for no face."""
    share = sight.proposal.size_px / max(1, shorter_px)
    vouched = _upright_face(sight.way_up)
    if sight.evidence < LEAST or (not sight.meshes and share > LARGEST_SHARE and not vouched):
        return -1.0
    over = sight.evidence - NEEDED_SIDE if _from_side(sight) else worth(sight) - _needed(share)
    if sight.likeness is None:
        return over
    if sight.meshes == len(MESH_MARGINS):
        made_up = sight.likeness < LIKENESS_LEAST_OF_MESH and not _sure_of_mesh(sight, shorter_px)
        return -1.0 if made_up else over
    if sight.likeness < LIKENESS_LEAST and not vouched and over < BY_ITSELF:
        return -1.0
    return over + _seconded(sight.likeness)


def preference(sight: Sight) -> float:
    """Which of several faces is the one: its worth, and what the face's witness adds."""
    confirmed = sight.likeness is None or sight.meshes == len(MESH_MARGINS)
    return worth(sight) + (SECONDED if confirmed else _seconded(sight.likeness or 0.0))


def may_be_scored(sight: Sight, shorter_px: int) -> bool:
    """Whether eyes and mouth are known well enough, and the way up."""
    if not way_up_is_known(sight.way_up, sight.face, lead_least(sight)):
        return False
    return sight.face.aligned_by is Alignment.KEY_POINTS or _sure_of_mesh(sight, shorter_px)


def lead_least(sight: Sight) -> float:
    """The lead that is asked of the witness: least for a face with a mesh, most where grain was taken out.

    Two meshes were laid alike over a yawn that stood on its head, in a softened frame; its lead was 3.3.
    """
    if sight.softened:
        return _LEAD_TELLS
    return LEAD_LEAST_IF_SURE if sight.evidence >= SURE else LEAD_LEAST


def way_up_is_known(seen: WayUp, face: Face, least: float) -> bool:
    """Whether the witness agrees with the way up of a face that looks at the camera.

    Args:
        seen: what it says.
        face: aligned by mesh or key points; without a mesh more is asked.
        least: see `lead_least`.
    """
    if face.aligned_by is Alignment.KEY_POINTS:
        sure = seen.upright >= _UPRIGHT_BY_KEY_POINTS and seen.lead >= max(least, _LEAD_BY_KEY_POINTS)
        return sure and abs(face.yaw_deg) <= KEY_POINTS_YAW_MOST_DEG
    if seen.lead < least:
        return False
    if face.key_points is None:
        return True
    return abs(pose_of_five(face.key_points.astype(np.float64))[1]) <= _MESH_YAW_MOST_DEG


def _needed(share: float) -> float:
    part = min(1.0, max(0.0, (share - SMALL_SHARE) / (LARGE_SHARE - SMALL_SHARE)))
    return NEEDED + part * (NEEDED_LARGE - NEEDED)


def _sure_of_mesh(sight: Sight, shorter_px: int) -> bool:
    """A mesh that neither the detector nor the witness is sure of counts for large faces alone."""
    large = sight.proposal.size_px >= SMALL_SHARE * shorter_px
    sure = sight.way_up.upright >= _UPRIGHT_BY_KEY_POINTS
    return large or sure or sight.proposal.confidence >= SURE_DETECTOR


def _upright_face(said: WayUp) -> bool:
    """Whether the witness of the way up is sure of a face, or of the way up of what may be one."""
    return said.upright >= _UPRIGHT_BY_KEY_POINTS or (said.upright >= 0.5 and said.lead >= _LEAD_TELLS)


def _seconded(likeness: float) -> float:
    return SECONDED / (1.0 + math.exp((_HALF_LIKENESS - likeness) / _LIKENESS_SPREAD))


def _from_side(sight: Sight) -> bool:
    return sight.meshes < 2 and abs(sight.face.yaw_deg) >= _SIDE_DEG
