"""A monitor that says what its screen confirms: log lines as they are shown, notes and scores as they are kept.

Started by tests as `python -m tests.integration.confirming_child FOLDER SESSION_ID [full|refusing]`; it runs until it is killed.
With `full` the record's disk refuses from the second batch on, as a full one does.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

from neopain.bedside.records.record_writer import RecordWriter
from neopain.bedside.records.recorded_assessments import RecordedAssessments
from neopain.bedside.records.recorded_notes import RecordedNotes
from neopain.bedside.records.rescue import RescueFile
from neopain.core.alarms.conditions import ConditionId
from neopain.core.clock import SystemClock
from neopain.core.errors import RecordFault
from neopain.core.frames import Frame
from neopain.core.record import Annotation, Assessment
from neopain.core.score.presets import DEFAULT_PRESET
from neopain.core.sessions import LogEntry, LogKind, SourceState, SourceStatus
from neopain.core.watch.watch import BedsideWatch
from neopain.pipeline import PainPipeline
from neopain.store.set_aside import open_to_record
from neopain.workers.monitor import BedsideMonitor
from neopain.workers.monitor_parts import MonitorParts
from tests.fakes import (
    FakeAligner,
    FakeClassifier,
    FakeExtractor,
    FakeFinder,
    FakeNovelty,
    FakeSource,
    NoCheck,
    Notebook,
    a_session,
    grey_frame,
)  # fmt: skip

SAY = threading.Lock()


def say(word: str, what: str) -> None:
    """One line, in the pipe before this returns."""
    with SAY:
        os.write(1, f"{word}\t{what}\n".encode())


class Screen(Notebook):
    """Says each log line as it is shown, and each reading as it is handed over."""

    def on_entries(self, entries):
        for entry in entries:
            say("line", f"{entry.at!r} {entry.kind.value} {entry.code}")

    def on_reading(self, reading):
        say("reading", repr(reading.captured_at))

    def on_snapshot(self, snapshot):
        pass


class FullDisk:
    """A record whose disk refuses after the first batches."""

    def __init__(self, store):
        self._store = store
        self._batches = 0

    def append(self, *what):
        self._batches += 1
        if self._batches > 2:
            raise RecordFault("the disk is full; free space")
        self._store.append(*what)

    def __getattr__(self, name):
        return getattr(self._store, name)


def main(folder: Path, session_id: str, how: str) -> None:
    clock = SystemClock()
    session = a_session(id=session_id, started_at=clock.monotonic(), started_utc=clock.utc().isoformat())
    frames = iter(range(10**9))
    source = FakeSource((), then=SourceState.LIVE)

    def read() -> Frame:
        time.sleep(0.05)
        source.status = SourceStatus(SourceState.LIVE, clock.monotonic())
        frame = grey_frame(next(frames))
        return Frame(frame.seq, clock.monotonic(), frame.image)

    source.read = read
    full: list[FullDisk] = []

    def open_store():
        if how != "full":
            return open_to_record(folder)
        if not full:
            full.append(FullDisk(open_to_record(folder)))
            full[0].close = lambda: None
        return full[0]

    monitor = BedsideMonitor(
        MonitorParts(
            session=session,
            source=source,
            reopen_source=lambda: source,
            check=NoCheck(),
            pipeline=PainPipeline(
                finder=FakeFinder(), aligner=FakeAligner(), extractor=FakeExtractor(), classifier=FakeClassifier(),
                novelty=FakeNovelty(), clock=clock,
            ),
            watch=BedsideWatch(DEFAULT_PRESET),
            preset=DEFAULT_PRESET,
            open_store=open_store,
            free_bytes=lambda: 10**12,
            clock=clock,
            spill=RescueFile(folder, session),
        ),
        Screen(),
    )  # fmt: skip
    writer = RecordWriter(folder)
    writer.follow(monitor)
    monitor.start()
    threading.Thread(target=write_notes, args=(writer, folder, session, clock), daemon=True).start()
    say("begun", session_id)
    active = False
    while True:
        active = not active
        monitor.fact(ConditionId.NO_SOUND, active=active)
        monitor.fact(ConditionId.WATCHDOG_MISSING, active=active)
        time.sleep(0.03)


def write_notes(writer: RecordWriter, folder: Path, session, clock: SystemClock) -> None:
    notes, scores = RecordedNotes(writer), RecordedAssessments(folder, writer, clock)
    while True:
        at, utc = clock.monotonic(), clock.utc().isoformat()
        note = Annotation(at, "suction", "", "", utc)
        notes.keep(session.id, note, LogEntry(at, LogKind.ANNOTATION, "suction", "Suction"))
        say("mark", note.id)
        score = Assessment(at, "nips", (("face", 1),), None, "", "", utc)
        scores.assess(session.id, score, LogEntry(at, LogKind.ASSESSMENT, "assessed", "NIPS"))
        say("mark", score.id)
        time.sleep(0.02)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else "")
