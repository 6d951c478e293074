"""One SQLite file in WAL mode: opened, checked, written in transactions, closed.

WAL lets many programs read while one writes; writers queue for at most `BUSY_S`. In WAL mode
`synchronous=NORMAL` survives the death of any program but may lose the last transactions when the power
goes; FULL loses none (sqlite.org/pragma.html#pragma_synchronous).
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeAlias

from neopain.core.errors import RecordFault
from neopain.core.text import Text
from neopain.store.driver import connections as driver
from neopain.store.driver.connections import Connection
from neopain.store.files.folder_lock import settle
from neopain.store.files.page_sums import forget_sums, keep_sums
from neopain.store.files.place import may_write, prepare
from neopain.store.schema.migration import NEWEST, migrate, version_of
from neopain.store.sqlite.checksum import sum_of
from neopain.store.sqlite.faults import DamagedRecord, fault_of, faults_of, undecodable
from neopain.store.sqlite.waiting import until_free

FILE_NAME = "neopain.sqlite3"
BUSY_S = 5.0
CHECKED_UP_TO_BYTES = 16 * 1024 * 1024
"""Walking every page takes some 5 ms a megabyte and more on a busy machine: before a session only smaller
records are walked; larger ones are looked through while it runs (`store.maintenance.verify`)."""
MOST_VERDICTS = 1000
_OF_A_VALUE = re.compile(r"(NULL|non-[A-Z]+|NUMERIC|TEXT) value in |CHECK constraint failed in ")
"""What `quick_check` says of a value that its column does not take. Its row is left out where it is read, and
told; the tree of the table is whole, so that the record can be written on."""
DOUBTED: Counter[Path] = Counter()
"""Records in which a damaged page was met while writing, and how often."""

Row: TypeAlias = tuple[Any, ...]
Value: TypeAlias = str | int | float | bytes | None


class Database:
    """An open record; used only by the thread that opened it. Opening takes milliseconds.

    Attributes:
        path: the file.
        writable: False when the file or its folder may only be read; writing then raises RecordFault.
    """

    def __init__(
        self, path: Path, *, busy_s: float = BUSY_S, check: bool = False, read_only: bool = False
    ) -> None:
        """`check` looks for damage at once, where that takes no time that somebody waits for.

        With `read_only` nothing at all is changed, not even to bring an older record up to date.

        Raises: RecordFault when it cannot be made, is foreign or newer; DamagedRecord.
        """
        self.path = path
        if path.name == FILE_NAME:
            settle(path.parent)
        if read_only and not path.is_file():
            raise RecordFault(
                Text("there is no record yet at {path}; `neopain monitor` makes one", path=path)
            )
        self.writable = prepare(path) and not read_only
        self._wrote = False
        self._once_written: list[Callable[[], None]] = []
        with faults_of(path):
            self._connection = _connect(path, writable=self.writable, busy_s=busy_s)
        try:
            until_free(self._set_up, busy_s)
            if check:
                self._check_before_writing()
        except driver.ERRORS as error:
            self._connection.close()
            raise fault_of(error, path) from error
        except UnicodeDecodeError as error:
            self._connection.close()
            raise undecodable(error, path) from error
        except OSError as error:
            # The copy of an older record, made before it is changed.
            self._connection.close()
            raise RecordFault(
                Text(
                    "the record {path} cannot be brought up to date: {why}; free space there and check "
                    "the folder's permissions",
                    path=path,
                    why=error.strerror,
                )
            ) from error
        except RecordFault:
            self._connection.close()
            raise
        self._inode = path.stat().st_ino

    def _set_up(self) -> None:
        if self.writable:
            version_of(self._connection, self.path)
            (mode,) = self._connection.execute("PRAGMA journal_mode = WAL").fetchone()
            if mode != "wal":
                raise RecordFault(
                    Text(
                        "the record {path} lies on a disk without the locks it needs (network drive?); "
                        "choose a folder on a local disk with --data",
                        path=self.path,
                    )
                )
            _set_for_writing(self._connection)
            log = self.path.with_name(f"{self.path.name}-wal")
            if version_of(self._connection, self.path) < NEWEST or (log.exists() and log.stat().st_size):
                self._going_to_write()
            migrate(self._connection, self.path)
            return
        version = version_of(self._connection, self.path)
        if version == 0:
            raise RecordFault(
                Text("there is no record yet at {path}, and none can be made there", path=self.path)
            )
        if version < NEWEST:
            self._work_on_a_copy()

    def _work_on_a_copy(self) -> None:
        """An older record that must not be changed is brought up to date in memory."""
        copy = prepared(driver.copy_in_memory(self.path, self._connection))
        self._connection.close()
        self._connection = copy
        migrate(copy, self.path, keep_copy=False)

    def _check_before_writing(self) -> None:
        if DOUBTED[self.path] > 1:
            raise DamagedRecord(
                Text(
                    "the record {path}: it is damaged; pages of it cannot be written any more", path=self.path
                )
            )
        if DOUBTED[self.path] or self.path.stat().st_size <= CHECKED_UP_TO_BYTES:
            self._check()

    def check(self) -> None:
        """Walk every page of the record. Raises: DamagedRecord naming the first damage."""
        with faults_of(self.path):
            self._check()

    def bad_pages(self) -> list[str]:
        """Pages of an encrypted record that are not as they were written. Raises: RecordFault."""
        with faults_of(self.path):
            return driver.bad_pages(self._connection)

    def _check(self) -> None:
        found = self._connection.execute(f"PRAGMA quick_check({MOST_VERDICTS})")
        verdict = next((one for (one,) in found if one != "ok" and not _OF_A_VALUE.match(one)), None)
        if verdict is not None:
            damage = sqlite3.DatabaseError(verdict)
            damage.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise fault_of(damage, self.path)

    @contextmanager
    def transaction(self, *, durable: bool) -> Iterator[None]:
        """All or nothing. With `durable` it is on the disk before this returns, else soon after.

        Raises: RecordFault, and then nothing of it was written.
        """
        self._refuse_if_gone()
        self._going_to_write()
        self._once_written.clear()
        with self._damage_noticed(), self._told():
            self._connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                # Again, now that nobody else writes: it may have been replaced while this one waited.
                self._refuse_if_gone()
                yield
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
        for act in self._once_written:
            act()

    def once_written(self, act: Callable[[], None]) -> None:
        """Do it after the running transaction is written, and never if it is not; it must not raise."""
        self._once_written.append(act)

    @contextmanager
    def _damage_noticed(self) -> Iterator[None]:
        try:
            yield
        except DamagedRecord:
            DOUBTED[self.path] += 1
            raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            with faults_of(self.path):
                yield
        except DamagedRecord:
            if not driver.is_own(self._connection) and not self._connection.in_transaction:
                # SQLCipher reads nothing more over a connection that met a damaged page.
                before = self._connection
                with faults_of(self.path):
                    self._connection = _connect(self.path, writable=self.writable, busy_s=BUSY_S)
                self._connection.text_factory = before.text_factory
                if self.writable:
                    _set_for_writing(self._connection)
                before.close()
            raise

    def execute(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        """Run one statement, give all its rows. Raises: RecordFault, ProgramFault."""
        with self._told():
            return self._connection.execute(sql, values).fetchall()

    def execute_many(self, sql: str, rows: Iterator[Sequence[Value]]) -> None:
        """Run one statement per row. Raises: RecordFault, ProgramFault."""
        with self._told():
            self._connection.executemany(sql, rows)

    def rows(self, sql: str, values: Sequence[Value] = ()) -> Iterator[Row]:
        """The rows one by one, as of the first one even if somebody writes meanwhile. Raises: RecordFault."""
        with self._told():
            # Not the cursor itself: it would be closed with whoever is left half way, maybe after the record.
            yield from map(tuple, self._connection.execute(sql, values))

    def empty_log(self) -> bool:
        """Move the write-ahead log into the file and empty it; False while another program reads it."""
        with faults_of(self.path):
            (busy, _, _) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def unchecked(self) -> Mapping[str, int]:
        """Up to which number sessions and admissions are older than checksums. Raises: RecordFault."""
        return dict(self.execute("SELECT kind, up_to FROM unchecked"))

    def copy_to(self, target: Path) -> None:
        """A whole copy as of now, while others write encrypted as it is. Raises: RecordFault, OSError."""
        with faults_of(target):
            driver.copy_open(self._connection, self.path, target)

    @contextmanager
    def any_text(self) -> Iterator[None]:
        """Damaged texts are read, too, so that the checksum tells which row it is; slower by half."""
        usual, self._connection.text_factory = self._connection.text_factory, _any_text
        try:
            yield
        finally:
            self._connection.text_factory = usual

    def close(self) -> None:
        """Release the file; twice is fine."""
        with faults_of(self.path):
            self._connection.close()
        if self._wrote:
            self._wrote = False
            keep_sums(self.path)

    def _going_to_write(self) -> None:
        if not self._wrote and self.writable:
            with suppress(OSError):
                forget_sums(self.path)
            self._wrote = True

    def _refuse_if_gone(self) -> None:
        there = False
        with suppress(OSError):
            there = self.path.stat().st_ino == self._inode
        if not there:
            raise RecordFault(
                Text(
                    "the record {path} was moved or deleted while in use; put it back, or restart NeoPain",
                    path=self.path,
                )
            )


def _connect(path: Path, *, writable: bool, busy_s: float) -> Connection:
    log = path.with_name(f"{path.name}-wal")
    # Without a place for its shared memory file SQLite reads a WAL record only as an unchanging one.
    immutable = not writable and not may_write(path.parent) and not (log.exists() and log.stat().st_size)
    return prepared(driver.connect(path, mode="rw" if writable else "ro", immutable=immutable, busy_s=busy_s))


def _set_for_writing(connection: Connection) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")


def prepared(connection: Connection) -> Connection:
    """The connection with what the record's statements need."""
    connection.create_function("row_sum", -1, sum_of, deterministic=True)
    return connection


def _any_text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
