"""Reads what the monitor exported, and what people say happened while it recorded."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from neopain.core.errors import SettingFault
from neopain.core.readings import RawReading, Reason
from neopain_export.study.data.csv_tables import CsvTable, Row, read_csv_table

READING_COLUMNS = ("elapsed_s", "raw", "reason", "latency_ms", "simulated")
EVENT_COLUMNS = ("recording", "start_s", "end_s", "pain")
_PAIN = {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class Recording:
    """One exported session.

    Attributes:
        name: the file's stem, by which the truth calls it.
        readings: in order of capture; seconds since the session's start.
        simulated: whether its pictures were drawn.
    """

    name: str
    readings: tuple[RawReading, ...]
    simulated: bool


@dataclass(frozen=True, slots=True)
class Event:
    """One procedure or other stretch of time that people judged as a whole.

    Attributes:
        recording: its name.
        subject: the infant.
        start_s, end_s: seconds since the session's start, the first before the second.
        pain: whether people say that it hurt.
    """

    recording: str
    subject: str
    start_s: float
    end_s: float
    pain: bool


def read_recording(path: Path) -> Recording:
    """The readings of `neopain export --csv`.

    Raises: SettingFault with line and remedy for what is no such table.
    """
    table = read_csv_table(path)
    _demand(table, READING_COLUMNS, "which `neopain export SESSION --csv FILE` writes")
    readings = [_reading(table, row) for row in table.rows]
    if not readings:
        raise SettingFault(f"expected readings in {path}; got none")
    for before, after, row in zip(readings, readings[1:], table.rows[1:], strict=False):
        if after.captured_at < before.captured_at:
            raise SettingFault(
                f"{path}, line {row.line}: expected readings in order of time; got {after.captured_at:g} s "
                f"after {before.captured_at:g} s; sort by elapsed_s"
            )
    simulated = any(row.cells["simulated"].lower() == "true" for row in table.rows)
    return Recording(path.stem, tuple(readings), simulated)


def refuse_doubles(recordings: Sequence[Recording]) -> None:
    """Each session counts once: twice it would double hours, alarms and events.

    Raises: SettingFault for two of one name, or of the same readings under two names (a copy, or one session
        exported at both levels).
    """
    by_name: dict[str, Recording] = {}
    by_readings: dict[tuple[RawReading, ...], str] = {}
    for one in recordings:
        if one.name in by_name:
            raise SettingFault(f"expected each recording once; got two called {one.name}; rename one")
        by_name[one.name] = one
        other = by_readings.setdefault(one.readings, one.name)
        if other != one.name:
            raise SettingFault(
                f"expected each recording once; {other} and {one.name} hold the same readings; leave one out"
            )


def read_events(path: Path, recordings: Mapping[str, Recording]) -> tuple[Event, ...]:
    """The table of what happened: recording, start_s, end_s, pain, and subject where one is known.

    Raises: SettingFault for an event outside of its recording, for two of one recording that overlap, and
        for a table without painful or without painless events.
    """
    table = read_csv_table(path)
    _demand(table, EVENT_COLUMNS, "of events, one a row")
    events = [_event(table, row, recordings) for row in table.rows]
    _check_apart(path, events)
    if not any(event.pain for event in events):
        raise SettingFault(f"expected painful events in {path}; got none: there is nothing to be found")
    return tuple(events)


def _demand(table: CsvTable, columns: Iterable[str], what: str) -> None:
    missing = [name for name in columns if name not in table.columns]
    if missing:
        raise SettingFault(
            f"expected a table {what}; {table.path} has no column {', '.join(missing)}; it has "
            f"{', '.join(table.columns)}"
        )


def _reading(table: CsvTable, row: Row) -> RawReading:
    where = f"{table.path}, line {row.line}"
    raw, reason = row.cells["raw"], row.cells["reason"]
    try:
        return RawReading(
            frame_seq=None,
            captured_at=table.number(row, "elapsed_s", "elapsed_s"),
            raw=table.number(row, "raw", "raw") if raw else None,
            reason=Reason(reason) if reason else None,
            latency_s=table.number(row, "latency_ms", "latency_ms") / 1000.0
            if row.cells["latency_ms"]
            else 0.0,
        )
    except (ValueError, SettingFault) as error:
        raise SettingFault(f"{where}: {error}; export the session again") from error


def _event(table: CsvTable, row: Row, recordings: Mapping[str, Recording]) -> Event:
    where = f"{table.path}, line {row.line}"
    name = row.cells["recording"].removesuffix(".csv")
    if name not in recordings:
        raise SettingFault(
            f"{where}: expected a recording out of {', '.join(sorted(recordings))}; got {name!r}; give its "
            "file with --readings, or correct the name"
        )
    pain = _PAIN.get(row.cells["pain"].lower())
    if pain is None:
        raise SettingFault(f"{where}: expected pain as 1 or 0; got {row.cells['pain']!r}")
    try:
        start, end = (table.number(row, column, column) for column in ("start_s", "end_s"))
    except SettingFault as error:
        raise SettingFault(f"{where}: {error}") from error
    first, last = (recordings[name].readings[place].captured_at for place in (0, -1))
    if not (start < end and start <= last and end >= first):
        raise SettingFault(
            f"{where}: expected start_s before end_s within {first:g} to {last:g} s of the recording; got "
            f"{start:g} to {end:g} s"
        )
    return Event(name, row.cells.get("subject") or name, start, end, pain)


def _check_apart(path: Path, events: Iterable[Event]) -> None:
    ordered = sorted(events, key=lambda event: (event.recording, event.start_s))
    for before, after in itertools.pairwise(ordered):
        if before.recording == after.recording and after.start_s < before.end_s:
            raise SettingFault(
                f"expected events of one recording one after the other in {path}; got {before.start_s:g} to "
                f"{before.end_s:g} s and {after.start_s:g} to {after.end_s:g} s of {before.recording}; part "
                "them"
            )
    if len({(event.recording, event.subject) for event in events}) != len({e.recording for e in events}):
        raise SettingFault(f"expected one subject a recording in {path}; got several of one; correct them")
