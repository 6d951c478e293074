"""From SQLite's error codes to what went wrong in the world, or in NeoPain, and what to do about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from neopain.core.errors import NeopainError, ProgramFault, RecordFault
from neopain.core.text import Text
from neopain.store.driver.connections import ERRORS, OPERATIONAL_ERRORS, PROGRAMMING_ERRORS

_PRIMARY = 0xFF
"""Extended result codes keep the primary code in their low byte (sqlite.org/rescode.html)."""

_REMEDIES: dict[int, str] = {
    sqlite3.SQLITE_FULL: Text(
        "the disk is full; free space, or choose a data folder on another disk with --data"
    ),
    sqlite3.SQLITE_IOERR: (
        Text(
            "the disk refuses (full, over a quota, unplugged or failing); free space or check "
            "the disk, or choose a data folder on another disk with --data"
        )
    ),
    sqlite3.SQLITE_READONLY: (
        Text(
            "it may only be read; make the file and its folder writable, or choose another folder with --data"
        )
    ),
    sqlite3.SQLITE_PERM: Text(
        "access was refused; check the owner and permissions of the file and its folder"
    ),
    sqlite3.SQLITE_AUTH: Text(
        "access was refused; check the owner and permissions of the file and its folder"
    ),
    sqlite3.SQLITE_CANTOPEN: (
        Text(
            "it cannot be opened or created; check that the folder exists and is writable, or "
            "choose another folder with --data"
        )
    ),
    sqlite3.SQLITE_BUSY: (
        Text("another program keeps it locked; close other programs that write to it, then try again")
    ),
    sqlite3.SQLITE_LOCKED: Text("another program keeps it locked; close other programs that use it"),
    sqlite3.SQLITE_CORRUPT: (
        Text(
            "it is damaged; the next session sets it aside and begins a new one, and `neopain "
            "recover FILE` reads back what is left in it"
        )
    ),
    sqlite3.SQLITE_NOTADB: (
        Text(
            "it is not a record of NeoPain, or its first page is damaged; the next session sets "
            "it aside and begins a new one"
        )
    ),
}


class DamagedRecord(RecordFault):
    """The file itself is damaged: not a matter of trying again."""


def fault_of(error: sqlite3.Error, path: Path) -> NeopainError:
    """RecordFault with a remedy for the world's faults, ProgramFault for ours."""
    # Errors that Python's own sqlite3 layer raises (wrong thread, closed connection) carry no code.
    code = getattr(error, "sqlite_errorcode", None)
    remedy = None if code is None else _REMEDIES.get(code & _PRIMARY)
    if remedy is not None and code is not None:
        damaged = code & _PRIMARY in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
        kind = DamagedRecord if damaged else RecordFault
        return kind(f"the record {path}: {remedy} ({error})")
    if isinstance(error, OPERATIONAL_ERRORS) and "decode to UTF-8" in str(error):
        return DamagedRecord(
            Text(
                "the record {path}: {remedy} ({error})",
                path=path,
                remedy=_REMEDIES[sqlite3.SQLITE_CORRUPT],
                error=error,
            )
        )
    if isinstance(error, PROGRAMMING_ERRORS) and "thread" in str(error):
        return ProgramFault(
            f"the record {path} is used by another thread than opened it; open one per thread"
        )
    return ProgramFault(f"the record {path}: {error}")


def undecodable(error: UnicodeDecodeError, path: Path) -> DamagedRecord:
    """A damaged page whose bytes reached even SQLite's own message."""
    return DamagedRecord(
        Text(
            "the record {path}: {remedy} ({reason})",
            path=path,
            remedy=_REMEDIES[sqlite3.SQLITE_CORRUPT],
            reason=error.reason,
        )
    )


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another program held the record just then."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY == sqlite3.SQLITE_BUSY


@contextmanager
def faults_of(path: Path) -> Iterator[None]:
    """Translate what SQLite raises inside. Raises: RecordFault, ProgramFault."""
    try:
        yield
    except ERRORS as error:
        raise fault_of(error, path) from error
    except UnicodeDecodeError as error:
        raise undecodable(error, path) from error


def no_session(session_id: str, path: Path) -> RecordFault:
    """For a session that the record at `path` does not hold."""
    return RecordFault(Text("there is no session {session_id} in {path}", session_id=session_id, path=path))
