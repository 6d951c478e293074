"""The monitor's side of the watchdog: a process of its own that is told once a second that all is well.

It has its own session and a pipe from here. When the beats stop, or the pipe breaks without a goodbye, it
says and sounds that monitoring has stopped, whatever became of this process. It answers every second; a
process that does not answer is no watchdog, however alive it looks.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from neopain.core.clock import Clock
from neopain.core.foreign_words import why as why_of
from neopain.core.liveness.heartbeat import BEAT_S, GOODBYE, PING, Beater, beat_word
from neopain.core.text import Text
from neopain.workers.watchdog.child_process import Watchdog

logger = logging.getLogger(__name__)

RETRY_S = 30.0
ANSWER_BEATS = 20
"""Pings without an answer after which there is no watchdog: a slow machine takes seconds to load one."""


class HeartbeatJob:
    """Sends a beat for each part that has turned since the last one; starts the watchdog again when it dies.

    A thread of its own writes, so that a watchdog that does not read can hold up nobody else. A watchdog that
    was missed counts as back with its first answer, not before.
    """

    name = "heartbeat"

    def __init__(
        self,
        launch: Callable[[], Watchdog] | None,
        *,
        clock: Clock,
        on_missing: Callable[[str], None],
        on_back: Callable[[], None],
    ) -> None:
        """`launch` None: no watchdog is wanted. `on_missing` and `on_back` are called when that changes."""
        self._launch = launch
        self._clock = clock
        self._on_missing = on_missing
        self._on_back = on_back
        self._watchdog: Watchdog | None = None
        self._missing = False
        self._unanswered = 0
        self._goodbye = True
        self._next_try = float("-inf")
        self._turned: set[Beater] = set()
        self._lock = threading.Lock()
        self._stop = threading.Event()

    def beat(self, who: Beater) -> None:
        """That part has turned. Any thread; returns at once."""
        with self._lock:
            self._turned.add(who)

    def hurry(self) -> None:
        """Let the current step end now, because the session stops."""
        self._stop.set()

    def withhold_goodbye(self) -> None:
        """The session ends on a fault: the watchdog is to say so. Before `finish`."""
        self._goodbye = False

    def step(self) -> bool:
        """One second of heartbeats; ends by itself only where no watchdog is wanted."""
        if self._launch is None:
            return False
        if self._watchdog is None and self._clock.monotonic() >= self._next_try:
            self._start(self._launch)
        with self._lock:
            turned, self._turned = self._turned, set()
        self._say(PING, *(beat_word(beater) for beater in Beater if beater in turned))
        self._stop.wait(BEAT_S)
        self._hear()
        return True

    def finish(self) -> None:
        """Say goodbye and see the watchdog off; without a goodbye, leave it to say what it has to say."""
        if self._goodbye:
            self._say(GOODBYE)
        if self._watchdog is not None:
            if self._goodbye:
                self._watchdog.end()
            else:
                self._watchdog.leave()
            self._watchdog = None

    def _start(self, launch: Callable[[], Watchdog]) -> None:
        self._next_try = self._clock.monotonic() + RETRY_S
        self._unanswered = 0
        try:
            self._watchdog = launch()
        except OSError as fault:
            self._tell_missing(why_of(fault))

    def _say(self, *words: str) -> None:
        if self._watchdog is None:
            return
        try:
            for word in words:
                self._watchdog.say(word)
        except OSError as fault:
            self._lose(self._watchdog, why_of(fault))

    def _hear(self) -> None:
        if self._watchdog is None:
            return
        if self._watchdog.answered():
            self._unanswered = 0
            self._tell_back()
            return
        # Counted in pings and not in time: after a sleep of this process its answers are still on their way.
        self._unanswered += 1
        if self._unanswered >= ANSWER_BEATS:
            self._lose(self._watchdog, Text("it does not answer"))

    def _lose(self, watchdog: Watchdog, why: str) -> None:
        watchdog.end()
        self._watchdog = None
        self._tell_missing(why)

    def _tell_missing(self, why: str) -> None:
        if not self._missing:
            self._missing = True
            logger.error("no watchdog guards this monitor: %s", why)
            self._on_missing(why)

    def _tell_back(self) -> None:
        if self._missing:
            self._missing = False
            self._on_back()
