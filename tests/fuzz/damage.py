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


INTERESTING = st.sampled_from(
    [
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
    ]
)
EDITS = st.lists(
    st.builds(
        Edit,
        st.floats(0, 1, exclude_max=True),
        st.sampled_from([0, 1, 1, 2, 4, 8, 64]),
        INTERESTING | st.binary(max_size=8),
    ),
    min_size=1,
    max_size=6,
)


def damaged(content: bytes, edits: list[Edit]) -> bytes:
    """The content with the edits made."""
    made = bytearray(content)
    for place, cut, put in edits:
        start = int(place * len(made))
        made[start : start + cut] = put
    return bytes(made)
