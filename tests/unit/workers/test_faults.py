"""What goes wrong in one thread stays there, is told, and loses nothing."""

import queue
from contextlib import suppress
from dataclasses import replace
from unittest.mock import Mock

import pytest

from neopain.core.alarms.conditions import ConditionId
from neopain.core.errors import ProgramFault, RecordFault
from neopain.core.readings import Reading, Reason
from neopain.core.sessions import LogEntry, LogKind, SourceState, SourceStatus
from neopain.core.watch.watch import BedsideWatch
from neopain.workers.frames.capture import CaptureJob
from neopain.workers.frames.mailbox import Mailbox
from neopain.workers.listeners.guarded_listener import GuardedListener
from neopain.workers.recording.backlog import bare
from neopain.workers.recording.recorder import RETRY_S, RecordJob
from neopain.workers.watching import TICK_S, Command, Fact, WatchJob
from tests.fakes import (
    FakeClock,
    MemoryRecord,
    MemorySpill,
    NoCheck,
    Notebook,
    a_face,
    a_session,
    grey_frame,
    raw_reading,
    scored,
)


class TickingClock(FakeClock):
    def monotonic(self):
        self.now += 0.2
        return self.now


class DeafListener(Notebook):
    """Raises at everything but a crash."""

    def on_reading(self, reading):
        raise RuntimeError("Signal source has been deleted")

    on_source = on_entries = on_snapshot = on_reading


def watch_job(listener, *, clock=None):
    inbox, written = queue.SimpleQueue(), []
    job = WatchJob(
        BedsideWatch(), inbox, clock=clock or FakeClock(), record=written.append, listener=listener,
        beat=lambda: None,
    )  # fmt: skip
    return job, inbox, written


def test_a_listener_that_raises_does_not_end_the_alarms_and_is_told_once(caplog):
    faults, deaf = [], DeafListener()
    job, inbox, written = watch_job(GuardedListener(deaf, on_fault=faults.append))
    inbox.put(Fact(ConditionId.RECORD_FAILING, active=True))
    inbox.put(raw_reading(1000.0, 3.0))
    job.step()
    job.step()
    job.finish()
    assert [type(fault) for fault in faults] == [RuntimeError]
    assert caplog.text.count("what shows the monitor has failed") == 1
    assert any(isinstance(one, LogEntry) and "RECORD NOT SAVED" in one.text for one in written)


def test_what_is_recorded_is_what_is_shown():
    notebook = Notebook()
    job, inbox, written = watch_job(notebook)
    for at, what in ((1000.0, 2.0), (1001.0, 9.0), (1002.0, Reason.TWO_FACES), (1003.0, 4.0)):
        inbox.put(raw_reading(at, what))
    job.finish()
    recorded = [one for one in written if isinstance(one, Reading)]
    assert all(one is other for one, other in zip(recorded, notebook.readings, strict=True))
    assert [one.raw for one in recorded] == [2.0, 9.0, None, 4.0]
    assert 2.0 < recorded[1].smoothed < 9.0


def test_a_command_is_shown_at_once_not_at_the_next_tick():
    clock, notebook = FakeClock(), Notebook()
    job, inbox, _ = watch_job(notebook, clock=clock)
    inbox.put(raw_reading(1000.0, 3.0))
    job.step()
    ticked = len(notebook.snapshots)
    clock.step(TICK_S / 10)
    inbox.put(Command(lambda watch, now: watch.start_care(now)))
    job.step()
    assert len(notebook.snapshots) == ticked + 1
    assert notebook.snapshots[-1].care_remaining_s is not None


def test_a_command_with_a_bug_is_refused_and_the_watch_goes_on(caplog):
    job, inbox, written = watch_job(Notebook())
    inbox.put(Command(Mock(side_effect=ZeroDivisionError())))
    inbox.put(raw_reading(1000.0, 3.0))
    job.step()
    job.step()
    refused = [one for one in written if isinstance(one, LogEntry) and one.code == "refused"]
    assert len(refused) == 1
    assert any(getattr(one, "raw", None) == 3.0 for one in written)
    assert "could not be carried out" in caplog.text


