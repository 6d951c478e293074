"""Damaged copies of a file, as Hypothesis strategies, and how many of them are tried."""

from __future__ import annotations

import os
from typing import NamedTuple

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

EXAMPLES = int(os.environ.get("NEOPAIN_FUZZ", "60"))
"""A few in the whole suite; `make fuzz` tries thousands for some minutes."""

fuzzed = settings(
    max_examples=EXAMPLES,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
)


class Edit(NamedTuple):
    """One damage: at `place` (0..1 of the file) `cut` bytes go and `put` comes."""

    place: float
    cut: int
    put: bytes


INTERESTING = (
    b"\x00",
    b"\xff",
    b"\x7f",
    b"\x80",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    bytes(8),
    b"\xff" * 8,
    b"(",
    b".",
)
CUTS = (0, 1, 1, 2, 4, 8, 64)
MOST_EDITS = 6
BYTES_AN_EDIT = 14
"""Three of the place, one each of what is cut, of what comes and of its length, and eight to come."""


def edits_of(drawn: bytes) -> list[Edit]:
    """As many edits as the first byte says, out of the others: a list of their parts takes three times as long to draw.

    Beginnings of files are hit more often than their ends.
    """
    made = []
    for start in range(1, 1 + BYTES_AN_EDIT * (1 + drawn[0] % MOST_EDITS), BYTES_AN_EDIT):
        place, (cut, what, length) = drawn[start : start + 3], drawn[start + 3 : start + 6]
        put = drawn[start + 6 : start + 6 + length % 9]
        told = put if what % 2 else INTERESTING[what // 2 % len(INTERESTING)]
        made.append(Edit((int.from_bytes(place) / 2**24) ** 2, CUTS[cut % len(CUTS)], told))
    return made


_DRAWN = 1 + MOST_EDITS * BYTES_AN_EDIT
EDITS = st.binary(min_size=_DRAWN, max_size=_DRAWN).map(edits_of)


def damaged(content: bytes, edits: list[Edit]) -> bytes:
    """The content with the edits made."""
    made = bytearray(content)
    for place, cut, put in edits:
        start = int(place * len(made))
        made[start : start + cut] = put
    return bytes(made)
