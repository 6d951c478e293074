"""Reads back into the record what lies elsewhere: rescue files, JSON Lines, and damaged records set aside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from neopain.core.audit import AuditAction
from neopain.core.record import Batch
from neopain.reports.lines.spill_lines import Spilled, read_spill
from neopain.store.sessions import SessionStore
from neopain.store.tables.taken_in import check_session, understood

RECORD_SUFFIX = ".sqlite3"


@dataclass(frozen=True, slots=True)
class Recovered:
    """What became of one session of the file.

    Attributes:
        session_id: which session.
        found: what could be read in the file.
        new: how much of it the record did not hold yet, and holds now.
        damaged: what was left out, in words.
    """

    session_id: str
    found: Batch
    new: Batch
    damaged: tuple[str, ...]


def recover(folder: Path, file: Path) -> list[Recovered]:
    """Read `file` back into the record in `folder`; twice is as good as once. Raises: RecordFault."""
    done = []
    with SessionStore(folder, check=True) as store:
        for spilled, damaged in _from_record(file) if file.suffix == RECORD_SUFFIX else _from_lines(file):
            check_session(spilled.session, file)
            sound = understood(spilled.batch)
            lost = len(spilled.batch) - len(sound)
            senseless = (f"{lost} lines hold what makes no sense",) if lost else ()
            new = store.merge(spilled.session, sound)
            done.append(Recovered(spilled.session.id, sound, new, damaged + senseless))
            if len(new):
                store.audit.note(
                    AuditAction.RECOVER,
                    spilled.session.id,
                    detail={
                        "readings": len(new.readings),
                        "entries": len(new.entries),
                        "marks": len(new.marks),
                    },
                )
    return done


def _from_lines(file: Path) -> list[tuple[Spilled, tuple[str, ...]]]:
    spilled = read_spill(file)
    return [(spilled, tuple(f"line {number} is cut or changed" for number in spilled.unreadable))]


def _from_record(file: Path) -> list[tuple[Spilled, tuple[str, ...]]]:
    found = []
    with SessionStore(file, read_only=True) as store:
        for summary in reversed(store.sessions()):
            before = len(store.damage)
            session = summary.session
            batch = Batch(
                tuple(store.readings(session.id)),
                tuple(store.entries(session.id)),
                tuple(store.marks.revisions(session.id)),
            )
            found.append((Spilled(session, batch, ()), tuple(store.damage[before:])))
    return found
