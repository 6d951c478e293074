"""The monitor's side of the watchdog: a process of its own that is told once a second that all is well.

It has its own session and a pipe from here. When the beats stop, or the pipe breaks without a goodbye, it
says and sounds that monitoring has stopped, whatever became of this process.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from neopain.core.clock import Clock
from neopain.core.liveness.heartbeat import BEAT_S, GOODBYE, Beater, beat_word

logger = logging.getLogger(__name__)

PROGRAM = ("-m", "neopain.ui.watchdog.app")
RETRY_S = 30.0
TRUST_S = 5.0
"""A watchdog that was started again counts as there once it has lived so long."""
FAREWELL_S = 2.0
"""How long a watchdog may take to go after the goodbye, before it is ended."""


class Watchdog(Protocol):
    """The running watchdog."""

    def say(self, word: str) -> None:
        """Send one line. Raises: OSError when it is gone."""

    def end(self) -> None:
        """Close the line and see it off, so that no process is left. Never raises."""


class WatchdogProcess:
    """A watchdog as a child in its own session: no signal to the monitor's group or terminal reaches it."""

    def __init__(self, arguments: Sequence[str] = (), *, program: Sequence[str] = PROGRAM) -> None:
        """Start it. Raises: OSError when it cannot be started."""
        self._process = subprocess.Popen(
            [sys.executable, *program, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            creationflags=_own_group(),
        )

    def say(self, word: str) -> None:
        """As the port says."""
        if self._process.stdin is None or self._process.poll() is not None:
            raise BrokenPipeError(f"the watchdog has ended with code {self._process.returncode}")
        self._process.stdin.write(f"{word}\n".encode("ascii"))
        self._process.stdin.flush()

    def end(self) -> None:
        """As the port says."""
        try:
            if self._process.stdin is not None:
                self._process.stdin.close()
        except OSError as fault:
            logger.debug("the watchdog's line was broken already: %s", fault)
        try:
            self._process.wait(FAREWELL_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class HeartbeatJob:
    """Sends a beat for each part that has turned since the last one; starts the watchdog again when it dies.

    A thread of its own writes, so that a watchdog that does not read can hold up nobody else.
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
        self._next_try = self._started_at = float("-inf")
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

    def step(self) -> bool:
        """One second of heartbeats; ends by itself only where no watchdog is wanted."""
        if self._launch is None:
            return False
        if self._watchdog is None and self._clock.monotonic() >= self._next_try:
            self._start(self._launch)
        with self._lock:
            turned, self._turned = self._turned, set()
        self._say(*(beat_word(beater) for beater in Beater if beater in turned))
        self._stop.wait(BEAT_S)
        return True

    def finish(self) -> None:
        """Say goodbye and see the watchdog off."""
        self._say(GOODBYE)
        if self._watchdog is not None:
            self._watchdog.end()
            self._watchdog = None

    def _start(self, launch: Callable[[], Watchdog]) -> None:
        self._started_at = self._clock.monotonic()
        self._next_try = self._started_at + RETRY_S
        try:
            self._watchdog = launch()
        except OSError as fault:
            self._tell_missing(fault)

    def _say(self, *words: str) -> None:
        if self._watchdog is None:
            return
        try:
            for word in words:
                self._watchdog.say(word)
        except OSError as fault:
            self._watchdog.end()
            self._watchdog = None
            self._tell_missing(fault)
        else:
            self._tell_back()

    def _tell_missing(self, fault: OSError) -> None:
        if not self._missing:
            self._missing = True
            logger.error("no watchdog guards this monitor: %s", fault)
            self._on_missing(str(fault))

    def _tell_back(self) -> None:
        if self._missing and self._clock.monotonic() - self._started_at >= TRUST_S:
            self._missing = False
            self._on_back()


def _own_group() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NEW_PROCESS_GROUP
    return 0
