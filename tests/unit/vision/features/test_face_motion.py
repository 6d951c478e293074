"""A glance sees what moves in a face, and neither noise nor the room's light."""

from __future__ import annotations

import numpy as np
import pytest

from neopain.core.frames import Box, Face, Frame
from neopain.vision.features.face_motion import FaceMotion

BOX = Box(200.0, 120.0, 160.0, 160.0)


def face(box: Box = BOX) -> Face:
    return Face(box, np.zeros((478, 2), np.float32), np.zeros(478, np.float32), 0.0, 0.0, 0.0)


class Camera:
    """A textured picture with the noise of a camera."""

    def __init__(self, noise: float = 3.0) -> None:
        self._random = np.random.default_rng(5)
        self.scene = self._random.integers(60, 180, (30, 40, 3)).repeat(16, 0).repeat(16, 1).astype(float)
        self._noise = noise
        self.seq = 0

    def frame(self, light: float = 1.0, add: float = 0.0) -> Frame:
        self.seq += 1
        noisy = self.scene * light + add + self._random.normal(0.0, self._noise, self.scene.shape)
        return Frame(self.seq, self.seq / 15, np.clip(noisy, 0, 255).astype(np.uint8))


@pytest.mark.parametrize("noise", [0.0, 3.0, 12.0])
def test_noise_is_no_stir_and_an_eye_that_opens_is(noise):
    camera, glance = Camera(noise), FaceMotion()
    glance.remember(camera.frame(), face())
    assert not any(glance.stirred(camera.frame()) for _ in range(60))
    camera.scene[180:200, 240:270] += 40.0
    assert glance.stirred(camera.frame())


def test_a_stir_is_one_until_the_face_is_scored_again():
    camera, glance = Camera(), FaceMotion()
    glance.remember(camera.frame(), face())
    camera.scene[230:260, 250:310] -= 30.0
    assert glance.stirred(camera.frame())
    assert glance.stirred(camera.frame())
    glance.remember(camera.frame(), face())
    assert not glance.stirred(camera.frame())


def test_light_that_changes_everywhere_and_what_moves_elsewhere_are_no_stir():
    camera, glance = Camera(), FaceMotion()
    glance.remember(camera.frame(), face())
    assert not glance.stirred(camera.frame(add=12.0))
    camera.scene[:, 500:] = 0.0
    assert not glance.stirred(camera.frame())


def test_without_a_face_in_another_size_or_with_a_tiny_face_all_is_a_stir():
    camera, glance = Camera(), FaceMotion()
    assert glance.stirred(camera.frame())
    glance.remember(camera.frame(), None)
    assert glance.stirred(camera.frame())
    glance.remember(camera.frame(), face(Box(630.0, 470.0, 20.0, 20.0)))
    assert glance.stirred(camera.frame())
    glance.remember(camera.frame(), face())
    small = camera.frame()
    assert glance.stirred(Frame(99, 99.0, small.image[:240, :320].copy()))
