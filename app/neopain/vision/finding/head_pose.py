"""Roll, yaw and pitch of a head out of MediaPipe's landmarks and facial transformation."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

RIGHT_EYE = (33, 133)
"""Corners of the subject's right eye, on the left of an upright picture (MediaPipe Face Mesh numbering)."""
LEFT_EYE = (362, 263)
MOUTH = (61, 291)
"""Corners of the mouth."""


def roll_of(landmarks: NDArray[np.float32]) -> float:
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
