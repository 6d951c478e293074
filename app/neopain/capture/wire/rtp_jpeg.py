"""Motion JPEG out of RTP (RFC 2435): the header that the packets leave out is written again."""

from __future__ import annotations

import struct

import numpy as np

from neopain.capture.wire.rtp import Packet

# Annex K of ISO/IEC 10918-1, in zig-zag order, as RFC 2435 gives them.
_LUMA = bytes((
    16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49,
    35, 37, 29, 40, 58, 51, 61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56,
    80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
))  # fmt: skip
_CHROMA = bytes((17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66, *([99] * 50)))
_DC_BITS_LUMA = bytes((0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0))
_DC_BITS_CHROMA = bytes((0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0))
_DC_VALUES = bytes(range(12))
_AC_BITS_LUMA = bytes((0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7D))
_AC_BITS_CHROMA = bytes((0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 0x77))
_AC_LUMA = bytes.fromhex(
    "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728"
    "292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a83848586878889"
    "8a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2"
    "e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa"
)
_AC_CHROMA = bytes.fromhex(
    "000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a26"
    "2728292a35363738393a434445464748494a535455565758595a636465666768696a737475767778797a828384858687"
    "88898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9da"
    "e2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa"
)
MAX_PICTURE = 16 * 1024 * 1024


class JpegAssembly:
    """Packets in order in, whole pictures out; one that misses a part is dropped and counted.

    Attributes:
        broken: pictures that were dropped.
    """

    def __init__(self) -> None:
        self.broken = 0
        self._head = b""
        self._scan = bytearray()
        self._time: int | None = None
        self._spoilt = False
        self._tables: dict[int, bytes] = {}

    def push(self, packet: Packet) -> bytes | None:
        """Take a packet; give the picture that it completes."""
        if packet.time != self._time:
            if self._time is not None and (self._scan or self._spoilt):
                self.broken += 1
            self._time, self._scan, self._head, self._spoilt = packet.time, bytearray(), b"", False
        if packet.after_loss:
            self._spoilt = True
        self._spoilt |= not self._take(packet.payload)
        if not packet.last:
            return None
        whole = not self._spoilt and self._head
        picture = self._head + bytes(self._scan) + b"\xff\xd9" if whole else None
        self.broken += picture is None
        self._time, self._scan, self._spoilt = None, bytearray(), False
        return picture

    def _take(self, payload: bytes) -> bool:
        """Append a fragment; False if it does not fit."""
        if len(payload) < 8:
            return False
        offset = int.from_bytes(payload[1:4], "big")
        kind, quality, width, height = payload[4:8]
        place, restart = 8, 0
        if 64 <= kind <= 127:
            restart = int.from_bytes(payload[8:10], "big")
            place, kind = 12, kind - 64
        if kind not in {0, 1} or offset != len(self._scan) or len(self._scan) > MAX_PICTURE:
            return False
        if offset == 0:
            tables, place = self._read_tables(payload, place, quality)
            if not tables:
                return False
            self._head = _header(kind, 8 * width, 8 * height, tables, restart)
        self._scan += payload[place:]
        return True

    def _read_tables(self, payload: bytes, place: int, quality: int) -> tuple[bytes, int]:
        if quality < 128:
            return _scaled(quality), place
        if len(payload) < place + 4:
            return b"", place
        precision, length = payload[place + 1], int.from_bytes(payload[place + 2 : place + 4], "big")
        place += 4
        tables = payload[place : place + length]
        if length == 0:
            # As sent before with this quality; 255 may change with every picture.
            return (self._tables.get(quality, b"") if quality != 255 else b""), place
        if precision != 0 or length not in {64, 128} or len(tables) != length:
            return b"", place
        self._tables[quality] = tables
        return tables, place + length


def _scaled(quality: int) -> bytes:
    factor = min(max(quality, 1), 99)
    scale = 5000 // factor if factor < 50 else 200 - 2 * factor
    tables = np.frombuffer(_LUMA + _CHROMA, np.uint8).astype(np.int64)
    return np.clip((tables * scale + 50) // 100, 1, 255).astype(np.uint8).tobytes()


def _header(kind: int, width: int, height: int, tables: bytes, restart: int) -> bytes:
    luma, chroma = tables[:64], tables[64:] or tables[:64]
    sampling = 0x21 if kind == 0 else 0x22
    return b"".join(
        (
            b"\xff\xd8",
            _segment(0xDB, b"\0" + luma),
            _segment(0xDB, b"\1" + chroma),
            _segment(0xDD, struct.pack(">H", restart)) if restart else b"",
            _segment(
                0xC0,
                struct.pack(">BHHB", 8, height, width, 3) + bytes((1, sampling, 0, 2, 0x11, 1, 3, 0x11, 1)),
            ),
            _segment(0xC4, b"\x00" + _DC_BITS_LUMA + _DC_VALUES),
            _segment(0xC4, b"\x10" + _AC_BITS_LUMA + _AC_LUMA),
            _segment(0xC4, b"\x01" + _DC_BITS_CHROMA + _DC_VALUES),
            _segment(0xC4, b"\x11" + _AC_BITS_CHROMA + _AC_CHROMA),
            _segment(0xDA, bytes((3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0))),
        )
    )


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body
