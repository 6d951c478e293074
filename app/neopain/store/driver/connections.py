"""Opens a record with the library that it needs, and copies it from one into the other.

A file in the clear begins with SQLite's own words; an encrypted one is random from its first byte. Only the
file decides how it is read; what a folder wishes decides how a new one is begun. SQLCipher is SQLite with
AES-256 for each page and an HMAC of it (zetetic.net/sqlcipher/design); its module is a copy of Python's.
"""

from __future__ import annotations

import sqlite3
import time
import zlib
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from neopain.core.text import Text
from neopain.store.driver.keys import KEYS, KeyMissing, RecordKey

try:
    from sqlcipher3 import dbapi2 as _sqlcipher
except ImportError:
    # The extra `encryption`; a record in the clear needs none of it.
    _sqlcipher = None

Connection = sqlite3.Connection
"""SQLCipher's has the same calls."""

ERRORS: tuple[type[sqlite3.Error], ...] = (
    (sqlite3.Error,) if _sqlcipher is None else (sqlite3.Error, _sqlcipher.Error)
)
OPERATIONAL_ERRORS: tuple[type[sqlite3.Error], ...] = (
    (sqlite3.OperationalError,)
    if _sqlcipher is None
    else (sqlite3.OperationalError, _sqlcipher.OperationalError)
)
PROGRAMMING_ERRORS: tuple[type[sqlite3.Error], ...] = (
    (sqlite3.ProgrammingError,)
    if _sqlcipher is None
    else (sqlite3.ProgrammingError, _sqlcipher.ProgrammingError)
)
CLEAR = b"SQLite format 3\0"
PAGE = 4096
"""SQLCipher's, as SQLite's own."""
_SAMPLE = 16 * PAGE
_TRIES = 5
_TRY_AGAIN_S = 0.05


def has_library() -> bool:
    """Whether encrypted records can be opened here at all."""
    return _sqlcipher is not None


def is_encrypted(path: Path) -> bool:
    """Whether the file is; False for one in the clear, also a damaged one, and for none. Raises: OSError."""
    try:
        with path.open("rb") as file:
            sample = file.read(_SAMPLE)
    except FileNotFoundError:
        return False
    if len(sample) < PAGE or len(sample) % PAGE or sample.startswith(CLEAR):
        return False
    # Pages in the clear have room and repetitions, whatever happened to the first of them; of encrypted ones
    # a failing disk may have emptied some.
    pages = [sample[at : at + PAGE] for at in range(0, len(sample), PAGE)]
    return 2 * sum(len(zlib.compress(page, 1)) >= PAGE for page in pages) > len(pages)


def connect(path: Path, *, mode: str = "rwc", immutable: bool = False, busy_s: float = 5.0) -> Connection:
    """The record at `path`, or a new one as its folder wishes; statements commit by themselves.

    `mode` is SQLite's: "ro", "rw", "rwc". Raises: KeyMissing, RecordFault; `ERRORS`, as they come.
    """
    uri = f"{path.absolute().as_uri()}?mode={mode}{'&immutable=1' if immutable else ''}"
    for left in reversed(range(_TRIES)):
        encrypted, empty = _is_encrypted(path), not path.exists() or not path.stat().st_size
        new = KEYS.newest(path.parent) if empty and mode != "ro" else None
        if not encrypted and new is None:
            return sqlite3.connect(uri, uri=True, timeout=busy_s, isolation_level=None)
        _require_library(path)
        for key in [new] if new is not None else KEYS.candidates(path.parent):
            if (found := _opened(uri, key, busy_s)) is not None:
                KEYS.learn(key)
                return found
        if new is None and left < _TRIES - 1:
            break
        # Another program may just have begun it, with a salt of its own.
        time.sleep(_TRY_AGAIN_S)
    raise KeyMissing(
        Text(
            "{path} is encrypted, and no key that this computer holds opens it; unlock the keyring, type the "
            "recovery code (`neopain unlock`) or, if its first page is damaged, restore a backup. It is left "
            "as it is",
            path=path,
        )
    )


def connect_memory() -> Connection:
    """An empty record in memory, with Python's own library."""
    return sqlite3.connect(":memory:", isolation_level=None)


