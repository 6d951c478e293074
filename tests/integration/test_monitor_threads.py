"""The real threads: whatever one of them does, it is seen and heard, and the record is closed."""

import threading
import time
from pathlib import Path

import pytest

from neopain.core.alarms.conditions import ConditionId
from neopain.core.clock import SystemClock
from neopain.core.errors import ProgramFault, RecordFault
from neopain.core.frames import Frame
from neopain.core.readings import Reading
from neopain.core.score.presets import DEFAULT_PRESET
from neopain.core.sessions import LogEntry, LogKind, SourceState, SourceStatus
from neopain.core.watch.watch import BedsideWatch
from neopain.pipeline import PainPipeline
from neopain.workers import monitor as module
from neopain.workers.monitor import BedsideMonitor
from neopain.workers.monitor_parts import MonitorParts
from tests.fakes import (
    FakeAligner,
    FakeClassifier,
    FakeExtractor,
    FakeFinder,
    FakeNovelty,
    FakeSource,
    MemoryRecord,
    MemorySpill,
    NoCheck,
    Notebook,
    a_face,
    a_session,
    grey_frame,
)

pytestmark = pytest.mark.slow

FASTER = 12.0


class FastClock(SystemClock):
    """Delays of many seconds pass in one."""

    def monotonic(self):
        return FASTER * super().monotonic()


class Unforeseen(Exception):
    """A bug of ours, of no known kind."""


class Bed:
    """A monitor over fakes, whose parts a test may break."""

    def __init__(self, *, find=lambda _: a_face(), record=None, open_store=None, clock=None, spill=None):
        self.clock = clock or SystemClock()
        self.record = record or MemoryRecord()
        self.notebook = Notebook()
        frames = (grey_frame(seq, self.clock.monotonic()) for seq in range(10**6))
        self.source = FakeSource((), then=SourceState.LIVE, wait=lambda: time.sleep(0.02))
        self.source.read = lambda: self.read(frames)
        self.pipeline = PainPipeline(
            finder=FakeFinder(find), aligner=FakeAligner(), extractor=FakeExtractor(),
            novelty=FakeNovelty(), classifier=FakeClassifier(), clock=self.clock,
        )  # fmt: skip
        self.monitor = BedsideMonitor(
            MonitorParts(
                session=a_session(started_at=self.clock.monotonic()),
                source=self.source,
                reopen_source=lambda: self.source,
                check=NoCheck(),
                pipeline=self.pipeline,
                watch=BedsideWatch(DEFAULT_PRESET),
                preset=DEFAULT_PRESET,
                open_store=open_store or (lambda: self.record),
                free_bytes=lambda: 10**12,
                clock=self.clock,
                spill=spill,
            ),
            self.notebook,
        )  # fmt: skip

    def read(self, frames):
        time.sleep(0.02)
        frame = next(frames)
        self.source.status = SourceStatus(SourceState.LIVE, self.clock.monotonic())
        return Frame(frame.seq, self.clock.monotonic(), frame.image)

    def raised(self):
        return [
            dict(entry.detail).get("condition")
            for entry in list(self.notebook.entries)
            if entry.kind is LogKind.ALARM and entry.code == "raised"
        ]

    def until(self, condition, seconds=10.0):
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, (self.raised(), self.notebook.crashes)
            time.sleep(0.02)


def crash(*_):
    raise Unforeseen


@pytest.mark.parametrize(
    ("thread", "break_it", "alarm"),
    [
        ("capture", lambda bed: setattr(bed, "read", crash), ConditionId.MONITOR_STALLED),
        ("analysis", lambda bed: setattr(bed.pipeline, "process", crash), ConditionId.MONITOR_STALLED),
    ],
)
def test_a_crash_of_a_thread_is_an_alarm_and_is_told(thread, break_it, alarm, caplog):
    bed = Bed()
    bed.monitor.start()
    bed.until(lambda: bed.notebook.readings)
    break_it(bed)
    bed.until(lambda: set(bed.notebook.crashes) == {thread} and alarm in bed.raised())
    bed.monitor.stop()
    assert bed.record.ended == [a_session().id]


def test_a_bug_in_the_record_ends_no_thread_and_what_it_refused_is_in_the_second_place(caplog):
    spill = MemorySpill()
    bed = Bed(spill=spill)
    bed.monitor.start()
    bed.until(lambda: bed.notebook.readings)
    append, bed.record.append = bed.record.append, crash
    bed.until(lambda: ConditionId.RECORD_FAILING in bed.raised() and spill.items)
    bed.record.append = append
    bed.until(lambda: spill.discarded)
    bed.monitor.stop()
    assert bed.notebook.crashes == []
    assert [one.captured_at for one in bed.record.readings] == [
        one.captured_at for one in bed.notebook.readings
    ]


def test_an_analysis_that_hangs_inside_a_library_is_an_alarm_and_the_record_is_closed(monkeypatch, caplog):
    monkeypatch.setattr(module, "STOP_DEADLINE_S", 0.5)
    hang, calls = threading.Event(), []

    def find(frame):
        calls.append(frame)
        if len(calls) > 5:
            hang.wait()
        return a_face()

    bed = Bed(find=find, clock=FastClock())
    bed.monitor.start()
    bed.until(lambda: ConditionId.NO_READINGS in bed.raised(), 20.0)
    assert bed.notebook.snapshots[-1].smoothed is None
    try:
        with pytest.raises(ProgramFault, match="analysis"):
            bed.monitor.stop()
    finally:
        hang.set()
    assert bed.record.ended == [a_session().id]
    assert len(bed.record.readings) >= 5
    assert "stopped" in {entry.code for entry in bed.record.entries}
    assert bed.monitor.screen.take() is None


def test_what_a_full_disk_refused_is_told_when_the_session_stops(caplog):
    spill = MemorySpill(Path("unwritten.jsonl"))
    bed = Bed(spill=spill)
    bed.record.failing = "disk full"
    bed.monitor.start()
    bed.until(lambda: len(bed.notebook.readings) > 3 and ConditionId.RECORD_FAILING in bed.raised())
    with pytest.raises(RecordFault, match=r"unwritten\.jsonl"):
        bed.monitor.stop()
    readings = [one for one in spill.items if isinstance(one, Reading)]
    assert [(one.captured_at, one.raw, one.smoothed, one.reason) for one in readings] == [
        (one.captured_at, one.raw, one.smoothed, one.reason) for one in bed.notebook.readings
    ]
    entries = [one for one in spill.items if isinstance(one, LogEntry)]
    assert entries[-1].code == "stopped"
    assert set(bed.notebook.entries) <= set(entries), "what was shown is in the second place"


def test_a_machine_without_threads_leaves_nothing_running(monkeypatch):
    from neopain.core.errors import EnvironmentFault
    from neopain.workers.worker import Worker

    start, started = Worker.start, []

    def refuse_third(self):
        if len(started) == 2:
            raise RuntimeError("can't start new thread")
        started.append(self)
        start(self)

    monkeypatch.setattr(Worker, "start", refuse_third)
    bed = Bed()
    with pytest.raises(EnvironmentFault, match="new thread"):
        bed.monitor.start()
    assert all(worker.join(0.0) for worker in started)
    assert bed.record.ended == [a_session().id]
