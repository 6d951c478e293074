"""Where a film's pictures change their size, from a second look at its coded data.

OpenCV stretches every picture to the size of the first one and does not tell.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import cv2

from neopain.capture.decoding.jpeg import jpeg_size
from neopain.capture.decoding.opencv import open_bytes
from neopain.capture.films.film import Film

LEAD = 32
"""So many coded pictures are looked at ahead: more than a decoder may skip or reorder."""
SEARCHED_BYTES = 1 << 16
"""Headers stand at the beginning of a coded picture."""
MAX_HEADERS = 64

Size: TypeAlias = tuple[int, int]
"""Width and height in pixels, as coded."""


@dataclass(frozen=True, slots=True)
class SizeChange:
    """From `before` to `after` at coded picture `number` with time stamp `at_s`."""

    before: Size
    after: Size
    number: int
    at_s: float


class SizeWatch:
    """Goes through a film's coded pictures ahead of whoever decodes them. Codecs: see `_READERS`."""

    def __init__(self, path: Path) -> None:
        """Open the file a second time. Raises: OSError."""
        self._film: Film | None = Film(path)
        self._size: Size | None = None
        self._number = -1
        self._change: SizeChange | None = None
        code = int(self._film.get(cv2.CAP_PROP_FOURCC)) & 0xFFFFFFFF
        reader = _READERS.get(code.to_bytes(4, "little").lower())
        # A format of -1 gives the coded pictures.
        if reader is None or not self._film.set(cv2.CAP_PROP_FORMAT, -1.0):
            self.close()
            return
        self._read = reader()

    def changed(self, number: int, at_s: float) -> SizeChange | None:
        """The change, once picture `number` (from 0) with time stamp `at_s` has it behind itself."""
        while self._film is not None and self._number < number + LEAD:
            self._step(self._film)
        change = self._change
        if change is None or not (number >= change.number or 0.0 < change.at_s <= at_s + 0.001):
            return None
        return change

    def close(self) -> None:
        """Release the file. Twice too."""
        if self._film is not None:
            self._film.release()
            self._film = None

    def _step(self, film: Film) -> None:
        coded = film.retrieve()[1] if film.grab() else None
        if coded is None:
            self.close()
            return
        self._number += 1
        size = self._read(coded.tobytes())
        if size is None:
            return
        if self._size is not None and size != self._size:
            at_s = film.get(cv2.CAP_PROP_POS_MSEC) / 1000.0
            self._change = SizeChange(self._size, size, self._number, at_s)
            self.close()
        self._size = size


_Reader: TypeAlias = Callable[[bytes], Size | None]


class _ParameterSets:
    """Asks FFmpeg for the size of a picture that comes with a parameter set not seen before."""

    def __init__(self, form: str, pattern: bytes) -> None:
        self._form = form
        self._set = re.compile(b"\0\0\1(" + pattern + b".*?)(?=\0\0[\0\1]|\\Z)", re.DOTALL)
        self._known: dict[bytes, Size | None] = {}

    def __call__(self, coded: bytes) -> Size | None:
        found = self._set.search(coded, 0, SEARCHED_BYTES)
        if found is None:
            return None
        header = found[1]
        if header not in self._known:
            if len(self._known) >= MAX_HEADERS:
                return None
            self._known[header] = self._declared(coded)
        return self._known[header]

    def _declared(self, coded: bytes) -> Size | None:
        reader = io.BytesIO(coded)
        decoder = open_bytes(reader, self._form)
        width, height = decoder.get(cv2.CAP_PROP_FRAME_WIDTH), decoder.get(cv2.CAP_PROP_FRAME_HEIGHT)
        decoder.release()
        # Not before: see `Film`.
        reader.close()
        return (int(width), int(height)) if width > 0.0 and height > 0.0 else None


def _mpeg(coded: bytes) -> Size | None:
    # ISO/IEC 13818-2, 6.2.2.1: the sequence header begins with 12 bits each.
    at = coded.find(b"\0\0\1\xb3", 0, SEARCHED_BYTES)
    if at < 0 or len(coded) < at + 7:
        return None
    both = int.from_bytes(coded[at + 4 : at + 7], "big")
    return both >> 12, both & 0xFFF


def _vp8(coded: bytes) -> Size | None:
    # RFC 6386, 9.1: a key frame has a start code and 14 bits each; the two above are for scaling.
    if len(coded) < 10 or coded[0] & 1 or coded[3:6] != b"\x9d\x01\x2a":
        return None
    return (
        int.from_bytes(coded[6:8], "little") & 0x3FFF,
        int.from_bytes(coded[8:10], "little") & 0x3FFF,
    )


def _vp9(coded: bytes) -> Size | None:
    # VP9 bitstream specification, 6.2: a key frame of profile 0; 16 bits each, less one, behind 4 of colour.
    if len(coded) < 9 or coded[0] & 0xFC != 0x80 or coded[1:4] != b"\x49\x83\x42":
        return None
    bits = int.from_bytes(coded[4:9], "big")
    return (bits >> 20 & 0xFFFF) + 1, (bits >> 4 & 0xFFFF) + 1


def _h264() -> _Reader:
    return _ParameterSets("h264", rb"[\x07\x27\x47\x67]")


def _h265() -> _Reader:
    return _ParameterSets("hevc", rb"\x42\x01")


_READERS: dict[bytes, Callable[[], _Reader]] = {
    **dict.fromkeys((b"h264", b"avc1", b"x264"), _h264),
    **dict.fromkeys((b"hevc", b"hvc1", b"hev1", b"h265"), _h265),
    **dict.fromkeys((b"mjpg", b"jpeg"), lambda: jpeg_size),
    **dict.fromkeys((b"mpg1", b"mpg2"), lambda: _mpeg),
    b"vp80": lambda: _vp8,
    b"vp90": lambda: _vp9,
}
