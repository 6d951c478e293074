import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neopain.core.errors import ModelFault
from neopain.vision.features.texture import Hog, Lbp, texture_named

FACE = np.random.default_rng(0).integers(0, 256, (224, 224, 3)).astype(np.uint8)


@given(st.integers(4, 24), st.integers(1, 9), st.integers(1, 20), st.integers(1, 20), st.booleans())
def test_an_lbp_name_gives_its_parameters_back(points, radius_px, columns, rows, turns_alike):
    lbp = Lbp(points, radius_px, columns, rows, turns_alike)
    assert texture_named(lbp.name) == lbp


@given(st.integers(1, 18), st.integers(2, 16), st.integers(1, 3), st.integers(64, 224))
def test_a_hog_name_gives_its_parameters_back(orientations, cell_px, block_cells, side_px):
    hog = Hog(orientations, cell_px, block_cells, side_px)
    assert texture_named(hog.name) == hog


def test_the_names_are_those_that_manifests_hold():
    assert (Lbp().name, Lbp().size) == ("lbp.u8r1.g7x7", 490)
    assert (Lbp(turns_alike=False).name, Lbp(turns_alike=False).size) == ("lbp.n8r1.g7x7", 49 * 59)
    assert (Hog().name, Hog().size) == ("hog.o9c14b2s112", 7 * 7 * 4 * 9)


@pytest.mark.parametrize(
    "name",
    [
        "lbp",
        "lbp.u8r1",
        "lbp.u8r1.g7x7 ",
        "lbp.x8r1.g7x7",
        "lbp.u3r1.g7x7",
        "lbp.u8r0.g7x7",
        "lbp.u8r1.g0x7",
        "hog.o9c14b2",
        "hog.o0c14b2s112",
        "hog.o9c0b2s112",
        "hog.o9c14b9s112",
        "strain.f15.anatomic",
        "gabor.x",
    ],
)
def test_a_name_that_makes_no_sense_is_refused(name):
    with pytest.raises(ModelFault):
        texture_named(name)


@pytest.mark.parametrize(
    "texture", [Lbp(), Lbp(8, 2, 3, 5), Lbp(16, 2, 7, 7), Lbp(turns_alike=False), Hog(), Hog(8, 8, 1, 224)]
)
def test_the_size_is_as_announced_and_all_is_finite(texture):
    values = texture.features(FACE)
    assert values.shape == (texture.size,)
    assert values.dtype == np.float32
    assert np.isfinite(values).all()


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 6), st.integers(1, 6))
def test_every_cell_of_lbp_is_a_distribution(seed, columns, rows):
    image = np.random.default_rng(seed).integers(0, 256, (40, 40, 3)).astype(np.uint8)
    cells = Lbp(columns=columns, rows=rows).features(image).reshape(columns * rows, 10)
    np.testing.assert_allclose(cells.sum(axis=1), 1.0, atol=1e-5)
    assert (cells >= 0).all()


def test_lbp_knows_place_but_not_brightness():
    image = FACE // 2
    brighter = image + 100
    np.testing.assert_allclose(Lbp().features(image), Lbp().features(brighter), atol=0.02)
    half = image.copy()
    half[:112] = 77
    cells = Lbp(columns=1, rows=2).features(half).reshape(2, 10)
    assert cells[0, 8] > 0.9  # flat skin: all neighbours at least as bright, pattern number P
    assert cells[1, 8] < 0.3


def test_an_edge_of_lbp_matches_its_definition():
    """A single bright pixel: its own code is 0 ones, 1 transition or less: bin 0."""
    image = np.full((3, 3, 3), 10, np.uint8)
    image[1, 1] = 200
    assert Lbp(columns=1, rows=1).features(image)[0] == pytest.approx(1 / 9)


def test_hog_sees_the_direction_of_an_edge():
    upright = np.zeros((224, 224, 3), np.uint8)
    upright[:, 112:] = 255
    lying = np.ascontiguousarray(upright.transpose(1, 0, 2))
    hog = Hog(orientations=2, cell_px=112, block_cells=1, side_px=224)
    first, second = hog.features(upright), hog.features(lying)
    assert first.shape == (8,)
    assert not np.allclose(first, second)
    assert first.argmax() % 2 != second.argmax() % 2


def test_hog_is_blind_to_brightness():
    np.testing.assert_allclose(Hog().features(FACE // 2), Hog().features(FACE // 2 + 60), atol=0.01)
