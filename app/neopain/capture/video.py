"""A video file as a source, at its own pace or as fast as it can be read."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import cv2

from neopain.capture.names import shown_name
from neopain.capture.opencv import Capture, open_capture
from neopain.core.clock import Clock
from neopain.core.frames import BgrImage, Frame
from neopain.core.sessions import SourceEvent, SourceState, SourceStatus

DEFAULT_FPS = 25.0
MAX_FPS = 240.0
LONGEST_WAIT_S = 1.5
LONGEST_SKIP_S = 1.0
"""One `read` gives a picture after this much skipping, even if it is late."""


class VideoSource:
    """One pass through a video file."""

    simulated = False

    def __init__(
        self,
        path: Path,
        *,
        clock: Clock,
        pace: bool = True,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        """Nothing is opened yet.

        Args:
            path: the file.
            pace: give each picture when it is due and skip late ones; else give all as fast as asked for.
            clock: stamps the frames and keeps the pace.
            wait: waits some seconds; tests give their own.
        """
        self.name = shown_name(path)
        self._path = path
        self._clock = clock
        self._pace = pace
        self._stop = threading.Event()
        self._wait = wait or self._stop.wait
        self._lock = threading.Lock()
        self._capture: Capture | None = None
        self._interval_s = 1.0 / DEFAULT_FPS
        self._seq = -1
        self._position_s = 0.0
        self._due_at: float | None = None
        self._pending = False
        self._events: list[SourceEvent] = []
        self._status = SourceStatus(SourceState.CONNECTING, clock.monotonic())

    @property
    def status(self) -> SourceStatus:
        """LIVE, ENDED after the last picture, FAILED for a file that is no video, STOPPED."""
        return self._status

    def read(self) -> Frame | None:
        """The picture that is due; waits for it."""
        if self._stop.is_set() or self._status.state is SourceState.ENDED:
            return None
        if not self._opened():
            self._wait(LONGEST_WAIT_S)
            return None
        if not self._next_due():
            return None
        if self._pace and not self._wait_until_due():
            return None
        return self._give()

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

    def _opened(self) -> bool:
        with self._lock:
            if self._capture is not None:
                return True
            if self._status.state is SourceState.FAILED or self._stop.is_set():
                return False
            capture = open_capture(str(self._path), cv2.CAP_FFMPEG, [])
            if not capture.isOpened():
                self._say(
                    SourceState.FAILED, f"{self.name} cannot be read as a video; check or convert the file"
                )
                return False
            fps = capture.get(cv2.CAP_PROP_FPS)
            if 0.0 < fps <= MAX_FPS:
                self._interval_s = 1.0 / fps
            self._capture = capture
            return True

    def _next_due(self) -> bool:
        """Grab the next picture, or the last one of those that are late. False at the end."""
        give_at = self._clock.monotonic() + LONGEST_SKIP_S
        while not self._pending or (self._late() and self._clock.monotonic() < give_at):
            if not self._grab():
                return False
        return True

    def _grab(self) -> bool:
        with self._lock:
            if self._capture is None:
                return False
            if not self._capture.grab():
                self._say(SourceState.ENDED, "the video is over")
                self._release()
                return False
            self._seq += 1
            told_s = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000.0
            # Some containers know no times; then the frame rate stands in.
            self._position_s = told_s if told_s > self._position_s else self._seq * self._interval_s
            self._pending = True
        if self._due_at is None:
            self._due_at = self._clock.monotonic() - self._position_s
        return True

    def _late(self) -> bool:
        return self._pace and self._ahead_s() < -self._interval_s

    def _ahead_s(self) -> float:
        return (self._due_at or 0.0) + self._position_s - self._clock.monotonic()

    def _wait_until_due(self) -> bool:
        """False if the picture is not due soon; it stays pending."""
        ahead_s = self._ahead_s()
        if ahead_s > 0.0:
            self._wait(min(ahead_s, LONGEST_WAIT_S))
        return ahead_s <= LONGEST_WAIT_S and not self._stop.is_set()

    def _give(self) -> Frame | None:
        image: BgrImage | None = None
        with self._lock:
            self._pending = False
            captured_at = self._clock.monotonic()
            if self._capture is not None:
                image = self._capture.retrieve()[1]
            if image is None:
                return None
            if self._status.state is not SourceState.LIVE:
                self._say(SourceState.LIVE)
        return Frame(seq=self._seq, captured_at=captured_at, image=image)

    def _say(self, state: SourceState, detail: str = "") -> None:
        self._status = SourceStatus(state, self._clock.monotonic(), detail)

    def _release(self) -> None:
        if self._capture is not None:
            self._capture.release()
            self._capture = None
