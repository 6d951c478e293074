"""Every frame gives a Reading; only a scored one has numbers."""

from unittest.mock import Mock

import cv2
import pytest

from neopain.core.errors import ProgramFault
from neopain.core.facial_actions import ActionStrength, FacialActions
from neopain.core.features import FeatureBlock, FeatureLayout
from neopain.core.readings import OutsideTraining, Quality, Reason
from neopain.core.score.pain_score import PainScore
from neopain.pipeline import PainPipeline
from tests.fakes import (
    FakeAligner,
    FakeClassifier,
    FakeClock,
    FakeExtractor,
    FakeFinder,
    FakeNovelty,
    grey_frame,
)


def build(clock=None, **parts):
    clock = clock or FakeClock()
    defaults = {
        "finder": FakeFinder(), "aligner": FakeAligner(), "extractor": FakeExtractor(),
        "novelty": FakeNovelty(), "classifier": FakeClassifier(), "clock": clock,
    }  # fmt: skip
    return PainPipeline(**(defaults | parts))


def test_a_seen_face_is_scored():
    clock = FakeClock(now=1000.25)
    reading = build(clock).process(grey_frame(seq=7, at=1000.0, level=255))
    assert reading.quality is Quality.OK
    assert reading.frame_seq == 7
    assert reading.raw == pytest.approx(10.0)
    assert reading.latency_s == pytest.approx(0.25)
    assert reading.face is not None


def test_it_has_no_memory():
    """The same picture gives the same, whatever came before and in whichever order."""
    pipeline = build()
    readings = [
        pipeline.process(grey_frame(at=at, level=level))
        for at, level in ((1000.0, 128), (1003.0, 255), (1000.0, 128))
    ]
    assert readings[0] == readings[2]
    assert readings[1].raw == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"finder": FakeFinder(lambda _: None)}, Reason.FACE_NOT_FOUND),
        ({"aligner": FakeAligner(Reason.TOO_DARK)}, Reason.TOO_DARK),
        ({"extractor": FakeExtractor("the network broke")}, Reason.MODEL_FAULT),
    ],
)
def test_what_cannot_be_assessed_has_a_reason_and_no_number(parts, reason, caplog):
    reading = build(**parts).process(grey_frame())
    assert reading.reason is reason
    assert reading.quality is reason.quality
    assert reading.raw is None
    assert ("the network broke" in caplog.text) == (reason is Reason.MODEL_FAULT)


@pytest.mark.parametrize("fault", [cv2.error("warp"), OSError("model file"), KeyError("x"), BufferError()])
def test_whatever_one_frame_uncovers_costs_that_frame_only(fault, caplog):
    class Failing(FakeExtractor):
        def extract(self, crop):
            raise fault

    pipeline = build(extractor=Failing())
    assert pipeline.process(grey_frame()).reason is Reason.MODEL_FAULT


class NotANumber(FakeClassifier):
    def score(self, features):
        return PainScore(float("nan"), self.model_id)


class Raising(FakeExtractor):
    def __init__(self, fault):
        super().__init__()
        self.raised = fault

    def extract(self, crop):
        if self.raised:
            raise self.raised
        return super().extract(crop)


@pytest.mark.parametrize(
    "parts",
    [
        {"extractor": Raising(ValueError("features are not all finite"))},
        {"extractor": Raising(IndexError("list index out of range"))},
        {"extractor": Raising(MemoryError())},
        {"classifier": NotANumber()},
        {"finder": FakeFinder(Mock(side_effect=ProgramFault("a promise was broken")))},
    ],
)
def test_our_own_fault_costs_the_frame_and_says_so_but_never_ends_the_watch(parts, caplog):
    reading = build(**parts).process(grey_frame())
    assert reading.reason is Reason.MODEL_FAULT
    assert "could not score frame 0" in caplog.text


def test_a_lasting_fault_is_logged_once_and_again_when_it_comes_back(caplog):
    extractor = Raising(ValueError("broken"))
    pipeline = build(extractor=extractor)
    for second in range(20):
        pipeline.process(grey_frame(at=1000.0 + second))
    assert caplog.text.count("could not score") == 1
    fault, extractor.raised = extractor.raised, None
    assert pipeline.process(grey_frame(at=1030.0)).raw is not None
    extractor.raised = fault
    pipeline.process(grey_frame(at=1031.0))
    assert caplog.text.count("could not score") == 2


def test_a_foreign_layout_is_refused_before_the_first_frame():
    foreign = FakeClassifier()
    foreign.layout = FeatureLayout((FeatureBlock("other", 2),))
    with pytest.raises(ProgramFault, match="other"):
        build(classifier=foreign)


