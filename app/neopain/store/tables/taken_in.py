"""What comes from outside is taken in only if the record would take it and give it back.

Else it would keep out all that came with it, stand there for ever as a line that makes no sense, or stop
whoever reads the list of sessions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import astuple
from pathlib import Path
from typing import TypeVar

from neopain.core.readings import Reading
from neopain.core.record import Annotation, Assessment, Batch, RecordedReading
from neopain.core.sessions import LogEntry, Session
from neopain.store.driver.connections import ERRORS, Connection, connect_memory
from neopain.store.schema.migration import migrate
from neopain.store.sqlite.checksum import DamagedRow
from neopain.store.sqlite.database import Value, prepared
from neopain.store.tables import rows
from neopain.store.tables.marks import as_given_back, statement_of

Item = TypeVar("Item")
_NONSENSE: tuple[type[Exception], ...] = (*rows.NONSENSE, *ERRORS, AttributeError, DamagedRow)


def check_session(session: Session, path: Path) -> None:
    """Raises: RecordFault for a session whose values make no sense, or whose id nobody could name."""
    rows.session_of(astuple(session), path)
    named = session.id.isprintable() and session.id == session.id.strip().lower() != ""
    try:
        # The other texts are escaped where they are written.
        for text in (session.id, session.patient_code, session.started_utc):
            text.encode()
    except UnicodeEncodeError as error:
        raise rows.nonsense("the session", path, error) from error
    if not named or type(session.simulated) is not bool:
        raise rows.nonsense("the session", path, ValueError(session.id))


def understood(batch: Batch) -> Batch:
    """What of `batch` a record takes and gives back; tried in an empty one in memory."""
    with closing(prepared(connect_memory())) as trial:
        migrate(trial, Path(":memory:"), keep_copy=False)

        def reading(one: Reading | RecordedReading) -> None:
            values = rows.reading_values(0, 0, one)
            _write(trial, rows.INSERT_READING, values)
            list(rows.readings_of(iter([values]), 0.0, Path(), required=True, on_damage=_raise))

        def entry(one: LogEntry) -> None:
            values = rows.entry_values(0, 0, one)
            _write(trial, rows.INSERT_ENTRY, values)
            list(rows.entries_of(iter([values]), Path(), required=True, on_damage=_raise))

        def mark(one: Annotation | Assessment) -> None:
            _write(trial, *statement_of(one, 0))
            as_given_back(one)

        return Batch(_kept(batch.readings, reading), _kept(batch.entries, entry), _kept(batch.marks, mark))


def _kept(items: Sequence[Item], attempt: Callable[[Item], None]) -> tuple[Item, ...]:
    found = []
    for one in items:
        try:
            attempt(one)
        except _NONSENSE:
            continue
        found.append(one)
    return tuple(found)


def _write(trial: Connection, statement: str, values: Sequence[Value]) -> None:
    """Whether it is taken; nothing stays. Raises: ERRORS, OverflowError, UnicodeEncodeError."""
    trial.execute("BEGIN")
    try:
        trial.execute(statement, values)
    finally:
        trial.execute("ROLLBACK")


def _raise(fault: Exception) -> None:
    raise fault
