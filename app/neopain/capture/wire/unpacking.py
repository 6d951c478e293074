"""Bodies that were packed unasked (RFC 9110, 8.4.1), as some web servers in front of cameras do."""

from __future__ import annotations

import zlib

from neopain.capture.wire.channel import HangUpFault
from neopain.capture.wire.messages import Head

MAX_GROWTH = 32 * 1024 * 1024
"""Of one piece of 64 KiB: a picture does not grow when it is unpacked."""
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})


class Unpacking:
    """Packed bytes in, plain ones out."""

    def __init__(self) -> None:
        self._unpack = zlib.decompressobj(_GZIP_OR_ZLIB)

    @classmethod
    def of(cls, head: Head) -> Unpacking | None:
        """What this answer's body needs; None for a plain one, or one in a way that is not read."""
        return cls() if head.get("content-encoding").strip().lower() in _PACKED else None

    def take(self, packed: bytes) -> bytes:
        """The next plain bytes; b"" where more are needed, or at the end. Raises: HangUpFault."""
        try:
            plain = self._unpack.decompress(packed, MAX_GROWTH)
        except zlib.error:
            raise HangUpFault from None
        if self._unpack.unconsumed_tail:
            raise HangUpFault
        return plain
