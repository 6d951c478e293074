"""Sessions, their readings and their log, written in batches and read back exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from neopain.core.errors import RecordFault
from neopain.core.readings import Reading
from neopain.core.record import Minute, RecordedReading, SessionSummary, counts_as_alarm
from neopain.core.sessions import LogEntry, LogKind, Session
from neopain.store import rows
from neopain.store.admissions import AdmissionStore
from neopain.store.database import FILE_NAME, Database
from neopain.store.marks import MarkStore
from neopain.store.purge import purge

DURABLE = frozenset({LogKind.ALARM, LogKind.ANNOTATION, LogKind.ASSESSMENT, LogKind.SETTING})
"""A batch with one of these is on the disk before `append` returns, so that it survives a power cut."""

LATEST = "latest"


class SessionStore:
    """The record in a folder, made on first use; several programs may use it at once.

    Thread rule: used only by the thread that opened it; opening is cheap, so open one per thread.

    Attributes:
        path: the record's file.
        marks: annotations and manual assessments, with their history.
        admissions: who is admitted to this bed.
    """

    def __init__(self, folder: Path, *, busy_s: float | None = None) -> None:
        """Open the record in `folder`, or the file `folder` when it ends like one (`.sqlite3`).

        Raises: RecordFault when it cannot be made or read, is damaged, foreign or newer.
        """
        is_file = folder.suffix == Path(FILE_NAME).suffix
        if folder.is_file() and not is_file:
            raise RecordFault(
                f"expected a folder for the sessions, got the file {folder}; choose another folder with "
                "--data or NEOPAIN_DATA"
            )
        self.path = folder if is_file else folder / FILE_NAME
        self._database = Database(self.path) if busy_s is None else Database(self.path, busy_s=busy_s)
        self.marks = MarkStore(self._database, self._number)
        self.admissions = AdmissionStore(self._database)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def begin(self, session: Session) -> None:
        """Open a session's record, durably; the same one twice is fine. Raises: RecordFault."""
        with self._database.transaction(durable=True):
            known = self._database.execute(f"{rows.SELECT_SESSION} WHERE id = ?", [session.id])
            if not known:
                self._database.execute(rows.INSERT_SESSION, rows.session_values(session))
            elif list(rows.session_values(rows.session_of(known[0]))) != list(rows.session_values(session)):
                raise RecordFault(f"another session with id {session.id} is in {self.path}; make a new id")

    def append(self, session_id: str, readings: Sequence[Reading], entries: Sequence[LogEntry]) -> None:
        """Write all or nothing, in one transaction; durable against power loss if it holds any `DURABLE`.

        Raises: RecordFault, and then nothing of it was written.
        """
        with self._database.transaction(durable=any(entry.kind in DURABLE for entry in entries)):
            number, first_reading, first_entry = self._counters(session_id)
            newest = max((reading.captured_at for reading in readings), default=None)
            self._database.execute_many(
                rows.INSERT_READING,
                (rows.reading_values(number, n, one) for n, one in enumerate(readings, first_reading)),
            )
            self._database.execute_many(
                rows.INSERT_ENTRY,
                (rows.entry_values(number, n, one) for n, one in enumerate(entries, first_entry)),
            )
            self._database.execute(
                rows.COUNT_UP,
                [
                    len(readings),
                    sum(reading.raw is not None for reading in readings),
                    sum(counts_as_alarm(entry) for entry in entries),
                    len(entries),
                    newest,
                    newest,
                    number,
                ],
            )

    def end(self, session_id: str, ended_utc: str) -> None:
        """Close the session's record, durably; a second end changes nothing. Raises: RecordFault."""
        with self._database.transaction(durable=True):
            self._database.execute(
                "UPDATE session SET ended_utc = coalesce(ended_utc, ?) WHERE no = ?",
                [ended_utc, self._number(session_id)],
            )

    def sessions(self) -> list[SessionSummary]:
        """All sessions, newest first, unfinished ones (`closed` False) too. Raises: RecordFault."""
        return [
            rows.summary_of(row) for row in self._database.rows(f"{rows.SELECT_SUMMARY} ORDER BY no DESC")
        ]

    def find(self, text: str) -> Session:
        """The session with this id, with the only id that begins so, or `latest`.

        Raises: RecordFault when there is none, or when several ids begin so.
        """
        wanted = text.strip().lower()
        if wanted == LATEST:
            found = self._database.execute(f"{rows.SELECT_SESSION} ORDER BY no DESC LIMIT 1")
            if not found:
                raise RecordFault(
                    f"there is no session in {self.path} yet; record one with `neopain monitor`"
                )
            return rows.session_of(found[0])
        found = self._database.execute(
            f"{rows.SELECT_SESSION} WHERE substr(id, 1, ?) = ? ORDER BY no LIMIT 4", [len(wanted), wanted]
        )
        if not wanted or not found:
            raise RecordFault(
                f"no session id in {self.path} begins with {text!r}; `neopain sessions` lists them"
            )
        if len(found) > 1:
            some = ", ".join(rows.session_of(row).id for row in found[:3])
            raise RecordFault(f"several session ids begin with {text!r} ({some}, ...); give more of the id")
        return rows.session_of(found[0])

    def readings(
        self, session_id: str, *, since: float = float("-inf"), until: float = float("inf")
    ) -> Iterator[RecordedReading]:
        """Readings by time of capture, from `since` to before `until` (monotonic s, the session's clock).

        Raises: RecordFault.
        """
        number, started_at = self._start(session_id)
        return rows.readings_of(
            self._database.rows(rows.SELECT_READINGS, [number, since, until]), started_at, self.path
        )

    def entries(self, session_id: str) -> Iterator[LogEntry]:
        """The session's log by time. Raises: RecordFault."""
        return rows.entries_of(
            self._database.rows(rows.SELECT_ENTRIES, [self._number(session_id)]), self.path
        )

    def minutes(self, session_id: str) -> list[Minute]:
        """The trend minute by minute; minutes without readings are left out. Raises: RecordFault."""
        number, started_at = self._start(session_id)
        return [Minute(*row) for row in self._database.rows(rows.SELECT_MINUTES, [started_at, number])]

    def purge(self, session_id: str) -> None:
        """Remove a session for good, also from backups; its bytes are overwritten. Not for a running one.

        Raises: RecordFault, also when another program that reads keeps old pages alive for now.
        """
        purge(self._database, session_id, self._number(session_id))

    def check(self) -> None:
        """Walk every page of the record. Raises: RecordFault naming the damage."""
        self._database.check()

    def close(self) -> None:
        """Release the file; twice is fine."""
        self._database.close()

    def _number(self, session_id: str) -> int:
        return int(self._start(session_id)[0])

    def _start(self, session_id: str) -> tuple[int, float]:
        number, started_at, _, _ = self._row(session_id)
        return number, started_at

    def _counters(self, session_id: str) -> tuple[int, int, int]:
        number, _, readings, entries = self._row(session_id)
        return number, readings, entries

    def _row(self, session_id: str) -> tuple[int, float, int, int]:
        found = self._database.execute(
            "SELECT no, started_at, readings, entries FROM session WHERE id = ?", [session_id]
        )
        if not found:
            raise RecordFault(
                f"there is no session {session_id} in {self.path}; `neopain sessions` lists them"
            )
        number, started_at, readings, entries = found[0]
        return number, started_at, readings, entries
