"""Sessions, their readings and their log, written in batches and read back exactly."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from neopain.core.audit import AuditAction
from neopain.core.errors import RecordFault
from neopain.core.readings import Reading
from neopain.core.record import Batch, Mark, Minute, RecordedReading, SessionSummary, standing
from neopain.core.sessions import LogEntry, Session
from neopain.core.stay.stays import StayEntry, StayReading
from neopain.core.text import Text
from neopain.core.watch.log_lines import BY_PEOPLE
from neopain.store.maintenance.purge import purge
from neopain.store.maintenance.salvage import sound_rows
from neopain.store.maintenance.verify import verify
from neopain.store.sqlite.database import BUSY_S, FILE_NAME, Database, Row
from neopain.store.tables import rows
from neopain.store.tables.admissions import AdmissionStore
from neopain.store.tables.audit import Audit
from neopain.store.tables.digests import DigestStore
from neopain.store.tables.find import find_session
from neopain.store.tables.marks import MarkStore
from neopain.store.tables.signs import SignStore
from neopain.store.tables.stays import StayStore
from neopain.store.tables.writing import Counters, not_there, write

logger = logging.getLogger(__name__)

MOST_LOGGED = 20
"""A record with thousands of damaged rows must not flood the log; `neopain verify` counts them."""


class SessionStore:
    """The record in a folder, made on first use; several programs may use it at once.

    Thread rule: used only by the thread that opened it; opening is cheap, so open one per thread.

    Attributes:
        path: the record's file.
        writable: whether it may be changed.
        damage: what was found damaged and left out of what was read.
        marks: annotations and manual assessments, with their history.
        admissions: who is admitted to this bed.
        audit: who changed what, in a chain.
        stays: the sessions of one infant's stay.
        digests: ten minutes of a session in short, for trends and statistics of weeks.
        signs: what stands beside the scores, second by second.
    """

    def __init__(
        self, folder: Path, *, busy_s: float = BUSY_S, check: bool = False, read_only: bool = False
    ) -> None:
        """Open the record in `folder`, or the file `folder` when it ends like one (`.sqlite3`).

        `check` looks for damage at once, as before a session; without, damage is found where it is read.
        `read_only` changes nothing at all.

        Raises: RecordFault when it cannot be made or read, is foreign or newer; DamagedRecord.
        """
        is_file = folder.suffix == Path(FILE_NAME).suffix
        if folder.is_file() and not is_file:
            raise RecordFault(
                Text(
                    "expected a folder for the sessions, got the file {folder}; choose another folder "
                    "with --data or NEOPAIN_DATA",
                    folder=folder,
                )
            )
        self.path = folder if is_file else folder / FILE_NAME
        self._database = Database(self.path, busy_s=busy_s, check=check, read_only=read_only)
        self._bounds = self._database.unchecked()
        self.damage: list[str] = []
        self.audit = Audit(self._database)
        self.marks = MarkStore(
            self._database, self._number, required=self._required, on_damage=self._note_damage
        )
        self.admissions = AdmissionStore(self._database, self.audit)
        self.stays = StayStore(self._database, self.audit, self._note_damage)
        self.signs = SignStore(self._database)
        self.digests = DigestStore(
            self._database, lambda one, low, high: self.readings(one, since=low, until=high), self.entries
        )

    @property
    def writable(self) -> bool:
        """Whether it could be written when it was opened."""
        return self._database.writable

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
                self._note_other_model(session)
                stay = self.stays.open_stay_of(session.patient_code)
                [(number,)] = self._database.execute(
                    rows.INSERT_SESSION, [*rows.session_values(session), stay]
                )
                self._database.execute(rows.SEAL_SESSION, [number])
            elif not self.stays.is_same(rows.session_of(known[0], self.path), session):
                raise RecordFault(
                    Text(
                        "another session with id {session_id} is in {path}; make a new id",
                        session_id=session.id,
                        path=self.path,
                    )
                )

    def append(
        self,
        session_id: str,
        readings: Sequence[Reading | RecordedReading],
        entries: Sequence[LogEntry],
        marks: Sequence[Mark] = (),
    ) -> None:
        """Write all or nothing, in one transaction; with lines of the log or marks it survives a power cut.

        Raises: RecordFault, and then nothing of it was written.
        """
        # In WAL mode the death of the program loses nothing that was committed, at either level; a power cut
        # loses what was not synced. Lines and marks are few and what people rely on: they are synced, and all
        # readings before them with them.
        batch = Batch(tuple(readings), tuple(entries), tuple(marks))
        with self._database.transaction(durable=bool(entries or marks)):
            write(self._database, self.marks, self._row(session_id), batch)
        if readings:
            self.digests.keep_up(session_id, readings[-1].captured_at)

    def end(self, session_id: str, ended_utc: str) -> None:
        """Close the session's record, durably; a second end changes nothing. Raises: RecordFault."""
        with self._database.transaction(durable=True):
            number = self._number(session_id)
            self._database.execute(
                "UPDATE session SET ended_utc = coalesce(ended_utc, ?) WHERE no = ?", [ended_utc, number]
            )
            self._database.execute(rows.SEAL_SESSION, [number])
        self.digests.finish(session_id)

    def sessions(self) -> list[SessionSummary]:
        """All that make sense, newest first, unfinished ones (`closed` False) too. Raises: RecordFault."""
        found = self._database.rows(f"{rows.SELECT_SUMMARY} ORDER BY no DESC")
        return list(rows.summaries_of(found, self.path, self._note_damage))

    def find(self, text: str) -> Session:
        """The session with this id, with the only id that begins so, or `latest`.

        Raises: RecordFault when there is none, or when several ids begin so.
        """
        return find_session(self._database, text)

    def readings(
        self, session_id: str, *, since: float = float("-inf"), until: float = float("inf")
    ) -> Iterator[RecordedReading]:
        """Readings by time of capture, from `since` to before `until` (monotonic s, the session's clock).

        Damaged rows are left out, a gap, and told in `damage`. Raises: RecordFault.
        """
        number, started_at, _, _ = self._row(session_id)

        def fetch(low: float, high: float, backwards: bool) -> Iterator[Row]:  # noqa: FBT001 - as `Fetch` has it
            sql = rows.SELECT_READINGS_BACKWARDS if backwards else rows.SELECT_READINGS
            return self._database.rows(sql, [number, low, high])

        return rows.readings_of(
            sound_rows(fetch, since, until, self._note_damage),
            started_at,
            self.path,
            required=self._required(number),
            on_damage=self._note_damage,
        )

    def entries(self, session_id: str) -> Iterator[LogEntry]:
        """The session's log by time, damaged lines left out and told in `damage`. Raises: RecordFault."""
        number = self._number(session_id)

        def fetch(low: float, high: float, backwards: bool) -> Iterator[Row]:  # noqa: FBT001 - as `Fetch` has it
            sql = rows.SELECT_ENTRIES_BACKWARDS if backwards else rows.SELECT_ENTRIES
            return self._database.rows(sql, [number, low, high])

        return rows.entries_of(
            sound_rows(fetch, float("-inf"), float("inf"), self._note_damage),
            self.path,
            required=self._required(number),
            on_damage=self._note_damage,
        )

    def minutes(self, session_id: str) -> list[Minute]:
        """The trend minute by minute; minutes without readings are left out. Raises: RecordFault."""
        number, started_at, _, _ = self._row(session_id)
        return [Minute(*row) for row in self._database.rows(rows.SELECT_MINUTES, [started_at, number])]

    def stay_readings(self, stay_id: str) -> Iterator[StayReading]:
        """The readings of a stay over its sessions, by the sessions' start and time. Raises: RecordFault."""
        for part in self.stays.parts(stay_id):
            for reading in self.readings(part.session.id, since=part.since, until=part.until):
                yield StayReading(part.session, reading)

    def stay_entries(self, stay_id: str) -> Iterator[StayEntry]:
        """The log of a stay, as `stay_readings`. Raises: RecordFault."""
        for part in self.stays.parts(stay_id):
            for entry in self.entries(part.session.id):
                if part.holds(entry.at):
                    yield StayEntry(part.session, entry)

    def stay_marks(self, stay_id: str) -> Iterator[tuple[Session, Mark]]:
        """The standing notes and manual scores of a stay, as `stay_readings`. Raises: RecordFault."""
        for part in self.stays.parts(stay_id):
            for mark in standing(part.marks(self.marks.revisions(part.session.id))):
                yield part.session, mark

    def purge(self, session_id: str) -> None:
        """Remove a session for good, also from backups; its bytes are overwritten. Not for a running one.

        Raises: RecordFault, also when another program that reads keeps old pages alive for now.
        """
        purge(self._database, session_id, self._number(session_id))

    def verify(self, pause: Callable[[], None] = lambda: None, *, audit: bool = True) -> Iterator[str]:
        """Look through all of it; gives each fault in words, and nothing when it is as it was written.

        `audit` checks the audit, too, whose key lies beside the record only.
        """
        return verify(self._database, self.audit if audit else None, pause)

    def copy_to(self, target: Path) -> None:
        """A whole copy as of now into a new file, while others write. Raises: RecordFault, OSError."""
        self._database.copy_to(target)

    def check(self) -> None:
        """Walk every page of the record. Raises: RecordFault naming the damage."""
        self._database.check()

    def close(self) -> None:
        """Release the file; twice is fine."""
        self._database.close()

    def merge(self, session: Session, batch: Batch) -> Batch:
        """Read back what lay elsewhere, each item once, however often it is tried. Returns: what was new.

        Raises: RecordFault, and then nothing of it was written.
        """
        self.begin(session)
        with self._database.transaction(durable=True):
            counters = self._row(session.id)
            new = not_there(self._database, self.marks, counters.number, batch)
            write(self._database, self.marks, counters, new)
            if new.readings or any(one.kind not in BY_PEOPLE for one in new.entries):
                self.digests.forget(session.id)
        return new

    def _number(self, session_id: str) -> int:
        return self._row(session_id).number

    def _row(self, session_id: str) -> Counters:
        found = self._database.execute(
            "SELECT no, started_at, readings, entries FROM session WHERE id = ?", [session_id]
        )
        if not found:
            raise RecordFault(
                Text(
                    "there is no session {session_id} in {path}; `neopain sessions` lists them",
                    session_id=session_id,
                    path=self.path,
                )
            )
        return Counters(*found[0])

    def _note_other_model(self, session: Session) -> None:
        newest = self._database.execute("SELECT model_id FROM session ORDER BY no DESC LIMIT 1")
        if newest and newest[0][0] != session.model_id:
            detail = {"model": session.model_id, "before": newest[0][0]}
            self.audit.add(AuditAction.MODEL, session.id, detail=detail)

    def _required(self, number: int) -> bool:
        return number > self._bounds.get("session", 0)

    def _note_damage(self, fault: RecordFault) -> None:
        self.damage.append(str(fault))
        if len(self.damage) <= MOST_LOGGED:
            logger.error("left out, as it is damaged: %s", fault)
