"""Rows of a table that says what to rate, as the study's tables do; what they say of pain is not taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from neopain.core.errors import SettingFault
from neopain_export.study.data.csv_tables import CsvTable, Row, read_csv_table

OURS = frozenset({"picture", "video", "subject", "time", "simulated"})
JUDGED = frozenset({"label", "nips", "nfcs", "intensity"})
"""Somebody else's judgements: neither shown nor written out again."""


@dataclass(frozen=True, slots=True)
class Told:
    """A file to rate.

    Attributes:
        path, subject: the file, and the infant; "" where it has to come from the file.
        time_s: the only moment of a film or clip that is asked for; None for all.
        simulated: whether the table says that no newborn was pictured.
        about: all else that it says.
        in_folder: whether it was found in a folder, so that it may be left out where it does not open.
    """

    path: Path
    subject: str
    time_s: float | None = None
    simulated: bool = False
    about: tuple[tuple[str, str], ...] = ()
    in_folder: bool = False

    def starts(self, ends_s: float, every_s: float) -> list[float]:
        """Where the shown seconds of a film of this length begin; half of the last must be there."""
        if self.time_s is not None:
            return [max(0.0, self.time_s - min(1.0, every_s) / 2.0)]
        count = int((ends_s - min(1.0, every_s) / 2.0) / every_s + 1e-9) + 1
        return [round(number * every_s, 6) for number in range(max(1, count))]


def rows_of(path: Path) -> Iterator[Told]:
    """The files of a table; paths are relative to its folder. Raises: SettingFault naming the line."""
    table = read_csv_table(path)
    if not {"picture", "video"} & set(table.columns) or "subject" not in table.columns:
        raise SettingFault(
            f"expected a header with `picture` (or `video`) and `subject`; that of {path} is "
            f"{', '.join(table.columns)}"
        )
    for row in table.rows:
        try:
            yield _told(table, row)
        except SettingFault as fault:
            raise SettingFault(f"{path}, line {row.line}: {fault}") from fault


def _told(table: CsvTable, row: Row) -> Told:
    written = row.cells.get("picture") or row.cells.get("video")
    if not written:
        raise SettingFault("expected a picture or a video; got an empty cell")
    if not row.cells["subject"]:
        raise SettingFault("expected a subject (the infant's code); got an empty cell")
    file = (table.path.parent / written).absolute()
    if not file.is_file():
        raise SettingFault(f"expected the file {file}; there is none; correct the path (relative to the CSV)")
    time_s = table.number(row, "time", "a time in seconds") if row.cells.get("time") else None
    about = tuple(
        (name, cell) for name, cell in row.cells.items() if name not in OURS | JUDGED and name and cell
    )
    simulated = row.cells.get("simulated", "").lower() in {"1", "yes", "true"}
    return Told(file, row.cells["subject"], time_s, simulated, about)
