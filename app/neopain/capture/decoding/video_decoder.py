"""Coded video to pixels, through OpenCV's FFmpeg, which gets bytes from here and never a host's name."""

from __future__ import annotations

import io
from collections.abc import Callable

import cv2

from neopain.capture.decoding.opencv import Capture, open_bytes
from neopain.core.frames import BgrImage

FORMS = {"H264": "h264", "H265": "hevc"}
_DELIMITERS = {"H264": b"\0\0\0\1\x09\xf0", "H265": b"\0\0\0\1\x46\x01\x50"}
"""An access unit delimiter behind each picture tells the parser at once that it is complete; else it would
wait for the next picture, one interval late."""


class VideoDecoder:
    """Decodes one run of pictures with one size and profile; used by one thread."""

    def __init__(self, codec: str, pull: Callable[[], bytes | None]) -> None:
        """Args as for the stream of units.

        Args:
            codec: H264 or H265.
            pull: gives the next picture's units with start codes; None at the end of this run. It is called
                from within `next`; what it raises is raised there.
        """
        self._reader = _UnitReader(pull, _DELIMITERS[codec])
        self._form = FORMS[codec]
        self._capture: Capture | None = None

    def next(self) -> BgrImage | None:
        """The next picture, uint8 (H, W, 3) BGR; None when the run has ended or cannot be decoded."""
        image = self._grabbed()
        fault = self._reader.fault
        if fault is not None and image is None:
            raise fault
        return image

    def close(self) -> None:
        """Release the decoder."""
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def _grabbed(self) -> BgrImage | None:
        # Waited for before the decoder is opened: OpenCV opens one at a time in the whole program, and a
        # camera that sends nothing would keep all others, of other beds too, from being opened.
        if self._capture is None and not self._reader.begun():
            return None
        try:
            if self._capture is None:
                self._capture = open_bytes(self._reader, self._form)
            if not self._capture.isOpened() or not self._capture.grab():
                return None
            decoded, image = self._capture.retrieve()
        except cv2.error:
            return None
        if not decoded or image is None or image.ndim != 3 or image.shape[2] != 3 or image.size == 0:
            return None
        picture: BgrImage = image
        return picture


class _UnitReader(io.BufferedIOBase):
    """A file for FFmpeg to read. An exception must not cross FFmpeg, so it is kept and the file ends.

    Attributes:
        fault: what `pull` raised.
    """

    def __init__(self, pull: Callable[[], bytes | None], delimiter: bytes) -> None:
        super().__init__()
        self._pull = pull
        self._delimiter = delimiter
        self._rest = b""
        self._over = False
        self.fault: BaseException | None = None

    def begun(self) -> bool:
        """Whether there is a picture to begin with; waits for it."""
        if not self._rest and not self._over:
            self._rest = self._next()
        return bool(self._rest)

    def read(self, size: int | None = -1, /) -> bytes:
        """What is there of the current picture, at most `size` bytes; b"" at the end."""
        self.begun()
        limit = len(self._rest) if size is None or size < 0 else size
        piece, self._rest = self._rest[:limit], self._rest[limit:]
        return piece

    def seek(self, _offset: int, _whence: int = 0, /) -> int:
        """A live stream has no other place."""
        return -1

    def _next(self) -> bytes:
        try:
            unit = self._pull()
        except BaseException as fault:  # noqa: BLE001  any: it is raised again behind FFmpeg
            self.fault = fault
            unit = None
        if unit is None:
            self._over = True
            return b""
        return unit + self._delimiter
