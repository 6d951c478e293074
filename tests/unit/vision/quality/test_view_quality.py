from dataclasses import replace

import cv2
import numpy as np
import pytest

from neopain.core.frames import Alignment, Box, Face, FaceCrop, Frame, View
from neopain.core.readings import Reason
from neopain.vision.quality.view_quality import ViewLimits, gray_of, measured, refusal

GOOD = View(
    face_width_px=200.0,
    face_share=0.2,
    brightness=130.0,
    contrast=40.0,
    sharpness=60.0,
    roll_deg=170.0,
    yaw_deg=5.0,
    pitch_deg=-5.0,
)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, None),
        ({"face_width_px": 55.0}, Reason.FACE_TOO_SMALL),
        ({"face_share": 0.03}, Reason.FACE_TOO_SMALL),
        ({"yaw_deg": 46.0}, Reason.TURNED_AWAY),
        ({"yaw_deg": 35.0, "aligned_by": Alignment.KEY_POINTS}, Reason.TURNED_AWAY),
        ({"yaw_deg": 35.0}, None),
        ({"inside": 0.7}, Reason.PARTLY_OUT_OF_FRAME),
        ({"light_ratio": 0.4}, Reason.UNEVEN_LIGHT),
        ({"colour_cast": 0.4}, Reason.COLOUR_CAST),
        ({"coarseness": 5.0}, Reason.COARSE_PICTURE),
        ({"sharpness": 900.0}, Reason.COARSE_PICTURE),
        ({"crushed": 0.2}, Reason.TOO_DARK),
        ({"brightness": 60.0, "contrast": 40.0}, None),
        ({"clear": False}, Reason.FACE_UNCLEAR),
        ({"clear": False, "yaw_deg": 60.0}, Reason.TURNED_AWAY),
        ({"settled": False}, Reason.FACE_MOVED),
        ({"settled": False, "others": 1}, Reason.TWO_FACES),
        ({"others": 1}, None),
        ({"yaw_deg": -46.0}, Reason.TURNED_AWAY),
        ({"pitch_deg": 46.0}, Reason.TURNED_AWAY),
        ({"pitch_deg": -46.0}, Reason.TURNED_AWAY),
        ({"brightness": 39.0}, Reason.TOO_DARK),
        ({"brightness": 236.0}, Reason.TOO_BRIGHT),
        ({"contrast": 9.0}, Reason.BLURRED),
        ({"sharpness": 3.9}, Reason.BLURRED),
        ({"face_width_px": 20.0, "sharpness": 1.0}, Reason.FACE_TOO_SMALL),
        ({"brightness": 10.0, "sharpness": 1.0, "contrast": 2.0}, Reason.TOO_DARK),
    ],
)
def test_each_limit_has_its_reason(change, reason):
    assert refusal(replace(GOOD, **change), ViewLimits()) is reason


def test_no_roll_is_refused():
    for roll_deg in (-180.0, -90.0, 0.0, 90.0, 180.0):
        assert refusal(replace(GOOD, roll_deg=roll_deg), ViewLimits()) is None


def test_the_figures_are_measured_on_frame_and_crop():
    rng = np.random.default_rng(0)
    image = rng.integers(60, 190, (224, 224, 3)).astype(np.uint8)
    face = Face(Box(10, 10, 80, 90), np.zeros((478, 2), np.float32), np.zeros(478, np.float32), 1.0, 2.0, 3.0)
    frame = Frame(0, 0.0, np.zeros((300, 400, 3), np.uint8))
    view = measured(frame, face, FaceCrop(image, 0))
    assert view.face_width_px == 80
    assert view.face_share == pytest.approx(0.2)
    assert view.brightness == pytest.approx(gray_of(image).mean())
    assert view.contrast == pytest.approx(gray_of(image).std())
    assert (view.roll_deg, view.yaw_deg, view.pitch_deg) == (1.0, 2.0, 3.0)


def test_blur_lowers_the_sharpness_step_by_step():
    rng = np.random.default_rng(0)
    image = rng.integers(0, 255, (224, 224, 3)).astype(np.uint8)
    face = Face(Box(0, 0, 1, 1), np.zeros((478, 2), np.float32), np.zeros(478, np.float32), 0.0, 0.0, 0.0)
    frame = Frame(0, 0.0, np.zeros((3, 4, 3), np.uint8))
    blurred = [image, *(cv2.GaussianBlur(image, (0, 0), sigma) for sigma in (0.7, 1.5, 3.0))]
    sharpness = [measured(frame, face, FaceCrop(one, 0)).sharpness for one in blurred]
    assert sharpness == sorted(sharpness, reverse=True)
    assert sharpness[-1] < sharpness[0] / 50