def test_closing_releases_the_detector():
    finder = FakeFinder()
    build(finder=finder).close()
    assert finder.closed


class Unasked(FakeClassifier):
    def score(self, features):
        raise AssertionError("the classifier was asked about a face that it has never seen the like of")


@pytest.mark.parametrize("distance", [1.0 + 1e-9, 7.0])
def test_a_face_unlike_training_gets_no_number_and_the_classifier_is_not_asked(distance):
    reading = build(novelty=FakeNovelty(distance), classifier=Unasked()).process(grey_frame())
    assert (reading.raw, reading.outside) == (None, None)
    assert reading.quality is Quality.UNKNOWN_FACE
    assert (reading.reason, reading.distance) == (Reason.UNLIKE_TRAINING, distance)


@pytest.mark.parametrize("distance", [float("nan"), float("inf"), -1.0])
def test_a_distance_that_is_none_is_a_fault_and_no_number(distance, caplog):
    reading = build(novelty=FakeNovelty(distance)).process(grey_frame())
    assert (reading.reason, reading.raw) == (Reason.MODEL_FAULT, None)
    assert "could not score" in caplog.text


def test_a_known_face_is_scored_and_tells_its_distance():
    reading = build(novelty=FakeNovelty(1.0)).process(grey_frame(level=255))
    assert reading.raw == pytest.approx(10.0)
    assert reading.distance == 1.0


def test_a_ward_that_wants_to_see_it_gets_a_number_that_is_no_measurement():
    pipeline = build(novelty=FakeNovelty(2.0), outside_training=OutsideTraining.SHOW)
    first = pipeline.process(grey_frame(at=1000.0, level=0))
    later = pipeline.process(grey_frame(at=1003.0, level=255))
    for reading in (first, later):
        assert (reading.raw, reading.reason) == (None, Reason.UNLIKE_TRAINING)
    assert (first.outside, later.outside) == (0.0, 10.0)


def test_a_refused_view_gets_its_distance_only_where_it_is_wanted():
    refused = {"aligner": FakeAligner(Reason.TOO_DARK), "novelty": FakeNovelty(3.0)}
    told = build(**refused, measure_refused=True).process(grey_frame())
    assert (told.reason, told.distance, told.raw) == (Reason.TOO_DARK, 3.0, None)
    assert build(**refused).process(grey_frame()).distance is None


def test_two_witnesses_stand_beside_a_score_and_change_none():
    actions = FacialActions(brow_bulge=ActionStrength(0.8, 0.9))
    meter, witness = Mock(), Mock()
    meter.measure.return_value, witness.distress.return_value = actions, 0.97
    with_them = build(meter=meter, witness=witness).process(grey_frame(level=255))
    without = build().process(grey_frame(level=255))
    assert with_them.actions == actions
    assert with_them.distress == pytest.approx(0.97)
    assert with_them.raw == without.raw
    strange = build(meter=meter, witness=witness, novelty=FakeNovelty(2.0)).process(grey_frame())
    assert strange.reason is Reason.UNLIKE_TRAINING
    assert strange.actions == actions, "where there is no score a nurse still sees why"


def test_a_face_that_is_badly_seen_has_no_signs():
    meter, witness = Mock(), Mock()
    reading = build(meter=meter, witness=witness, aligner=FakeAligner(Reason.TOO_DARK)).process(grey_frame())
    assert reading.actions is None
    assert reading.distress is None
    assert not meter.measure.called


def test_with_the_mouth_covered_the_upper_face_is_still_told():
    """A tube or its tape takes the score away, and need not take away what brow and eyes say."""
    actions = FacialActions(brow_bulge=ActionStrength(0.8, 0.9))
    meter, witness = Mock(), Mock()
    meter.measure.return_value = actions
    aligner = FakeAligner(Reason.MOUTH_COVERED)
    reading = build(meter=meter, witness=witness, aligner=aligner).process(grey_frame())
    assert reading.reason is Reason.MOUTH_COVERED
    assert reading.raw is None
    assert reading.actions == actions
    assert reading.distress is None, "the network never saw a tube"


def test_a_witness_that_fails_is_logged_once_and_takes_no_score_away(caplog):
    witness = Mock()
    witness.distress.side_effect = RuntimeError("the network broke")
    pipeline = build(witness=witness)
    readings = [pipeline.process(grey_frame(level=255)) for _ in range(3)]
    assert all(reading.raw == pytest.approx(10.0) and reading.distress is None for reading in readings)
    assert sum("signs" in record.message for record in caplog.records) == 1
