"""What the record gives back, and the bridge from its monotonic seconds to UTC.

The store writes and reads these; the reports turn them into files. Neither knows the other.
"""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TypeAlias

from neopain.core.facial_actions import FacialActions
from neopain.core.readings import Quality, Reading, Reason
from neopain.core.sessions import LogEntry, LogKind, LogValue, Session


@dataclass(frozen=True, slots=True)
class RecordedReading:
    """One row of the record: a Reading as it was written, without what only the screen needs.

    Attributes:
        frame_seq: the frame's number, None when there was no frame.
        captured_at: monotonic seconds, on the clock of `Session.started_at`.
        elapsed_s: captured_at minus the session's started_at.
        quality, reason: a reason exactly when the quality is not OK.
        raw, smoothed: 0..10, exactly as measured; None exactly when there is a reason.
        latency_s: grab to reading.
        distance, outside_score, intensity, actions, distress: as in Reading; None in records of NeoPain 0.1.
        score_low, score_high: the ends of Reading's interval; both or neither.
        unadapted: as in Reading; None in older records.
    """

    frame_seq: int | None
    captured_at: float
    elapsed_s: float
    quality: Quality
    reason: Reason | None
    raw: float | None
    smoothed: float | None
    latency_s: float
    distance: float | None = None
    outside_score: float | None = None
    score_low: float | None = None
    score_high: float | None = None
    intensity: float | None = None
    distress: float | None = None
    actions: FacialActions | None = None
    unadapted: float | None = None

    @classmethod
    def of(cls, reading: Reading, started_at: float) -> RecordedReading:
        """What the record would give back of a reading of a session that began at `started_at`."""
        return cls(
            frame_seq=reading.frame_seq,
            captured_at=reading.captured_at,
            elapsed_s=reading.captured_at - started_at,
            quality=reading.quality,
            reason=reading.reason,
            raw=reading.raw,
            smoothed=reading.smoothed,
            latency_s=reading.latency_s,
            distance=reading.distance,
            outside_score=reading.outside_score,
            score_low=None if reading.interval is None else reading.interval.low,
            score_high=None if reading.interval is None else reading.interval.high,
            intensity=reading.intensity,
            distress=reading.distress,
            actions=reading.actions,
            unadapted=reading.unadapted,
        )


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """One line of the list of sessions.

    Attributes:
        session: who, when, with what.
        ended_utc: ISO 8601 with offset; None when the session was never closed (running now, or crashed).
        last_at: monotonic seconds of the newest reading, None without readings.
        readings: how many readings.
        scored: how many of them have a number.
        alarms: how many alarm conditions were raised.
    """

    session: Session
    ended_utc: str | None
    last_at: float | None
    readings: int
    scored: int
    alarms: int

    @property
    def closed(self) -> bool:
        """Whether the session was ended properly."""
        return self.ended_utc is not None

    @property
    def duration_s(self) -> float:
        """From the start to the newest reading, by the monotonic clock; 0 without readings."""
        return 0.0 if self.last_at is None else max(0.0, self.last_at - self.session.started_at)

    @property
    def last_utc(self) -> str:
        """UTC of the newest reading, ISO 8601 to the millisecond; "" without readings."""
        return "" if self.last_at is None else Bridge(self.session).text(self.last_at)


@dataclass(frozen=True, slots=True)
class Minute:
    """One minute of a session, for long trends.

    Attributes:
        start_s: seconds since the session's start, a multiple of 60.
        readings, scored: how many readings, and how many with a number.
        lowest, mean, highest: of the smoothed score, 0..10; None when nothing was scored.
    """

    start_s: float
    readings: int
    scored: int
    lowest: float | None
    mean: float | None
    highest: float | None


def new_id() -> str:
    """A random UUID4 as text."""
    return str(uuid.uuid4())


@dataclass(frozen=True, slots=True)
class Annotation:
    """What somebody noted at the bedside; changed only by adding revisions.

    Attributes:
        at: monotonic seconds of what happened, on the session's clock.
        code: stable word such as `heel_lance`.
        text: free text; may name people, so research exports leave it out.
        author: who noted it, as they signed.
        recorded_utc: when this revision was written, ISO 8601 with offset.
        until: monotonic seconds of the end for things that last, else None.
        id: UUID4 text, the same for all revisions.
        revision: counts from 1.
        deleted: whether this revision takes the annotation back.
    """

    at: float
    code: str
    text: str
    author: str
    recorded_utc: str
    until: float | None = None
    id: str = field(default_factory=new_id)
    revision: int = 1
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """A person's score on a named scale; never merged with the automatic score.

    Attributes:
        at: monotonic seconds of the assessment, on the session's clock.
        scale: stable word such as `nips`.
        items: the scored items in order; may be incomplete.
        total: None when the scale is not complete.
        text: free text, as in Annotation.
        author, recorded_utc, id, revision, deleted: as in Annotation.
    """

    at: float
    scale: str
    items: tuple[tuple[str, int], ...]
    total: int | None
    text: str
    author: str
    recorded_utc: str
    id: str = field(default_factory=new_id)
    revision: int = 1
    deleted: bool = False


