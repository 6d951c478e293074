"""What is exported: one session, or a whole stay told as one, on the clock of its first session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

from neopain.core.errors import RecordFault
from neopain.core.record import (
    MONITORED_AGAIN,
    NOT_MONITORED,
    Annotation,
    Bridge,
    Mark,
    RecordedReading,
)
from neopain.core.sessions import LogEntry, LogKind, Session
from neopain.core.stay.axis import on_axis
from neopain.core.stay.stays import StayPart
from neopain.core.text import Text
from neopain.core.watch.log_lines import in_force_at, last_of_monitor
from neopain.reports.content.level import Content
from neopain.store.sessions import SessionStore

Placed = tuple[StayPart, float, float]
"""A part of a stay, what to add to its session's seconds for the stay's, and the last second of it there."""


def stay_id_of(store: SessionStore, which: str) -> str | None:
    """The id of the stay that is meant: by its id, the beginning of one, or its code; None for none.

    Of several stays under one code the newest. Raises: RecordFault when several ids begin so.
    """
    wanted = which.strip()
    stays = [one for one in store.admissions.numbered().values() if store.stays.parts(one.id)]
    coded = [one.id for one in stays if one.patient_code == wanted]
    if coded:
        return coded[-1]
    begun = [one.id for one in stays if wanted and one.id.startswith(wanted.lower())]
    if len(begun) > 1:
        raise RecordFault(Text("several stays begin with {which}; give more of the id", which=repr(which)))
    return begun[0] if begun else None


def session_content(store: SessionStore, session: Session, zone: ZoneInfo | None) -> Content:
    """A session as it was recorded. Raises: RecordFault."""
    return Content(
        session,
        store.readings(session.id),
        list(store.entries(session.id)),
        store.marks.revisions(session.id),
        zone,
    )


def stay_content(store: SessionStore, stay_id: str, zone: ZoneInfo | None) -> Content:
    """A stay; the time between its sessions is told by lines of its log, and is in no statistic.

    Raises: RecordFault.
    """
    ends = _ends(store)
    parts = recorded_parts(store, stay_id)
    if not parts:
        raise RecordFault(Text("nothing was recorded in that stay"))
    sessions = list({one.session.id: one.session for one in parts}.values())
    shifts = {
        one.session.id: one.shift_s
        for one in on_axis([(one, ends[one.id]) for one in sessions[:-1]], sessions[-1])
    }
    # The axis of the first session: an export begins at 0 and grows.
    zero = shifts.get(sessions[0].id, 0.0)
    placed = [
        (part, shifts.get(part.session.id, 0.0) - zero, _last(store, part, ends[part.session.id]))
        for part in parts
    ]
    first = parts[0]
    start = max(first.since, first.session.started_at)
    # Its sessions may have codes that were corrected, of a stay that was merged, or none.
    code = next(one.patient_code for one in store.admissions.numbered().values() if one.id == stay_id)
    whole = _as_one(stay_id, code, sessions, first.session, start)
    return Content(
        whole,
        _readings(store, placed, start),
        _entries(store, placed),
        _marks(store, placed),
        zone,
        tuple(
            replace(part.session, started_at=max(part.since, part.session.started_at) + shift_s)
            for part, shift_s, _ in placed
        ),
    )


def recorded_parts(store: SessionStore, stay_id: str) -> list[StayPart]:
    """The parts of a stay in which something was recorded, by time. Raises: RecordFault."""
    ends = _ends(store)
    # What is left behind a time that was moved away may hold nothing yet.
    return [
        one
        for one in store.stays.parts(stay_id)
        if one.session.id in ends and one.since <= ends[one.session.id]
    ]


def _ends(store: SessionStore) -> dict[str, float]:
    """The newest reading of each session that has one, monotonic s of its own."""
    newest = {one.session.id: one.last_at for one in store.sessions()}
    return {session_id: at for session_id, at in newest.items() if at is not None}


def _last(store: SessionStore, part: StayPart, last_at: float) -> float:
    session = part.session
    return min(part.until, last_of_monitor(store.entries(session.id), session.started_at, last_at))


def _as_one(stay_id: str, code: str, sessions: list[Session], first: Session, start: float) -> Session:
    def joined(name: str) -> str:
        return "; ".join(dict.fromkeys(str(getattr(one, name)) for one in sessions))

    begun = first.started_utc
    if start > first.started_at:
        begun = Bridge(first).text(start)
    return Session(
        id=stay_id,
        patient_code=code,
        started_utc=begun,
        started_at=start,
        source=joined("source"),
        simulated=any(one.simulated for one in sessions),
        app_version=joined("app_version"),
        model_id=joined("model_id"),
        provider=joined("provider"),
    )


def _readings(store: SessionStore, placed: list[Placed], start: float) -> Iterator[RecordedReading]:
    newest = float("-inf")
    for part, shift_s, _ in placed:
        for one in store.readings(part.session.id, since=part.since, until=part.until):
            at = max(one.captured_at + shift_s, newest)
            newest = at
            placed_already = at == one.captured_at and at - start == one.elapsed_s
            yield one if placed_already else replace(one, captured_at=at, elapsed_s=at - start)


def _entries(store: SessionStore, placed: list[Placed]) -> list[LogEntry]:
    found: list[LogEntry] = []
    stopped: float | None = None
    for number, (part, shift_s, last_at) in enumerate(placed, 1):
        begun = max(part.since, part.session.started_at) + shift_s
        if stopped is not None and begun > stopped:
            found += [
                LogEntry(
                    stopped, LogKind.SESSION, NOT_MONITORED, Text("Not monitored until the next session")
                ),
                LogEntry(
                    begun,
                    LogKind.SESSION,
                    MONITORED_AGAIN,
                    Text("Monitored again, session {number}", number=number),
                ),
            ]
        stopped = last_at + shift_s
        lines = list(store.entries(part.session.id))
        found += [
            # An occurrence's number is its own only within its session.
            replace(one, at=one.at + shift_s, detail=(*one.detail, ("session_no", number)))
            for one in (*in_force_at(lines, part.since), *lines)
            if part.holds(one.at)
        ]
    return found


def _marks(store: SessionStore, placed: list[Placed]) -> list[Mark]:
    found: list[Mark] = []
    for part, shift_s, _ in placed:
        for mark in part.marks(store.marks.revisions(part.session.id)):
            if isinstance(mark, Annotation) and mark.until is not None:
                found.append(replace(mark, at=mark.at + shift_s, until=mark.until + shift_s))
            else:
                found.append(replace(mark, at=mark.at + shift_s))
    return found
