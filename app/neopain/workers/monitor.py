"""The running monitor: threads around one source, one pipeline, one watch, one record and one watchdog.

Both faces of the product, the window and the headless command, run this same object and only listen to it.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from neopain.core.alarms.conditions import ConditionId
from neopain.core.errors import EnvironmentFault, ProgramFault, RecordFault
from neopain.core.frames import Frame
from neopain.core.liveness.heartbeat import Beater
from neopain.core.ports import (
    FrameSource,
    MonitorListener,
)
from neopain.core.readings import OutsideTraining
from neopain.core.record import Item, Mark
from neopain.core.score.infant.adaptation import camera_mark
from neopain.core.sessions import LogEntry, LogKind, LogValue
from neopain.core.text import Text, joined
from neopain.core.watch.watch import BedsideWatch
from neopain.workers.clips.clip_keeper import ClipKeeper
from neopain.workers.frames.analysis import AnalysisJob
from neopain.workers.frames.capture import CaptureJob
from neopain.workers.frames.mailbox import Mailbox
from neopain.workers.frames.standby_source import RestingSource
from neopain.workers.listeners.guarded_listener import GuardedListener
from neopain.workers.monitor_parts import MonitorParts
from neopain.workers.recording.backlog import Handed, Safe, bare
from neopain.workers.recording.recorder import RecordJob
from neopain.workers.watchdog.heartbeat import HeartbeatJob
from neopain.workers.watching import Command, Fact, Message, WatchJob, Written
from neopain.workers.worker import Worker, WorkerState

STOP_DEADLINE_S = 5.0
"""Longest wait for one thread; a source's read takes at most two seconds."""
RECORD_DEADLINE_S = 15.0
"""The recorder's: SQLite waits up to five seconds for another writer, for the last batch and for the end."""
SCREEN = "screen"
"""Whoever listens to the monitor; not a thread of its own."""
CRASH_CONDITIONS = {
    RecordJob.name: ConditionId.RECORD_FAILING,
    HeartbeatJob.name: ConditionId.WATCHDOG_MISSING,
    SCREEN: ConditionId.PROGRAM_FAULT,
}
"""What the crash of a thread means, where it does not mean that monitoring stands still."""


OUTSIDE_SHOWN = Text("The ward shows numbers OUTSIDE TRAINING: no measurements, in no limit and no statistic")


