"""A file of encrypted chunks: each is authenticated by itself, so that a cut file reads up to the cut.

AES-256-GCM (NIST SP 800-38D). Each file has a key of its own, HKDF-SHA256 (RFC 5869) of the stay's key and 32
random bytes that stand in the clear; the nonce counts the chunks, so that none is used twice under one key,
and no chunk can be moved, left out or doubled unseen.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from neopain.core.errors import RecordFault
from neopain.core.text import Text

MAGIC = b"NPCLIP01"
SALT_BYTES = 32
KEY_BYTES = 32
LENGTH_BYTES = 4
LONGEST_CHUNK = 16_000_000
TAG_BYTES = 16


class SealedWriter:
    """Writes one file; a chunk that `add` was called for is with the operating system when it returns."""

    def __init__(self, path: Path, key: bytes) -> None:
        """A new file, readable by its owner only. Raises: OSError, also for one that exists."""
        self.path = path
        self._count = self.bytes = 0
        salt = os.urandom(SALT_BYTES)
        self._cipher, self._bound = AESGCM(_file_key(key, salt)), MAGIC + salt
        flags = (
            os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        )
        self._file = os.fdopen(os.open(path, flags, 0o600), "wb", buffering=0)
        self._write(self._bound)

    def add(self, plain: bytes) -> None:
        """Raises: OSError; the file is then whole up to the chunk before."""
        sealed = self._cipher.encrypt(_nonce(self._count), plain, self._bound)
        self._count += 1
        self._write(len(sealed).to_bytes(LENGTH_BYTES, "big") + sealed)

    def close(self) -> None:
        """Bring it to the disk. Raises: OSError."""
        try:
            os.fsync(self._file.fileno())
        finally:
            self._file.close()

    def discard(self) -> None:
        """Close and remove it. Raises: OSError."""
        with suppress(OSError):
            self._file.close()
        remove(self.path)

    def _write(self, content: bytes) -> None:
        view = memoryview(content)
        while view:
            written = self._file.write(view) or 0
            view = view[written:]
        self.bytes += len(content)


class SealedReader:
    """Reads one file.

    Attributes:
        damaged: whether something that is no chunk as it was written ended the reading.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key
        self.damaged = False

    def chunks(self) -> Generator[bytes, None, None]:
        """As they were written, up to the end, the cut or the first damage.

        Raises: RecordFault for a file that cannot be read, is no clip, or whose key is another one.
        """
        try:
            with self._path.open("rb") as file:
                yield from self._chunks_of(file)
        except OSError as fault:
            why = fault.strerror
            raise RecordFault(
                Text("{path} cannot be read: {why}; list the clips again", path=self._path, why=why)
            ) from fault

    def _chunks_of(self, file: BinaryIO) -> Generator[bytes, None, None]:
        bound = file.read(len(MAGIC) + SALT_BYTES)
        if len(bound) < len(MAGIC) + SALT_BYTES or not bound.startswith(MAGIC):
            raise RecordFault(Text("{path} is no clip of NeoPain", path=self._path))
        cipher = AESGCM(_file_key(self._key, bound[len(MAGIC) :]))
        count = 0
        while sealed := _next(file):
            try:
                plain = cipher.decrypt(_nonce(count), sealed, bound)
            except InvalidTag as fault:
                if count == 0:
                    raise RecordFault(
                        Text(
                            "{path} does not open with the key of its stay: it is damaged, or that key is "
                            "another",
                            path=self._path,
                        )
                    ) from fault
                self.damaged = True
                return
            yield plain
            count += 1


def remove(path: Path) -> None:
    """Remove a clip: first what its key hangs on is overwritten, so that an undeleted rest stays unreadable.

    Raises: OSError.
    """
    with suppress(OSError), path.open("r+b", buffering=0) as file:
        file.write(os.urandom(len(MAGIC) + SALT_BYTES))
        os.fsync(file.fileno())
    path.unlink(missing_ok=True)


def _next(file: BinaryIO) -> bytes:
    """The next chunk; b"" at the end and where the file was cut."""
    length = int.from_bytes(file.read(LENGTH_BYTES), "big")
    if not TAG_BYTES <= length <= LONGEST_CHUNK:
        return b""
    sealed = file.read(length)
    return sealed if len(sealed) == length else b""


def _nonce(count: int) -> bytes:
    return count.to_bytes(12, "big")


def _file_key(key: bytes, salt: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=b"neopain clip 1").derive(key)
