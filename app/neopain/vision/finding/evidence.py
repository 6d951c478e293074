"""From how much evidence a place is a face, and from how much it may be scored; see decision 10."""

from __future__ import annotations

from neopain.core.frames import Alignment
from neopain.vision.finding.close_look import Sight

NEEDED = 2.15
"""Evidence of a face that is small in the frame; see `CloseLook.at`."""
NEEDED_LARGE = 1.6
"""The same of a face that fills the frame: a bedside camera points at the face, and folds are small."""
NEEDED_LARGE_WITH_MESH = 1.4
SMALL_SHARE, LARGE_SHARE, LARGEST_SHARE = 0.3, 0.45, 0.95
"""Size of a face over the frame's shorter side: between the first two the need falls; without a mesh, nothing
larger than the last is a face."""
ANOTHER = 2.4
"""Evidence from which a second place is told as another face."""
KEY_POINTS_YAW_MOST_DEG = 30.0
"""Beyond it a face is not aligned by key points: the eye that is turned away is guessed."""

_KEY_POINTS_NEEDED = 2.35
_MESH_CONFIDENCE = 0.5


def margin(sight: Sight, shorter_px: int) -> float:
    """By how much a sight's evidence exceeds what a face of its size needs; negative for no face."""
    share = sight.proposal.size_px / max(1, shorter_px)
    if not sight.meshes and share > LARGEST_SHARE:
        return -1.0
    large = NEEDED_LARGE_WITH_MESH if sight.meshes else NEEDED_LARGE
    part = min(1.0, max(0.0, (share - SMALL_SHARE) / (LARGE_SHARE - SMALL_SHARE)))
    return sight.evidence - (NEEDED + part * (large - NEEDED))


def may_be_scored(sight: Sight, shorter_px: int) -> bool:
    """Whether eyes and mouth are known well enough.

    A mesh that only MediaPipe's own detector agrees with counts for large faces alone: it was laid over a
    foot in a sock once. Without a mesh much evidence is asked for, and a face that looks at the camera.
    """
    if sight.face.aligned_by is Alignment.MESH:
        large = sight.proposal.size_px >= SMALL_SHARE * shorter_px
        return large or sight.proposal.confidence >= _MESH_CONFIDENCE
    return sight.evidence >= _KEY_POINTS_NEEDED and abs(sight.face.yaw_deg) <= KEY_POINTS_YAW_MOST_DEG
