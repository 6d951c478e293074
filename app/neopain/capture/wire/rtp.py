"""RTP packets (RFC 3550): parsed, put in order, losses told."""

from __future__ import annotations

import struct
from dataclasses import dataclass

WAIT_FOR = 32
"""So many later packets may come before a missing one is given up (UDP only)."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet.

    Attributes:
        sequence: 0..65535.
        time: the sender's clock, 32 bits.
        last: whether it is the last of its picture (the marker bit).
        payload: what it carries.
        payload_type: 0..127.
        after_loss: whether packets before it are missing.
    """

    sequence: int
    time: int
    last: bool
    payload: bytes
    payload_type: int
    after_loss: bool = False


def parse_packet(data: bytes) -> Packet | None:
    """The packet, or None for what is none."""
    if len(data) < 12 or data[0] >> 6 != 2:
        return None
    start = 12 + 4 * (data[0] & 0x0F)
    if data[0] & 0x10:
        if len(data) < start + 4:
            return None
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
    end = len(data) - data[-1] if data[0] & 0x20 else len(data)
    if start > end:
        return None
    sequence, time = struct.unpack_from(">HI", data, 2)
    return Packet(sequence, time, bool(data[1] & 0x80), data[start:end], data[1] & 0x7F)


class Sequence:
    """Puts packets in order and marks the one that follows a loss.

    Attributes:
        lost: packets that never came.
    """

    def __init__(self, *, reorder: bool) -> None:
        """`reorder`: over UDP packets may overtake each other; over TCP a gap is a loss at once."""
        self._wait_for = WAIT_FOR if reorder else 0
        self._expected: int | None = None
        self._early: dict[int, Packet] = {}
        self.lost = 0

    def push(self, packet: Packet) -> list[Packet]:
        """Take one packet; give those whose turn it is."""
        if self._expected is None:
            self._expected = packet.sequence
        ahead = (packet.sequence - self._expected) & 0xFFFF
        if ahead >= 0x8000:
            # Too late, or twice; after a very long jump the camera has begun anew.
            if ahead < 0x10000 - 4 * WAIT_FOR:
                return self._begin_anew(packet)
            return []
        self._early[packet.sequence] = packet
        ready = self._in_turn(after_loss=False)
        if len(self._early) > self._wait_for:
            nearest = min(self._early, key=lambda sequence: (sequence - (self._expected or 0)) & 0xFFFF)
            self.lost += (nearest - self._expected) & 0xFFFF
            self._expected = nearest
            ready += self._in_turn(after_loss=True)
        return ready

    def _begin_anew(self, packet: Packet) -> list[Packet]:
        self._early.clear()
        self._expected = packet.sequence
        self._early[packet.sequence] = packet
        return self._in_turn(after_loss=True)

    def _in_turn(self, *, after_loss: bool) -> list[Packet]:
        ready = []
        while self._expected is not None and self._expected in self._early:
            packet = self._early.pop(self._expected)
            if after_loss:
                packet = Packet(
                    packet.sequence,
                    packet.time,
                    packet.last,
                    packet.payload,
                    packet.payload_type,
                    after_loss=True,
                )
                after_loss = False
            ready.append(packet)
            self._expected = (self._expected + 1) & 0xFFFF
        return ready
