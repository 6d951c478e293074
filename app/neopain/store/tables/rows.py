"""Between the record's rows and the types that flow; each statement stands beside its order of columns.

Every row carries the checksum of its values (`store.sqlite.checksum`); a row that is not as it was written is
never given back as a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from neopain.core.errors import RecordFault
from neopain.core.facial_actions import PERCENT, ActionStrength, FacialAction, FacialActions
from neopain.core.readings import Quality, Reading, Reason
from neopain.core.record import RecordedReading, SessionSummary, detail_from_json, detail_to_json
from neopain.core.sessions import LogEntry, LogKind, Session
from neopain.core.text import Text, text_from_json, text_to_json
from neopain.store.sqlite.checksum import DamagedRow, check_row, insert, row_sum, seal, select, summed
from neopain.store.sqlite.database import Row, Value
from neopain.store.tables.believable import (
    check_detail,
    check_measure,
    check_points,
    check_texts,
    check_time,
    check_utc,
    check_whole,
)

OnDamage = Callable[[RecordFault], None]
"""Hears of each row that is left out because it is damaged."""


_SESSION = "id, patient_code, started_utc, started_at, source, simulated, app_version, model_id, provider"
INSERT_SESSION = f"INSERT INTO session ({_SESSION}, stay) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING no"  # noqa: S608 - names of ours
SELECT_SESSION = f"SELECT {_SESSION} FROM session"  # noqa: S608 - as above
SELECT_SUMMARY = f"SELECT {_SESSION}, ended_utc, last_at, readings, scored, alarms FROM session"  # noqa: S608
SEAL_SESSION = seal("session", "no = ?")

COUNT_UP = """UPDATE session
    SET readings = readings + ?, scored = scored + ?, alarms = alarms + ?, entries = entries + ?,
    last_at = CASE WHEN last_at IS NULL OR ? > last_at THEN ? ELSE last_at END
    WHERE no = ?"""

INSERT_READING = insert("reading")
_READINGS = f"{select('reading')} WHERE session = ? AND captured_at >= ? AND captured_at < ?"
SELECT_READINGS = f"{_READINGS} ORDER BY captured_at, n"
SELECT_READINGS_BACKWARDS = f"{_READINGS} ORDER BY captured_at DESC, n DESC"
SELECT_MINUTES = """SELECT 60.0 * CAST((captured_at - ?) / 60.0 AS INTEGER), count(*), count(raw),
    min(smoothed), avg(smoothed), max(smoothed)
    FROM reading WHERE session = ? GROUP BY 1 ORDER BY 1"""

INSERT_ENTRY = insert("entry")
_ENTRIES = f"{select('entry')} WHERE session = ? AND at >= ? AND at < ?"
SELECT_ENTRIES = f"{_ENTRIES} ORDER BY at, n"
SELECT_ENTRIES_BACKWARDS = f"{_ENTRIES} ORDER BY at DESC, n DESC"

_ACTIONS = tuple(FacialAction)
_ACTION_CELLS = 2 * len(_ACTIONS)
_NO_ACTIONS: list[Value] = [None] * _ACTION_CELLS
_NOTHING_SEEN = [None] * len(_ACTIONS)
_QUALITIES = {str(quality): quality for quality in Quality}
_KINDS = {str(kind): kind for kind in LogKind}
_NOTHING_TOLD = "[]"
NONSENSE = (ValueError, TypeError, KeyError, OverflowError, RecursionError)
"""What is raised by values that make no sense."""
_REASONS: dict[str | None, Reason | None] = {None: None} | {str(reason): reason for reason in Reason}


def storable(text: str) -> str:
    """The text; what UTF-8 cannot hold, as in an odd name of a file, is escaped and stops nothing."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def session_values(session: Session) -> Sequence[Value]:
    """For INSERT_SESSION, without the stay."""
    return [
        session.id,
        storable(session.patient_code),
        session.started_utc,
        session.started_at,
        storable(session.source),
        int(session.simulated),
        storable(session.app_version),
        storable(session.model_id),
        storable(session.provider),
    ]


def session_of(row: Row, path: Path) -> Session:
    """From SELECT_SESSION. Raises: DamagedRow when its values make no sense."""
    try:
        return _session(row)
    except NONSENSE as error:
        raise nonsense(f"session {str(row[0])[:40]}", path, error) from error


def summary_of(row: Row, path: Path) -> SessionSummary:
    """From SELECT_SUMMARY. Raises: DamagedRow when its values make no sense."""
    try:
        ended_utc, last_at, *counts = more = row[len(_SESSION.split(", ")) :]
        check_utc(*([] if ended_utc is None else [ended_utc]))
        check_whole(*counts)
        check_time(0.0 if last_at is None else last_at)
        return SessionSummary(_session(row), *more)
    except NONSENSE as error:
        raise nonsense(f"session {str(row[0])[:40]}", path, error) from error


def summaries_of(found: Iterator[Row], path: Path, on_damage: OnDamage) -> Iterator[SessionSummary]:
    """From SELECT_SUMMARY; one that makes no sense is told and left out."""
    for row in found:
        try:
            summary = summary_of(row, path)
        except DamagedRow as fault:
            on_damage(fault)
        else:
            yield summary


def _session(row: Row) -> Session:
    """Raises: NONSENSE."""
    values = dict(zip(_SESSION.split(", "), row, strict=False))
    check_time(values["started_at"])
    check_texts(*(one for name, one in values.items() if name not in {"started_at", "simulated"}))
    check_utc(values["started_utc"])
    return Session(**(values | {"simulated": bool(values["simulated"])}))


