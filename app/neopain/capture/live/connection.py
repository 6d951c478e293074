"""One live source's connection: open, read, lose, wait, open again. Stepped; knows no thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from neopain.capture.failures import CameraFailure
from neopain.capture.live.back_off import BackOff
from neopain.capture.live.device import Device, Shot
from neopain.core.clock import Clock
from neopain.core.errors import SourceFault
from neopain.core.frames import BgrImage, Frame
from neopain.core.sessions import SourceEvent, SourceState, SourceStatus
from neopain.core.text import Text

BROKEN_LIMIT_S = 3.0
BROKEN_LIMIT = 5
"""So many broken pictures over so long without a good one: the connection itself is broken."""
BROKEN_MOST = 100
"""In a row, however fast they come."""
TELL_BROKEN_S = 60.0
"""Broken pictures are told at most this often, with their number."""
MAX_EVENTS = 100


class Connection:
    """Turns a device that may vanish into frames, a status and events.

    Attributes:
        status: CONNECTING, LIVE, RECONNECTING, or FAILED when the longest back-off is reached; it goes on
            trying in every one of them.
        broken: pictures so far that could not be read; each was skipped.
    """

    def __init__(
        self, open_device: Callable[[], Device], *, name: str, clock: Clock, back_off: BackOff
    ) -> None:
        """`open_device` raises SourceFault, whose text is fit for the screen; `name` is the camera's."""
        self._open_device = open_device
        self._name = name
        self._clock = clock
        self._back_off = back_off
        self._device: Device | None = None
        self._retry_at = clock.monotonic()
        self._next_seq = 0
        self._size: tuple[int, int] | None = None
        self._broken_since: float | None = None
        self._broken_in_a_row = 0
        self._broken_told, self._told_broken_at = 0, clock.monotonic()
        self._events: deque[SourceEvent] = deque(maxlen=MAX_EVENTS)
        self.broken = 0
        self.status = SourceStatus(SourceState.CONNECTING, clock.monotonic())

    @property
    def wait_s(self) -> float:
        """How long the next step would have nothing to do."""
        return 0.0 if self._device is not None else max(0.0, self._retry_at - self._clock.monotonic())

    def step(self) -> Frame | None:
        """Open or read, whatever is due; blocks as long as the device's own time-outs."""
        if self._device is None:
            self._open()
            return None
        try:
            shot = self._device.read()
        except SourceFault as fault:
            self._lost(fault)
            return None
        self._take_notes(self._device)
        if shot.image is None:
            self._skip(shot)
            return None
        return self._frame(shot.captured_at, shot.image)

    def take_events(self) -> list[SourceEvent]:
        """What happened since the last call. Any thread."""
        events = []
        while self._events:
            events.append(self._events.popleft())
        return events

    def interrupt(self) -> None:
        """Let a step that waits end soon. Any thread."""
        device = self._device
        if device is not None:
            device.interrupt()

    def close(self) -> None:
        """Let go of the device. On the thread that steps."""
        device, self._device = self._device, None
        if device is not None:
            device.close()

    def _open(self) -> None:
        if self.wait_s > 0.0:
            return
        try:
            self._device = self._open_device()
        except SourceFault as fault:
            self._lost(fault)

    def _frame(self, captured_at: float, image: BgrImage) -> Frame:
        height, width = image.shape[:2]
        if self._size not in {None, (width, height)}:
            before = f"{self._size[0]} x {self._size[1]}" if self._size else ""
            self._tell(
                "size_changed",
                Text(
                    "the picture's size changed from {before} to {width} x {height}",
                    before=before,
                    width=width,
                    height=height,
                ),
            )
        self._size = (width, height)
        self._broken_since, self._broken_in_a_row = None, 0
        self._tell_broken(captured_at)
        frame = Frame(seq=self._next_seq, captured_at=captured_at, image=image)
        self._next_seq += 1
        self._back_off.worked(captured_at)
        if self.status.state is not SourceState.LIVE:
            self.status = SourceStatus(SourceState.LIVE, captured_at)
        return frame

    def _skip(self, shot: Shot) -> None:
        """A broken picture: the connection is kept, unless nothing else comes."""
        self.broken += 1
        self._broken_in_a_row += 1
        if self._broken_since is None:
            self._broken_since = shot.captured_at
        lasting_s = shot.captured_at - self._broken_since
        lasting = self._broken_in_a_row >= BROKEN_LIMIT and lasting_s >= BROKEN_LIMIT_S
        if lasting or self._broken_in_a_row >= BROKEN_MOST:
            self._lost(CameraFailure(shot.cause, self._name, shot.why))

    def _tell_broken(self, now: float) -> None:
        count = self.broken - self._broken_told
        if count and (self._broken_told == 0 or now - self._told_broken_at >= TELL_BROKEN_S):
            self._broken_told, self._told_broken_at = self.broken, now
            self._tell("broken_pictures", Text("{count} broken picture(s) skipped", count=count))

    def _take_notes(self, device: Device) -> None:
        for code, words in device.take_notes():
            self._tell(code, words)

    def _tell(self, code: str, text: str) -> None:
        self._events.append(SourceEvent(self._clock.monotonic(), code, text))

    def _lost(self, fault: SourceFault) -> None:
        self.close()
        now = self._clock.monotonic()
        self._broken_since, self._broken_in_a_row = None, 0
        self._retry_at = now + self._back_off.failed(now)
        state = SourceState.FAILED if self._back_off.exhausted else SourceState.RECONNECTING
        since = self.status.at if self.status.state is state else now
        cause = fault.kind if isinstance(fault, CameraFailure) else None
        self.status = SourceStatus(state, since, Text("{fault}; trying again", fault=fault), cause)