Mark: TypeAlias = Annotation | Assessment


def standing(revisions: Iterable[Mark]) -> list[Mark]:
    """The marks as they stand now, by time: the newest revision of each, without what was taken back."""
    newest = {mark.id: mark for mark in sorted(revisions, key=lambda mark: mark.revision)}
    return sorted((mark for mark in newest.values() if not mark.deleted), key=lambda mark: mark.at)


Item: TypeAlias = Reading | RecordedReading | LogEntry | Mark
"""What goes into a session's record, all by one way."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Items by their kind, in the order in which they came."""

    readings: tuple[Reading | RecordedReading, ...] = ()
    entries: tuple[LogEntry, ...] = ()
    marks: tuple[Mark, ...] = ()

    @classmethod
    def of(cls, items: Iterable[Item]) -> Batch:
        """Sort items into their kinds."""
        readings: list[Reading | RecordedReading] = []
        entries: list[LogEntry] = []
        marks: list[Mark] = []
        for item in items:
            match item:
                case LogEntry():
                    entries.append(item)
                case Annotation() | Assessment():
                    marks.append(item)
                case _:
                    readings.append(item)
        return cls(tuple(readings), tuple(entries), tuple(marks))

    def __len__(self) -> int:
        return len(self.readings) + len(self.entries) + len(self.marks)

    def __str__(self) -> str:
        return (
            f"{len(self.readings)} readings, {len(self.entries)} log lines, "
            f"{len(self.marks)} notes and manual scores"
        )


class Bridge:
    """From a session's monotonic seconds to UTC: started_utc + (at - started_at).

    UTC by the bridge never steps within a session; steps of the wall clock are log entries.
    """

    def __init__(self, session: Session) -> None:
        """Raises: ValueError when started_utc is neither ISO 8601 with an offset nor empty."""
        self._started_at = session.started_at
        self._start: datetime | None = None
        if session.started_utc:
            start = datetime.fromisoformat(session.started_utc)
            if start.tzinfo is None:
                raise ValueError(f"started_utc needs an offset such as +00:00; got {session.started_utc!r}")
            self._start = start.astimezone(UTC)

    def elapsed_s(self, at: float) -> float:
        """Seconds since the session's start."""
        return at - self._started_at

    def utc(self, at: float) -> datetime | None:
        """Aware UTC; None for a de-identified session."""
        return None if self._start is None else self._start + timedelta(seconds=at - self._started_at)

    def text(self, at: float) -> str:
        """ISO 8601 with offset and milliseconds; "" for a de-identified session."""
        utc = self.utc(at)
        return "" if utc is None else utc.isoformat(timespec="milliseconds")

    def local_text(self, at: float, zone: tzinfo | None) -> str:
        """As `text`, with the time and offset of the zone then; None for the computer's own zone."""
        utc = self.utc(at)
        return "" if utc is None else utc.astimezone(zone).isoformat(timespec="milliseconds")


RAISED = "raised"
"""Code of the ALARM entry that begins an occurrence; such entries are what a summary counts as alarms."""
CARE_STARTED, CARE_ENDED = "care_started", "care_ended"
STANDBY_STARTED, STANDBY_ENDED = "standby_started", "standby_ended"
"""Codes of the STATE entries around care mode and standby, which statistics leave out."""
NOT_MONITORED, MONITORED_AGAIN = "not_monitored", "monitored_again"
"""Codes of the SESSION entries around the time between two sessions of a stay, in exports of a whole stay."""
LIMITS = "limits"
"""Code of the SETTING entry that tells the limits in force from then on."""


def counts_as_alarm(entry: LogEntry) -> bool:
    """Whether this entry begins an alarm occurrence."""
    return entry.kind is LogKind.ALARM and entry.code == RAISED


def detail_to_json(detail: tuple[tuple[str, LogValue], ...]) -> str:
    """Keys and values in order; JSON has no NaN or infinity, so these become `{"number": "nan"}`."""
    pairs = [
        [key, {"number": repr(value)} if isinstance(value, float) and not math.isfinite(value) else value]
        for key, value in detail
    ]
    return json.dumps(pairs, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def detail_from_json(text: str) -> tuple[tuple[str, LogValue], ...]:
    """Reverse of `detail_to_json`. Raises: ValueError, KeyError, TypeError for foreign text."""
    return tuple(
        (str(key), float(value["number"]) if isinstance(value, dict) else value)
        for key, value in json.loads(text)
    )