def copy_in_memory(path: Path, connection: Connection) -> Connection:
    """All of the open record at `path` in memory."""
    copy: Connection = connect_memory()
    if is_own(connection):
        connection.backup(copy)
        return copy
    copy = _quiet(_sqlcipher.connect(":memory:", uri=True, isolation_level=None))
    _take_over(copy, path, key_of(path))
    return copy


def key_of(path: Path) -> RecordKey | None:
    """Which key opens the file; None for one in the clear. Raises: RecordFault, KeyMissing."""
    if not _is_encrypted(path):
        return None
    _require_library(path)
    uri = f"{path.absolute().as_uri()}?mode=ro"
    for key in KEYS.candidates(path.parent):
        if (found := _opened(uri, key, 5.0)) is not None:
            found.close()
            KEYS.learn(key)
            return key
    with closing(connect(path, mode="ro")):
        raise KeyMissing(Text("{path} is encrypted with a key that came just now; try again", path=path))


def copy_open(connection: Connection, path: Path, target: Path) -> None:
    """A whole copy as of now of the open record at `path` into the new file `target`, encrypted as it is.

    `target` is one file then, without a write-ahead log, and others may write meanwhile. Raises: RecordFault;
    `ERRORS`.
    """
    if not is_own(connection):
        copy_file(path, target, key_of(path))
        return
    target.touch(mode=0o600)
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


def copy_file(source: Path, target: Path, key: RecordKey | None) -> None:
    """A whole copy as of now of the record `source` into the new file `target`, encrypted with `key`.

    As `copy_open`, through SQLCipher, which reads and writes both kinds. Raises: RecordFault; `ERRORS`.
    """
    own = key_of(source)
    _require_library(source)
    target.touch(mode=0o600)
    with closing(_quiet(_sqlcipher.connect(target, uri=True, isolation_level=None))) as copy:
        if key is not None:
            copy.execute(f'PRAGMA key = "{_literal(key)}"')
        _take_over(copy, source, own)


def is_own(connection: object) -> bool:
    """Whether it is of Python's own library, and the record in the clear."""
    return isinstance(connection, sqlite3.Connection)


def bad_pages(connection: Connection) -> list[str]:
    """Pages of an encrypted record that are not as they were written, in words; [] for one in the clear."""
    if is_own(connection):
        return []
    return [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]


def _take_over(copy: Connection, source: Path, key: RecordKey | None) -> None:
    """All of `source`, as of one moment, into the empty `copy`, with what stands in no table."""
    uri = f"{source.absolute().as_uri()}?mode=ro"
    copy.execute("ATTACH ? AS source KEY ?", [uri, "" if key is None else _literal(key)])
    try:
        copy.execute("BEGIN")
        copy.execute("SELECT sqlcipher_export('main', 'source')")
        for word in ("application_id", "user_version"):
            [(number,)] = copy.execute(f"PRAGMA source.{word}")
            copy.execute(f"PRAGMA main.{word} = {int(number)}")
        copy.execute("COMMIT")
    finally:
        if copy.in_transaction:
            copy.execute("ROLLBACK")
        copy.execute("DETACH source")


def _opened(uri: str, key: RecordKey, busy_s: float) -> Connection | None:
    """The connection, None when this is not its key. Raises: `ERRORS` for anything else."""
    connection: Connection = _quiet(_sqlcipher.connect(uri, uri=True, timeout=busy_s, isolation_level=None))
    try:
        connection.execute(f'PRAGMA key = "{_literal(key)}"')
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    except _sqlcipher.Error as error:
        connection.close()
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
            return None
        raise
    return connection


def _quiet(connection: Any) -> Any:  # noqa: ANN401 - the library has no types
    # A key that does not fit is no line on the terminal.
    connection.execute("PRAGMA cipher_log_level = NONE").fetchall()
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _literal(key: RecordKey) -> str:
    return f"x'{key.raw}'"


def _is_encrypted(path: Path) -> bool:
    # What cannot be read, SQLite tells better.
    with suppress(OSError):
        return is_encrypted(path)
    return False


def _require_library(path: Path) -> None:
    if _sqlcipher is None:
        raise KeyMissing(
            Text(
                "{path} is encrypted, and what reads it is not installed: `pip install neopain[encryption]`. "
                "It is left as it is",
                path=path,
            )
        )