class BedsideMonitor:
    """Monitors one session from `start` to `stop`.

    Attributes:
        screen: newest frame for whoever shows the picture.
        clips: keeps pictures around alarms where a consent holds.
        explainer: has the map of the last pain alarm; None where nobody looks at it.
        session: what is being recorded.
    """

    def __init__(self, parts: MonitorParts, listener: MonitorListener) -> None:
        self.session = parts.session
        self.screen: Mailbox[Frame] = Mailbox()
        self._clock = parts.clock
        self._preset = parts.preset
        self._outside_training = parts.outside_training
        self.clips = ClipKeeper(parts.clips, parts.session, clock=parts.clock, tell=self.tell)
        self.explainer = parts.explainer
        heard = listener if parts.explainer is None else parts.explainer.overhearing(listener)
        self._listener = GuardedListener(self.clips.overhearing(heard), on_fault=self._listener_failed)
        self._analysis_slot: Mailbox[Frame] = Mailbox()
        self._inbox: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._items: queue.SimpleQueue[Item | Handed] = queue.SimpleQueue()
        self._facts: frozenset[ConditionId] = frozenset()
        self._stopped = False
        self._source = RestingSource(parts.source, parts.reopen_source, clock=parts.clock)
        self._record = RecordJob(
            parts.open_store,
            parts.session,
            self._items,
            clock=parts.clock,
            free_bytes=parts.free_bytes,
            on_fact=lambda condition, active: self._inbox.put(Fact(condition, active)),
            spill=parts.spill,
        )
        self._heart = HeartbeatJob(
            parts.launch_watchdog,
            clock=parts.clock,
            on_missing=self._watchdog_missing,
            on_back=self._watchdog_back,
        )
        self._analysis = AnalysisJob(
            parts.pipeline,
            self._analysis_slot,
            clock=parts.clock,
            on_reading=self._inbox.put,
            resting=lambda: self._source.resting,
            glance=parts.glance,
            turn=parts.turn,
        )
        jobs = (
            CaptureJob(
                self._source,
                (self._analysis_slot, self.screen, *self.clips.slots),
                check=parts.check,
                on_status=self._inbox.put,
                on_facts=self._picture_facts,
                on_event=lambda event: self.tell(LogKind.SOURCE, event.code, event.text),
            ),
            self._analysis,
            WatchJob(
                parts.watch,
                self._inbox,
                clock=parts.clock,
                record=lambda item: self._items.put(bare(item)),
                keep=self._keep,
                set_rate=self._set_rate,
                listener=self._listener,
                beat=lambda: self._heart.beat(Beater.WATCH),
            ),
            self._record,
        )
        # Stopped in this order, each thread finds its consumer still alive; the goodbye comes first.
        self._workers = tuple(Worker(job, on_crash=self._crashed) for job in (self._heart, *jobs))

    @property
    def recording(self) -> bool:
        """Whether what is handed over now is written by the recorder."""
        return self._workers[-1].state in {WorkerState.NEW, WorkerState.RUNNING} and not self._stopped

    def start(self) -> None:
        """Start recording, then watching, then analysing, then capturing, then the heartbeats.

        Raises: EnvironmentFault when the machine gives no more threads; nothing runs then.
        """
        self.tell(LogKind.SESSION, "started", Text("session started on {source}", source=self.session.source))
        # The record says from its first line which limits were in force.
        self.command(lambda watch, now: watch.set_preset(self._preset, now))
        self.command(lambda watch, now: watch.usual.began(now))
        if self._outside_training is OutsideTraining.SHOW:
            self.tell(LogKind.SETTING, "outside_training", OUTSIDE_SHOWN, (("outside_training", "show"),))
        try:
            for worker in reversed(self._workers):
                worker.start()
        except RuntimeError as fault:
            self.stop()
            why = Text("monitoring cannot start ({fault}); close other programs", fault=fault)
            raise EnvironmentFault(why) from fault
        self.clips.start()
        if self.explainer is not None:
            self.explainer.start()

    def stop(self, *, goodbye: bool = True) -> None:
        """Stop all threads in the order of the frame's life and close the record.

        Args:
            goodbye: False when nobody wanted this end: the watchdog then says that monitoring has stopped.

        Raises:
            ProgramFault: naming each thread that did not stop in time; the record is closed nevertheless.
            RecordFault: saying what could not be written, and where it is instead.
        """
        # First, so that its last lines are recorded.
        self._stop_beside()
        pictures = (
            ("replaced_frames", self._analysis_slot.replaced),
            ("rested_frames", self._analysis.rested),
        )
        self.tell(LogKind.SESSION, "stopped", Text("session stopped"), pictures)
        if not goodbye:
            self._heart.withhold_goodbye()
        stuck = []
        hurries = (self._heart.hurry, self.screen.close, self._analysis_slot.close, None, None)
        for worker, hurry in zip(self._workers, hurries, strict=True):
            worker.ask_to_stop()
            if hurry is not None:
                hurry()
            if not worker.join(RECORD_DEADLINE_S if worker.name == RecordJob.name else STOP_DEADLINE_S):
                stuck.append(worker.name)
        self._stopped = True
        if RecordJob.name not in stuck:
            self._record.rescue_rest()
        if stuck:
            told = (Text("did not stop in time: {names}", names=", ".join(stuck)), *self._record.told)
            raise ProgramFault(joined("; ", told))
        if self._record.told:
            raise RecordFault(joined("; ", self._record.told))

    def _stop_beside(self) -> None:
        self.clips.stop()
        if self.explainer is not None:
            self.explainer.stop()

    def beat(self) -> None:
        """Whatever shows the monitor has turned: once a second, from the thread that shows it."""
        self._heart.beat(Beater.SCREEN)

    def command(self, act: Callable[[BedsideWatch, float], Sequence[LogEntry]]) -> None:
        """Let the watch thread carry out what a person did. Returns at once."""
        self._inbox.put(Command(act))

    def standby(self, *, on: bool) -> None:
        """Stop monitoring and let go of the camera, or open it and monitor again. Returns at once."""
        # The watch hears of it first, so that it never misses a camera that it still expects.
        self.command(lambda watch, now: watch.standby(on, now))
        self._source.rest(rest=on)

    @property
    def source_name(self) -> str:
        """The source of now, in words; another than the session's first one after a change."""
        return self._source.name

    def change_camera(self, to: FrameSource, reopen: Callable[[], FrameSource]) -> None:
        """Let another camera give the pictures, in the same session. Returns at once.

        Limits, averaging, statistics and lasting alarms stay; the time without pictures is a gap.

        Raises: SettingFault where one of the two is simulated and the other is not.
        """
        self._source.change(to, reopen)
        mark, why = camera_mark(to.name), Text("another camera")
        self.command(lambda watch, now: watch.usual.begin_again(now, why, mark))

    def fact(self, condition: ConditionId, *, active: bool) -> None:
        """Tell an alarm condition that was seen outside, such as a missing sound device."""
        self._inbox.put(Fact(condition, active))

    def tell(
        self, kind: LogKind, code: str, text: str, detail: tuple[tuple[str, LogValue], ...] = ()
    ) -> None:
        """Put a line into the session's log."""
        self._inbox.put(LogEntry(at=self._clock.monotonic(), kind=kind, code=code, text=text, detail=detail))

    def keep(self, mark: Mark, line: LogEntry | None = None) -> Future[Safe]:
        """Record a note or a manual score, and with it its line in the log. Any thread may call it.

        Returns: what becomes done when both are safe, with None for in the record, or with the spill file
        that holds them; it raises RecordFault when no place took them.
        """
        items: tuple[Item, ...] = (mark,) if line is None else (mark, line)
        safe: Future[Safe] = Future()
        if line is not None:
            safe.add_done_callback(lambda done: self._tell_kept(done, line))
        self._items.put(Handed(items, safe))
        return safe

    def _tell_kept(self, done: Future[Safe], line: LogEntry) -> None:
        if done.exception() is None:
            self._inbox.put(Written((line,)))

    def _keep(self, entries: Sequence[LogEntry], then: Callable[[], None]) -> None:
        if not self.recording:
            # Its crash is an alarm already; the lines are set aside at the end.
            self._items.put(Handed(tuple(entries)))
            then()
            return
        safe: Future[Safe] = Future()
        safe.add_done_callback(lambda _: then())
        self._items.put(Handed(tuple(entries), safe))

    def _set_rate(self, period_s: float) -> None:
        self._analysis.period_s = period_s

    def _picture_facts(self, facts: frozenset[ConditionId]) -> None:
        for condition in facts ^ self._facts:
            self._inbox.put(Fact(condition, condition in facts))
        self._facts = facts

    def _watchdog_missing(self, why: str) -> None:
        self.fact(ConditionId.WATCHDOG_MISSING, active=True)
        text = Text("no watchdog guards this monitor: {why}", why=why)
        self.tell(LogKind.SESSION, "watchdog_missing", text)

    def _watchdog_back(self) -> None:
        self.fact(ConditionId.WATCHDOG_MISSING, active=False)
        self.tell(LogKind.SESSION, "watchdog_back", Text("a watchdog guards this monitor again"))

    def _listener_failed(self, fault: Exception) -> None:
        self._crashed(SCREEN, fault)

    def _crashed(self, where: str, fault: BaseException) -> None:
        self.fact(CRASH_CONDITIONS.get(where, ConditionId.MONITOR_STALLED), active=True)
        self._listener.on_crash(where, fault)
