"""The order in which one rater sees the items: shuffled by seed, with some shown twice, far apart."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

MOST_REPEATED = 0.5
"""Share of the items that may be shown twice: those of the first half."""


@dataclass(frozen=True, slots=True)
class Showing:
    """An item, for the first (`turn` 0) or the second time (1)."""

    item: str
    turn: int = 0


def shuffled(items: Sequence[str], rater: str, seed: int, repeat: float) -> tuple[Showing, ...]:
    """Every item once, and `repeat` of them a second time, at least a third of all items later.

    The same whatever order the items come in; another rater has another order, so that tiredness and
    learning fall on different items.

    Args:
        items: different ids.
        rater: initials.
        seed: 0 to 2**32 - 1.
        repeat: 0 to MOST_REPEATED.
    """
    ordered = sorted(items)
    digest = hashlib.sha256(rater.casefold().encode()).digest()
    random = np.random.default_rng([seed, int.from_bytes(digest[:8], "big")])
    places = random.permutation(len(ordered)).tolist()
    count = min(round(repeat * len(ordered)), len(ordered) // 2)
    again: dict[int, list[int]] = {}
    for place in sorted(random.choice(max(1, len(ordered) // 2), size=count, replace=False).tolist()):
        least = place + max(1, len(ordered) // 3)
        again.setdefault(int(random.integers(min(least, len(ordered) - 1), len(ordered))), []).append(place)
    order = []
    for place, number in enumerate(places):
        order.append(Showing(ordered[number]))
        order += [Showing(ordered[places[earlier]], 1) for earlier in again.get(place, ())]
    return tuple(order)
