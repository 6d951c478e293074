import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.vision.finding.detectors.yunet import decoded
from neopain.vision.finding.head_pose import pose_of_five
from neopain.vision.finding.proposal import Proposal, apart, gathered, same_place
from neopain.vision.finding.raw_faces import RawFaces
from neopain.vision.finding.ways_up import ways_up

UPRIGHT = np.array([[-20, -15], [20, -15], [0, 5], [-15, 25], [15, 25]], float)


def proposal(roll_deg=0.0, confidence=0.9, centre=(100.0, 100.0), size_px=80.0):
    turn = np.deg2rad(roll_deg)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    points = UPRIGHT @ matrix.T * size_px / 80 + centre
    return Proposal(confidence, np.array(centre, float), size_px, points)


@given(st.floats(-179, 179))
def test_roll_is_clockwise(roll_deg):
    assert proposal(roll_deg).roll_deg == pytest.approx(roll_deg, abs=1e-6)


@pytest.mark.parametrize("roll_deg", [0, 90, 180, -60])
def test_a_profile_whose_eyes_fall_together_keeps_its_roll(roll_deg):
    one = proposal(roll_deg)
    middle = one.key_points[:2].mean(axis=0)
    one.key_points[:2] = middle + 0.05 * (one.key_points[:2] - middle)
    assert (one.roll_deg - roll_deg + 180) % 360 - 180 == pytest.approx(0, abs=3)


def test_places():
    one, near = proposal(), proposal(confidence=0.7, centre=(110.0, 100.0))
    other, inside = proposal(confidence=0.8, centre=(300.0, 100.0)), proposal(confidence=0.6, size_px=30.0)
    assert same_place(one, near)
    assert apart(one, other)
    assert not apart(one, inside)
    assert not apart(one, near)
    groups = gathered([near, other, one, inside])
    assert [group[0] for group in groups] == [one, other, inside]
    assert groups[0] == [one, near]


def test_the_way_up_on_which_most_agree_is_tried_beside_the_surest():
    wrong = proposal(180, 0.9)
    right = [proposal(roll, 0.8) for roll in (-10, 0, 5, 12)]
    ways = ways_up([wrong, *right])
    assert ways[0] is wrong
    assert abs(ways[1].roll_deg) < 15
    assert len(ways) == 2
    assert ways_up([]) == []


@given(st.floats(-60, 60), st.floats(-179, 179))
def test_pose_of_five_points(yaw_deg, roll_deg):
    """Of the very shape that the pose is fitted to, seen by the camera that is fitted."""
    from neopain.vision.finding.head_pose import _FIVE

    yaw, roll = np.deg2rad([yaw_deg, roll_deg])
    x, y, z = _FIVE.T
    turned = np.stack([x * np.cos(yaw) + z * np.sin(yaw), y], axis=1)
    matrix = np.array([[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]])
    told_roll, told_yaw, told_pitch = pose_of_five(100 * turned @ matrix.T + 50)
    assert (told_roll - roll_deg + 180) % 360 - 180 == pytest.approx(0, abs=0.1)
    assert told_yaw == pytest.approx(yaw_deg, abs=0.1)
    assert told_pitch == pytest.approx(0, abs=0.1)


def raw(confidence, middles, sides=(40.0, 40.0)):
    count = len(confidence)
    return RawFaces(
        np.array(confidence, float),
        np.array(middles, float),
        np.tile(sides, (count, 1)).astype(float),
        np.zeros((count, 5, 2)),
    )


def test_overlapping_faces_are_one_and_the_surest_is_first():
    merged = raw([0.6, 0.9, 0.7], [(100, 100), (200, 100), (203, 101)]).merged(0.5)
    assert [(one.confidence, tuple(one.centre)) for one in merged] == [(0.9, (200, 100)), (0.6, (100, 100))]


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e9])
def test_what_is_no_number_is_no_face(bad):
    assert raw([0.9], [(bad, 100)]).merged(0.5) == []
    assert raw([], np.zeros((0, 2))).merged(0.5) == []


def test_yunet_cells_are_read_where_they_stand():
    """One face in column 3, row 2 of the grid of 16 px in a picture of 96 x 64."""
    width, height = 96, 64
    outputs = {}
    for stride in (8, 16, 32):
        cells = (width // stride) * (height // stride)
        outputs[f"cls_{stride}"] = np.zeros((1, cells, 1), np.float32)
        outputs[f"obj_{stride}"] = np.zeros((1, cells, 1), np.float32)
        outputs[f"bbox_{stride}"] = np.zeros((1, cells, 4), np.float32)
        outputs[f"kps_{stride}"] = np.zeros((1, cells, 10), np.float32)
    cell = 2 * (width // 16) + 3
    outputs["cls_16"][0, cell] = 0.81
    outputs["obj_16"][0, cell] = 1.0
    outputs["bbox_16"][0, cell] = [0.5, 0.25, np.log(2), np.log(3)]
    outputs["kps_16"][0, cell] = np.arange(10) / 10
    (face,) = decoded(outputs, width, height, 0.5).merged(0.5)
    assert face.confidence == pytest.approx(0.9)
    np.testing.assert_allclose(face.centre, [3.5 * 16, 2.25 * 16])
    assert face.size_px == pytest.approx(16 * 6**0.5)
    np.testing.assert_allclose(face.key_points[4], [(3 + 0.8) * 16, (2 + 0.9) * 16], rtol=1e-6)
