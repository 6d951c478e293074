"""H.264 and H.265 out of RTP (RFC 6184, RFC 7798): packets in order in, whole pictures out.

A decoder that misses a part goes on with smeared pictures until the next key picture. Here all from the loss
to that key picture is dropped and counted, so that no smeared picture is ever seen or scored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from neopain.capture.wire.rtp import Packet

MAX_UNIT = 16 * 1024 * 1024
START_CODE = b"\0\0\0\1"


@dataclass(frozen=True, slots=True)
class AccessUnit:
    """The coded form of one picture.

    Attributes:
        data: NAL units with start codes (annex B), without delimiters.
        key: whether decoding can begin here.
        parameter_sets: the sequence parameter sets inside, as they came.
        time: the sender's stamp, 32 bits at 90 kHz.
    """

    data: bytes
    key: bool
    parameter_sets: tuple[bytes, ...]
    time: int


@dataclass(frozen=True, slots=True)
class NalKinds:
    """How one codec names its units; `kind` reads the name from a unit's first byte."""

    kind: Callable[[int], int]
    pictures: range
    keys: frozenset[int]
    sequence_set: int
    delimiter: int
    aggregate: int
    fragment: int
    header_size: int


H264 = NalKinds(lambda byte: byte & 0x1F, range(1, 6), frozenset({5, 7}), 7, 9, 24, 28, 1)
H265 = NalKinds(lambda byte: byte >> 1 & 0x3F, range(32), frozenset({*range(16, 22), 33}), 33, 35, 48, 49, 2)
KINDS = {"H264": H264, "H265": H265}
_RECOVERY_POINT = b"\x06\x06"
"""An H.264 SEI that begins with a recovery point: cameras with a rolling refresh send no key picture."""


class VideoAssembly:
    """Packets in order in, whole pictures out.

    Attributes:
        broken: pictures that were dropped because a part of them, or of what they build on, was lost.
    """

    def __init__(self, kinds: NalKinds) -> None:
        self.broken = 0
        self._kinds = kinds
        self._units: list[bytes] = []
        self._fragments: bytearray | None = None
        self._time: int | None = None
        self._spoilt = False
        self._begun = False
        self._waiting = True

    def push(self, packet: Packet) -> list[AccessUnit]:
        """Take a packet; give the pictures that are complete."""
        done: list[AccessUnit] = []
        if packet.after_loss:
            # What is missing may be the end of one picture and the start of the next.
            self._spoilt = True
        if self._time is not None and packet.time != self._time and self._has_picture():
            done += self._finish()
            self._spoilt = packet.after_loss
        self._time = packet.time
        if not self._take(packet.payload) or sum(map(len, self._units)) > MAX_UNIT:
            self._spoilt = True
        # Some cameras mark each of their parameter sets as a picture's last packet.
        if packet.last and (self._has_picture() or self._spoilt):
            done += self._finish()
        return done

    def _has_picture(self) -> bool:
        return any(self._kinds.kind(unit[0]) in self._kinds.pictures for unit in self._units)

    def _finish(self) -> Iterable[AccessUnit]:
        units, self._units, time = self._units, [], self._time or 0
        cut = self._fragments is not None
        spoilt, self._spoilt, self._fragments = self._spoilt or cut, False, None
        names = {self._kinds.kind(unit[0]) for unit in units}
        key = bool(names & self._kinds.keys) or any(unit.startswith(_RECOVERY_POINT) for unit in units)
        if spoilt or (self._waiting and not key):
            self._waiting = True
            self.broken += self._begun
            return ()
        self._waiting, self._begun = False, True
        kept = [unit for unit in units if self._kinds.kind(unit[0]) != self._kinds.delimiter]
        sets = tuple(unit for unit in kept if self._kinds.kind(unit[0]) == self._kinds.sequence_set)
        return (AccessUnit(b"".join(START_CODE + unit for unit in kept), key, sets, time),)

    def _take(self, payload: bytes) -> bool:
        """Unpack the units of one packet; False if that cannot be done."""
        kinds = self._kinds
        if len(payload) <= kinds.header_size:
            return False
        kind = kinds.kind(payload[0])
        if kind == kinds.fragment:
            return self._take_fragment(payload)
        if self._fragments is not None:
            return False
        if kind == kinds.aggregate:
            return self._take_aggregate(payload[kinds.header_size :])
        if kind > kinds.aggregate:
            return False
        self._units.append(payload)
        return True

    def _take_aggregate(self, rest: bytes) -> bool:
        while len(rest) > 2:
            size = int.from_bytes(rest[:2], "big")
            if not 0 < size <= len(rest) - 2:
                return False
            self._units.append(rest[2 : 2 + size])
            rest = rest[2 + size :]
        return not rest

    def _take_fragment(self, payload: bytes) -> bool:
        size = self._kinds.header_size
        flags = payload[size]
        if flags & 0x80:
            if self._fragments is not None:
                return False
            self._fragments = bytearray(self._fragment_header(payload, flags))
        elif self._fragments is None:
            return False
        self._fragments += payload[size + 1 :]
        if len(self._fragments) > MAX_UNIT:
            return False
        if flags & 0x40:
            self._units.append(bytes(self._fragments))
            self._fragments = None
        return True

    def _fragment_header(self, payload: bytes, flags: int) -> bytes:
        if self._kinds.header_size == 1:
            return bytes((payload[0] & 0xE0 | flags & 0x1F,))
        return bytes((payload[0] & 0x81 | (flags & 0x3F) << 1, payload[1]))
