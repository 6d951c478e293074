"""Finds the pictures in a Motion JPEG stream, whatever a camera puts around them.

Multipart bodies differ from camera to camera: boundary before or after the part, with or without dashes,
quoted, without length, with a wrong length, or no multipart at all. A JPEG tells its own end (ISO/IEC
10918-1, annex B), so the stream is read marker by marker, and what stands between two pictures only counts
the parts that held none.
"""

from __future__ import annotations

import re

MAX_PICTURE = 16 * 1024 * 1024
"""A picture that is larger is given up; no camera at a bed sends one."""
MAX_GAP = 65_536
"""Of what stands between two pictures, so much is kept to count boundaries in."""

START = b"\xff\xd8\xff"
END = b"\xff\xd9"
_CODED_END = re.compile(rb"\xff+[\x01-\xcf\xd8-\xfe]")
"""The next marker in coded data that is neither a stuffed zero nor a restart."""
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
_SOS = 0xDA
_FREE = frozenset({*range(0xE0, 0xF0), 0xFE})
"""Application data and comments: a thumbnail, what a maker likes."""
_NEVER = frozenset(range(0x02, 0xC0))
"""Reserved markers (table B.1): no camera sends them, damaged data hold them."""
LONGEST_TABLE = 4096
"""Of all other segments: four quantisation and eight Huffman tables fit twice."""
_TAIL = re.compile(rb"\r?\n(?:[\x20-\x7e]{0,200}\r?\n){1,20}\Z")
"""A boundary and a part's head, up to the next picture."""
_TAIL_BYTES = 2048
_PART_HEAD = re.compile(
    rb"content-(?:type|length)[ \t]*+:[^\n]*+\n?+(?:[\w-]++[ \t]*+:[^\n]*+\n)*+(\r?\n)?+", re.IGNORECASE
)
"""With a group for the empty line that ends it. Whatever it looks at is looked at once: `re` holds up the
whole program, and a hostile camera may send thousands of heads without an end."""


class JpegStream:
    """Bytes in, pictures out.

    Attributes:
        broken: parts and pictures so far that were no whole picture.
    """

    def __init__(self) -> None:
        self.broken = 0
        self._data = bytearray()
        self._place = 0
        self._coded = False
        self._scanned = False
        self._inside = False

    def feed(self, piece: bytes) -> list[bytes]:
        """Take the next bytes. Returns: the pictures that are over now, SOI to EOI; one may be cut."""
        self._data += piece
        found: list[bytes] = []
        while True:
            if not self._inside and not self._find_start():
                return found
            picture = self._walk()
            if picture is None:
                if len(self._data) <= MAX_PICTURE:
                    return found
                self._give_up(len(self._data) - len(START) + 1)
            elif picture:
                found.append(picture)

    def rest(self) -> bytes:
        """What a stream that has ended left of a picture; with an end of its own it may still be whole."""
        return bytes(self._data) if self._inside else b""

    def _find_start(self) -> bool:
        start = self._data.find(START)
        if start < 0:
            surplus = len(self._data) - MAX_GAP
            if surplus > 0:
                del self._data[:surplus]
            return False
        # Each part has one head; every further one stood before something that was no picture.
        heads = sum(map(bool, _PART_HEAD.findall(self._data, max(0, start - MAX_GAP), start)))
        self.broken += max(0, heads - 1)
        del self._data[:start]
        self._inside, self._place, self._coded, self._scanned = True, 2, False, False
        return True

    def _walk(self) -> bytes | None:
        """Go on to the end of the picture. None: more bytes are needed; b"": it was broken."""
        while True:
            there = not self._coded or self._skip_coded()
            place = self._place
            if there and self._data[place : place + 2] == END:
                return self._cut(place + 2)
            if not there or len(self._data) < place + 4:
                return None
            if self._data[place : place + 2] == START[:2]:
                # Some cameras leave the end out, some pictures are cut: whoever decodes it will see.
                return _without_tail(self._cut(place)) + END
            kind, step = self._data[place + 1], self._step()
            if step == 0:
                return self._give_up(place)
            if place + step > len(self._data):
                return None
            self._place, self._coded = place + step, kind == _SOS
            self._scanned = self._scanned or kind == _SOS

    def _skip_coded(self) -> bool:
        """Go to the marker behind the coded data; False when it has not come yet."""
        marker = _CODED_END.search(self._data, self._place)
        if marker is None:
            # The last byte may be the first half of a marker.
            self._place = max(self._place, len(self._data) - 1)
            return False
        self._place, self._coded = marker.end() - 2, False
        return True

    def _step(self) -> int:
        """How many bytes the marker and its segment have; 0 for what cannot be."""
        first, kind = self._data[self._place : self._place + 2]
        if first != 0xFF:
            return 0
        if kind == 0xFF:
            return 1
        if kind in _BARE:
            return 2
        length = int.from_bytes(self._data[self._place + 2 : self._place + 4], "big")
        # Behind coded data or with a length that no table has it is damage: believed, it would swallow the
        # next pictures.
        longest = 0xFFFF if kind in _FREE and not self._scanned else LONGEST_TABLE
        return 2 + length if 2 <= length <= longest and kind not in _NEVER else 0

    def _cut(self, end: int) -> bytes:
        picture = bytes(self._data[:end])
        del self._data[:end]
        self._inside = False
        return picture

    def _give_up(self, end: int) -> bytes:
        """The picture is none; look for the next one behind `end`."""
        self.broken += 1
        # Not before the third byte, or the same start would be found again.
        del self._data[: max(end, len(START))]
        self._inside = False
        return b""


def _without_tail(picture: bytes) -> bytes:
    """A picture without an end of its own, without the head of the next part that follows it."""
    tail = _TAIL.search(picture, max(0, len(picture) - _TAIL_BYTES))
    return picture if tail is None else picture[: tail.start()]