class ClosableSource:
    """As the real sources: closing says STOPPED, whatever was before."""

    name, simulated = "a source", False

    def __init__(self, state, fault=None):
        self.status, self._fault = SourceStatus(state, 1000.0), fault

    def read(self):
        if self._fault:
            raise self._fault

    def take_events(self):
        return ()

    def close(self):
        self.status = SourceStatus(SourceState.STOPPED, 1001.0)


def captured(source):
    told = []
    job = CaptureJob(source, (), check=NoCheck(), on_status=told.append, on_facts=lambda _: None)
    with suppress(ProgramFault):
        job.step()
    job.finish()
    return [status.state for status in told]


def test_a_video_that_ended_stays_ended_so_that_its_alarm_lasts():
    assert captured(ClosableSource(SourceState.ENDED)) == [SourceState.ENDED]


def test_a_source_that_crashed_has_failed_and_was_not_stopped():
    crashed = ClosableSource(SourceState.LIVE, ProgramFault("the draining thread died"))
    assert captured(crashed)[-1] is SourceState.FAILED


def test_a_source_that_somebody_stopped_says_so():
    assert captured(ClosableSource(SourceState.LIVE))[-1] is SourceState.STOPPED


def test_no_picture_outlives_its_session():
    box = Mailbox()
    box.put(grey_frame(0))
    box.close()
    box.put(grey_frame(1))
    assert box.take() is None


def test_what_is_kept_for_the_record_holds_no_face():
    reading = bare(scored(1000.0, 3.0))
    assert bare(replace(reading, face=a_face())).face is None
    assert reading.raw == 3.0


def failing_job(record, *, spill, most=None, monkeypatch=None):
    if most is not None:
        monkeypatch.setattr("neopain.workers.recording.recorder.MOST_KEPT", most)
    items, clock = queue.SimpleQueue(), TickingClock()
    job = RecordJob(
        lambda: record, a_session(), items, clock=clock, free_bytes=lambda: 10**12,
        on_fact=lambda *_: None, spill=spill,
    )  # fmt: skip
    return job, items, clock


@pytest.mark.parametrize("fault", [RecordFault("disk full"), ProgramFault("no such table")])
def test_what_the_record_refuses_to_the_end_is_in_another_file_and_told(fault, caplog):
    record, spill = MemoryRecord(), MemorySpill()
    record.append = Mock(side_effect=fault)
    job, items, _ = failing_job(record, spill=spill)
    items.put(scored(1000.0, 3.0))
    items.put(LogEntry(1000.0, LogKind.ANNOTATION, "heel_lance", "heel lance"))
    job.step()
    job.finish()
    assert [type(item) for item in spill.items] == [Reading, LogEntry]
    assert not spill.discarded
    assert "1 readings and 1 log lines" in job.told[0]
    assert "rest.jsonl" in job.told[0]
    assert record.closed
    assert record.ended == [a_session().id], "what is in the record is closed all the same"


def test_a_lost_record_is_never_lost_in_silence(caplog):
    record = MemoryRecord()
    record.failing = "disk full"
    spill = MemorySpill()
    spill.failing = "that disk is full, too"
    job, items, _ = failing_job(record, spill=spill)
    items.put(scored(1000.0, 3.0))
    job.finish()
    assert "lost" in job.told[0]
    assert "too" in caplog.text


def test_a_record_that_fails_for_hours_does_not_fill_the_memory(monkeypatch, caplog):
    record, spill = MemoryRecord(), MemorySpill()
    record.failing = "disk full"
    job, items, clock = failing_job(record, spill=spill, most=10, monkeypatch=monkeypatch)
    for second in range(30):
        items.put(scored(1000.0 + second, 3.0))
        clock.now += RETRY_S
        job.step()
    assert job.pending <= 11
    record.failing = None
    clock.now += RETRY_S
    job.step()
    job.finish()
    assert {one.captured_at for one in (*record.readings, *spill.items)} == {
        1000.0 + second for second in range(30)
    }
    assert not spill.discarded, "some readings are only there"
    assert "read them back" in job.told[0]


def test_what_comes_after_a_crash_of_the_recorder_is_set_aside(caplog):
    spill = MemorySpill()
    job, items, _ = failing_job(MemoryRecord(), spill=spill)
    job.finish()
    items.put(scored(1000.0, 3.0))
    job.rescue_rest()
    assert len(spill.items) == 1
