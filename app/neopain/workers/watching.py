"""The watch thread: the one owner of the alarm rules.

Everything that matters arrives in its inbox, in order; a tick ten times a second makes silence visible. It
knows no Qt, so alarms go on when a window hangs. What nobody foresaw costs one message, and is an alarm.
"""

from __future__ import annotations

import logging
import queue
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from neopain.core.alarms.conditions import ConditionId
from neopain.core.clock import Clock
from neopain.core.ports import MonitorListener
from neopain.core.readings import RawReading, Reading, Reason
from neopain.core.sessions import LogEntry, LogKind, SourceStatus
from neopain.core.watch.watch import BedsideWatch

logger = logging.getLogger(__name__)

TICK_S = 0.1
HANGS_AFTER_S = 10.0
"""Longer than the record waits for another program that holds it."""
FINISH_LOOKS = 20
"""Tenths of a second that the last lines may take to be written."""


@dataclass(frozen=True, slots=True)
class Fact:
    """An alarm condition seen outside the readings, such as a failing record."""

    condition: ConditionId
    active: bool


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person did: called with the watch and the time, gives the log's new lines."""

    act: Callable[[BedsideWatch, float], Sequence[LogEntry]]


@dataclass(frozen=True, slots=True)
class Written:
    """Lines of the log that are safe by now and may be shown."""

    entries: tuple[LogEntry, ...]


Message = RawReading | SourceStatus | Fact | Command | LogEntry | Written

Keep: TypeAlias = Callable[[Sequence[LogEntry], Callable[[], None]], None]
"""Records lines of the log, and calls back, from any thread, when they are safe."""


