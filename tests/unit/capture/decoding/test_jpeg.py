"""Which pictures a camera may send."""

from __future__ import annotations

import numpy as np
import pytest
import simplejpeg

from neopain.capture.decoding.jpeg import MAX_SIDE_PX, TooLargePictureFault, decode_jpeg
from neopain.vision.finding import face_finder


def packed(width, height):
    return simplejpeg.encode_jpeg(np.zeros((height, width, 3), np.uint8), quality=50, colorspace="BGR")


@pytest.mark.parametrize("size", [(MAX_SIDE_PX + 1, 1), (1, MAX_SIDE_PX + 1), (65_500, 200), (4100, 4000)])
def test_one_that_nobody_could_score_is_told_as_too_large(size):
    with pytest.raises(TooLargePictureFault, match=f"{size[0]} x {size[1]}"):
        decode_jpeg(packed(*size))


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (MAX_SIDE_PX, 1), (1920, 1080)])
def test_any_other_is_given(size):
    assert decode_jpeg(packed(*size)).shape == (size[1], size[0], 3)


def test_what_the_camera_may_send_the_finder_takes():
    assert MAX_SIDE_PX <= face_finder.LONGEST_SIDE_PX
