"""Long loops with a hidden seam, pictures that are mirrored in mid-stream, and fields of two moments."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from neopain import paths
from neopain.core.alarms.conditions import ConditionId
from tests.unit.capture.checks.test_picture_check import STILL, first, moved, noisy, views, watch

FPS = 5


@pytest.fixture(scope="module")
def film():
    """The first half minute of the simulated neonate, five pictures a second: uint8 (144, 192, 3) each."""
    reader = cv2.VideoCapture(str(paths.assets() / "neonate" / "heel_lance.mp4"))
    pictures = []
    for number in range(900):
        assert reader.grab()
        if number % (30 // FPS) == 0:
            pictures.append(cv2.resize(reader.retrieve()[1], (192, 144), interpolation=cv2.INTER_NEAREST))
    reader.release()
    return pictures


def faded(film, length_s, fade_s=1.0):
    """A loop whose end fades into its beginning, so that no seam is seen."""
    length, fade = round(length_s * FPS), round(fade_s * FPS)
    shown = [film[number % len(film)].astype(np.float32) for number in range(length + fade)]
    for number in range(fade):
        shown[number] = shown[length + number] + number / fade * (shown[number] - shown[length + number])
    return [np.rint(picture).astype(np.uint8) for picture in shown[:length]]


@pytest.mark.parametrize("length_s", [10, 25, 60, 110])
def test_a_long_loop_whose_seam_is_faded_over_is_frozen_too(film, length_s):
    pictures = faded(film, length_s)
    # Else a film of some seconds would repeat itself within the loop.
    for number, picture in enumerate(pictures):
        pictures[number] = noisy(picture, 1.5)
    seen, events = watch(lambda at, n: pictures[n % len(pictures)].copy(), fps=FPS, seconds=length_s + 9)
    assert length_s < first(seen, ConditionId.PICTURE_FROZEN) <= length_s + 8
    assert [event.code for event in events] == ["picture_repeats"]


@pytest.mark.parametrize("turned", [np.fliplr, np.flipud])
def test_a_picture_that_is_mirrored_in_mid_stream_is_told(turned):
    assert [code for code, _ in views(STILL, turned(STILL), fps=5)] == ["view_changed"]


@pytest.mark.parametrize("dead", [False, True])
def test_fields_of_two_moments_hide_no_death_and_are_none(dead):
    def woven(at, number):
        at = 3.0 if dead else at
        picture, later = (moved(STILL, 3 * np.sin(2 * moment)) for moment in (at, at + 0.03))
        picture[number % 2 :: 2] = later[number % 2 :: 2]
        return picture if dead else noisy(picture, 1.0)

    seen, _ = watch(woven, fps=8, seconds=16)
    assert (first(seen, ConditionId.PICTURE_FROZEN) is not None) is dead
