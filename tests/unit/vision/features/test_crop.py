from unittest.mock import Mock

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.errors import ModelFault
from neopain.core.frames import Box, Face, Frame
from neopain.core.ports import FaceAligner
from neopain.vision.features.crop import REFERENCE_PX, SimilarityAligner, similarity
from neopain.vision.finding.head_pose import LEFT_EYE, MOUTH, RIGHT_EYE

REFERENCE = np.array(REFERENCE_PX)


def face_at(anchors):
    """A face whose eye and mouth corners lie on the three anchors."""
    landmarks = np.zeros((478, 2), np.float32)
    for pair, anchor in zip((RIGHT_EYE, LEFT_EYE, MOUTH), anchors, strict=True):
        landmarks[list(pair)] = anchor
    return Face(Box(0, 0, 100, 100), landmarks, np.zeros(478, np.float32), 0.0, 0.0, 0.0)


def moved(points, turn_deg, scale, shift):
    turn = np.deg2rad(turn_deg)
    matrix = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return points @ matrix.T + shift


turns = st.floats(-180, 180)
scales = st.floats(0.1, 10)
shifts = st.tuples(st.floats(-500, 500), st.floats(-500, 500))


@given(turns, scales, shifts)
def test_a_similarity_is_found_again(turn_deg, scale, shift):
    matrix = similarity(moved(REFERENCE, turn_deg, scale, shift), REFERENCE)
    back = moved(REFERENCE, turn_deg, scale, shift) @ matrix[:, :2].T + matrix[:, 2]
    np.testing.assert_allclose(back, REFERENCE, atol=1e-6)


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(-100, 100)), min_size=3, max_size=3, unique=True))
def test_no_similarity_is_closer(points):
    source = np.array(points)
    if np.ptp(source, axis=0).max() < 1.0:
        return
    matrix = similarity(source, REFERENCE)
    error = ((source @ matrix[:, :2].T + matrix[:, 2] - REFERENCE) ** 2).sum()
    for da, db in ((1e-3, 0), (-1e-3, 0), (0, 1e-3), (0, -1e-3)):
        other = matrix[:, :2] + np.array([[da, -db], [db, da]])
        shift = REFERENCE.mean(axis=0) - source.mean(axis=0) @ other.T
        assert ((source @ other.T + shift - REFERENCE) ** 2).sum() >= error - 1e-6


@pytest.mark.parametrize(("turn_deg", "scale"), [(0, 1), (37, 0.5), (90, 1.7), (180, 3.0), (-135, 6.0)])
def test_the_marks_come_to_lie_on_the_reference_at_every_roll_and_size(turn_deg, scale):
    anchors = moved(REFERENCE - 112, turn_deg, scale, (900.0, 800.0))
    image = np.zeros((1600, 1800, 3), np.uint8)
    for channel, (x, y) in enumerate(anchors):
        # shift=4: sixteenths of a pixel; minus a half, since OpenCV counts from the first pixel's centre
        place = (round((x - 0.5) * 16), round((y - 0.5) * 16))
        colour = [0, 0, 0]
        colour[channel] = 255
        cv2.circle(image, place, round(5 * scale * 16), colour, -1, cv2.LINE_AA, 4)
    crop = SimilarityAligner().crop(Frame(3, 0.0, image), face_at(anchors))
    assert crop.image.shape == (224, 224, 3)
    assert crop.image.dtype == np.uint8
    assert crop.frame_seq == 3
    for channel, expected in enumerate(REFERENCE):
        weight = crop.image[:, :, 2 - channel].astype(float)
        rows, columns = np.mgrid[:224, :224] + 0.5
        centre = (columns * weight).sum() / weight.sum(), (rows * weight).sum() / weight.sum()
        np.testing.assert_allclose(centre, expected, atol=0.35)


def test_blue_in_the_frame_is_blue_in_the_crop():
    image = np.zeros((224, 224, 3), np.uint8)
    image[:, :, 0] = 200
    crop = SimilarityAligner().crop(Frame(0, 0.0, image), face_at(REFERENCE))
    assert crop.image[112, 112].tolist() == [0, 0, 200]


def test_a_large_face_is_averaged_not_skipped_over():
    """One-pixel stripes at four times the crop's size must become grey, not stripes."""
    image = np.zeros((900, 900, 3), np.uint8)
    image[:, ::2] = 255
    crop = SimilarityAligner().crop(Frame(0, 0.0, image), face_at(REFERENCE * 4))
    assert crop.image[20:200, 20:200].std() < 30


def test_outside_the_frame_the_rim_is_repeated_not_black():
    crop = SimilarityAligner().crop(Frame(0, 0.0, np.full((50, 50, 3), 90, np.uint8)), face_at(REFERENCE))
    assert crop.image.min() == 90


def test_it_is_a_face_aligner():
    aligner: FaceAligner = SimilarityAligner()
    frame = Frame(0, 0.0, np.full((300, 300, 3), 120, np.uint8))
    crop = aligner.crop(frame, face_at(REFERENCE))
    assert aligner.view(frame, face_at(REFERENCE), crop).brightness == pytest.approx(120)


@pytest.mark.parametrize("bad", [np.nan, np.inf, 7.0])
def test_landmarks_that_cannot_be_aligned_are_a_fault_of_the_model(bad):
    """Not a number, without end, all in one place."""
    landmarks = np.full((478, 2), bad, np.float32)
    face = Face(Box(0, 0, 10, 10), landmarks, np.zeros(478, np.float32), 0.0, 0.0, 0.0)
    with pytest.raises(ModelFault, match="cannot be aligned"):
        SimilarityAligner().crop(Frame(0, 0.0, np.zeros((64, 64, 3), np.uint8)), face)


def test_what_opencv_refuses_is_a_fault_of_the_model(monkeypatch):
    monkeypatch.setattr(cv2, "warpAffine", Mock(side_effect=cv2.error("Assertion failed: !src.empty()")))
    with pytest.raises(ModelFault, match="Assertion failed"):
        SimilarityAligner().crop(Frame(0, 0.0, np.zeros((64, 64, 3), np.uint8)), face_at(REFERENCE))
