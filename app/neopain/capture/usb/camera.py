"""A camera on this machine (USB) through OpenCV."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from neopain.capture.decoding.jpeg import DamagedPictureFault, TooLargePictureFault, decode_jpeg
from neopain.capture.decoding.opencv import READ_TIMEOUT_MS, Capture, CaptureFactory, open_capture
from neopain.capture.failures import CameraFailure
from neopain.capture.live.back_off import BackOff
from neopain.capture.live.device import Device, Shot
from neopain.capture.live.live_source import LiveSource
from neopain.capture.usb.device_list import backends, numbers_by_identity
from neopain.core.clock import Clock
from neopain.core.source_causes import FailureKind
from neopain.core.text import Text

WIDTH_PX, HEIGHT_PX, FPS = 1280, 720, 30
"""What the camera is asked for; it answers with the nearest that it has."""


USB = "usb:"
"""Before the system's own lasting name of a camera, where there is no device path (Windows, macOS)."""
_END = b"\xff\xd9"


def open_camera(
    which: int | str,
    *,
    clock: Clock,
    factory: CaptureFactory = open_capture,
    back_off: BackOff | None = None,
    name: str = "",
) -> LiveSource:
    """A camera as a source.

    Args:
        which: its index, its path (/dev/video0, /dev/v4l/by-id/...), or `usb:` and the system's name for it.
        clock: stamps the frames.
        factory: opens the device; tests give their own.
        back_off: the same.
        name: as people call the camera, before what it is; "" for none.
    """
    name = Text("{name} ({camera})", name=name, camera=camera_name(which)) if name else camera_name(which)
    return LiveSource(name, partial(connect_usb, which, name, factory, clock), clock=clock, back_off=back_off)


def camera_name(which: int | str) -> str:
    """A USB camera in words."""
    if isinstance(which, int):
        return Text("camera {number}", number=which)
    if which.startswith(USB):
        return Text("USB camera {name}", name=which.removeprefix(USB)[-40:])
    return which


class UsbCamera:
    """A camera that OpenCV has opened.

    Attributes:
        codec: how its pictures cross the cable, for people; "" when the driver does not tell.
        clock_ahead_s: None: such a camera tells no time.
    """

    def __init__(self, capture: Capture, name: str, clock: Clock, which: int | str = "") -> None:
        """`which`: as of `open_camera`; a device path tells whether it is still plugged in."""
        self._capture = capture
        self._name = name
        self._clock = clock
        self._which = which
        self._over = False
        self.codec = _codec(capture)
        if self.codec == "Motion JPEG":
            # OpenCV would show a cut picture with grey below, which could be scored.
            capture.set(cv2.CAP_PROP_CONVERT_RGB, 0)
        self.clock_ahead_s: float | None = None

    def read(self) -> Shot:
        """As the port says."""
        asked_at = self._clock.monotonic()
        try:
            if self._over or not self._capture.grab():
                raise self._lost(self._clock.monotonic() - asked_at)
            captured_at = self._clock.monotonic()
            decoded, image = self._capture.retrieve()
        except cv2.error as fault:
            return Shot(
                self._clock.monotonic(), None, fault.msg[:80] if fault.msg else Text("the driver refused it")
            )
        if (
            decoded
            and image is not None
            and image.dtype == np.uint8
            and (image.ndim == 1 or image.shape[0] == 1)
        ):
            return self._unpacked(captured_at, image.tobytes())
        if not decoded or image is None or image.ndim != 3 or image.shape[2] != 3 or image.size == 0:
            return Shot(captured_at, None, Text("no picture of three colours"))
        return Shot(captured_at, image)

    def _unpacked(self, captured_at: float, packed: bytes) -> Shot:
        """A picture as it crossed the cable: with zeros behind its end, or without an end of its own."""
        whole = packed.rstrip(b"\0")
        try:
            return Shot(captured_at, decode_jpeg(whole if whole.endswith(_END) else whole + _END))
        except (DamagedPictureFault, TooLargePictureFault) as fault:
            return Shot(captured_at, None, str(fault))

    def _lost(self, waited_s: float) -> CameraFailure:
        if self._over:
            return CameraFailure(FailureKind.HUNG_UP, self._name)
        if _gone(self._which):
            return CameraFailure(FailureKind.NOT_PLUGGED_IN, self._name)
        if waited_s < READ_TIMEOUT_MS / 2000:
            return CameraFailure(FailureKind.DRIVER_FAILED, self._name)
        return CameraFailure(FailureKind.STALLED, self._name, f"{READ_TIMEOUT_MS / 1000:g} s")

    def take_notes(self) -> list[tuple[str, str]]:
        """None."""
        return []

    def interrupt(self) -> None:
        """A read ends within the driver's own time-out (2 s)."""
        self._over = True

    def close(self) -> None:
        """As the port says."""
        self._capture.release()


def connect_usb(
    which: int | str,
    name: str,
    factory: CaptureFactory,
    clock: Clock,
    numbers: Callable[[], Mapping[str, int]] = numbers_by_identity,
) -> Device:
    """Open a USB camera; `name` is for people, `numbers` tells which cameras the system knows by which name.

    Looked up anew each time: a number belongs to whichever camera was plugged in first.

    Raises: CameraFailure.
    """
    if isinstance(which, str) and which.startswith(USB):
        number = numbers().get(which.removeprefix(USB))
        if number is None:
            raise CameraFailure(FailureKind.NOT_PLUGGED_IN, name)
        # Another backend counts in another way.
        which, known = number, backends()[:1]
    else:
        known = backends()
    for backend in known:
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
            return UsbCamera(capture, name, clock, which)
        capture.release()
    raise CameraFailure(FailureKind.NOT_PLUGGED_IN if _gone(which) else FailureKind.NOT_OPENED, name)


def _gone(which: int | str) -> bool:
    """Whether a device path leads nowhere any more; False for what is none."""
    return isinstance(which, str) and which.startswith("/") and not Path(which).exists()


def _ask(capture: Capture) -> None:
    # Motion JPEG first: uncompressed, USB 2 carries 1280 x 720 only at about 10 pictures a second.
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, WIDTH_PX)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT_PX)
    capture.set(cv2.CAP_PROP_FPS, FPS)
    capture.set(cv2.CAP_PROP_READ_TIMEOUT_MSEC, READ_TIMEOUT_MS)


def _codec(capture: Capture) -> str:
    """The four letters of the form that the driver has chosen."""
    number = int(capture.get(cv2.CAP_PROP_FOURCC))
    letters = "".join(chr(number >> shift & 0xFF) for shift in (0, 8, 16, 24)).strip("\0 ")
    plain = letters if letters.isascii() and letters.isprintable() else ""
    return {"MJPG": "Motion JPEG", "H264": "H.264", "HEVC": "H.265"}.get(plain, plain)
