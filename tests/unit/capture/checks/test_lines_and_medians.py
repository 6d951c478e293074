"""The quick arithmetic of the checks gives what NumPy's own gives."""

import numpy as np
import pytest

from neopain.capture.checks.lines import line_of, median_of
from neopain.capture.checks.sampling import BLOCKS_X, BLOCKS_Y, POINTS, changed_blocks

RNG = np.random.default_rng(4)


@pytest.mark.parametrize("count", [1, 2, 3, 10, 5529, 5530])
def test_the_median_is_that_of_numpy(count):
    for values in (RNG.normal(0, 9, count), np.round(RNG.uniform(0, 3, count)), np.zeros(count)):
        level = values.astype(np.float32)
        assert median_of(level) == pytest.approx(float(np.median(level)), abs=1e-6)


@pytest.mark.parametrize(("gain", "offset"), [(1.0, 0.0), (0.8, 12.0), (-0.5, 200.0)])
def test_the_line_is_that_of_least_squares(gain, offset):
    x = RNG.integers(0, 256, 5529).astype(np.float32)
    y = np.rint(gain * x + offset + RNG.normal(0, 3, len(x))).astype(np.float32)
    found, wanted = line_of(x, y), np.polyfit(x.astype(np.float64), y.astype(np.float64), 1)
    assert found == pytest.approx(tuple(wanted), rel=1e-4, abs=1e-3)


def test_a_picture_of_one_level_has_no_line_but_its_own():
    assert line_of(np.full(50, 90, np.float32), np.full(50, 97, np.float32)) == (1.0, 7.0)


def test_a_block_is_changed_by_any_one_point_of_it_and_no_other_is():
    before = np.full((BLOCKS_Y * POINTS, BLOCKS_X * POINTS), 100, np.uint8)
    for row, column in RNG.integers(0, before.shape, (40, 2)):
        now = before.copy()
        now[row, column] = 110
        wanted = np.zeros((BLOCKS_Y, BLOCKS_X), bool)
        wanted[row // POINTS, column // POINTS] = True
        assert (changed_blocks(now, before, 9) == wanted).all()
        assert not changed_blocks(now, before, 10).any()
