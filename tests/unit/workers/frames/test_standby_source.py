"""Standby: the source is closed, nothing is said of it, and another one is opened afterwards."""

import pytest

from neopain.core.errors import SettingFault
from neopain.core.sessions import SourceState
from neopain.pipeline import PainPipeline
from neopain.workers.frames.analysis import AnalysisJob
from neopain.workers.frames.capture import CaptureJob
from neopain.workers.frames.mailbox import Mailbox
from neopain.workers.frames.standby_source import RestingSource
from tests.fakes import (
    FakeAligner,
    FakeClassifier,
    FakeClock,
    FakeExtractor,
    FakeFinder,
    FakeNovelty,
    FakeSource,
    NoCheck,
    grey_frame,
)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr("neopain.workers.frames.standby_source.LOOK_S", 0.0)
    monkeypatch.setattr("neopain.workers.frames.standby_source.RETRY_S", 0.0)
    monkeypatch.setattr("neopain.workers.frames.analysis.PATIENCE_S", 0.0)


class Shop:
    """Gives sources of three frames each, and remembers them; `closed` when the folder is gone."""

    def __init__(self):
        self.sold = []
        self.closed = False

    def open(self):
        if self.closed:
            raise SettingFault("expected a folder of pictures; it does not exist; check the path")
        self.sold.append(FakeSource([grey_frame(0), grey_frame(1), grey_frame(2)]))
        return self.sold[-1]


@pytest.fixture
def shop():
    return Shop()


@pytest.fixture
def source(shop):
    return RestingSource(shop.open(), shop.open, clock=FakeClock())


def test_awake_it_is_the_source_within(shop, source):
    assert (source.name, source.simulated) == ("fake source", True)
    assert [source.read().seq, source.read().seq] == [0, 1]
    assert source.status.state is SourceState.LIVE
    assert len(shop.sold) == 1


def test_resting_closes_the_device_and_waking_opens_another_whose_frames_count_on(shop, source):
    source.read(), source.read()
    source.rest(rest=True)
    assert source.resting
    assert source.read() is None
    assert shop.sold[0].closed.is_set(), "the device is free"
    assert source.status.state is SourceState.RESTING
    assert source.read() is None
    assert len(shop.sold) == 1, "nothing is opened while it rests"
    source.rest(rest=False)
    assert [source.read().seq, source.read().seq] == [2, 3]
    assert source.status.state is SourceState.LIVE
    assert len(shop.sold) == 2


def test_what_cannot_be_opened_again_has_failed_and_is_tried_again(shop, source, caplog):
    source.rest(rest=True)
    source.read()
    source.rest(rest=False)
    shop.closed = True
    assert source.read() is None
    assert source.status.state is SourceState.FAILED
    assert "check the path; trying again" in source.status.detail
    assert "after standby" in caplog.text
    shop.closed = False
    assert source.read() is not None


def test_closing_is_final_awake_or_resting(shop, source):
    source.rest(rest=True)
    source.read()
    source.close()
    source.close()
    assert source.status.state is SourceState.STOPPED
    source.rest(rest=False)
    assert source.read() is None
    assert source.status.state is SourceState.STOPPED
    assert len(shop.sold) == 1


def test_capture_tells_the_rest_and_takes_its_faults_back(shop):
    class Frozen(NoCheck):
        def update(self, frame):
            return frozenset({"picture_frozen"})

    told, facts = [], []
    source = RestingSource(shop.open(), shop.open, clock=FakeClock())
    job = CaptureJob(source, (), check=Frozen(), on_status=told.append, on_facts=facts.append)
    job.step()
    source.rest(rest=True)
    assert job.step(), "a source that rests does not end the job"
    assert [status.state for status in told] == [SourceState.LIVE, SourceState.RESTING]
    assert facts == [frozenset({"picture_frozen"}), frozenset()]
    job.finish()
    assert told[-1].state is SourceState.STOPPED


def test_a_rest_makes_no_readings_not_even_that_there_is_no_picture(shop, source):
    clock, slot, readings = FakeClock(), Mailbox(), []
    pipeline = PainPipeline(
        finder=FakeFinder(), aligner=FakeAligner(), extractor=FakeExtractor(), novelty=FakeNovelty(),
        classifier=FakeClassifier(), clock=clock,
    )  # fmt: skip
    capture = CaptureJob(source, (slot,), check=NoCheck(), on_status=lambda _: None, on_facts=lambda _: None)
    analysis = AnalysisJob(
        pipeline, slot, clock=clock, on_reading=readings.append, resting=lambda: source.resting
    )
    capture.step()
    source.rest(rest=True)
    for _ in range(3):
        assert analysis.step()
        capture.step()
    assert readings == []
    source.rest(rest=False)
    capture.step()
    analysis.step()
    assert [reading.frame_seq for reading in readings] == [1]
