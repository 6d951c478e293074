from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.capture.picture_check import PictureHealth
from neopain.core.alarms.conditions import ConditionId
from neopain.core.frames import Frame

RNG = np.random.default_rng(5)
NOISE = RNG.integers(60, 200, (48, 64, 3), np.uint8)


def watch(image_at, *, fps: float, seconds: float):
    """(time, faults) of each frame."""
    health = PictureHealth()
    times = [number / fps for number in range(int(seconds * fps) + 1)]
    return [(at, health.update(Frame(seq, at, image_at(at)))) for seq, at in enumerate(times)]


def living(at: float) -> np.ndarray:
    return np.roll(NOISE, int(at * 1000) % 63 + 1, axis=1)


def test_a_living_picture_has_no_fault():
    assert all(not faults for _, faults in watch(living, fps=15, seconds=20))


@pytest.mark.parametrize("fps", [4, 15, 30])
def test_the_same_picture_for_five_seconds_is_frozen_at_any_frame_rate(fps):
    first = next(at for at, faults in watch(lambda _: NOISE.copy(), fps=fps, seconds=8) if faults)
    assert first == pytest.approx(5.0, abs=1 / fps)


def test_a_slow_camera_needs_ten_pictures_to_be_called_frozen():
    first = next(at for at, faults in watch(lambda _: NOISE.copy(), fps=1, seconds=15) if faults)
    assert first == 9.0


def test_a_moving_picture_thaws_at_once():
    seen = watch(lambda at: living(at) if at > 8 else NOISE.copy(), fps=10, seconds=9)
    assert ConditionId.PICTURE_FROZEN in seen[80][1]
    assert not seen[81][1]


@pytest.mark.parametrize("level", [0, 5, 90, 255])
def test_a_covered_lens_is_told_after_two_seconds(level):
    def covered(at):
        return np.clip(np.int16(level) + (living(at) > 130), 0, 255).astype(np.uint8)

    first = next(
        at for at, faults in watch(covered, fps=10, seconds=4) if ConditionId.PICTURE_BLACK in faults
    )
    assert first == pytest.approx(2.0)


def test_a_short_shadow_is_no_fault():
    def shadow(at):
        return living(at) // 100 if 2 <= at < 3.5 else living(at)

    assert all(not faults for _, faults in watch(shadow, fps=10, seconds=6))


def test_a_dim_room_is_not_black():
    assert all(not faults for _, faults in watch(lambda at: living(at) // 6, fps=10, seconds=6))


@given(st.integers(0, 2**31), st.integers(0, 255))
def test_any_changed_sampled_pixel_is_seen(place, change):
    health = PictureHealth()
    image = NOISE.copy()
    for second in range(12):
        image = image.copy()
        row, column = 4 * (place % 12), 4 * (place % 16)
        image[row, column, place % 3] = (int(image[row, column, place % 3]) + 1 + change % 254) % 256
        assert ConditionId.PICTURE_FROZEN not in health.update(Frame(second, float(second), image))
