import numpy as np
import pytest
from skimage.feature import local_binary_pattern

from neopain.core.errors import ModelFault
from neopain.vision.features.lbp_top import LbpTop, lbp_top_named
from neopain.vision.features.time_window import TimeWindow, window_named

SHORT = TimeWindow(4, 300)


def film(count=4, side=224, seed=3):
    rng = np.random.default_rng(seed)
    grey = rng.integers(0, 256, (count, side, side), np.uint8)
    return [np.repeat(one[:, :, np.newaxis], 3, axis=2) for one in grey]


def slow_codes(volume, plane):
    """The eight neighbours of one voxel after the other, as the definition reads."""
    around = [(0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1), (1, 0), (1, 1)]
    axes = {"xy": (1, 2), "xt": (0, 2), "yt": (0, 1)}[plane]
    codes = []
    for place in np.ndindex(*(size - 2 for size in volume.shape)):
        centre = tuple(one + 1 for one in place)
        code = 0
        for bit, shift in enumerate(around):
            there = list(centre)
            there[axes[0]] += shift[0]
            there[axes[1]] += shift[1]
            code |= int(volume[tuple(there)] >= volume[centre]) << bit
        codes.append(code)
    return codes


def test_every_histogram_is_the_definitions():
    crops = film(side=12)
    volume = np.stack([crop[:, :, 0] for crop in crops])
    feature = LbpTop(1, 1, turns_alike=True, window=SHORT)
    told = feature.features(crops).reshape(3, 10)
    for row, plane in zip(told, ("xy", "xt", "yt"), strict=True):
        expected = np.zeros(10)
        for code in slow_codes(volume, plane):
            bits = [code >> bit & 1 for bit in range(8)]
            changes = sum(bits[bit] != bits[bit - 1] for bit in range(8))
            expected[sum(bits) if changes <= 2 else 9] += 1
        np.testing.assert_allclose(row, expected / expected.sum(), atol=1e-6)


def test_the_59_bins_are_as_many_as_scikit_images_uniform_patterns():
    grey = film(1)[0][:, :, 0]
    assert LbpTop().size == 5 * 5 * 3 * (int(local_binary_pattern(grey, 8, 1, "nri_uniform").max()) + 1)
    assert LbpTop(turns_alike=True).size == 5 * 5 * 3 * 10


def test_a_face_that_does_not_move_and_one_that_does_differ_in_time_and_not_in_the_picture():
    still = film(1) * 4
    moved = [np.roll(still[0], 3 * step, axis=1) for step in range(4)]
    feature = LbpTop(1, 1, window=SHORT)
    at_rest, moving = (feature.features(crops).reshape(3, 59) for crops in (still, moved))
    assert np.abs(at_rest[0] - moving[0]).max() < 0.01
    assert np.abs(at_rest[1] - moving[1]).max() > 0.1


def test_each_cell_and_plane_sums_to_one():
    told = LbpTop(4, 3, window=SHORT).features(film()).reshape(12, 3, 59)
    np.testing.assert_allclose(told.sum(axis=2), 1.0, atol=1e-5)


def test_a_change_in_one_cell_changes_that_cell_only():
    before, after = film(), film()
    for crop in after:
        crop[20:40, 20:40] = 255 - crop[20:40, 20:40]
    feature = LbpTop(2, 2, window=SHORT)
    differs = np.abs(feature.features(before) - feature.features(after)).reshape(4, -1).max(axis=1)
    assert differs[0] > 0.0
    np.testing.assert_array_equal(differs[1:], 0.0)


@pytest.mark.parametrize("feature", [LbpTop(), LbpTop(7, 3, turns_alike=True, window=TimeWindow(5, 1000))])
def test_the_name_gives_the_parameters_back(feature):
    assert lbp_top_named(feature.name) == feature


def test_the_names_are_those_that_tables_hold():
    assert LbpTop().name == "lbptop.n8r1.g5x5.f9w1600"
    assert TimeWindow().before_s == pytest.approx((1.6, 1.4, 1.2, 1.0, 0.8, 0.6, 0.4, 0.2))


@pytest.mark.parametrize("name", ["lbptop", "lbptop.n8r1.g5x5", "lbptop.n8r1.g5x5.f9", "lbptop.n8r1.g0x5.f9w1600",
                                  "lbptop.n8r2.g5x5.f9w1600", "lbptop.n8r1.g5x5.f2w1600", "lbptop.n8r1.g5x5.f9w99999"])  # fmt: skip
def test_a_name_that_makes_no_sense_is_refused(name):
    with pytest.raises(ModelFault):
        lbp_top_named(name)


def test_another_number_of_frames_is_refused():
    with pytest.raises(ModelFault, match="4 frames; got 3"):
        LbpTop(window=SHORT).features(film(3))


def test_a_word_that_is_no_window_is_none():
    assert window_named("anatomic") is None
