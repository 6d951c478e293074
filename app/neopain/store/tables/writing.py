"""Items into a session's tables, inside the caller's transaction; and which of them are there already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from neopain.core.readings import Reading
from neopain.core.record import Batch, RecordedReading, counts_as_alarm
from neopain.core.sessions import LogEntry
from neopain.store.sqlite.checksum import select
from neopain.store.sqlite.database import Database, Value
from neopain.store.tables import rows
from neopain.store.tables.marks import MarkStore

One = TypeVar("One")


class Counters(NamedTuple):
    """What a session's row says: its number, its start (monotonic s), and how much it holds."""

    number: int
    started_at: float
    readings: int
    entries: int


def write(database: Database, marks: MarkStore, counters: Counters, batch: Batch) -> None:
    """Write all of it and count it up. Raises: RecordFault, ProgramFault."""
    number = counters.number
    database.execute_many(
        rows.INSERT_READING,
        (rows.reading_values(number, n, one) for n, one in enumerate(batch.readings, counters.readings)),
    )
    database.execute_many(
        rows.INSERT_ENTRY,
        (rows.entry_values(number, n, one) for n, one in enumerate(batch.entries, counters.entries)),
    )
    marks.keep(number, batch.marks)
    newest = max((reading.captured_at for reading in batch.readings), default=None)
    database.execute(
        rows.COUNT_UP,
        [
            len(batch.readings),
            sum(reading.raw is not None for reading in batch.readings),
            sum(counts_as_alarm(entry) for entry in batch.entries),
            len(batch.entries),
            newest,
            newest,
            number,
        ],
    )
    database.execute(rows.SEAL_SESSION, [number])


def not_there(database: Database, marks: MarkStore, number: int, batch: Batch) -> Batch:
    """What of `batch` the session does not hold yet; equal items count as often as they occur."""
    return Batch(
        tuple(
            _missing(
                batch.readings,
                lambda one: _key(rows.reading_values(number, 0, one)),
                lambda: map(_key, _between(database, "reading", "captured_at", number, batch.readings)),
            )
        ),
        tuple(
            _missing(
                batch.entries,
                lambda one: _key(rows.entry_values(number, 0, one)),
                lambda: map(_key, _between(database, "entry", "at", number, batch.entries)),
            )
        ),
        tuple(mark for mark in batch.marks if not marks.holds(mark)),
    )


def _missing(
    items: Sequence[One], key: Callable[[One], Hashable], known: Callable[[], Iterable[Hashable]]
) -> Iterator[One]:
    there = Counter(known())
    for one in items:
        its = key(one)
        if there[its] > 0:
            there[its] -= 1
        else:
            yield one


def _between(
    database: Database,
    table: str,
    time: str,
    number: int,
    items: Sequence[Reading | RecordedReading] | Sequence[LogEntry],
) -> Iterator[Sequence[Value]]:
    if not items:
        return iter(())
    times = [one.at if isinstance(one, LogEntry) else one.captured_at for one in items]
    return database.rows(
        f"{select(table)} WHERE session = ? AND {time} BETWEEN ? AND ?", [number, min(times), max(times)]
    )


def _key(row: Sequence[Value]) -> Hashable:
    # Without the place in the session and the sum: the same reading has others there.
    return (row[1], *row[3:-1])
