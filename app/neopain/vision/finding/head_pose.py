"""Roll, yaw and pitch of a head out of MediaPipe's landmarks and facial transformation."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

RIGHT_EYE = (33, 133)
"""Corners of the subject's right eye, on the left of an upright picture (MediaPipe Face Mesh numbering)."""
LEFT_EYE = (362, 263)
NOSE_TIP = 4
MOUTH = (61, 291)
"""Corners of the mouth."""


def roll_of(landmarks: NDArray[np.floating]) -> float:
    """Angle of the line through the eyes, degrees clockwise, -180..180. landmarks: (478, 2) px."""
    across = landmarks[list(LEFT_EYE)].mean(axis=0) - landmarks[list(RIGHT_EYE)].mean(axis=0)
    return math.degrees(math.atan2(float(across[1]), float(across[0])))


def turn_of_head(matrix: NDArray[np.float64], roll_deg: float) -> tuple[float, float]:
    """Yaw (towards the picture's right) and pitch (down), degrees, as the head would show them upright.

    Args:
        matrix: (4, 4) MediaPipe's facial transformation: x right, y up, z towards the camera; its third
            column is the direction in which the face looks.
        roll_deg: clockwise roll in the same picture, taken out first.
    """
    roll = math.radians(roll_deg)
    x, y, z = matrix[:3, 2]
    upright_x = math.cos(roll) * x - math.sin(roll) * y
    upright_y = math.sin(roll) * x + math.cos(roll) * y
    yaw = math.degrees(math.atan2(upright_x, z))
    pitch = math.degrees(math.atan2(-upright_y, math.hypot(upright_x, z)))
    return yaw, pitch


# A face in units of the distance between the eyes: x to the picture's right, y down, z towards the camera;
# right eye, left eye, tip of the nose, corners of the mouth. The nose stands out as far as brings the yaw to
# that of the mesh.
_FIVE = np.array([[-0.5, 0, 0], [0.5, 0, 0], [0, 0.55, 0.8], [-0.36, 1.02, 0.1], [0.36, 1.02, 0.1]])


def pose_of_five(key_points: NDArray[np.float64]) -> tuple[float, float, float]:
    """Roll, yaw and pitch, degrees, of a head out of five key points; yaw to about 14 degrees.

    Args:
        key_points: (5, 2) px, in the order of `proposal`.

    A scaled orthographic camera is fitted to a fixed shape (DeMenthon and Davis 1995, POS): the two rows of
    the least-squares matrix are the picture's axes in the head's frame, times the scale.
    """
    shape = _FIVE - _FIVE.mean(axis=0)
    seen = key_points - key_points.mean(axis=0)
    rows = np.linalg.lstsq(shape, seen, rcond=None)[0].T
    u, _, vt = np.linalg.svd(rows, full_matrices=False)
    x, y = u @ vt  # the closest pair of orthonormal rows
    roll = math.degrees(math.atan2(y[0], x[0])) if math.hypot(x[0], y[0]) > 0.2 else _roll_down(x, y)
    # In MediaPipe's frame the picture's y points up.
    matrix = np.eye(4)
    matrix[:3, 2] = (x[2], -y[2], max(0.0, 1.0 - x[2] ** 2 - y[2] ** 2) ** 0.5)
    return (roll, *turn_of_head(matrix, roll))


def _roll_down(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Roll of a head seen from the side, whose way across points to the camera: out of its way down."""
    return math.degrees(math.atan2(-x[1], y[1]))
