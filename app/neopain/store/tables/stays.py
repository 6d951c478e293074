"""The stay of one infant over the record: which parts of sessions belong to it, and every change of that.

A session belongs to the stay that was open when it began. Two stays of one infant are merged, and a time of
another infant is moved, by rows that are only ever added: the readings stay where they were written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace

from neopain.core.audit import AuditAction
from neopain.core.clinical.admission import Admission
from neopain.core.errors import RecordFault
from neopain.core.sessions import Session
from neopain.core.stay.stays import StayChange, StayChangeKind, StayPart
from neopain.core.text import Text
from neopain.store.sqlite.checksum import DamagedRow, insert, row_sum, seal, select, summed
from neopain.store.sqlite.database import Database, Row, Value
from neopain.store.sqlite.faults import no_session
from neopain.store.tables import rows
from neopain.store.tables.audit import Audit
from neopain.store.tables.stay_parts import Span, spans_of

_ACTIONS = {
    StayChangeKind.MERGE: AuditAction.MERGE,
    StayChangeKind.MOVE: AuditAction.MOVE,
    StayChangeKind.CORRECT: AuditAction.CORRECT,
}


class StayStore:
    """The stays in one record; reached as `SessionStore.stays`."""

    def __init__(self, database: Database, audit: Audit, on_damage: rows.OnDamage) -> None:
        """`on_damage` hears of sessions that make no sense; no stay has them."""
        self._database = database
        self._audit = audit
        self._on_damage = on_damage

    def parts(self, stay_id: str) -> list[StayPart]:
        """What belongs to the stay, by the sessions' start and then by time. Raises: RecordFault."""
        wanted = self._number(stay_id)
        return self.parts_of_all([wanted])[wanted]

    def parts_of_all(self, numbers: Iterable[int]) -> dict[int, list[StayPart]]:
        """The parts of these stays by their number; a stay that was merged has none. Raises: RecordFault."""
        found: dict[int, list[StayPart]] = {number: [] for number in numbers}
        sessions = sorted(self._sessions(), key=lambda one: (one[1].started_utc, one[0]))
        merges = self._merges()
        for number, session, stay in sessions:
            for span in self._spans(number, stay, merges):
                if span.stay in found:
                    found[span.stay].append(StayPart(session, span.since, span.until))
        return found

    def parts_of_nobody(self) -> list[StayPart]:
        """What belongs to no stay. Raises: RecordFault."""
        merges = self._merges()
        return [
            StayPart(session, span.since, span.until)
            for number, session, stay in self._sessions()
            for span in self._spans(number, stay, merges)
            if span.stay is None
        ]

    def stay_at(self, session_id: str, at: float) -> str | None:
        """The id of the stay that the session's monotonic second `at` belongs to; None for nobody's."""
        for number, session, stay in self._sessions():
            if session.id == session_id:
                for span in self._spans(number, stay, self._merges()):
                    if span.since <= at < span.until:
                        return None if span.stay is None else self._id(span.stay)
        return None

    def standing_id(self, stay_id: str) -> str:
        """The stay that this one was merged into in the end, else itself. Raises: RecordFault."""
        return self._id(_end_of(self._number(stay_id), self._merges()))

    def of_one_infant(self, stay_id: str) -> frozenset[str]:
        """The ids of this stay and of all that were merged into one with it. Raises: RecordFault."""
        merges = self._merges()
        wanted = _end_of(self._number(stay_id), merges)
        stays = self._database.execute("SELECT no, id FROM admission")
        return frozenset(str(one) for number, one in stays if _end_of(number, merges) == wanted)

    def merge(self, stay_id: str, into_id: str, *, utc: str, author: str, reason: str) -> None:
        """Let everything of one stay belong to the other: they were one infant. Raises: RecordFault."""
        merged, stay = self._number(stay_id), self._number(into_id)
        merges = self._merges()
        if merged == _end_of(stay, merges) or merged == stay:
            raise RecordFault(Text("these two stays are one already; look at the list of stays again"))
        if merged in merges:
            raise RecordFault(Text("that stay was merged before; look at the list of stays again"))
        if self._database.execute(
            "SELECT 1 FROM admission WHERE no = ? AND discharged_utc IS NULL", [merged]
        ):
            raise RecordFault(
                Text("the infant of that stay is here now: merge the other stay into this one instead")
            )
        self._add(StayChangeKind.MERGE, utc, author, reason, stay, merged=merged)

    def move(
        self,
        session_id: str,
        since: float | None,
        until: float | None,
        to_id: str,
        *,
        utc: str,
        author: str,
        reason: str,
    ) -> None:
        """Let a time of a session (monotonic s, None for an open end) belong to another stay.

        Raises: RecordFault.
        """
        found = self._database.execute("SELECT no FROM session WHERE id = ?", [session_id])
        if not found:
            raise no_session(session_id, self._database.path)
        if since is not None and until is not None and not since < until:
            raise RecordFault(Text("the time that is moved ends after it begins; choose another end"))
        self._add(
            StayChangeKind.MOVE,
            utc,
            author,
            reason,
            self._number(to_id),
            session=int(found[0][0]),
            since=rows.real(since),
            until=rows.real(until),
        )

    def correct(self, before: Admission, after: Admission, *, utc: str, author: str, reason: str) -> None:
        """Put right code and ages of a stay; what stood before stays in its history. Raises: RecordFault."""
        if before.id != after.id:
            raise RecordFault(Text("a correction is of one stay; admit another patient instead"))
        number = self._number(before.id)
        stood = asdict(before)
        del stood["preset"]
        with self._audited(AuditAction.CORRECT, after.id, author):
            self._insert(
                StayChangeKind.CORRECT, utc, author, reason, number, before=json.dumps(stood, sort_keys=True)
            )
            self._database.execute(
                "UPDATE admission SET patient_code = ?, gestation_days = ?, age_days = ? WHERE no = ?",
                [after.patient_code, after.gestation_days, after.age_days, number],
            )
            self._database.execute(seal("admission", "no = ?"), [number])
            self._database.execute(
                "UPDATE session SET patient_code = ? WHERE stay = ?", [after.patient_code, number]
            )
            self._database.execute(seal("session", "stay = ?"), [number])

    def is_same(self, known: Session, session: Session) -> bool:
        """Whether the recorded session is this one; its code may have been corrected since."""
        if list(rows.session_values(known)) == list(rows.session_values(session)):
            return True
        coded = replace(session, patient_code=known.patient_code)
        return list(rows.session_values(known)) == list(rows.session_values(coded)) and bool(
            self._database.execute(
                "SELECT 1 FROM stay_change WHERE kind = 'correct' "
                "AND stay = (SELECT stay FROM session WHERE id = ?)",
                [session.id],
            )
        )

    def history(self, stay_id: str) -> list[StayChange]:
        """Every change that this stay was part of, oldest first. Raises: RecordFault."""
        wanted = self._number(stay_id)
        return [
            self._change(row)
            for row in self._database.rows(f"{select('stay_change')} ORDER BY no")
            if wanted in {row[5], row[6]} or row[7] in self._numbers_of(wanted)
        ]

    def sessions_of_open_stay(self) -> frozenset[str]:
        """Ids of the sessions of whoever is admitted now. Raises: RecordFault."""
        found = self._database.execute(
            "SELECT id FROM session WHERE stay IN (SELECT no FROM admission WHERE discharged_utc IS NULL) "
            "OR patient_code IN (SELECT patient_code FROM admission WHERE discharged_utc IS NULL)"
        )
        ids = {session_id for (session_id,) in found}
        current = self._database.execute("SELECT id FROM admission WHERE discharged_utc IS NULL")
        for (stay_id,) in current:
            ids |= {part.session.id for part in self.parts(stay_id)}
        return frozenset(ids)

    def open_stay_of(self, patient_code: str) -> int | None:
        """The number of the open stay when it is of this patient. Raises: RecordFault."""
        if not patient_code:
            return None
        found = self._database.execute(
            "SELECT no FROM admission WHERE discharged_utc IS NULL AND patient_code = ?", [patient_code]
        )
        return int(found[0][0]) if found else None

    def _sessions(self) -> Iterator[tuple[int, Session, int | None]]:
        """Those that the list of sessions has, too."""
        columns = rows.SELECT_SUMMARY.replace(" FROM", ", no, stay FROM")
        for *row, number, stay in self._database.execute(f"{columns} ORDER BY no"):
            try:
                session = rows.summary_of(tuple(row), self._database.path).session
            except DamagedRow as fault:
                self._on_damage(fault)
            else:
                yield number, session, stay

    def _spans(self, session: int, stay: int | None, merges: dict[int, int]) -> list[Span]:
        moves = self._database.execute(
            "SELECT stay, since, until FROM stay_change WHERE kind = 'move' AND session = ? ORDER BY no",
            [session],
        )
        return [
            Span(None if span.stay is None else _end_of(span.stay, merges), span.since, span.until)
            for span in spans_of(stay, moves)
        ]

    def _merges(self) -> dict[int, int]:
        """A row that is not as it was written joins nobody."""
        found = self._database.execute(f"{select('stay_change')} WHERE kind = 'merge' ORDER BY no")
        return {int(row[6]): int(row[5]) for *row, kept in found if kept == row_sum(row)}

    def _numbers_of(self, stay: int) -> set[int]:
        return {
            number for (number,) in self._database.execute("SELECT no FROM session WHERE stay = ?", [stay])
        }

    def _number(self, stay_id: str) -> int:
        found = self._database.execute("SELECT no FROM admission WHERE id = ?", [stay_id])
        if not found:
            raise RecordFault(
                Text(
                    "there is no stay {stay_id} in {path}",
                    stay_id=stay_id,
                    path=self._database.path,
                )
            )
        return int(found[0][0])

    def _id(self, number: int) -> str:
        [(stay_id,)] = self._database.execute("SELECT id FROM admission WHERE no = ?", [number])
        return str(stay_id)

    def _add(
        self, kind: StayChangeKind, utc: str, author: str, reason: str, stay: int, **values: Value
    ) -> None:
        with self._audited(_ACTIONS[kind], self._id(stay), author):
            self._insert(kind, utc, author, reason, stay, **values)

    def _insert(
        self, kind: StayChangeKind, utc: str, author: str, reason: str, stay: int, **values: Value
    ) -> None:
        [(number,)] = self._database.execute("SELECT coalesce(max(no), 0) + 1 FROM stay_change")
        named = [values.get(name) for name in ("merged", "session", "since", "until", "before")]
        row = [number, kind.value, utc, rows.storable(author), rows.storable(reason), stay, *named]
        self._database.execute(insert("stay_change"), summed(row))

    def _change(self, row: Row) -> StayChange:
        _, kind, utc, author, reason, stay, merged, session, since, until, before, _ = row
        session_ids = self._database.execute("SELECT id FROM session WHERE no = ?", [session])
        return StayChange(
            kind=StayChangeKind(kind),
            utc=utc,
            author=author,
            reason=reason,
            stay_id=self._id(stay),
            merged_id=None if merged is None else self._id(merged),
            session_id=session_ids[0][0] if session_ids else None,
            since=since,
            until=until,
            before=before,
        )

    @contextmanager
    def _audited(self, action: AuditAction, subject: str, author: str) -> Iterator[None]:
        with self._database.transaction(durable=True):
            yield
            self._audit.add(action, subject, actor=author, detail={"author": author})


def _end_of(stay: int, merges: dict[int, int]) -> int:
    """The last stay of the chain; of a circle, which no NeoPain writes, the first that was admitted."""
    seen: list[int] = []
    while stay in merges and stay not in seen:
        seen.append(stay)
        stay = merges[stay]
    return min(seen[seen.index(stay) :]) if stay in seen else stay
