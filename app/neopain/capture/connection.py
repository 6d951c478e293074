"""One live source's connection: open, grab, lose, wait, open again. Stepped; knows no thread."""

from __future__ import annotations

from collections.abc import Callable

import cv2

from neopain.capture.back_off import BackOff
from neopain.capture.opencv import Capture
from neopain.core.clock import Clock
from neopain.core.errors import SourceFault
from neopain.core.frames import BgrImage, Frame
from neopain.core.sessions import SourceState, SourceStatus


class Connection:
    """Turns a device that may vanish into frames and a status.

    Attributes:
        status: CONNECTING, LIVE, RECONNECTING, or FAILED when the longest back-off is reached; it goes on
            trying in every one of them.
    """

    def __init__(self, open_device: Callable[[], Capture], *, clock: Clock, back_off: BackOff) -> None:
        """`open_device` raises SourceFault, whose text is fit for the screen."""
        self._open_device = open_device
        self._clock = clock
        self._back_off = back_off
        self._device: Capture | None = None
        self._retry_at = clock.monotonic()
        self._next_seq = 0
        self.status = SourceStatus(SourceState.CONNECTING, clock.monotonic())

    @property
    def wait_s(self) -> float:
        """How long the next step would have nothing to do."""
        return 0.0 if self._device is not None else max(0.0, self._retry_at - self._clock.monotonic())

    def step(self) -> Frame | None:
        """Open or grab, whatever is due; blocks as long as the device's own time-outs (2 s each)."""
        if self._device is None:
            self._open()
            return None
        image = self._grab(self._device)
        if image is None:
            self._lost("the camera sends no more pictures")
            return None
        captured_at, picture = image
        frame = Frame(seq=self._next_seq, captured_at=captured_at, image=picture)
        self._next_seq += 1
        self._back_off.worked(captured_at)
        if self.status.state is not SourceState.LIVE:
            self.status = SourceStatus(SourceState.LIVE, captured_at)
        return frame

    def close(self) -> None:
        """Let go of the device. On the thread that steps."""
        device, self._device = self._device, None
        if device is not None:
            device.release()

    def _open(self) -> None:
        if self.wait_s > 0.0:
            return
        try:
            self._device = self._open_device()
        except SourceFault as fault:
            self._lost(str(fault))
        except cv2.error:
            # Some drivers refuse a setting in this way; the next attempt may find them well.
            self._lost("the camera's driver failed while it was opened")

    def _lost(self, why: str) -> None:
        self.close()
        now = self._clock.monotonic()
        self._retry_at = now + self._back_off.failed(now)
        state = SourceState.FAILED if self._back_off.exhausted else SourceState.RECONNECTING
        since = self.status.at if self.status.state is state else now
        self.status = SourceStatus(state, since, f"{why}; trying again")

    def _grab(self, device: Capture) -> tuple[float, BgrImage] | None:
        try:
            if not device.grab():
                return None
            captured_at = self._clock.monotonic()
            decoded, image = device.retrieve()
        except cv2.error:
            return None
        if not decoded or image is None or image.ndim != 3 or image.shape[2] != 3 or image.size == 0:
            return None
        return captured_at, image
