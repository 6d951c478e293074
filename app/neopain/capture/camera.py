"""A camera on this machine (USB) through OpenCV."""

from __future__ import annotations

import sys
from functools import partial

import cv2

from neopain.capture.back_off import BackOff
from neopain.capture.live import LiveSource
from neopain.capture.opencv import READ_TIMEOUT_MS, Capture, CaptureFactory, open_capture
from neopain.core.clock import Clock
from neopain.core.errors import SourceFault

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
    name = f"camera {which}" if isinstance(which, int) else which
    return LiveSource(name, partial(_connect, which, name, factory), clock=clock, back_off=back_off)


def _connect(which: int | str, name: str, factory: CaptureFactory) -> Capture:
    """Raises: SourceFault."""
    for backend in backends():
        try:
            capture = factory(which, backend, [])
        except cv2.error:
            continue
        if capture.isOpened():
            _ask(capture)
            return capture
        capture.release()
    raise SourceFault(
        f"{name} does not open; check that it is plugged in, that no other program uses it, "
        "and that you may use cameras"
    )


def _ask(capture: Capture) -> None:
    # Motion JPEG first: uncompressed, USB 2 carries 1280 x 720 only at about 10 pictures a second.
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, WIDTH_PX)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT_PX)
    capture.set(cv2.CAP_PROP_FPS, FPS)
    capture.set(cv2.CAP_PROP_READ_TIMEOUT_MSEC, READ_TIMEOUT_MS)
