"""What the screen confirms is safe: a line, a note or a score is shown after it is written, never before."""

import queue
import threading

import pytest

from neopain.bedside.records.record_writer import RecordWriter
from neopain.core.alarms.conditions import ConditionId
from neopain.core.errors import RecordFault
from neopain.core.record import Annotation
from neopain.core.sessions import LogEntry, LogKind
from neopain.core.watch.watch import BedsideWatch
from neopain.workers.recording.backlog import Handed
from neopain.workers.recording.recorder import RETRY_S, RecordJob
from neopain.workers.watching import HANGS_AFTER_S, TICK_S, Fact, WatchJob
from tests.fakes import FakeClock, MemoryRecord, MemorySpill, Notebook, a_session, raw_reading

LINE = LogEntry(1000.0, LogKind.ANNOTATION, "suction", "Suction")
NOTE = Annotation(1000.0, "suction", "", "", "2026-01-01T00:00:00+00:00")


class Desk:
    """A watch whose lines the test declares safe."""

    def __init__(self):
        self.clock, self.screen, self.inbox = FakeClock(), Notebook(), queue.SimpleQueue()
        self.handed = []
        self.job = WatchJob(
            BedsideWatch(), self.inbox, clock=self.clock, record=lambda _: None, listener=self.screen,
            beat=lambda: None, keep=lambda lines, then: self.handed.append((lines, then)),
        )  # fmt: skip

    def step(self, seconds=TICK_S):
        self.clock.step(seconds)
        self.inbox.put(raw_reading(self.clock.now, 1.0))
        self.job.step()

    def lasting(self):
        return {message.condition_id for message in self.screen.snapshots[-1].alarms.messages}

    def raised(self):
        return [entry.text for entry in self.screen.entries if entry.code == "raised"]


def test_a_line_is_shown_when_it_is_safe_and_the_alarm_before_that():
    desk = Desk()
    desk.inbox.put(Fact(ConditionId.NO_SOUND, active=True))
    desk.job.step()
    for _ in range(30):
        desk.step()
    assert desk.handed
    assert desk.screen.entries == []
    assert ConditionId.NO_SOUND in desk.lasting(), "the alarm itself waits for no disk"
    for _, then in desk.handed:
        then()
    desk.job.finish()
    assert desk.screen.entries == [line for lines, _ in desk.handed for line in lines]


def test_a_disk_that_hangs_is_an_alarm_and_hides_no_line_for_ever():
    desk = Desk()
    desk.inbox.put(LINE)
    desk.job.step()
    desk.step(HANGS_AFTER_S + 1.0)
    assert LINE in desk.screen.entries
    desk.step(HANGS_AFTER_S + 1.0)
    assert any("RECORD NOT SAVED" in text for text in desk.raised())
    for _, then in desk.handed:
        then()
    for _ in range(5 + len(desk.handed)):
        desk.step()
    assert ConditionId.RECORD_FAILING not in desk.lasting()


def test_a_record_that_refuses_stays_an_alarm_when_lines_are_safe_elsewhere():
    desk = Desk()
    desk.inbox.put(Fact(ConditionId.RECORD_FAILING, active=True))
    desk.job.step()
    desk.step(HANGS_AFTER_S + 1.0)
    for _, then in desk.handed:
        then()
    for _ in range(20):
        desk.step()
    assert ConditionId.RECORD_FAILING in desk.lasting()


def recorder(record, spill):
    items, clock = queue.SimpleQueue(), FakeClock()
    job = RecordJob(
        lambda: record, a_session(), items, clock=clock, free_bytes=lambda: 10**12,
        on_fact=lambda *_: None, spill=spill,
    )  # fmt: skip
    return job, items, clock


def handed(*items):
    from concurrent.futures import Future

    return Handed(items, Future())


def test_who_handed_it_over_hears_where_it_is(caplog):
    record, spill = MemoryRecord(), MemorySpill()
    job, items, clock = recorder(record, spill)
    written = handed(NOTE, LINE)
    items.put(written)
    job.step()
    assert written.safe.result(0) is None
    assert (record.marks, record.entries) == ([NOTE], [LINE])
    record.failing = "disk full"
    refused = handed(NOTE)
    items.put(refused)
    job.step()
    assert refused.safe.result(0) == spill.path
    spill.failing = "that disk is full, too"
    nowhere = handed(LINE)
    items.put(nowhere)
    job.step()
    assert not nowhere.safe.done()
    clock.step(RETRY_S)
    job.finish()
    with pytest.raises(RecordFault, match="not recorded"):
        nowhere.safe.result(0)
    assert "lost" in job.told[-1]


class Running:
    """A monitor that takes a note and says when it is safe."""

    session = a_session()

    def __init__(self):
        self.recording = True
        self.handed = []

    def keep(self, mark, line):
        self.handed.append(handed(mark, line))
        return self.handed[-1].safe


def test_a_note_that_no_place_takes_is_handed_over_once_however_often_it_is_tried(tmp_path, monkeypatch):
    monkeypatch.setattr("neopain.bedside.records.record_writer.KEEP_S", 0.2)
    monkeypatch.setattr("neopain.bedside.records.record_writer.LOOK_S", 0.05)
    monitor, writer = Running(), RecordWriter(tmp_path)
    writer.follow(monitor)
    for _ in range(3):
        with pytest.raises(RecordFault, match="tried again"):
            writer.keep(a_session().id, NOTE, LINE)
    assert len(monitor.handed) == 1
    threading.Timer(0.1, monitor.handed[0].tell, [None]).start()
    assert writer.keep(a_session().id, NOTE, LINE) is None


def test_a_session_that_ends_meanwhile_leaves_no_note_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("neopain.bedside.records.record_writer.LOOK_S", 0.05)
    monitor, writer = Running(), RecordWriter(tmp_path)
    writer.follow(monitor)
    threading.Timer(0.1, setattr, [monitor, "recording", False]).start()
    assert writer.keep(a_session().id, NOTE, LINE) is None
    from neopain.store.sessions import SessionStore

    with SessionStore(tmp_path) as store:
        assert store.marks.annotations(a_session().id) == [NOTE]
        assert list(store.entries(a_session().id)) == [LINE]
