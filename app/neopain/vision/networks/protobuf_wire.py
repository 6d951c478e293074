"""The wire format of Protocol Buffers, read strictly: https://protobuf.dev/programming-guides/encoding/.

Only what a writer writes is read: a number in more bytes than it needs, a group, or a field that ends outside
its message is refused, so that two readers cannot see two different things in one file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum


class Wire(IntEnum):
    """How a field's value is written."""

    VARINT = 0
    FIXED64 = 1
    BYTES = 2
    FIXED32 = 5


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a message.

    Attributes:
        number: of the field.
        wire: how its value is written.
        value: of a VARINT; 0 for the others.
        start, end: where the value stands in the file.
    """

    number: int
    wire: Wire
    value: int
    start: int
    end: int


class WireFault(ValueError):
    """Bytes that are no message, or one written as no writer writes it."""


_MOST_VARINT_BYTES = 10


def fields(content: memoryview, start: int, end: int) -> Iterator[Field]:
    """The fields of the message that stands at `start` to `end`. Raises: WireFault."""
    place = start
    while place < end:
        key, place = _varint(content, place, end)
        number, kind = key >> 3, key & 7
        if number == 0 or kind not in set(Wire):
            raise WireFault(f"field {number} of kind {kind} at byte {place}")
        wire, value, first = Wire(kind), 0, place
        if wire is Wire.VARINT:
            value, place = _varint(content, place, end)
        elif wire is Wire.BYTES:
            size, first = _varint(content, place, end)
            place = first + size
        else:
            place += 8 if wire is Wire.FIXED64 else 4
        if place > end:
            raise WireFault(f"field {number} at byte {first} ends outside its message")
        yield Field(number, wire, value, first, place)


def _varint(content: memoryview, place: int, end: int) -> tuple[int, int]:
    """An unsigned number of at most 64 bits in as few bytes as it needs, and the place behind it."""
    value = 0
    for count in range(_MOST_VARINT_BYTES):
        if place >= end:
            break
        byte = content[place]
        place += 1
        value |= (byte & 0x7F) << (7 * count)
        if byte < 0x80:
            if (byte == 0 and count > 0) or value >= 1 << 64:
                raise WireFault(f"a number in more bytes than it needs at byte {place}")
            return value, place
    raise WireFault(f"a number without an end at byte {place}")
