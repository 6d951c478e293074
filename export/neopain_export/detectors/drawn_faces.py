"""Drawn faces whose place is known, by which a detector proves itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from neopain import paths
from neopain.core.frames import BgrImage
from neopain_export.neonate.expression import STATES
from neopain_export.neonate.head import MASKS
from neopain_export.neonate.identity import Identity, draw_identity
from neopain_export.neonate.rendering.camera import projection, view_matrix
from neopain_export.neonate.scene import View
from neopain_export.neonate.studio import Shot, Studio

if TYPE_CHECKING:
    from neopain_export.neonate.head import Head

SIDE_PX = 640
SEED = 2026
VIEWS = (
    View(zoom=1.0),
    View(zoom=0.6, shift=(-0.8, 0.5)),
    View(zoom=0.75, shift=(0.7, -0.4), roll=12.0),
)
"""Upright or nearly so, for that is what every family sees; three places and sizes."""
TONES = (0.15, 0.45, 0.7)


@dataclass(frozen=True, slots=True, eq=False)
class DrawnFace:
    """One drawing of one face.

    Attributes:
        picture: uint8 (640, 640, 3) BGR.
        key_points: float64 (5, 2) px, as in `vision.finding.proposal`.
    """

    picture: BgrImage
    key_points: NDArray[np.float64]

    @property
    def size_px(self) -> float:
        """From the middle of the eyes to the middle of the mouth, px."""
        eyes, mouth = self.key_points[:2].mean(axis=0), self.key_points[3:].mean(axis=0)
        return float(np.linalg.norm(mouth - eyes))


def draw_faces() -> list[DrawnFace]:
    """Three calm neonates, the same every time. Raises: EnvironmentFault without OpenGL or head pack."""
    studio = Studio(paths.assets() / "neonate", SIDE_PX, SIDE_PX)
    try:
        return [_drawn(studio, number) for number in range(len(VIEWS))]
    finally:
        studio.close()


def _drawn(studio: Studio, number: int) -> DrawnFace:
    rng = np.random.default_rng([SEED, number])
    identity = draw_identity(studio.pack, rng, subject=f"proof-{number}", group="test", tone=TONES[number])
    shot = Shot(mien=STATES["awake"], view=VIEWS[number], seed=number)
    picture = studio.photograph(identity, shot)[:, :, ::-1]
    world = _five(identity, identity.head.express(shot.mien.weights))
    return DrawnFace(np.ascontiguousarray(picture), _in_picture(world, shot.view))


def _five(identity: Identity, vertices: NDArray[np.float32]) -> NDArray[np.float64]:
    """The five points on the head; x to the child's left."""
    head: Head = identity.head
    lips = vertices[head.pack.masks[:, MASKS.index("lips")] > 0.5]
    middle = vertices[(head.pack.part == 0) & (np.abs(vertices[:, 0]) < 0.2)]
    nose = middle[(middle[:, 1] < 0.0) & (middle[:, 1] > lips[:, 1].max())]
    left_eye, right_eye = head.eyes
    return np.stack(
        [right_eye, left_eye, nose[nose[:, 2].argmax()], lips[lips[:, 0].argmin()], lips[lips[:, 0].argmax()]]
    ).astype(np.float64)


def _in_picture(points: NDArray[np.float64], view: View) -> NDArray[np.float64]:
    clip = np.column_stack([points, np.ones(len(points))]) @ (projection(view, 1.0) @ view_matrix(view)).T
    across, up = clip[:, 0] / clip[:, 3], clip[:, 1] / clip[:, 3]
    return np.stack([(1.0 + across) / 2.0, (1.0 - up) / 2.0], axis=1) * SIDE_PX
