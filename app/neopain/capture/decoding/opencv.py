"""OpenCV's video input as this room uses it: quiet, restricted, and behind a small port."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable
from functools import cache
from typing import Any, Protocol, TypeAlias

import cv2

READ_TIMEOUT_MS = 2000

_OPTIONS = "OPENCV_FFMPEG_CAPTURE_OPTIONS"
# Playlists (hls, dash, concat, sdp) are left out on purpose: a camera must not name other files or hosts.
_FORMATS = "asf,avi,flv,h264,hevc,jpeg_pipe,m4v,matroska,mjpeg,mov,mpeg,mpegts,mpegvideo,mpjpeg,ogg"
_FILE_OPTIONS = f"protocol_whitelist;file|format_whitelist;{_FORMATS}"
# A film comes as bytes (`film`): it must not make FFmpeg open what it names.
_FILM_OPTIONS = f"protocol_whitelist;none|format_whitelist;{_FORMATS}"
# Bytes come from our own reader, so that FFmpeg opens no connection. It shall not look far into the stream.
_BYTES_OPTIONS = (
    "protocol_whitelist;none|format_whitelist;h264,hevc|flags;low_delay|probesize;32|analyzeduration;0"
)
_ENVIRONMENT = {
    # AV_LOG_QUIET: FFmpeg prints parts of addresses, so parts of passwords, to standard error.
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    # Seconds that one read of a wedged USB camera may take; OpenCV's own value is 10.
    "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": "2",
    _OPTIONS: _FILE_OPTIONS,
}
_opening = threading.Lock()
# OpenCV's wheels point Qt at their own Qt 5 plug-ins, which PySide6 cannot load.
_QT_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")


class Capture(Protocol):
    """The part of `cv2.VideoCapture` that is used; tests put a fake one in its place."""

    def isOpened(self) -> bool:  # noqa: N802  OpenCV's name
        """Whether the device or stream is open."""

    def grab(self) -> bool:
        """Take the next picture; False when there is none."""

    def retrieve(self) -> tuple[bool, Any]:
        """Decode what was grabbed."""

    def get(self, prop: int, /) -> float:
        """A property's value, 0 when unknown."""

    def set(self, prop: int, value: float, /) -> bool:
        """Ask for a property; False when the device has none such."""

    def release(self) -> None:
        """Let go of the device."""


CaptureFactory: TypeAlias = Callable[[int | str, int, list[int]], Capture]
"""Opens a device with a backend (cv2.CAP_*) and parameters, as `cv2.VideoCapture` does."""


@cache
def prepare() -> None:
    """Silence OpenCV's video input and give Qt its own plug-ins back; before either is first used."""
    os.environ.update(_ENVIRONMENT)
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    for name in _QT_VARIABLES:
        if f"{os.sep}cv2{os.sep}" in os.environ.get(name, ""):
            del os.environ[name]


def open_capture(what: int | str, backend: int, parameters: list[int]) -> Capture:
    """Open a device, never a file. Look at `isOpened` afterwards. Raises: cv2.error."""
    return _open(what, backend, parameters, _FILE_OPTIONS)


def open_file(reader: io.BufferedIOBase) -> Capture:
    """Decode a film that `reader` gives; hold the reader until after `release`. Raises: cv2.error."""
    return _open(reader, cv2.CAP_FFMPEG, [], _FILM_OPTIONS)


def open_bytes(reader: io.BufferedIOBase, form: str) -> Capture:
    """Decode a coded video that `reader` gives. Look at `isOpened` afterwards.

    Args:
        reader: its `read(size)` gives what is there, b"" at the end; called on the thread that grabs.
        form: h264 or hevc, with start codes.

    Raises: cv2.error.
    """
    # One thread: FFmpeg's frame threads hold back one picture each.
    return _open(reader, cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1], f"{_BYTES_OPTIONS}|input_format;{form}")


def _open(what: int | str | io.BufferedIOBase, backend: int, parameters: list[int], options: str) -> Capture:
    prepare()
    # OpenCV takes FFmpeg's options from the environment only; they hold no secret.
    with _opening:
        os.environ[_OPTIONS] = options
        try:
            # One of the three overloads fits.
            return cv2.VideoCapture(what, backend, parameters)  # type: ignore[arg-type]
        finally:
            # Whoever opens a file past this door must not meet a stream's options.
            os.environ[_OPTIONS] = _FILE_OPTIONS
