"""Projection matrices of the camera and of the shadow map, row-major, for column vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from neopain_export.neonate.scene import rotation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from neopain_export.neonate.scene import View

TARGET = np.array([0.0, -0.35, -0.2])
"""What the camera turns about: the middle of the face."""
HALF_HEIGHT = 2.5
"""Eye distances above and below the target at zoom 1."""
SHADOW_CENTRE = np.array([0.0, -0.7, -1.0])
SHADOW_HALF_SIDE = 4.8
SHADOW_HALF_DEPTH = 9.0


def view_matrix(view: View) -> NDArray[np.float64]:
    """World to camera, (4, 4)."""
    matrix = np.eye(4)
    matrix[:3, :3] = rotation(view.azimuth, view.elevation, view.roll)
    matrix[:3, 3] = -matrix[:3, :3] @ TARGET
    matrix[:3, 3] += (view.shift[0], view.shift[1], -view.distance)
    return matrix


def projection(view: View, aspect: float) -> NDArray[np.float64]:
    """Camera to clip space, (4, 4); `aspect` is width over height."""
    near, far = 0.3 * view.distance, 3.0 * view.distance
    focal = view.distance * view.zoom / HALF_HEIGHT
    return np.array(
        [
            [focal / aspect, 0, 0, 0],
            [0, focal, 0, 0],
            [0, 0, (far + near) / (near - far), 2 * far * near / (near - far)],
            [0, 0, -1, 0],
        ]
    )


def eye_of(view: View) -> NDArray[np.float64]:
    """The camera's place in the world, (3,)."""
    matrix = view_matrix(view)
    return np.asarray(-matrix[:3, :3].T @ matrix[:3, 3])


def shadow_matrix(key_direction: NDArray[np.float64]) -> NDArray[np.float64]:
    """World to the lamp's clip space, orthographic, (4, 4). `key_direction` (3,) has unit length."""
    side = np.cross((0.0, 1.0, 0.0) if abs(key_direction[1]) < 0.9 else (1.0, 0.0, 0.0), key_direction)
    side /= np.linalg.norm(side)
    axes = np.stack(
        [
            side / SHADOW_HALF_SIDE,
            np.cross(key_direction, side) / SHADOW_HALF_SIDE,
            -key_direction / SHADOW_HALF_DEPTH,
        ]
    )
    matrix = np.eye(4)
    matrix[:3, :3] = axes
    matrix[:3, 3] = -axes @ SHADOW_CENTRE
    return matrix
