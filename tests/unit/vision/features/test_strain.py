import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.errors import ModelFault
from neopain.vision.features.strain import Flow, Strain, magnitude, region_names, strain_named

rates = st.floats(-0.2, 0.2)
ROWS, COLUMNS = np.mgrid[:20, :30].astype(np.float64)


def flow_of(du_dx, du_dy, dv_dx, dv_dy, shift=(0.0, 0.0)):
    u = du_dx * COLUMNS + du_dy * ROWS + shift[0]
    v = dv_dx * COLUMNS + dv_dy * ROWS + shift[1]
    return np.stack([u, v], axis=2).astype(np.float32)


@given(rates, rates, rates, rates)
def test_the_strain_of_a_linear_flow_is_the_formulas(du_dx, du_dy, dv_dx, dv_dy):
    expected = np.sqrt(du_dx**2 + dv_dy**2 + 2 * ((du_dy + dv_dx) / 2) ** 2)
    np.testing.assert_allclose(magnitude(flow_of(du_dx, du_dy, dv_dx, dv_dy)), expected, atol=1e-4)


@given(st.floats(-9, 9), st.floats(-9, 9), rates)
def test_shift_and_small_rotation_have_no_strain(x, y, turn):
    np.testing.assert_allclose(magnitude(flow_of(0, -turn, turn, 0, (x, y))), 0.0, atol=1e-4)


@pytest.mark.parametrize("strain", [Strain(), Strain(Flow.DIS, 8, "quadrants"), Strain(Flow.FARNEBACK, 21)])
def test_the_name_gives_the_parameters_back(strain):
    assert strain_named(strain.name) == strain
    assert strain.size == len(region_names(strain.regions)) == 5


def test_the_name_is_the_one_that_manifests_hold():
    assert Strain().name == "strain.f15.anatomic"


@pytest.mark.parametrize(
    "name", ["strain", "strain.f15", "strain.x15.anatomic", "strain.f15.toes", "strain.f3.anatomic"]
)
def test_a_name_that_makes_no_sense_is_refused(name):
    with pytest.raises(ModelFault):
        strain_named(name)


def skin(seed=0):
    noise = np.random.default_rng(seed).integers(0, 256, (224, 224)).astype(np.uint8)
    smooth = cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 3), None, 0, 255, cv2.NORM_MINMAX)
    return np.repeat(smooth[:, :, np.newaxis], 3, axis=2)


def mouth_opened(image, by_px=5.0):
    """Pull the skin below y = 165 down and the skin above it up, within the mouth's region."""
    rows, columns = np.mgrid[:224, :224].astype(np.float32)
    pull = (
        by_px * np.tanh((rows - 165) / 8) * np.exp(-(((rows - 165) / 30) ** 2) - ((columns - 112) / 35) ** 2)
    )
    return cv2.remap(image, columns, rows - pull, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


@pytest.mark.parametrize("flow", list(Flow))
def test_an_opening_mouth_strains_the_mouth(flow):
    strain = Strain(flow, 15)
    face = skin()
    regions = dict(zip(region_names("anatomic"), strain.features(face, mouth_opened(face)), strict=True))
    assert max(regions, key=regions.get) == "mouth"
    assert regions["mouth"] > 5 * regions["brow"]
    assert regions["mouth"] > 0.02


@pytest.mark.parametrize("flow", list(Flow))
def test_the_same_face_twice_has_none(flow):
    np.testing.assert_allclose(Strain(flow, 15).features(skin(), skin()), 0.0, atol=1e-4)


def test_the_quadrants_see_where():
    face = skin()
    values = dict(
        zip(
            region_names("quadrants"),
            Strain(regions="quadrants").features(face, mouth_opened(face)),
            strict=True,
        )
    )
    assert min(values["lower_left"], values["lower_right"]) > 3 * max(
        values["upper_left"], values["upper_right"]
    )


def test_other_sizes_are_refused():
    with pytest.raises(ModelFault, match="one size"):
        Strain().map_of(skin(), skin()[:100])
    with pytest.raises(ModelFault, match="crop of 224"):
        Strain().features(skin()[:100], skin()[:100])
