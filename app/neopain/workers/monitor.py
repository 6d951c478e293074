"""The running monitor: four threads around one source, one pipeline, one watch and one record.

Both faces of the product, the window and the headless command, run this same object and only listen to it.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from neopain.core.clock import Clock
from neopain.core.errors import ProgramFault
from neopain.core.ports import FrameSource, MonitorListener, PictureCheck, SessionRecorder
from neopain.core.presets import Preset
from neopain.core.types import Frame, LogEntry, LogKind, LogValue, Session
from neopain.core.watch import BedsideWatch
from neopain.pipeline import PainPipeline
from neopain.workers.analysis import AnalysisJob
from neopain.workers.capture import CaptureJob
from neopain.workers.mailbox import Mailbox
from neopain.workers.recording import Item, RecordJob
from neopain.workers.watching import Command, Fact, Message, WatchJob
from neopain.workers.worker import Worker

STOP_DEADLINE_S = 5.0
"""Longest wait for one thread; a source's read takes at most two seconds."""


@dataclass(frozen=True, slots=True)
class MonitorParts:
    """What the composition root built for one session."""

    session: Session
    source: FrameSource
    check: PictureCheck
    pipeline: PainPipeline
    watch: BedsideWatch
    preset: Preset
    open_store: Callable[[], SessionRecorder]
    free_bytes: Callable[[], int]
    clock: Clock


class BedsideMonitor:
    """Monitors one session from `start` to `stop`.

    Attributes:
        screen: newest frame for whoever shows the picture.
        session: what is being recorded.
    """

    def __init__(self, parts: MonitorParts, listener: MonitorListener) -> None:
        self.session = parts.session
        self.screen: Mailbox[Frame] = Mailbox()
        self._clock = parts.clock
        self._preset = parts.preset
        self._listener = listener
        self._analysis_slot: Mailbox[Frame] = Mailbox()
        self._inbox: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._items: queue.SimpleQueue[Item] = queue.SimpleQueue()
        self._facts: frozenset[str] = frozenset()
        self._record = RecordJob(
            parts.open_store,
            parts.session,
            self._items,
            clock=parts.clock,
            free_bytes=parts.free_bytes,
            on_fact=lambda condition, active: self._inbox.put(Fact(condition, active)),
        )
        jobs = (
            CaptureJob(
                parts.source,
                (self._analysis_slot, self.screen),
                check=parts.check,
                on_status=self._inbox.put,
                on_facts=self._picture_facts,
            ),
            AnalysisJob(parts.pipeline, self._analysis_slot, clock=parts.clock, on_reading=self._inbox.put),
            WatchJob(parts.watch, self._inbox, clock=parts.clock, record=self._items.put, listener=listener),
            self._record,
        )
        # Stopped in this order, each thread finds its consumer still alive.
        self._workers = tuple(Worker(job, on_crash=self._crashed) for job in jobs)

    @property
    def replaced_frames(self) -> int:
        """Frames that were never analysed because a newer one came."""
        return self._analysis_slot.replaced

    def start(self) -> None:
        """Start recording, then watching, then analysing, then capturing."""
        self.tell(LogKind.SESSION, "started", f"session started on {self.session.source}")
        # The record says from its first line which limits were in force.
        self.command(lambda watch, now: watch.set_preset(self._preset, now))
        for worker in reversed(self._workers):
            worker.start()

    def stop(self) -> None:
        """Stop all threads in the order of the frame's life and close the record.

        Raises: ProgramFault naming each thread that did not stop in time; the record is closed nevertheless.
        """
        self.tell(LogKind.SESSION, "stopped", "session stopped")
        stuck = []
        for worker, slot in zip(self._workers, (None, self._analysis_slot, None, None), strict=True):
            worker.ask_to_stop()
            if slot is not None:
                slot.close()
            if not worker.join(STOP_DEADLINE_S):
                stuck.append(worker.name)
        if stuck:
            raise ProgramFault(f"did not stop within {STOP_DEADLINE_S:.0f} s: {', '.join(stuck)}")

    def command(self, act: Callable[[BedsideWatch, float], Sequence[LogEntry]]) -> None:
        """Let the watch thread carry out what a person did. Returns at once."""
        self._inbox.put(Command(act))

    def fact(self, condition: str, *, active: bool) -> None:
        """Tell an alarm condition that was seen outside, such as a missing sound device."""
        self._inbox.put(Fact(condition, active))

    def tell(
        self, kind: LogKind, code: str, text: str, detail: tuple[tuple[str, LogValue], ...] = ()
    ) -> None:
        """Put a line into the session's log."""
        self._inbox.put(LogEntry(at=self._clock.monotonic(), kind=kind, code=code, text=text, detail=detail))

    def _picture_facts(self, facts: frozenset[str]) -> None:
        for condition in facts ^ self._facts:
            self._inbox.put(Fact(condition, condition in facts))
        self._facts = facts

    def _crashed(self, where: str, fault: BaseException) -> None:
        self._inbox.put(Fact("record_failing" if where == RecordJob.name else "monitor_stalled", active=True))
        self._listener.on_crash(where, fault)
