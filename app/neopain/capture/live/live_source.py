"""A live source: a thread drains the camera, so that the newest picture is all there is.

OpenCV and the drivers queue pictures. Whoever reads more slowly than the camera sends falls behind by
seconds; a thread that does nothing but read keeps the age of the newest picture at a few milliseconds.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable

from neopain.capture.live.back_off import BackOff
from neopain.capture.live.connection import Connection
from neopain.capture.live.device import Device
from neopain.core.clock import Clock
from neopain.core.errors import ProgramFault
from neopain.core.frames import Frame
from neopain.core.sessions import SourceEvent, SourceState, SourceStatus
from neopain.core.source_causes import StaleKind
from neopain.core.text import Text

READ_WAIT_S = 1.0
STALE_S = 1.0
STALE_INTERVALS = 5.0
"""A picture is stale after one second, or after five times the camera's own interval if that is longer."""
SLOW_S = 0.5
"""By so much a wait may end late on a computer that keeps up."""
SLOW_MEMORY_S = 5.0
CLOSE_WAIT_S = 0.5
EXIT_WAIT_S = 4.5
"""At exit the thread may be inside a USB camera's driver; leaving it there could crash."""


class LiveSource:
    """A camera or stream as a `FrameSource`. Its thread starts with the first `read`."""

    simulated = False

    def __init__(
        self, name: str, open_device: Callable[[], Device], *, clock: Clock, back_off: BackOff | None = None
    ) -> None:
        """Args as for `Connection`; `name` is shown, so it holds no credentials."""
        self.name = name
        self._clock = clock
        self._connection = Connection(open_device, name=name, clock=clock, back_off=back_off or BackOff())
        self._status = self._connection.status
        self._changed = threading.Condition()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._newest: Frame | None = None
        self._given_seq = -1
        self._interval_s = 0.0
        self._arrived_at = self._slow_at = float("-inf")

    @property
    def status(self) -> SourceStatus:
        """Health as of the last `read`; STALE while the newest picture is old."""
        return self._status

    def read(self) -> Frame | None:
        """The newest picture that was not given yet; waits up to a second for one.

        Raises: ProgramFault when the draining thread died of our own fault.
        """
        self._start()
        begun = self._clock.monotonic()
        with self._changed:
            self._changed.wait_for(lambda: self._stop.is_set() or self._fresh() is not None, READ_WAIT_S)
            frame = None if self._stop.is_set() else self._fresh()
            now = self._clock.monotonic()
            if now - begun > READ_WAIT_S + SLOW_S:
                # The wait itself came back late: nobody let this thread run.
                self._slow_at = now
            if frame is not None:
                self._given_seq = frame.seq
            self._status = self._judge()
        if self._thread is not None and not self._thread.is_alive() and not self._stop.is_set():
            raise ProgramFault(
                f"the thread that reads {self.name} has died; see the log; restart the session"
            )
        return frame

    def take_events(self) -> list[SourceEvent]:
        """As the port says."""
        return self._connection.take_events()

    def close(self) -> None:
        """Ask the thread to release the device and wait half a second for it. Any thread, twice too."""
        self._end(CLOSE_WAIT_S)

    def _start(self) -> None:
        with self._changed:
            if self._thread is not None or self._stop.is_set():
                return
            self._thread = threading.Thread(target=self._drain, name="drain", daemon=True)
        atexit.register(self._end, EXIT_WAIT_S)
        self._thread.start()

    def _end(self, wait_s: float) -> None:
        with self._changed:
            if not self._stop.is_set():
                self._status = SourceStatus(SourceState.STOPPED, self._clock.monotonic())
            self._stop.set()
            self._changed.notify_all()
            thread = self._thread
        self._connection.interrupt()
        if thread is not None and thread is not threading.current_thread():
            thread.join(wait_s)

    def _drain(self) -> None:
        try:
            while not self._stop.is_set():
                frame = self._connection.step()
                if frame is not None:
                    self._offer(frame)
                else:
                    self._stop.wait(self._connection.wait_s)
        finally:
            self._connection.close()
            with self._changed:
                self._changed.notify_all()
            if self._stop.is_set():
                atexit.unregister(self._end)

    def _offer(self, frame: Frame) -> None:
        with self._changed:
            if self._newest is not None:
                gap_s = frame.captured_at - self._newest.captured_at
                self._interval_s += 0.1 * (min(gap_s, READ_WAIT_S) - self._interval_s)
            self._newest, self._arrived_at = frame, self._clock.monotonic()
            self._changed.notify_all()

    def _fresh(self) -> Frame | None:
        newest = self._newest
        return newest if newest is not None and newest.seq > self._given_seq else None

    def _judge(self) -> SourceStatus:
        if self._stop.is_set():
            return self._status
        status, newest = self._connection.status, self._newest
        if status.state is not SourceState.LIVE or newest is None:
            return status
        limit_s = max(STALE_S, STALE_INTERVALS * self._interval_s)
        if self._clock.monotonic() - newest.captured_at <= limit_s:
            return status
        return SourceStatus(SourceState.STALE, newest.captured_at, *self._why_stale())

    def _why_stale(self) -> tuple[str, StaleKind]:
        """What keeps new pictures away, in words, and its stable name."""
        now = self._clock.monotonic()
        if now - self._slow_at < SLOW_MEMORY_S:
            words = Text("this computer is too slow or was asleep; close other programs")
            return words, StaleKind.COMPUTER_SLOW
        if now - self._arrived_at <= STALE_S:
            words = Text("pictures arrive too late; the network or this computer is too slow")
            return words, StaleKind.PICTURES_LATE
        words = Text("no new picture; the last one is old; check the camera and its network")
        return words, StaleKind.NO_NEW_PICTURE
