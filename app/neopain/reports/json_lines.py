"""A session as JSON Lines (jsonlines.org), complete: reading the file gives the record back exactly.

The first line names the format, the last counts the lines between, so that a cut file is noticed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TextIO

from neopain.core.errors import RecordFault
from neopain.core.readings import Quality, Reason
from neopain.core.record import (
    Annotation,
    Assessment,
    Bridge,
    RecordedReading,
    detail_from_json,
    detail_to_json,
)
from neopain.core.sessions import LogEntry, LogKind, Session
from neopain.reports.about import SCORE_MEANS, SIMULATED_MEANS
from neopain.reports.atomic import refusals_of, whole_files
from neopain.reports.export_format import ExportFormat
from neopain.reports.level import Content, Level, Mark, at_level, level_of

FORMAT_NAME = "neopain-record"
FORMAT_VERSION = 1

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """A session with all that belongs to it."""

    session: Session
    readings: tuple[RecordedReading, ...]
    entries: tuple[LogEntry, ...]
    marks: tuple[Mark, ...]


def write_json_lines(
    session: Session,
    readings: Iterable[RecordedReading],
    entries: Iterable[LogEntry],
    target: TextIO | Path,
    *,
    marks: Sequence[Mark] = (),
    level: str = "clinical",
    replace: bool = False,
) -> list[Path]:
    """Write a session; arguments as for `csv_log.write_csv`, `marks` with all their revisions.

    Returns: the file written; none for a stream.

    Raises: RecordFault when it cannot be written or exists, and then nothing is changed; SettingFault:
    unknown level.
    """
    chosen = level_of(level)
    lines = _lines(at_level(Content(session, readings, list(entries), marks), chosen), chosen.value)
    if not isinstance(target, Path):
        _dump(lines, target)
        return []
    if target.exists() and not target.is_file() and not target.is_dir():
        with refusals_of(str(target)), target.open("w", encoding="utf-8", newline="") as stream:
            _dump(lines, stream)
    else:
        with whole_files(target, replace=replace) as drafts:
            _dump(lines, drafts.open(target))
    return [target]


def read_json_lines(source: Path) -> Record:
    """Raises: RecordFault when the file is missing, cut, foreign or newer."""
    try:
        # Only a line feed ends a line: texts may hold other separators, such as U+2028.
        with source.open(encoding="utf-8", newline="\n") as stream:
            return _record([json.loads(line) for line in stream])
    except OSError as error:
        raise RecordFault(f"{source} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise RecordFault(
            f"{source} is not a complete {FORMAT_NAME} file, version {FORMAT_VERSION} ({error}); export again"
        ) from error


def _dump(lines: Iterable[Line], stream: TextIO) -> None:
    stream.writelines(
        json.dumps(line, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n" for line in lines
    )


def _lines(content: Content, level: str) -> Iterator[Line]:
    session, bridge = content.session, Bridge(content.session)
    yield {
        "type": "record",
        "format": FORMAT_NAME,
        "format_version": FORMAT_VERSION,
        "score": SCORE_MEANS,
        "simulated": SIMULATED_MEANS if session.simulated else False,
        "level": level,
    }
    yield {"type": "session", **asdict(session)}
    count = 0
    for count, line in enumerate(_body(content, bridge), 1):  # noqa: B007 - the last count is used
        yield line
    yield {"type": "end", "lines": count}


def _body(content: Content, bridge: Bridge) -> Iterator[Line]:
    for reading in content.readings:
        # Not asdict, which copies deeply: a day has 86,400 of these and more.
        values = {name: getattr(reading, name) for name in RecordedReading.__slots__}
        yield {"type": "reading", "time_utc": bridge.text(reading.captured_at), **values}
    for entry in content.entries:
        line = {"type": "entry", "time_utc": bridge.text(entry.at), **asdict(entry)}
        yield line | {"detail": json.loads(detail_to_json(entry.detail))}
    for mark in content.marks:
        kind = "annotation" if isinstance(mark, Annotation) else "assessment"
        yield {"type": kind, "time_utc": bridge.text(mark.at), **asdict(mark)}


def _record(lines: list[Line]) -> Record:
    first, session, *body, last = lines
    if (first["format"], first["format_version"]) != (FORMAT_NAME, FORMAT_VERSION):
        raise ValueError(f"format {first['format']} version {first['format_version']}")
    if (last["type"], last["lines"]) != ("end", len(body)):
        raise ValueError("its end is missing")
    found: dict[str, list[Any]] = {kind: [] for kind in _READERS}
    for line in body:
        kind = line.pop("type")
        line.pop("time_utc")
        found[kind].append(_READERS[kind](line))
    session.pop("type")
    return Record(
        session=Session(**session),
        readings=tuple(found["reading"]),
        entries=tuple(found["entry"]),
        marks=(*found["annotation"], *found["assessment"]),
    )


def _reading(line: Line) -> RecordedReading:
    reason = None if line["reason"] is None else Reason(line["reason"])
    return replace(RecordedReading(**line), quality=Quality(line["quality"]), reason=reason)


def _entry(line: Line) -> LogEntry:
    detail = detail_from_json(json.dumps(line["detail"]))
    return replace(LogEntry(**line), kind=LogKind(line["kind"]), detail=detail)


def _annotation(line: Line) -> Annotation:
    return Annotation(**line)


def _assessment(line: Line) -> Assessment:
    return replace(Assessment(**line), items=tuple((name, points) for name, points in line["items"]))


_READERS: dict[str, Callable[[Line], Any]] = {
    "reading": _reading,
    "entry": _entry,
    "annotation": _annotation,
    "assessment": _assessment,
}


def _write(content: Content, target: Path | TextIO, *, level: Level, replace: bool) -> list[Path]:
    return write_json_lines(
        content.session,
        content.readings,
        content.entries,
        target,
        marks=content.marks,
        level=level.value,
        replace=replace,
    )


FORMAT = ExportFormat(
    "jsonl",
    ".jsonl",
    "JSON Lines, complete: readings, log and marks with all their revisions; NeoPain reads it back",
    _write,
)
