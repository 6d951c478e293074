"""The jobs, stepped by hand: no thread, no sleep."""

import queue

import pytest

from neopain.core.readings import Reason
from neopain.core.sessions import LogEntry, LogKind, SourceState
from neopain.pipeline import PainPipeline
from neopain.workers.frames.analysis import AnalysisJob
from neopain.workers.frames.capture import CaptureJob
from neopain.workers.frames.mailbox import Mailbox
from neopain.workers.recording.recorder import DISK_LOOK_S, RETRY_S, RecordJob
from neopain.workers.worker import Worker, WorkerState
from tests.fakes import (
    FakeAligner,
    FakeClassifier,
    FakeClock,
    FakeExtractor,
    FakeFinder,
    FakeNovelty,
    FakeSource,
    MemoryRecord,
    NoCheck,
    a_session,
    grey_frame,
    scored,
)


class TickingClock(FakeClock):
    """Moves a little at every look, so that waiting loops end without sleeping."""

    def monotonic(self):
        self.now += 0.2
        return self.now


def test_capture_fills_both_mailboxes_and_tells_each_state_once():
    first, second, told = Mailbox(), Mailbox(), []
    source = FakeSource([grey_frame(0), grey_frame(1)])
    job = CaptureJob(source, (first, second), check=NoCheck(), on_status=told.append, on_facts=lambda _: None)
    assert job.step()
    assert job.step()
    assert not job.step(), "an ended source ends the job"
    job.finish()
    assert first.take().seq == second.take().seq == 1
    assert [status.state for status in told] == [SourceState.LIVE, SourceState.ENDED]
    assert source.closed.is_set()


def test_picture_faults_are_told_when_they_change():
    class Black(NoCheck):
        def update(self, frame):
            return frozenset({"black_picture"}) if frame.image.mean() < 10 else frozenset()

    facts = []
    frames = [grey_frame(0), grey_frame(1, level=0), grey_frame(2, level=0), grey_frame(3)]
    job = CaptureJob(FakeSource(frames), (), check=Black(), on_status=lambda _: None, on_facts=facts.append)
    for _ in frames:
        job.step()
    assert facts == [frozenset({"black_picture"}), frozenset()]


def pipeline(clock):
    return PainPipeline(
        finder=FakeFinder(), aligner=FakeAligner(), extractor=FakeExtractor(), novelty=FakeNovelty(),
        classifier=FakeClassifier(), clock=clock,
    )  # fmt: skip


def test_a_second_without_a_picture_is_a_reading_that_says_so(monkeypatch):
    monkeypatch.setattr("neopain.workers.frames.analysis.PATIENCE_S", 0.0)
    clock, slot, readings = FakeClock(), Mailbox(), []
    job = AnalysisJob(pipeline(clock), slot, clock=clock, on_reading=readings.append)
    job.step()
    slot.put(grey_frame(5))
    job.step()
    assert readings[0].reason is Reason.NO_PICTURE
    assert readings[0].frame_seq is None
    assert readings[1].frame_seq == 5


def record_job(record, clock, told, free=(10**12,)):
    items = queue.SimpleQueue()
    job = RecordJob(
        lambda: record, a_session(), items, clock=clock, free_bytes=lambda: free[0],
        on_fact=lambda condition, active: told.append((condition, active)),
    )  # fmt: skip
    return job, items


def test_nothing_is_lost_while_the_record_fails_and_all_is_written_once(caplog):
    clock, record, told = TickingClock(), MemoryRecord(), []
    job, items = record_job(record, clock, told)
    entry = LogEntry(1000.0, LogKind.ANNOTATION, "heel_lance", "heel lance")
    record.failing = "disk full; free some space"
    items.put(scored(1000.0, 3.0))
    items.put(entry)
    job.step()
    assert told == [("record_failing", True)]
    assert "disk full" in caplog.text
    assert job.pending == 2
    record.failing = None
    items.put(scored(1001.0, 4.0))
    clock.now += RETRY_S
    job.step()
    assert told[-1] == ("record_failing", False)
    assert [reading.raw for reading in record.readings] == [3.0, 4.0]
    assert record.entries == [entry]
    assert job.pending == 0
    job.finish()
    assert record.ended == [a_session().id]
    assert record.closed
    assert len(record.begun) == 1


@pytest.mark.clause("A8")
def test_a_disk_that_fills_up_is_told_once_and_its_end_too():
    clock, told, free = TickingClock(), [], [10**12]
    job, _ = record_job(MemoryRecord(), clock, told, free)
    for room in (10**12, 5 * 10**8, 4 * 10**8, 10**12):
        free[0] = room
        clock.now += DISK_LOOK_S
        job.step()
    assert told == [("disk_low", True), ("disk_low", False)]


def test_finish_writes_what_is_still_queued():
    record = MemoryRecord()
    job, items = record_job(record, TickingClock(), [])
    items.put(scored(1000.0, 3.0))
    job.finish()
    assert len(record.readings) == 1
    assert record.ended


class Crashing:
    name = "crashing"
    finished = False

    def step(self):
        raise ZeroDivisionError("a bug")

    def finish(self):
        self.finished = True


def test_a_crash_is_told_and_the_job_is_still_finished(caplog):
    told, job = [], Crashing()
    worker = Worker(job, on_crash=lambda where, fault: told.append((where, type(fault))))
    worker.start()
    assert worker.join(5.0)
    assert worker.state is WorkerState.FAULTED
    assert told == [("crashing", ZeroDivisionError)]
    assert job.finished
    assert "crashing stopped on an unexpected fault" in caplog.text
