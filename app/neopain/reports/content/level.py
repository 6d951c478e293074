"""How much a report says about the person: all of it, or only what research may have.

Research level keeps numbers, reasons, stable words and relative time. It drops the patient's code, every
date and clock time, the source's name, authors, and all free text, and gives the session an id that cannot
be turned back without the record (after the safe harbour list of 45 CFR 164.514(b)(2); no certification).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from enum import StrEnum

from neopain.core.record import Annotation, Mark, RecordedReading
from neopain.core.sessions import LogEntry, LogKind, Session

_ALARM_WORDS = frozenset({"condition", "kind", "priority", "suspended"})
"""Details of an alarm's line that are stable words of ours, never text."""


class Level(StrEnum):
    """Who the report is for."""

    CLINICAL = "clinical"
    RESEARCH = "research"


@dataclass(frozen=True, slots=True)
class Content:
    """What goes into a report; `readings` may be used once.

    Attributes:
        zone: of the local time that stands beside UTC; None for the computer's own.
        sessions: those of a whole stay, on the clock of `session`, which then has the stay's id; else none.
    """

    session: Session
    readings: Iterable[RecordedReading]
    entries: Sequence[LogEntry]
    marks: Sequence[Mark]
    zone: tzinfo | None = None
    sessions: tuple[Session, ...] = ()

    @property
    def of_stay(self) -> bool:
        """Whether this is a whole stay, told as one session."""
        return bool(self.sessions)

    @property
    def zone_name(self) -> str:
        """In words, for what explains the export."""
        return "this computer's own" if self.zone is None else str(self.zone)


def at_level(content: Content, level: Level) -> Content:
    """The content as this level may show it; the session then starts at monotonic second 0."""
    if level is Level.CLINICAL:
        return content
    start = content.session.started_at
    numbers = {mark_id: str(n) for n, mark_id in enumerate(dict.fromkeys(m.id for m in content.marks), 1)}
    return Content(
        session=research_session(content.session),
        readings=_readings(content.readings),
        entries=[research_entry(entry, start) for entry in content.entries],
        marks=[_mark(mark, start, numbers[mark.id]) for mark in content.marks],
        sessions=tuple(
            replace(research_session(one), started_at=one.started_at - start) for one in content.sessions
        ),
    )


def research_session(session: Session) -> Session:
    """The session as research may know it; it starts at second 0."""
    digest = hashlib.sha256(f"neopain research {session.id}".encode()).hexdigest()
    return replace(
        session,
        id=digest[:32],
        patient_code="",
        started_utc="",
        started_at=0.0,
        source="",
        # The first word says where the network ran; the rest may name the machine.
        provider=session.provider.split(" ", 1)[0],
    )


def _readings(readings: Iterable[RecordedReading]) -> Iterator[RecordedReading]:
    for reading in readings:
        yield replace(reading, captured_at=reading.elapsed_s)


def research_entry(entry: LogEntry, start: float) -> LogEntry:
    """The line as research may know it, in seconds since monotonic second `start`."""
    known = _ALARM_WORDS if entry.kind is LogKind.ALARM else frozenset()
    numbers = tuple((key, value) for key, value in entry.detail if not isinstance(value, str) or key in known)
    return replace(entry, at=entry.at - start, text="", detail=numbers)


def _mark(mark: Mark, start: float, number: str) -> Mark:
    if isinstance(mark, Annotation):
        until = None if mark.until is None else mark.until - start
        mark = replace(mark, until=until)
    return replace(mark, id=number, at=mark.at - start, text="", author="", recorded_utc="")
