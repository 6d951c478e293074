"""A camera on this machine (USB) through OpenCV."""

from __future__ import annotations

import sys
from functools import partial

import cv2

from neopain.capture.back_off import BackOff
from neopain.capture.device import Device, Shot
from neopain.capture.failures import CameraFailure
from neopain.capture.live import LiveSource
from neopain.capture.opencv import READ_TIMEOUT_MS, Capture, CaptureFactory, open_capture
from neopain.core.clock import Clock
from neopain.core.source_causes import FailureKind
from neopain.core.text import Text

WIDTH_PX, HEIGHT_PX, FPS = 1280, 720, 30
"""What the camera is asked for; it answers with the nearest that it has."""


def backends(platform: str = sys.platform) -> tuple[int, ...]:
    """OpenCV's backends for this system, best first."""
    if platform.startswith("linux"):
        return (cv2.CAP_V4L2,)
    if platform == "win32":
        return (cv2.CAP_DSHOW, cv2.CAP_MSMF)
    if platform == "darwin":
        return (cv2.CAP_AVFOUNDATION,)
    return (cv2.CAP_ANY,)


def open_camera(
    which: int | str,
    *,
    clock: Clock,
    factory: CaptureFactory = open_capture,
    back_off: BackOff | None = None,
) -> LiveSource:
    """The camera with index `which`, or at path `which` (/dev/video0, /dev/v4l/by-id/...), as a source."""
    name = Text("camera {number}", number=which) if isinstance(which, int) else which
    return LiveSource(name, partial(connect_usb, which, name, factory, clock), clock=clock, back_off=back_off)


class UsbCamera:
    """A camera that OpenCV has opened."""

    def __init__(self, capture: Capture, name: str, clock: Clock) -> None:
        self._capture = capture
        self._name = name
        self._clock = clock
        self._over = False

    def read(self) -> Shot:
        """As the port says."""
        try:
            if self._over or not self._capture.grab():
                raise CameraFailure(FailureKind.HUNG_UP, self._name)
            captured_at = self._clock.monotonic()
            decoded, image = self._capture.retrieve()
        except cv2.error as fault:
            return Shot(
                self._clock.monotonic(), None, fault.msg[:80] if fault.msg else Text("the driver refused it")
            )
        if not decoded or image is None or image.ndim != 3 or image.shape[2] != 3 or image.size == 0:
            return Shot(captured_at, None, Text("no picture of three colours"))
        return Shot(captured_at, image)

    def take_notes(self) -> list[tuple[str, str]]:
        """None."""
        return []

    def interrupt(self) -> None:
        """A read ends within the driver's own time-out (2 s)."""
        self._over = True

    def close(self) -> None:
        """As the port says."""
        self._capture.release()


def connect_usb(which: int | str, name: str, factory: CaptureFactory, clock: Clock) -> Device:
    """Open a USB camera; `name` is for people. Raises: CameraFailure."""
    for backend in backends():
        try:
            capture = factory(which, backend, [])
        except cv2.error:
            continue
        if capture.isOpened():
            try:
                _ask(capture)
            except cv2.error:
                # Some drivers refuse a setting in this way; the next attempt may find them well.
                capture.release()
                raise CameraFailure(FailureKind.DRIVER_FAILED, name) from None
            return UsbCamera(capture, name, clock)
        capture.release()
    raise CameraFailure(FailureKind.NOT_OPENED, name)


def _ask(capture: Capture) -> None:
    # Motion JPEG first: uncompressed, USB 2 carries 1280 x 720 only at about 10 pictures a second.
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, WIDTH_PX)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT_PX)
    capture.set(cv2.CAP_PROP_FPS, FPS)
    capture.set(cv2.CAP_PROP_READ_TIMEOUT_MSEC, READ_TIMEOUT_MS)
