"""Reading on around damaged pages: from the front, from the back, and from the middle of what is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from neopain.store.sqlite.database import Row
from neopain.store.sqlite.faults import DamagedRecord
from neopain.store.tables.rows import OnDamage

DEEPEST = 12
"""Halvings of the time between two damaged places."""
SHORTEST_S = 1.0

Fetch = Callable[[float, float, bool], Iterator[Row]]
"""Rows whose time, their second column, lies from the first to before the second; backwards with True."""


def sound_rows(fetch: Fetch, since: float, until: float, on_damage: OnDamage) -> Iterator[Row]:
    """All rows that can be read, by time and number; a damaged place is told and left out."""
    last = since
    given: set[tuple[float, int]] = set()
    found = fetch(since, until, False)
    while True:
        try:
            row = next(found)
        except StopIteration:
            return
        except DamagedRecord as fault:
            on_damage(fault)
            break
        if row[1] != last:
            last, given = row[1], set()
        given.add((row[1], row[2]))
        yield row
    rest = _around(fetch, last, until, DEEPEST)
    for key in sorted(rest):
        if key not in given:
            yield rest[key]


def _around(fetch: Fetch, since: float, until: float, depth: int) -> dict[tuple[float, int], Row]:
    front: list[Row] = []
    back: list[Row] = []
    with suppress(DamagedRecord):
        for row in fetch(since, until, False):
            front.append(row)  # noqa: PERF402 - what came before the fault counts
        return {(row[1], row[2]): row for row in front}
    with suppress(DamagedRecord):
        for row in fetch(since, until, True):
            back.append(row)  # noqa: PERF402 - as above
    found = {(row[1], row[2]): row for row in (*front, *back)}
    begin = front[-1][1] if front else since
    end = back[-1][1] if back else until
    # An unbounded end has no middle; half a second of readings fits into one page.
    if depth and SHORTEST_S < end - begin < float("inf"):
        middle = (begin + end) / 2.0
        found |= _around(fetch, begin, middle, depth - 1)
        found |= _around(fetch, middle, end, depth - 1)
    return found
