"""Tables as people write them: the one place where the study reads CSV.

Excel's habits are read as meant (a mark at the start, semicolons or tabs, a comma after every row, empty
rows, spaces round names); what would change a meaning is refused with line and remedy.
"""

from __future__ import annotations

import csv
import difflib
import io
import math
import re
from dataclasses import dataclass
from pathlib import Path

from neopain.core.errors import SettingFault

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
LARGEST_BYTES = 256 * 1024 * 1024
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*$", re.IGNORECASE)
_GROUP_WORDS = frozenset(
    {"train", "training", "learn", "test", "testing", "val", "validation", "dev", "holdout"}
)
_WORD = re.compile(r"[^a-z0-9]+")
_AFFIXES = frozenset(
    {"s", "sec", "secs", "second", "seconds", "ms", "in", "id", "no", "nr", "number", "code", "name", "file"}
    | {"path", "score", "total", "value", "sum", "of", "the"}
)
_OTHER_WORDS = {
    "split": "group", "partition": "group", "subset": "group", "fold": "group",
    "timestamp": "time", "second": "time", "seconds": "time", "sec": "time", "t": "time",
    "synthetic": "simulated",
}  # fmt: skip
"""What people call a column of ours; taken for it only while ours is missing."""
_NOTHING = frozenset({"", "na", "n/a", "nan", "#n/a", "<na>", "null"})
"""What R, pandas and spreadsheets write where there is nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it stands, and its cells by column, stripped; a column's missing cell is ""."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A table read.

    Attributes:
        path: where it lies.
        columns: names in small letters, in order.
        rows: those with anything in them.
        decimal_comma: whether numbers may be written 4,5: in tables whose cells are not parted by commas.
    """

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    decimal_comma: bool

    def number(self, row: Row, column: str, what: str) -> float:
        """A cell as a finite number. Raises: SettingFault naming what was expected."""
        text = row.cells[column]
        try:
            value = float(text.replace(",", ".") if self.decimal_comma else text)
        except ValueError as error:
            raise SettingFault(f"expected {what} as a number; got {text!r}") from error
        if not math.isfinite(value):
            raise SettingFault(f"expected {what} as a finite number; got {text!r}")
        return value

    def holds_numbers(self, column: str) -> bool:
        """Whether every cell of a column that says something is a number."""
        try:
            for row in self.rows:
                if not says_nothing(row.cells[column]):
                    self.number(row, column, column)
        except SettingFault:
            return False
        return True

    def pointed(self, row: Row, column: str) -> str:
        """The text of a cell that is a number, with a point before the decimals whoever wrote it."""
        text = row.cells[column]
        return text.replace(",", ".") if self.decimal_comma else text


def says_nothing(cell: str) -> bool:
    """Whether a cell is empty, or holds a program's word for that."""
    return cell.lower() in _NOTHING


def read_csv_table(path: Path) -> CsvTable:
    """The table in a CSV file, with commas, semicolons or tabs.

    Raises: SettingFault for what cannot be read without a guess.
    """
    text = _text_of(path)
    first, _, rest = text.partition("\n")
    given = _SEPARATOR_LINE.fullmatch(first.strip("\r"))
    skipped = 1 if given else 0
    body = rest if given else text
    delimiter = given[1] if given else _delimiter_of(body.partition("\n")[0])
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    try:
        lines = [(reader.line_num + skipped, cells) for cells in reader]
    except csv.Error as error:
        raise SettingFault(
            f"expected a CSV table; got {path}, line {reader.line_num + skipped}: {error}; "
            "save it as CSV again"
        ) from error
    filled = [(line, [cell.strip() for cell in cells]) for line, cells in lines if any(map(str.strip, cells))]
    if not filled:
        raise SettingFault(f"expected a header line and rows in {path}; got an empty file")
    columns = _columns(path, filled[0][1])
    rows = tuple(_row(path, line, cells, columns) for line, cells in filled[1:])
    for place, name in enumerate(columns):
        if not name and any(len(cells) > place and cells[place] for _, cells in filled[1:]):
            raise SettingFault(
                f"expected a name over column {place + 1} of {path}; got none; name or empty it"
            )
    return CsvTable(path, tuple(filter(None, columns)), rows, decimal_comma=delimiter != ",")


def foreign_columns(
    table: CsvTable,
    known: frozenset[str],
    others: frozenset[str],
    *,
    otherwise: str = "say --other-columns {name}",
) -> tuple[str, ...]:
    """The columns that no rule reads. Raises: SettingFault for one that was probably meant to be ours.

    Args:
        table: whose columns.
        known: what rules read.
        others: columns that somebody said are none of ours, however they are called.
        otherwise: what to do with one that is none of ours, for the sentence.
    """
    absent = others - set(table.columns)
    if absent:
        raise SettingFault(
            f"expected --other-columns out of {', '.join(table.columns)}; got {', '.join(sorted(absent))}"
        )
    foreign = tuple(name for name in table.columns if name not in known)
    missing = sorted(known - set(table.columns))
    for name in (name for name in foreign if name not in others):
        meant = _meant(name, missing)
        if meant is not None and (meant != "group" or _has_group_words(table, name)):
            raise SettingFault(
                f"{table.path} has a column `{name}` and none called `{meant}`; if meant, rename it to "
                f"`{meant}`; if not, {otherwise.format(name=name)}"
            )
    return foreign


def _has_group_words(table: CsvTable, name: str) -> bool:
    return any(row.cells[name].lower() in _GROUP_WORDS for row in table.rows)


def _meant(name: str, missing: list[str]) -> str | None:
    words = [word for word in _WORD.split(name) if word]
    bare = [word for word in words if word not in _AFFIXES] or words
    for candidate in (name, "".join(words), *bare):
        if _OTHER_WORDS.get(candidate) in missing:
            return _OTHER_WORDS[candidate]
        singular = candidate.removesuffix("s")
        for own in missing:
            if own in {candidate, singular} or sorted(own) == sorted(candidate):
                return own
    close = difflib.get_close_matches("".join(bare), missing, n=1, cutoff=0.8)
    return close[0] if close else None


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise SettingFault(f"expected a table of at most {LARGEST_BYTES >> 20} MB; got more in {path}")
        content = path.read_bytes()
    except OSError as error:
        raise SettingFault(f"expected a readable CSV table; got {path}: {error.strerror}") from error
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise SettingFault(
            f"expected a CSV table in UTF-8; got {path} in another encoding (at byte {error.start}); "
            "save it as CSV UTF-8"
        ) from error
    if "\0" in text:
        raise SettingFault(f"expected a CSV table; got {path}, which is not text; save it as CSV UTF-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _delimiter_of(header: str) -> str:
    """The one that parts the header; commas when none does. A quoted name does not count."""
    bare = re.sub(r'"[^"]*"', "", header)
    return max(DELIMITERS, key=bare.count)


def _columns(path: Path, header: list[str]) -> list[str]:
    names = [name.strip().lower() for name in header]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise SettingFault(f"expected each column once in {path}; got {', '.join(twice)} twice; rename one")
    return names


def _row(path: Path, line: int, cells: list[str], columns: list[str]) -> Row:
    if any(cells[len(columns) :]):
        raise SettingFault(
            f"{path}, line {line}: expected {len(columns)} cells as in the header; got {len(cells)}; "
            "put a text that holds the separator into double quotes"
        )
    padded = cells + [""] * (len(columns) - len(cells))
    return Row(line, {name: cell for name, cell in zip(columns, padded, strict=False) if name})
