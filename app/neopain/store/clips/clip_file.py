"""One clip in one encrypted file: what it is, its pictures as they came, and how it ended."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from neopain.core.clinical.clips import ClipHead, ClipPicture, ClipReason
from neopain.core.errors import RecordFault
from neopain.core.text import Text
from neopain.store.clips.sealed import SealedReader, SealedWriter

_HEAD, _PICTURE, _END = b"H", b"P", b"E"
_STAMP = struct.Struct(">dq")


class ClipWriter:
    """Writes one clip; used by one thread.

    Attributes:
        head: what it says of itself.
        pictures: how many it has so far.
    """

    def __init__(self, path: Path, key: bytes, head: ClipHead) -> None:
        """Raises: OSError."""
        self.head = head
        self.pictures = 0
        self._file = SealedWriter(path, key)
        self._file.add(_HEAD + json.dumps(asdict(head)).encode())

    @property
    def bytes(self) -> int:
        """Of the file so far."""
        return self._file.bytes

    def add(self, picture: ClipPicture) -> None:
        """Raises: OSError; what was added before stays readable."""
        self._file.add(_PICTURE + _STAMP.pack(picture.at, picture.seq) + picture.jpeg)
        self.pictures += 1

    def end(self, missing: int) -> None:
        """It is whole, but for so many pictures that came too fast. Raises: OSError."""
        self._file.add(_END + json.dumps({"pictures": self.pictures, "missing": missing}).encode())
        self._file.close()

    def discard(self) -> None:
        """Remove it. Raises: OSError."""
        self._file.discard()


class ClipReader:
    """Reads one clip.

    Attributes:
        head: what it says of itself.
        whole: after `pictures` was read to its end: whether the clip was ended by whoever wrote it.
        damaged: as in `SealedReader`.
        missing: how many pictures came too fast; known when it is whole.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        """Raises: RecordFault for what is no clip, or not with this key."""
        self._path = path
        self._reader = SealedReader(path, key)
        self._chunks = self._reader.chunks()
        self.whole = False
        self.missing = 0
        first = next(self._chunks, b"")
        try:
            told = json.loads(first[1:])
            self.head = ClipHead(**told | {"reason": ClipReason(told["reason"])})
        except (ValueError, TypeError, KeyError) as fault:
            raise RecordFault(Text("{path} ends before it says what it is; delete it", path=path)) from fault

    @property
    def damaged(self) -> bool:
        """Whether something that is no chunk as it was written ended the reading."""
        return self._reader.damaged

    def pictures(self) -> Iterator[ClipPicture]:
        """By time, as far as they were finished. Once. Raises: RecordFault."""
        for chunk in self._chunks:
            kind, rest = chunk[:1], chunk[1:]
            if kind == _PICTURE:
                at, seq = _STAMP.unpack_from(rest)
                yield ClipPicture(at, seq, rest[_STAMP.size :])
            elif kind == _END:
                self.whole = True
                self.missing = int(json.loads(rest)["missing"])

    def close(self) -> None:
        """Release the file."""
        self._chunks.close()
