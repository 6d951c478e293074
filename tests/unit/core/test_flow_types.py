from __future__ import annotations

import numpy as np
import pytest

from neopain.core.facial_actions import ActionStrength, FacialActions
from neopain.core.features import FeatureBlock, FeatureLayout, FeatureVector
from neopain.core.frames import Frame
from neopain.core.interval import Interval
from neopain.core.readings import Quality, RawReading, Reading, Reason
from neopain.core.score.pain_score import PainScore

LAYOUT = FeatureLayout((FeatureBlock("deep", 2), FeatureBlock("lbp", 3)))


def test_a_frame_cannot_be_painted_on() -> None:
    frame = Frame(0, 1.0, np.zeros((4, 5, 3), np.uint8))
    with pytest.raises(ValueError, match="read-only"):
        frame.image[0, 0, 0] = 1


@pytest.mark.parametrize(
    "image", [np.zeros((4, 5), np.uint8), np.zeros((4, 5, 4), np.uint8), np.zeros((4, 5, 3))]
)
def test_a_frame_is_three_colours_of_bytes(image) -> None:
    with pytest.raises(ValueError, match="uint8"):
        Frame(0, 1.0, image)


def test_a_layout_knows_its_slices() -> None:
    assert LAYOUT.id == "deep[2]+lbp[3]"
    assert LAYOUT.size == 5
    assert LAYOUT.slice_of("lbp") == slice(2, 5)
    with pytest.raises(KeyError):
        LAYOUT.slice_of("hog")


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (np.zeros(4, np.float32), "wants float32"),
        (np.zeros(5, np.float64), "wants float32"),
        (np.array([0, 0, np.nan, 0, 0], np.float32), "finite"),
    ],
)
def test_a_vector_fits_its_layout_and_is_finite(values, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        FeatureVector(values, LAYOUT)
    assert FeatureVector(np.zeros(5, np.float32), LAYOUT).layout is LAYOUT


def test_points_are_ten_times_the_probability() -> None:
    assert PainScore(0.72, "m 1").points == pytest.approx(7.2)


@pytest.mark.parametrize("reason", list(Reason))
def test_a_failed_measurement_has_a_reason_and_no_number(reason: Reason) -> None:
    reading = Reading.cannot_assess(reason, frame_seq=3, captured_at=1.0)
    assert (reading.raw, reading.smoothed, reading.reason) == (None, None, reason)
    assert reading.quality is reason.quality is not Quality.OK


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ({"quality": Quality.OK}, "numbers exactly"),
        ({"quality": Quality.OK, "raw": 1.0}, "numbers exactly"),
        ({"quality": Quality.NO_FACE, "reason": Reason.FACE_NOT_FOUND, "raw": 0.0}, "numbers exactly"),
        ({"quality": Quality.NO_FACE}, "reason exactly"),
        ({"quality": Quality.OK, "raw": 1.0, "smoothed": 1.0, "reason": Reason.BLURRED}, "reason exactly"),
        ({"quality": Quality.FAULT, "reason": Reason.FACE_NOT_FOUND}, "belongs to"),
        ({"quality": Quality.OK, "raw": 10.1, "smoothed": 1.0}, "0..10"),
        ({"quality": Quality.OK, "raw": 1.0, "smoothed": float("nan")}, "0..10"),
        ({"quality": Quality.OK, "raw": 1.0, "smoothed": 1.0, "distance": float("nan")}, "finite"),
        ({"quality": Quality.OK, "raw": 1.0, "smoothed": 1.0, "distance": -0.1}, "not negative"),
        ({"quality": Quality.OK, "raw": 1.0, "smoothed": 1.0, "outside_score": 1.0}, "only a face unlike"),
        (
            {"quality": Quality.POOR_VIEW, "reason": Reason.BLURRED, "outside_score": 1.0},
            "only a face unlike",
        ),
        (
            {"quality": Quality.UNKNOWN_FACE, "reason": Reason.UNLIKE_TRAINING, "outside_score": 11.0},
            "0..10",
        ),
    ],
)
def test_a_reading_cannot_contradict_itself(arguments, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Reading(1, 1.0, **arguments)


def test_what_is_not_believed_to_be_the_infants_keeps_neither_interval_nor_actions():
    raw = RawReading(
        1,
        2.0,
        5.0,
        interval=Interval(4.0, 6.0),
        intensity=3.0,
        actions=FacialActions(open_lips=ActionStrength(1.0, 1.0)),
        distress=0.9,
    )
    believed = Reading.of(raw, 5.0, interval=Interval(4.5, 5.5))
    assert (believed.interval, believed.intensity, believed.actions, believed.distress) == (
        Interval(4.5, 5.5),
        3.0,
        raw.actions,
        0.9,
    )
    doubted = Reading.of(raw, 5.0, Reason.TWO_FACES, interval=Interval(4.5, 5.5))
    assert (doubted.interval, doubted.intensity, doubted.actions, doubted.distress) == (None,) * 4


def test_a_face_that_gets_no_score_may_have_actions_but_no_interval():
    actions = FacialActions(brow_bulge=ActionStrength(0.4, 0.8))
    raw = RawReading(1, 2.0, reason=Reason.UNLIKE_TRAINING, actions=actions, distress=0.2)
    assert Reading.of(raw, None).actions == actions
    with pytest.raises(ValueError, match="only a score has an interval"):
        RawReading(1, 2.0, reason=Reason.UNLIKE_TRAINING, interval=Interval(1.0, 2.0))
    with pytest.raises(ValueError, match=r"distress lies in 0\.\.1"):
        RawReading(1, 2.0, 5.0, distress=1.5)
