"""A session as JSON Lines (jsonlines.org), complete: reading the file gives the record back exactly.

The first line names the format, the last counts the lines between, so that a cut file is noticed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TextIO

from neopain.core.errors import RecordFault
from neopain.core.record import Annotation, Assessment, Batch, Bridge, Mark, RecordedReading
from neopain.core.sessions import LogEntry, Session
from neopain.core.text import Text
from neopain.reports.content.level import Content, Level, at_level
from neopain.reports.formats.export_format import ExportFormat
from neopain.reports.formats.one_file import write_text
from neopain.reports.lines.record_lines import (
    FORMAT_NAME,
    FORMAT_VERSION,
    LOCAL,
    Line,
    dumped,
    first_line,
    item_of,
    line_of,
    session_line,
    session_of,
)


@dataclass(frozen=True, slots=True)
class Record:
    """A session with all that belongs to it."""

    session: Session
    readings: tuple[RecordedReading, ...]
    entries: tuple[LogEntry, ...]
    marks: tuple[Mark, ...]


def read_json_lines(source: Path) -> Record:
    """Raises: RecordFault when the file is missing, cut, foreign or newer."""
    try:
        # Only a line feed ends a line: texts may hold other separators, such as U+2028.
        with source.open(encoding="utf-8", newline="\n") as stream:
            return _record([json.loads(line) for line in stream])
    except OSError as error:
        raise RecordFault(
            Text("{source} cannot be read: {why}", source=source, why=error.strerror)
        ) from error
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise RecordFault(
            Text(
                "{source} is not a complete {format_name} file, version {format_version} ({error}); "
                "export again",
                source=source,
                format_name=FORMAT_NAME,
                format_version=FORMAT_VERSION,
                error=error,
            )
        ) from error


def _dump(lines: Iterable[Line], stream: TextIO) -> None:
    stream.writelines(dumped(line) + "\n" for line in lines)


def _lines(content: Content, level: str) -> Iterator[Line]:
    session, bridge = content.session, Bridge(content.session)
    whole = {"stay": True} if content.of_stay else {}
    yield first_line(session, level) | whole
    yield session_line(session)
    count = 0
    for count, line in enumerate(_body(content, bridge), 1):  # noqa: B007 - the last count is used
        yield line
    yield {"type": "end", "lines": count}


def _body(content: Content, bridge: Bridge) -> Iterator[Line]:
    for item in chain(content.readings, content.entries, content.marks):
        at = item.captured_at if isinstance(item, RecordedReading) else item.at
        yield line_of(item, bridge) | {LOCAL: bridge.local_text(at, content.zone)}


def _record(lines: list[Line]) -> Record:
    first, session, *body, last = lines
    if (first["format"], first["format_version"]) != (FORMAT_NAME, FORMAT_VERSION):
        raise ValueError(f"format {first['format']} version {first['format_version']}")
    if (last["type"], last["lines"]) != ("end", len(body)):
        raise ValueError("its end is missing")
    batch = Batch.of(item_of(line) for line in body)
    notes = tuple(mark for mark in batch.marks if isinstance(mark, Annotation))
    scores = tuple(mark for mark in batch.marks if isinstance(mark, Assessment))
    readings = tuple(one for one in batch.readings if isinstance(one, RecordedReading))
    return Record(session_of(session), readings, batch.entries, (*notes, *scores))


def write_json_lines(content: Content, target: Path | TextIO, *, level: Level, replace: bool) -> list[Path]:
    """Write a session as a `Writer` does; marks with all the revisions that the content has."""
    lines = _lines(at_level(content, level), level.value)
    return write_text(target, partial(_dump, lines), replace=replace)


FORMAT = ExportFormat(
    "jsonl",
    ".jsonl",
    "JSON Lines, complete: readings, log and marks with all their revisions; NeoPain reads it back",
    write_json_lines,
    label="JSON Lines",
)
