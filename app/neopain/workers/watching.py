"""The watch thread: the one owner of the alarm rules.

Everything that matters arrives in its inbox, in order; a tick ten times a second makes silence visible. It
knows no Qt, so alarms go on when a window hangs.
"""

from __future__ import annotations

import logging
import queue
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from neopain.core.alarms.conditions import ConditionId
from neopain.core.clock import Clock
from neopain.core.ports import MonitorListener
from neopain.core.readings import RawReading, Reading
from neopain.core.sessions import LogEntry, LogKind, SourceStatus
from neopain.core.watch.watch import BedsideWatch

logger = logging.getLogger(__name__)

TICK_S = 0.1


@dataclass(frozen=True, slots=True)
class Fact:
    """An alarm condition seen outside the readings, such as a failing record."""

    condition: ConditionId
    active: bool


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person did: called with the watch and the time, gives the log's new lines."""

    act: Callable[[BedsideWatch, float], Sequence[LogEntry]]


Message = RawReading | SourceStatus | Fact | Command | LogEntry


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
    ) -> None:
        self._watch = watch
        self._inbox = inbox
        self._clock = clock
        self._record = record
        self._listener = listener
        self._beat = beat
        self._next_tick = float("-inf")

    def step(self) -> bool:
        """Handle one message or one tick; never ends by itself."""
        now = self._clock.monotonic()
        if now >= self._next_tick:
            self._next_tick = now + TICK_S
            self._publish(self._watch.on_tick(now, self._clock.utc()))
            self._listener.on_snapshot(self._watch.snapshot(now))
            self._beat()
        try:
            message = self._inbox.get(timeout=max(0.0, self._next_tick - now))
        except queue.Empty:
            return True
        self._handle(message)
        return True

    def finish(self) -> None:
        """Handle what is still in the inbox, so that no reading is lost at the end."""
        while True:
            try:
                self._handle(self._inbox.get_nowait())
            except queue.Empty:
                return

    def _handle(self, message: Message) -> None:
        now = self._clock.monotonic()
        match message:
            case RawReading():
                reading, entries = self._watch.on_reading(message)
                if reading is not None:
                    self._record(reading)
                    self._listener.on_reading(reading)
                self._publish(entries)
            case SourceStatus():
                self._listener.on_source(message)
                self._publish(self._watch.on_source(message))
            case Fact():
                self._publish(self._watch.on_fact(message.condition, message.active, now))
            case Command():
                self._publish(self._carried_out(message, now))
                # A person looks at the screen for what the click did: not only at the next tick.
                self._listener.on_snapshot(self._watch.snapshot(now))
            case LogEntry():
                self._publish((message,))

    def _carried_out(self, command: Command, now: float) -> Sequence[LogEntry]:
        try:
            return command.act(self._watch, now)
        except Exception as fault:
            # A fault behind one button must not end the alarms.
            logger.exception("a command could not be carried out")
            text = f"a command could not be carried out: {type(fault).__name__}"
            return (LogEntry(now, LogKind.SETTING, "refused", text),)

    def _publish(self, entries: Sequence[LogEntry]) -> None:
        for entry in entries:
            self._record(entry)
        if entries:
            self._listener.on_entries(entries)
