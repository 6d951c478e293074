"""A session as Apache Parquet: the tables of the CSV export with types, `null` where there is no value.

`<stem>.parquet` holds one reading per row, and under the key `neopain` of its metadata the JSON object that
`about.json` is for CSV; `<stem>.events.parquet` the log; `<stem>.marks.parquet` notes and manual scores.
Needs the extra `parquet`. The only home of pyarrow.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from neopain.core.record import RecordedReading
from neopain.reports.atomic import whole_files
from neopain.reports.content.about import about_session
from neopain.reports.content.columns import (
    EVENT_COLUMNS,
    MARK_COLUMNS,
    READING_COLUMNS,
    When,
    flag,
    reading_cells,
)
from neopain.reports.content.level import Content, Level, at_level
from neopain.reports.content.summary import summarise
from neopain.reports.formats.csv_log import beside, event_rows, mark_rows
from neopain.reports.formats.export_format import ExportFormat
from neopain.reports.formats.one_file import write_bytes

ROWS = 50_000
"""Rows of a row group: a reader skips whole groups, and no more are held in memory."""

_WORDS = frozenset(
    {
        "time_local", "quality", "reason", "kind", "code", "text", "detail", "mark", "items", "author",
        "recorded_utc", "id", "origin", "loinc",
    }
)  # fmt: skip
_FLAGS = frozenset({"simulated", "standing", "deleted"})
_COUNTS = frozenset({"frame_seq", "total", "revision"})


class _Table:
    """Takes rows of text cells as the CSV has them; writes them typed, a row group at a time."""

    def __init__(self, stream: BinaryIO, columns: Mapping[str, str]) -> None:
        import pyarrow as pa  # noqa: PLC0415  (an optional extra)
        from pyarrow import parquet  # noqa: PLC0415

        self._arrow = pa
        fields = [pa.field(name, _type(pa, name), metadata={"means": told}) for name, told in columns.items()]
        self._schema = pa.schema(fields)
        self._readers = [_reader(name) for name in columns]
        self._writer = parquet.ParquetWriter(stream, self._schema, compression="zstd")
        self._rows: list[Sequence[str]] = []

    def add(self, row: Sequence[str]) -> None:
        self._rows.append(row)
        if len(self._rows) == ROWS:
            self._flush()

    def close(self, **metadata: str) -> None:
        self._flush()
        if metadata:
            self._writer.add_key_value_metadata(metadata)
        self._writer.close()

    def _flush(self) -> None:
        columns = zip(*self._rows, strict=True) if self._rows else [()] * len(self._readers)
        values = [
            [read(cell) if cell else None for cell in column]
            for read, column in zip(self._readers, columns, strict=True)
        ]
        self._writer.write_table(self._arrow.table(values, schema=self._schema))
        self._rows = []


def _write_table(stream: BinaryIO, columns: Mapping[str, str], rows: Iterable[Sequence[str]]) -> None:
    table = _Table(stream, columns)
    for row in rows:
        table.add(row)
    table.close()


def _type(pa: Any, name: str) -> Any:  # noqa: ANN401  (pyarrow is not there for the type checker)
    if name == "time_utc":
        return pa.timestamp("ms", tz="UTC")
    if name in _WORDS:
        return pa.string()
    if name in _FLAGS:
        return pa.bool_()
    return pa.int64() if name in _COUNTS else pa.float64()


def _reader(name: str) -> Callable[[str], object]:
    if name == "time_utc":
        return datetime.fromisoformat
    if name in _WORDS:
        return str
    if name in _FLAGS:
        return lambda cell: cell == flag(True)
    return int if name in _COUNTS else float


def _write_readings(content: Content, stream: BinaryIO, level: Level) -> None:
    when, simulated = When(content.session, content.zone), flag(content.session.simulated)
    table = _Table(stream, READING_COLUMNS)

    def passing() -> Iterator[RecordedReading]:
        for reading in content.readings:
            table.add(reading_cells(reading, when, simulated))
            yield reading

    summary = summarise(content.session, passing(), content.entries)
    about = about_session(content, summary, level=level, files={})
    table.close(neopain=json.dumps(about, ensure_ascii=False, allow_nan=False))


def _write(content: Content, target: Path | TextIO, *, level: Level, replace: bool) -> list[Path]:
    FORMAT.check(level)
    content = at_level(content, level)
    if not isinstance(target, Path) or (target.exists() and not target.is_file() and not target.is_dir()):
        return write_bytes(target, lambda stream: _write_readings(content, stream, level), replace=replace)
    with whole_files(target, replace=replace) as drafts:
        _write_readings(content, drafts.open_bytes(target), level)
        files = [target, beside(target, "events.parquet")]
        _write_table(drafts.open_bytes(files[1]), EVENT_COLUMNS, event_rows(content))
        if content.marks:
            files.append(beside(target, "marks.parquet"))
            _write_table(drafts.open_bytes(files[2]), MARK_COLUMNS, mark_rows(content))
    return files


FORMAT = ExportFormat(
    "parquet",
    ".parquet",
    "Apache Parquet, typed tables as in CSV, null where not scored",
    _write,
    label="Parquet",
    text=False,
    needs="pyarrow",
)