def reading_values(session_number: int, n: int, reading: Reading | RecordedReading) -> tuple[Value, ...]:
    """For INSERT_READING, in the order of `COLUMNS`."""
    if isinstance(reading, Reading):
        reading = RecordedReading.of(reading, reading.captured_at)
    return summed(
        (
            session_number,
            real(reading.captured_at),
            n,
            reading.frame_seq,
            reading.quality.value,
            None if reading.reason is None else reading.reason.value,
            real(reading.raw),
            real(reading.smoothed),
            real(reading.latency_s),
            real(reading.distance),
            real(reading.outside_score),
            real(reading.score_low),
            real(reading.score_high),
            real(reading.intensity),
            real(reading.distress),
            *_percents(reading.actions),
            real(reading.unadapted),
        )
    )


def entry_values(session_number: int, n: int, entry: LogEntry) -> tuple[Value, ...]:
    """For INSERT_ENTRY, in the order of `COLUMNS`."""
    words = text_to_json(entry.text)
    return summed(
        (
            session_number,
            real(entry.at),
            n,
            entry.kind.value,
            storable(entry.code),
            storable(entry.text),
            storable(detail_to_json(entry.detail)),
            None if words is None else storable(words),
        )
    )


def readings_of(
    found: Iterator[Row], started_at: float, path: Path, *, required: bool, on_damage: OnDamage
) -> Iterator[RecordedReading]:
    """From SELECT_READINGS; a row that is damaged, or makes no sense, is told and left out."""
    for *row, kept in found:
        try:
            if kept != row_sum(row):
                check_row(f"reading {row[2]} of {path}", row, kept, required=required)
            reading = _reading(row, started_at)
        except DamagedRow as fault:
            on_damage(fault)
        except NONSENSE as error:
            on_damage(nonsense(f"reading {row[2]}", path, error))
        else:
            yield reading


def entries_of(
    found: Iterator[Row], path: Path, *, required: bool, on_damage: OnDamage
) -> Iterator[LogEntry]:
    """From SELECT_ENTRIES; as `readings_of`."""
    for *row, kept in found:
        try:
            # Most lines are sound: the words of a fault are made for those that are not.
            if kept != row_sum(row):
                check_row(f"log line {row[2]} of {path}", row, kept, required=required)
            entry = _entry(row)
        except DamagedRow as fault:
            on_damage(fault)
        except NONSENSE as error:
            on_damage(nonsense(f"log line {row[2]}", path, error))
        else:
            yield entry


def nonsense(what: str, path: Path, error: Exception) -> DamagedRow:
    """For a row whose values make no sense here."""
    return DamagedRow(
        Text(
            "{what} of {path} holds what cannot be understood ({error}); use the NeoPain that wrote it",
            what=what,
            path=path,
            error=f"{type(error).__name__} {str(error)[:80]}",
        )
    )


def _reading(row: Sequence[Any], started_at: float) -> RecordedReading:
    """Raises: NONSENSE."""
    _, captured_at, n, frame_seq, quality, reason, raw, smoothed, latency_s, distance, *rest, unadapted = row
    outside_score, score_low, score_high, intensity, distress = beside = rest[:-_ACTION_CELLS]
    cells = rest[-_ACTION_CELLS:]
    check_time(captured_at)
    check_whole(n, frame_seq)
    check_points((raw, smoothed, unadapted, *beside))
    check_measure(distance)
    check_measure(latency_s)
    if (raw is None) != (smoothed is None) or (raw is None) != (reason is not None) or latency_s is None:
        raise ValueError(reason)
    return RecordedReading(
        frame_seq,
        captured_at,
        captured_at - started_at,
        _QUALITIES[quality],
        _REASONS[reason],
        raw,
        smoothed,
        latency_s,
        distance,
        outside_score,
        score_low,
        score_high,
        intensity,
        distress,
        None if cells == _NO_ACTIONS else _actions(cells),
        unadapted,
    )


def _entry(row: Sequence[Any]) -> LogEntry:
    """Raises: NONSENSE."""
    _, at, n, kind, code, text, detail, words = row
    check_time(at)
    check_whole(n)
    check_texts(code, text, detail)
    told = () if detail == _NOTHING_TOLD else detail_from_json(detail)
    check_detail(told)
    return LogEntry(at, _KINDS[kind], code, text_from_json(text, words), told)


def real(value: float | None) -> float | None:
    """The value as the column gives it back, which the sum is made of: a float, and never minus zero."""
    return None if value is None else float(value) + 0.0


def _percents(actions: FacialActions | None) -> list[Value]:
    """Strengths, then confidences, in percent, in the order of `COLUMNS`."""
    if actions is None:
        return _NO_ACTIONS
    seen = [actions[action] for action in _ACTIONS]
    return [
        *(None if one is None else round(PERCENT * one.strength) for one in seen),
        *(None if one is None else round(PERCENT * one.confidence) for one in seen),
    ]


def _actions(cells: Sequence[Any]) -> FacialActions | None:
    """Reverse of `_percents`."""
    pairs = zip(cells[: len(_ACTIONS)], cells[len(_ACTIONS) :], strict=True)
    seen = [None if None in pair else _strength(*pair) for pair in pairs]
    return None if seen == _NOTHING_SEEN else FacialActions(*seen)


@lru_cache(maxsize=(PERCENT + 1) ** 2)
def _strength(strength: float, confidence: float) -> ActionStrength:
    """Of percents: a night has half a million, and few that differ."""
    return ActionStrength(strength / PERCENT, confidence / PERCENT)
