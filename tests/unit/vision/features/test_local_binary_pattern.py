"""The quick codes are scikit-image's, bit for bit: features learnt with the one are features of the other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage.feature import local_binary_pattern

from neopain.vision.features.local_binary_pattern import patterns, riu2_codes

SHAPES = st.tuples(st.integers(1, 40), st.integers(1, 40))


@given(SHAPES.flatmap(lambda shape: arrays(np.uint8, shape)), st.integers(1, 255))
def test_any_picture(gray, levels):
    # Few levels make equal neighbours, where a last digit decides.
    gray = (gray % levels).astype(np.uint8)
    assert np.array_equal(patterns(gray), local_binary_pattern(gray, 8, 1, "default"))
    assert np.array_equal(riu2_codes(gray), local_binary_pattern(gray, 8, 1, "uniform"))


@pytest.mark.parametrize("level", [0, 1, 77, 200, 255])
def test_a_plain_face_sized_picture(level):
    gray = np.full((224, 224), level, np.uint8)
    assert np.array_equal(riu2_codes(gray), local_binary_pattern(gray, 8, 1, "uniform"))


def test_a_noisy_face_sized_picture():
    gray = np.random.default_rng(0).integers(0, 256, (224, 224)).astype(np.uint8)
    assert np.array_equal(patterns(gray), local_binary_pattern(gray, 8, 1, "default"))


def test_a_picture_is_left_as_it_was():
    gray = np.random.default_rng(0).integers(0, 256, (20, 30)).astype(np.uint8)
    before = gray.copy()
    gray.flags.writeable = False
    riu2_codes(gray)
    assert np.array_equal(gray, before)
