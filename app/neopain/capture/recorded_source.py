"""What sources that play something recorded share: pace, state, and an end that any thread may ask for."""

from __future__ import annotations

import threading
from collections.abc import Callable

from neopain.core.clock import Clock
from neopain.core.sessions import SourceEvent, SourceState, SourceStatus


class RecordedSource:
    """The frame of a `FrameSource` that reads a file; one thread reads, any may close it."""

    simulated = False

    def __init__(self, clock: Clock, *, pace: bool, wait: Callable[[float], object] | None) -> None:
        """Nothing is opened yet.

        Args:
            clock: stamps the frames and keeps the pace.
            pace: give each picture when it is due and skip late ones; else give all as fast as asked for.
            wait: waits some seconds; tests give their own.
        """
        self._clock = clock
        self._pace = pace
        self._stop = threading.Event()
        self._wait = wait or self._stop.wait
        self._lock = threading.Lock()
        self._events: list[SourceEvent] = []
        self._status = SourceStatus(SourceState.CONNECTING, clock.monotonic())

    @property
    def status(self) -> SourceStatus:
        """As the port says; STOPPED once it was closed, whatever comes after."""
        return self._status

    def take_events(self) -> list[SourceEvent]:
        """As the port says."""
        events, self._events = self._events, []
        return events

    def close(self) -> None:
        """Release the file. Any thread, twice too."""
        self._stop.set()
        with self._lock:
            if self._status.state is not SourceState.STOPPED:
                self._say(SourceState.STOPPED)
            self._release()

    def _say(self, state: SourceState, detail: str = "") -> None:
        if not self._stop.is_set() or state is SourceState.STOPPED:
            self._status = SourceStatus(state, self._clock.monotonic(), detail)

    def _live(self) -> None:
        """A picture was read."""
        if self._status.state is not SourceState.LIVE:
            self._say(SourceState.LIVE)

    def _release(self) -> None:
        """Let go of what is open. The lock is held."""
