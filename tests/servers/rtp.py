"""RTP payloads for the RTSP test camera: JPEG (RFC 2435) and H.264 (RFC 6184)."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator

import numpy as np

from tests.servers.pictures import HEIGHT, WIDTH, jpeg, numbered

MTU = 1300


class JpegPayload:
    """Baseline 4:2:0 JPEG with its quantisation tables in band (Q 255)."""

    type = 26
    sdp = "m=video 0 RTP/AVP 26\r\n"
    encoded = staticmethod(jpeg)

    def packets(self, number: int) -> Iterator[tuple[bytes, bool]]:
        """Payloads of one picture, and whether each is its last."""
        tables, scan = _tables_and_scan(self.encoded(number))
        for start in range(0, len(scan), MTU):
            head = struct.pack(">II", start, 0)[:4] + bytes((1, 255, WIDTH // 8, HEIGHT // 8))
            if start == 0:
                head += struct.pack(">BBH", 0, 0, len(tables)) + tables
            yield head + scan[start : start + MTU], start + MTU >= len(scan)


class H264Payload:
    """x264 without delay; large units as FU-A."""

    type = 96
    sdp = "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1\r\n"
    codec = "libx264"
    options = {"preset": "ultrafast", "tune": "zerolatency"}  # noqa: RUF012

    def fragments(self, unit: bytes) -> list[bytes]:
        return _fragments(unit)

    def __init__(self, draw: Callable[[int], np.ndarray] = numbered) -> None:
        """`draw` gives picture n as uint8 (H, W, 3) BGR."""
        import av

        self._draw = draw
        self._frame = av.VideoFrame.from_ndarray
        self._create = av.CodecContext.create
        self._size = None

    def _begin(self, width: int, height: int) -> None:
        self._size = (width, height)
        self._codec = self._create(self.codec, "w")
        self._codec.width, self._codec.height, self._codec.pix_fmt = width, height, "yuv420p"
        self._codec.framerate = 15
        self._codec.gop_size = 15
        self._codec.options = self.options

    def packets(self, number: int) -> Iterator[tuple[bytes, bool]]:
        """Payloads of one picture, and whether each is its last."""
        picture = np.ascontiguousarray(self._draw(number))
        if self._size != picture.shape[1::-1]:
            self._begin(*picture.shape[1::-1])
        frame = self._frame(picture, format="bgr24")
        stream = b"".join(bytes(packet) for packet in self._codec.encode(frame))
        units = [unit.rstrip(b"\0") for unit in re.split(rb"\x00\x00\x00?\x01", stream) if unit]
        payloads = [payload for unit in units for payload in self.fragments(unit)]
        for place, payload in enumerate(payloads, start=1):
            yield payload, place == len(payloads)


class H265Payload(H264Payload):
    """x265 without delay; large units as FU."""

    sdp = "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H265/90000\r\n"
    codec = "libx265"
    options = {"preset": "ultrafast", "tune": "zerolatency", "x265-params": "log-level=none:bframes=0"}  # noqa: RUF012

    def fragments(self, unit: bytes) -> list[bytes]:
        return _fragments_265(unit)


def _fragments_265(unit: bytes) -> list[bytes]:
    if len(unit) <= MTU:
        return [unit]
    head, kind = bytes((unit[0] & 0x81 | 49 << 1, unit[1])), unit[0] >> 1 & 0x3F
    body = unit[2:]
    pieces = [body[start : start + MTU] for start in range(0, len(body), MTU)]
    last = len(pieces) - 1
    return [
        head + bytes(((place == 0) << 7 | (place == last) << 6 | kind,)) + piece
        for place, piece in enumerate(pieces)
    ]


def _fragments(unit: bytes) -> list[bytes]:
    if len(unit) <= MTU:
        return [unit]
    indicator, kind = unit[0] & 0xE0 | 28, unit[0] & 0x1F
    body = unit[1:]
    pieces = [body[start : start + MTU] for start in range(0, len(body), MTU)]
    last = len(pieces) - 1
    return [
        bytes((indicator, (place == 0) << 7 | (place == last) << 6 | kind)) + piece
        for place, piece in enumerate(pieces)
    ]


def _tables_and_scan(picture: bytes) -> tuple[bytes, bytes]:
    tables, place = b"", 2
    while True:
        marker, length = struct.unpack_from(">HH", picture, place)
        segment = picture[place + 4 : place + 2 + length]
        if marker == 0xFFDB:
            for start in range(0, len(segment), 65):
                tables += segment[start + 1 : start + 65]
        place += 2 + length
        if marker == 0xFFDA:
            return tables, picture[place:-2]
