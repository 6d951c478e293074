"""Every frame gives a Reading; only a scored one has numbers."""

import pytest

from neopain.core.errors import ProgramFault
from neopain.core.smoothing import ScoreSmoother
from neopain.core.types import FeatureBlock, FeatureLayout, Quality, Reason
from neopain.pipeline import PainPipeline
from tests.fakes import FakeAligner, FakeClassifier, FakeClock, FakeExtractor, FakeFinder, grey_frame


def build(clock=None, **parts):
    clock = clock or FakeClock()
    defaults = {
        "finder": FakeFinder(), "aligner": FakeAligner(), "extractor": FakeExtractor(),
        "classifier": FakeClassifier(), "smoother": ScoreSmoother(time_constant_s=3.0), "clock": clock,
    }  # fmt: skip
    return PainPipeline(**(defaults | parts))


def test_a_seen_face_is_scored_and_smoothed():
    clock = FakeClock(now=1000.25)
    reading = build(clock).process(grey_frame(seq=7, at=1000.0, level=255))
    assert reading.quality is Quality.OK
    assert reading.frame_seq == 7
    assert reading.raw == pytest.approx(10.0)
    assert reading.smoothed == pytest.approx(10.0)
    assert reading.latency_s == pytest.approx(0.25)
    assert reading.face is not None


def test_smoothing_follows_the_time_between_frames():
    pipeline = build()
    pipeline.process(grey_frame(at=1000.0, level=0))
    after = pipeline.process(grey_frame(at=1003.0, level=255))
    assert after.raw == pytest.approx(10.0)
    assert after.smoothed == pytest.approx(10 * (1 - 2.718281828**-1), abs=1e-3)


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
    assert reading.smoothed is None
    assert ("the network broke" in caplog.text) == (reason is Reason.MODEL_FAULT)


def test_a_foreign_layout_is_refused_before_the_first_frame():
    foreign = FakeClassifier()
    foreign.layout = FeatureLayout((FeatureBlock("other", 2),))
    with pytest.raises(ProgramFault, match="other"):
        build(classifier=foreign)


def test_closing_releases_the_detector():
    finder = FakeFinder()
    build(finder=finder).close()
    assert finder.closed
