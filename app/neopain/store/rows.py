"""Between the record's rows and the types that flow; each statement stands beside its order of columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from neopain.core.errors import RecordFault
from neopain.core.readings import Quality, Reading, Reason
from neopain.core.record import RecordedReading, SessionSummary, detail_from_json, detail_to_json
from neopain.core.sessions import LogEntry, LogKind, Session
from neopain.store.database import Row, Value

_SESSION = "id, patient_code, started_utc, started_at, source, simulated, app_version, model_id, provider"
INSERT_SESSION = f"INSERT INTO session ({_SESSION}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - names of ours
SELECT_SESSION = f"SELECT {_SESSION} FROM session"  # noqa: S608 - as above
SELECT_SUMMARY = f"SELECT {_SESSION}, ended_utc, last_at, readings, scored, alarms FROM session"  # noqa: S608

COUNT_UP = """UPDATE session
    SET readings = readings + ?, scored = scored + ?, alarms = alarms + ?, entries = entries + ?,
    last_at = CASE WHEN last_at IS NULL OR ? > last_at THEN ? ELSE last_at END
    WHERE no = ?"""

INSERT_READING = """INSERT INTO reading
    (session, captured_at, n, frame_seq, quality, reason, raw, smoothed, latency_s, distance, outside_score)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
SELECT_READINGS = """SELECT frame_seq, captured_at, quality, reason, raw, smoothed, latency_s, distance,
    outside_score FROM reading
    WHERE session = ? AND captured_at >= ? AND captured_at < ? ORDER BY captured_at, n"""
SELECT_MINUTES = """SELECT 60.0 * CAST((captured_at - ?) / 60.0 AS INTEGER), count(*), count(raw),
    min(smoothed), avg(smoothed), max(smoothed)
    FROM reading WHERE session = ? GROUP BY 1 ORDER BY 1"""

INSERT_ENTRY = "INSERT INTO entry (session, at, n, kind, code, text, detail) VALUES (?, ?, ?, ?, ?, ?, ?)"
SELECT_ENTRIES = "SELECT at, kind, code, text, detail FROM entry WHERE session = ? ORDER BY at, n"

_QUALITIES = {str(quality): quality for quality in Quality}
_REASONS: dict[str | None, Reason | None] = {None: None} | {str(reason): reason for reason in Reason}


def storable(text: str) -> str:
    """The text; what UTF-8 cannot hold, as in an odd name of a file, is escaped and stops nothing."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def session_values(session: Session) -> Sequence[Value]:
    """For INSERT_SESSION."""
    return [
        session.id,
        storable(session.patient_code),
        session.started_utc,
        session.started_at,
        storable(session.source),
        int(session.simulated),
        session.app_version,
        session.model_id,
        session.provider,
    ]


def session_of(row: Row) -> Session:
    """From SELECT_SESSION."""
    names = _SESSION.split(", ")
    values = dict(zip(names, row, strict=False))
    return Session(**(values | {"simulated": bool(values["simulated"])}))


def summary_of(row: Row) -> SessionSummary:
    """From SELECT_SUMMARY."""
    return SessionSummary(session_of(row), *row[len(_SESSION.split(", ")) :])


def reading_values(session_number: int, n: int, reading: Reading) -> Sequence[Value]:
    """For INSERT_READING."""
    return (
        session_number,
        reading.captured_at,
        n,
        reading.frame_seq,
        reading.quality.value,
        None if reading.reason is None else reading.reason.value,
        reading.raw,
        reading.smoothed,
        reading.latency_s,
        reading.distance,
        reading.outside_score,
    )


def entry_values(session_number: int, n: int, entry: LogEntry) -> Sequence[Value]:
    """For INSERT_ENTRY."""
    return (
        session_number,
        entry.at,
        n,
        entry.kind.value,
        entry.code,
        storable(entry.text),
        storable(detail_to_json(entry.detail)),
    )


def readings_of(found: Iterator[Row], started_at: float, path: Path) -> Iterator[RecordedReading]:
    """From SELECT_READINGS. Raises: RecordFault for a word that no NeoPain of this schema wrote."""
    for frame_seq, captured_at, quality, reason, *numbers in found:
        try:
            yield RecordedReading(
                frame_seq,
                captured_at,
                captured_at - started_at,
                _QUALITIES[quality],
                _REASONS[reason],
                *numbers,
            )
        except KeyError as error:
            raise RecordFault(
                f"{path} holds the unknown word {error}; use the NeoPain that wrote it"
            ) from error


def entries_of(found: Iterator[Row], path: Path) -> Iterator[LogEntry]:
    """From SELECT_ENTRIES. Raises: RecordFault for a word that no NeoPain of this schema wrote."""
    for at, kind, code, text, detail in found:
        try:
            yield LogEntry(at, LogKind(kind), code, text, detail_from_json(detail))
        except (ValueError, KeyError, TypeError) as error:
            raise RecordFault(
                f"{path} holds a log line that cannot be understood ({error}); use the NeoPain that wrote it"
            ) from error
