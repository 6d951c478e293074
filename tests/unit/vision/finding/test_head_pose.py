import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.vision.finding.head_pose import LEFT_EYE, RIGHT_EYE, roll_of, turn_of_head


@pytest.mark.parametrize(
    ("left_eye", "roll_deg"), [((10, 0), 0), ((10, 10), 45), ((0, 10), 90), ((-10, 0), 180), ((0, -10), -90)]
)
def test_roll_is_clockwise_in_the_picture(left_eye, roll_deg):
    landmarks = np.zeros((478, 2), np.float32)
    landmarks[list(LEFT_EYE)] = left_eye
    landmarks[list(RIGHT_EYE)] = 0
    assert roll_of(landmarks) == pytest.approx(roll_deg)


def head(yaw_deg, pitch_deg, roll_deg):
    """Pitch first, then yaw, then roll, in MediaPipe's axes: x right, y up, z towards the camera."""
    yaw, pitch, roll = np.deg2rad([yaw_deg, pitch_deg, roll_deg])
    about_x = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
    about_y = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    about_z = np.array([[np.cos(roll), np.sin(roll), 0], [-np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    matrix = np.eye(4)
    matrix[:3, :3] = about_z @ about_y @ about_x
    return matrix


@given(st.floats(-80, 80), st.floats(-80, 80), st.floats(-180, 180))
def test_yaw_and_pitch_are_the_heads_own_at_every_roll(yaw_deg, pitch_deg, roll_deg):
    told = turn_of_head(head(yaw_deg, pitch_deg, roll_deg), roll_deg)
    assert told == pytest.approx((yaw_deg, pitch_deg), abs=1e-6)


def test_a_face_that_looks_to_the_pictures_right_has_positive_yaw():
    matrix = np.eye(4)
    matrix[:3, 2] = (0.5, 0.0, 0.866)
    assert turn_of_head(matrix, 0.0)[0] == pytest.approx(30, abs=0.1)
