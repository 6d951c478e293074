"""Writes a session's files from its parts, as tests have them; the product hands on a whole `Content`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import TextIO

from neopain.core.record import Mark, RecordedReading
from neopain.core.sessions import LogEntry, Session
from neopain.reports.content.level import Content, Level
from neopain.reports.formats import csv_log, json_lines


def write_csv(
    session: Session,
    readings: Iterable[RecordedReading],
    entries: Iterable[LogEntry],
    target: TextIO | Path,
    *,
    marks: Sequence[Mark] = (),
    level: str = "clinical",
    zone: tzinfo | None = None,
    replace: bool = False,
) -> list[Path]:
    content = Content(session, readings, list(entries), marks, zone)
    return csv_log.write_csv(content, target, level=Level(level), replace=replace)


def write_json_lines(
    session: Session,
    readings: Iterable[RecordedReading],
    entries: Iterable[LogEntry],
    target: TextIO | Path,
    *,
    marks: Sequence[Mark] = (),
    level: str = "clinical",
    zone: tzinfo | None = None,
) -> list[Path]:
    content = Content(session, readings, list(entries), marks, zone)
    return json_lines.write_json_lines(content, target, level=Level(level), replace=False)
