import cv2
import numpy as np
import pytest

from neopain.core.frames import Box, Face
from neopain.vision.finding.head_pose import LEFT_EYE, RIGHT_EYE, roll_of
from neopain.vision.finding.orientation_vote import (
    LEVEL_MARGINS,
    LEVEL_SIDE_PX,
    Sight,
    agree,
    confirms,
    levelled,
    weighed,
)


def face(roll_deg, middle=(100.0, 100.0), size=80.0):
    """A ring of landmarks with the eyes at the given roll."""
    turn = np.deg2rad(roll_deg)
    angles = np.linspace(0, 2 * np.pi, 478, endpoint=False)
    landmarks = np.stack([np.cos(angles), np.sin(angles)], axis=1) * size / 2
    landmarks[list(LEFT_EYE)] = np.array([np.cos(turn), np.sin(turn)]) * size / 4
    landmarks[list(RIGHT_EYE)] = -np.array([np.cos(turn), np.sin(turn)]) * size / 4
    landmarks = (landmarks + middle).astype(np.float32)
    box = Box(middle[0] - size / 2, middle[1] - size / 2, size, size)
    return Face(box, landmarks, np.zeros(478, np.float32), roll_deg, 0.0, 0.0)


def sight(roll_deg, score, leaning_deg=0.0, turns=0):
    return Sight(face(roll_deg), leaning_deg, turns, score)


def nobody(_):
    return 0


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (face(20), True),
        (face(-20), True),
        (face(30), False),
        (face(180), False),
        (face(0, (120.0, 100.0)), True),
        (face(0, (130.0, 100.0)), False),
    ],
)
def test_the_same_face_is_one_place_and_one_way_up(other, same):
    assert agree(face(0), other) is same
    assert agree(other, face(0)) is same


def test_the_way_up_is_a_circle():
    assert agree(face(175), face(-175))


def test_two_looks_that_agree_are_enough_and_the_more_upright_one_is_taken():
    first, second = sight(20, 0.6, leaning_deg=-70, turns=1), sight(22, 0.5, leaning_deg=22)
    assert weighed([first, second], lambda _: pytest.fail("looked again without need")) is second


@pytest.mark.parametrize(("confirmed", "found"), [(0, False), (1, True), (2, True)])
def test_one_look_alone_needs_a_confirmation(confirmed, found):
    assert (weighed([sight(0, 0.7)], lambda _: confirmed) is not None) is found


def test_two_looks_outweigh_a_single_better_one():
    wrong, right, again = sight(170, 0.8), sight(0, 0.6), sight(5, 0.6, leaning_deg=-85)
    assert weighed([wrong, right, again], nobody) is right


def test_confirmations_outweigh_a_better_score():
    wrong, right = sight(150, 0.8), sight(0, 0.6)
    assert weighed([wrong, right], lambda seen: 2 if seen is right.face else 0) is right


def test_upside_down_needs_more_evidence_than_upright():
    assert weighed([sight(180, 0.7), sight(178, 0.7)], nobody) is None
    assert weighed([sight(180, 0.7), sight(178, 0.7)], lambda _: 2) is not None
    assert weighed([sight(90, 0.7), sight(88, 0.7)], nobody) is not None


def test_nothing_seen_is_nothing():
    assert weighed([], nobody) is None


@pytest.mark.parametrize("roll_deg", [0, 40, 90, 180, -135])
@pytest.mark.parametrize("margin", LEVEL_MARGINS)
def test_a_levelled_face_stands_upright_in_the_middle(roll_deg, margin):
    tilted = face(roll_deg, (150.0, 130.0), 90.0)
    image = np.zeros((300, 320, 3), np.uint8)
    eye = tilted.landmarks[LEFT_EYE[0]]
    cv2.circle(image, (round(float(eye[0])), round(float(eye[1]))), 4, (0, 0, 255), -1)
    picture, expected = levelled(image, tilted, margin)
    assert picture.shape == (LEVEL_SIDE_PX, LEVEL_SIDE_PX, 3)
    assert roll_of(expected) == pytest.approx(0, abs=0.01)
    np.testing.assert_allclose(expected.mean(axis=0), LEVEL_SIDE_PX / 2, atol=0.01)
    assert np.ptp(expected, axis=0).max() == pytest.approx(LEVEL_SIDE_PX / margin, rel=0.02)
    rows, columns = np.nonzero(picture[:, :, 0] > 128)
    np.testing.assert_allclose((columns.mean(), rows.mean()), expected[LEFT_EYE[0]], atol=2)


def test_a_confirmation_is_the_same_mesh_in_the_same_place():
    expected = face(0, (128.0, 128.0), 100.0).landmarks
    assert confirms(expected + 5, expected)
    assert not confirms(expected + 8, expected)
    assert not confirms(face(20, (128.0, 128.0), 100.0).landmarks, expected)
