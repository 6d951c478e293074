"""A session as tidy CSV, with its log and what explains it in files beside.

`<stem>.csv` holds one reading per row and nothing else; `<stem>.events.csv` the session's log;
`<stem>.marks.csv` annotations and manual assessments, when there are any; `<stem>.about.json` units,
software, model, settings, gaps, the summary, and the SHA-256 of the others.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from neopain.core.record import RecordedReading
from neopain.reports.atomic import refusals_of, whole_files
from neopain.reports.content.about import about_session, described
from neopain.reports.content.columns import (
    EVENT_COLUMNS,
    MARK_COLUMNS,
    READING_COLUMNS,
    When,
    event_cells,
    flag,
    mark_cells,
    reading_cells,
)
from neopain.reports.content.level import Content, Level, at_level
from neopain.reports.content.summary import Summary, summarise
from neopain.reports.formats.export_format import ExportFormat


def write_csv(content: Content, target: Path | TextIO, *, level: Level, replace: bool) -> list[Path]:
    """Write a session as a `Writer` does.

    An open stream, or a path that is no plain file (such as /dev/stdout), gets the readings only.
    """
    content = at_level(content, level)
    if not isinstance(target, Path):
        _write_readings(content, target)
        return []
    if target.exists() and not target.is_file() and not target.is_dir():
        with refusals_of(str(target)), target.open("w", encoding="utf-8", newline="") as stream:
            _write_readings(content, stream)
        return [target]
    with whole_files(target, replace=replace) as drafts:
        summary = _write_readings(content, drafts.open(target))
        events = beside(target, "events.csv")
        _write_table(drafts.open(events), EVENT_COLUMNS, event_rows(content))
        tables = {target: READING_COLUMNS, events: EVENT_COLUMNS}
        if content.marks:
            path = beside(target, "marks.csv")
            _write_table(drafts.open(path), MARK_COLUMNS, mark_rows(content))
            tables[path] = MARK_COLUMNS
        files = {path.name: described(drafts.finish(path), columns) for path, columns in tables.items()}
        about = about_session(content, summary, level=level, files=files)
        path = beside(target, "about.json")
        json.dump(about, drafts.open(path), indent=2, ensure_ascii=False, allow_nan=False)
    return [*tables, path]


def beside(target: Path, ending: str) -> Path:
    """The file of another table beside the chief file."""
    return target.with_name(f"{target.stem}.{ending}")


def _write_table(stream: TextIO, columns: Mapping[str, str], rows: Iterable[Sequence[str]]) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)


def _write_readings(content: Content, stream: TextIO) -> Summary:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(READING_COLUMNS)
    when, simulated = When(content.session, content.zone), flag(content.session.simulated)

    def passing() -> Iterator[RecordedReading]:
        for reading in content.readings:
            writer.writerow(reading_cells(reading, when, simulated))
            yield reading

    return summarise(content.session, passing(), content.entries)


def event_rows(content: Content) -> Iterator[Sequence[str]]:
    """The log as EVENT_COLUMNS."""
    when, simulated = When(content.session, content.zone), flag(content.session.simulated)
    return (event_cells(entry, when, simulated) for entry in content.entries)


def mark_rows(content: Content) -> Iterator[Sequence[str]]:
    """Notes and manual scores, all revisions, as MARK_COLUMNS."""
    when, simulated = When(content.session, content.zone), flag(content.session.simulated)
    newest = {mark.id: mark.revision for mark in sorted(content.marks, key=lambda mark: mark.revision)}
    return (
        mark_cells(
            mark,
            when,
            simulated,
            standing=mark.revision == newest[mark.id] and not mark.deleted,
        )
        for mark in content.marks
    )


FORMAT = ExportFormat(
    "csv",
    ".csv",
    "tidy CSV, a reading a row; beside it the events, the marks and a description with units and digests",
    write_csv,
)
