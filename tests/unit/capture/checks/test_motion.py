"""A breath in a small part of a noisy picture is seen where it is, though all of the picture hardly shows it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from neopain.capture.checks.motion import NoMotion
from neopain.capture.checks.sampling import BLOCKS_X, BLOCKS_Y, POINTS

FPS, SECONDS = 15, 65
NOISE = 2.0


def scene(rng):
    """Soft stuff, levels, float (144, 192)."""
    coarse = rng.normal(0, 30, (BLOCKS_Y * 2, BLOCKS_X * 2))
    size = (BLOCKS_X * POINTS, BLOCKS_Y * POINTS)
    return np.clip(128 + cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC), 20, 235)


def standing(swing):
    """How often a scene under noise is called motionless of which a part of 4 x 5 regions swings by so many levels."""
    rng = np.random.default_rng(4)
    still, check, found = scene(rng), NoMotion(), []
    for number in range(FPS * SECONDS):
        now = number / FPS
        picture = still + NOISE * rng.standard_normal(still.shape, np.float32)
        picture[40:72, 80:120] += swing * np.sin(2 * np.pi * now / 3.0)
        found.append(check.update(np.clip(np.rint(picture), 0, 255).astype(np.uint8), now))
    return sum(found)


def test_noise_alone_over_a_dead_picture_is_no_motion():
    assert standing(0.0) > 20 * FPS


@pytest.mark.parametrize("swing", [0.5])
def test_a_breath_of_half_a_level_in_the_size_of_a_face_is_motion(swing):
    """The mean over the whole picture would not tell: a twentieth of it moves."""
    assert standing(swing) == 0
