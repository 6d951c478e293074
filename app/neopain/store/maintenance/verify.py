"""Looks through a whole record: pages, tables, every row's checksum, counters, and the audit's chain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from functools import cache, partial
from pathlib import Path

from neopain.core.errors import RecordFault
from neopain.store.driver.connections import connect_memory
from neopain.store.files.page_sums import check_sums
from neopain.store.schema.migration import migrate
from neopain.store.sqlite.checksum import COLUMNS, DamagedRow, check_row, row_sum, select
from neopain.store.sqlite.database import Database, Row
from neopain.store.tables.audit import Audit

MOST_PAGES_NAMED = 20
PAUSE_ROWS = 500
"""A pause is made after so many rows, for whoever looks through a record that is being written."""

_ORDER: Mapping[str, str] = {
    "reading": "session, captured_at, n",
    "entry": "session, at, n",
    "annotation": "id, revision",
    "assessment": "id, revision",
}
_COUNTED = """SELECT id, readings, scored, entries,
    (SELECT count(*) FROM reading WHERE session = no),
    (SELECT count(raw) FROM reading WHERE session = no),
    (SELECT count(*) FROM entry WHERE session = no)
    FROM session ORDER BY no"""


def verify(
    database: Database, audit: Audit | None, pause: Callable[[], None] = lambda: None
) -> Iterator[str]:
    """Each fault found, in words, the first bad row first; nothing when the record is as it was written.

    Raises: RecordFault when it cannot be looked through at all.
    """
    yield from _checked("the list of tables", lambda: _tables(database))
    bounds = _bounds(database)
    for table in COLUMNS:
        yield from _checked(f"table {table}", partial(_rows, database, table, bounds, pause))
    yield from _checked("the counters", lambda: _counters(database))
    if audit is not None:
        yield from _checked("the audit", audit.check)
    yield from _checked("the pages", lambda: _pages(database))
    yield from check_sums(database.path)


def _checked(what: str, find: Callable[[], Iterator[str]]) -> Iterator[str]:
    """One damaged place must not hide the others."""
    try:
        yield from find()
    except RecordFault as fault:
        yield f"{what}: {fault}"


def _tables(database: Database) -> Iterator[str]:
    sql = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
    found, wanted = set(database.execute(sql)), _wanted(sql)
    for _, name, _, _ in sorted(wanted - found, key=str):
        yield f"the definition of {name} is missing or was changed"
    for _, name, _, _ in sorted(found - wanted, key=str):
        if name not in {one[1] for one in wanted}:
            yield f"there is a foreign table {name}"


@cache
def _wanted(sql: str) -> frozenset[Row]:
    """What `sql` gives of a new record, which is made but once."""
    with closing(connect_memory()) as fresh:
        migrate(fresh, Path(":memory:"), keep_copy=False)
        return frozenset(fresh.execute(sql))


def _bounds(database: Database) -> Mapping[str, int]:
    try:
        return database.unchecked()
    except RecordFault:
        return {}


def _rows(
    database: Database, table: str, bounds: Mapping[str, int], pause: Callable[[], None]
) -> Iterator[str]:
    kind = "admission" if table == "admission" else "session"
    up_to = 0 if table == "stay_change" else bounds.get(kind, 0)
    order = _ORDER.get(table, "no")
    with database.any_text():
        yield from _bad_rows(database, table, order, up_to, pause)


def _bad_rows(
    database: Database, table: str, order: str, up_to: int, pause: Callable[[], None]
) -> Iterator[str]:
    for count, (*row, kept) in enumerate(database.rows(f"{select(table)} ORDER BY {order}"), 1):
        # Most rows are sound: the words of a fault are made for those that are not.
        if kept != row_sum(row):
            try:
                number = row[0]
                required = not isinstance(number, int) or number > up_to
                check_row(_name(table, row), row, kept, required=required)
            except DamagedRow as fault:
                yield str(fault)
        if not count % PAUSE_ROWS:
            pause()


def _name(table: str, row: Row | list[object]) -> str:
    if table in {"reading", "entry"}:
        return f"{table} {row[2]} of session {row[0]}, at {row[1]} s"
    if table in {"annotation", "assessment"}:
        return f"{table} {row[-3]}, revision {row[-2]}"
    return f"{table} {row[0]}"


def _counters(database: Database) -> Iterator[str]:
    for session_id, *said, readings, scored, entries in database.execute(_COUNTED):
        if said != [readings, scored, entries]:
            yield (
                f"session {session_id} should have {said[0]} readings ({said[1]} scored) and {said[2]} log "
                f"lines; it has {readings} ({scored}) and {entries}"
            )


def _pages(database: Database) -> Iterator[str]:
    yield from (f"pages: {fault}" for fault in database.bad_pages())
    for (verdict,) in database.execute(f"PRAGMA integrity_check({MOST_PAGES_NAMED})"):
        if verdict != "ok":
            yield f"pages: {verdict}"