class WatchJob:
    """Feeds the watch, passes on what it says."""

    name = "watch"

    def __init__(
        self,
        watch: BedsideWatch,
        inbox: queue.SimpleQueue[Message],
        *,
        clock: Clock,
        record: Callable[[Reading | LogEntry], None],
        listener: MonitorListener,
        beat: Callable[[], None],
        keep: Keep | None = None,
        set_rate: Callable[[float], None] = lambda _: None,
    ) -> None:
        """Without `keep`, lines go the way of the readings and are shown at once.

        `set_rate` hears, with every tick and reading, how long pictures may rest, seconds.
        """
        self._watch = watch
        self._inbox = inbox
        self._clock = clock
        self._record = record
        self._listener = listener
        self._beat = beat
        self._keep = keep
        self._set_rate = set_rate
        self._unwritten: dict[tuple[LogEntry, ...], float] = {}
        """Lines that nobody was told of yet, as they are not safe yet, with the time of each."""
        self._record_refuses = self._record_hangs = False
        self._next_tick = float("-inf")
        self._faults: set[str] = set()

    def step(self) -> bool:
        """Handle one message or one tick; never ends by itself."""
        now = self._clock.monotonic()
        if now >= self._next_tick:
            self._next_tick = now + TICK_S
            # Rules that cannot even tick give no beat: the watchdog is to say so.
            if self._guarded("a tick", lambda: self._tick(now)):
                self._beat()
        try:
            message = self._inbox.get(timeout=max(0.0, self._next_tick - now))
        except queue.Empty:
            return True
        self._handle(message)
        return True

    def finish(self) -> None:
        """Handle what is still in the inbox, so that no reading is lost at the end.

        The recorder, which stops later, is given a moment to write the last lines.
        """
        looks = FINISH_LOOKS
        while looks:
            try:
                self._handle(
                    self._inbox.get_nowait() if not self._unwritten else self._inbox.get(timeout=0.1)
                )
            except queue.Empty:
                looks = looks - 1 if self._unwritten else 0
        self._tell_overdue(float("inf"))

    def _tick(self, now: float) -> None:
        self._publish(self._watch.on_tick(now, self._clock.utc()))
        self._tell_overdue(now)
        snapshot = self._watch.snapshot(now)
        self._set_rate(snapshot.rate.period_s)
        self._listener.on_snapshot(snapshot)

    def _handle(self, message: Message) -> None:
        self._guarded(f"a {type(message).__name__}", lambda: self._take(message, self._clock.monotonic()))

    def _guarded(self, what: str, act: Callable[[], None]) -> bool:
        try:
            act()
        except Exception as fault:  # noqa: BLE001  whatever it is, the alarms must go on
            self._survive(what, fault)
            return False
        return True

    def _survive(self, what: str, fault: Exception) -> None:
        """Tell of a fault: each time as an alarm, once per kind in the logs."""
        told = f"{type(fault).__name__} at {what}"
        try:
            entries = self._watch.on_program_fault(told, self._clock.monotonic())
            if told not in self._faults:
                self._faults.add(told)
                logger.error("the watch survived %s", told, exc_info=fault)
            else:
                entries = tuple(entry for entry in entries if entry.kind is LogKind.ALARM)
            self._publish(entries)
        except Exception:
            logger.exception("the watch cannot tell of %s", told)

    def _take(self, message: Message, now: float) -> None:
        match message:
            case RawReading():
                self._take_reading(message)
            case SourceStatus():
                self._listener.on_source(message)
                self._publish(self._watch.on_source(message))
            case Fact():
                self._take_fact(message, now)
            case Written():
                self._unwritten.pop(message.entries, None)
                self._listener.on_entries(message.entries)
                self._set_record_hangs(False, now)
            case Command():
                self._publish(self._carried_out(message, now))
                # A person looks at the screen for what the click did: not only at the next tick.
                self._listener.on_snapshot(self._watch.snapshot(now))
            case LogEntry():
                self._publish((message,))
            case _:
                assert_never(message)

    def _take_reading(self, raw: RawReading) -> None:
        reading: Reading | None
        try:
            reading, entries = self._watch.on_reading(raw)
        except Exception as fault:  # noqa: BLE001  as in `_guarded`; its frame is a gap, not nothing
            self._survive("a reading", fault)
            reading, entries = Reading.of(raw, None, Reason.MODEL_FAULT), ()
        if reading is not None:
            self._record(reading)
            self._listener.on_reading(reading)
            self._set_rate(self._watch.rate(raw.captured_at + raw.latency_s).period_s)
        self._publish(entries)

    def _carried_out(self, command: Command, now: float) -> Sequence[LogEntry]:
        try:
            return command.act(self._watch, now)
        except Exception as fault:
            # A fault behind one button must not end the alarms.
            logger.exception("a command could not be carried out")
            text = f"a command could not be carried out: {type(fault).__name__}"
            return (LogEntry(now, LogKind.SETTING, "refused", text),)

    def _take_fact(self, fact: Fact, now: float) -> None:
        if fact.condition == ConditionId.RECORD_FAILING:
            self._record_refuses = fact.active
            fact = Fact(fact.condition, self._record_refuses or self._record_hangs)
        self._publish(self._watch.on_fact(fact.condition, fact.active, now))

    def _set_record_hangs(self, hangs: bool, now: float) -> None:  # noqa: FBT001 (the fact itself)
        if hangs is not self._record_hangs:
            self._record_hangs = hangs
            self._take_fact(Fact(ConditionId.RECORD_FAILING, self._record_refuses), now)

    def _tell_overdue(self, now: float) -> None:
        """A disk that hangs must not hide the log: after a while its lines are shown all the same."""
        overdue = [lines for lines, since in self._unwritten.items() if now - since >= HANGS_AFTER_S]
        for lines in overdue:
            del self._unwritten[lines]
            self._listener.on_entries(lines)
        if overdue and now != float("inf"):
            self._set_record_hangs(True, now)

    def _publish(self, entries: Sequence[LogEntry]) -> None:
        if not entries:
            return
        if self._keep is None:
            for entry in entries:
                self._record(entry)
            self._listener.on_entries(entries)
            return
        lines = tuple(entries)
        # The alarm itself is on the screen with the next snapshot; only its line in the log waits.
        self._unwritten[lines] = self._clock.monotonic()
        self._keep(lines, lambda: self._inbox.put(Written(lines)))
