"""Looks out of a table of what was seen."""

import numpy as np
import pytest

from neopain.core.features import FeatureBlock, FeatureLayout
from neopain_export.realism.looking import looks_of
from neopain_export.study.features.expression_block import NAME, SIZE
from neopain_export.study.features.feature_table import FeatureTable
from neopain_export.study.features.refused import RefusedPictures

ABOUT = {
    "hindrances": ("", "tape", ""),
    "incubator_wall": ("no", "no", "yes"),
    "side_lying": ("no", "no", "no"),
    "yaw_deg": ("-31.0", "2.0", "0.0"),
    "roll_deg": ("5.0", "-70.0", "0.0"),
    "vertical_stretch": ("0.8", "0.1", "0.2"),
}


def test_every_drawing_is_a_look_and_one_without_a_face_tells_no_distress():
    classes = np.array([[0.1, 0.2, 0.3, 0.0, 0.2, 0.1, 0.1], [0, 0, 0, 0.9, 0, 0, 0.1]], np.float32)
    texts = {name: np.array(values) for name, values in ABOUT.items()}
    states = np.array(["pain_cry", "laugh", "asleep"])
    plain = np.array(["a", "b", "c"])
    table = FeatureTable(
        "made", True, FeatureLayout((FeatureBlock(NAME, SIZE),)), classes, np.array([1, 0]), plain[:2],
        plain[:2], states[:2], plain[:2],
        refused=RefusedPictures(
            np.array([0]), plain[2:], plain[2:], plain[2:], states[2:], np.array(["face_not_found"]),
            {name: column[2:] for name, column in texts.items()},
        ),
        about={name: column[:2] for name, column in texts.items()},
    )  # fmt: skip
    cry, laugh, asleep = looks_of(table)
    assert (cry.state, cry.bare, cry.plain, cry.found, cry.mouth) == ("pain_cry", True, False, True, 0.8)
    assert cry.distress == pytest.approx(0.8)
    assert (laugh.bare, laugh.roll_deg) == (False, -70.0)
    assert laugh.distress == pytest.approx(0.0)
    assert (asleep.found, asleep.distress, asleep.bare) == (False, None, False)
