"""Rows of a table that says what to rate, as the study's tables do; what they say of pain is not taken.

What the study reads of such a table is read here in the same way, so that the table that comes back is one
that it takes: names of files, parts of films, times, and the word for a drawing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from neopain.core.errors import SettingFault
from neopain_export.study.data.csv_tables import CsvTable, Row, foreign_columns, read_csv_table, says_nothing
from neopain_export.study.data.pain_scales import says_simulated
from neopain_export.study.data.picture_files import file_beside

OURS = frozenset({"picture", "video", "subject", "time", "simulated"})
JUDGED = frozenset({"label", "nips", "nfcs", "intensity"})
"""Somebody else's judgements: neither shown nor written out again."""
KEPT = frozenset({"from", "until", "film", "group", "state"})
"""Columns of the study that come back as they are."""


@dataclass(frozen=True, slots=True)
class Told:
    """A file to rate.

    Attributes:
        path, subject: the file, and the infant; "" where it has to come from the file.
        time_s: the only moment of a film or clip that is asked for; None for all. Of a picture, its second
            in the film that it is a frame of.
        part_s: from when until when a film is asked for, s.
        simulated: whether the table says that no newborn was pictured.
        about: all else that it says.
        in_folder: whether it was found in a folder, so that it may be left out where it does not open.
    """

    path: Path
    subject: str
    time_s: float | None = None
    part_s: tuple[float, float] = (0.0, math.inf)
    simulated: bool = False
    about: tuple[tuple[str, str], ...] = ()
    in_folder: bool = False

    def starts(self, ends_s: float, every_s: float) -> list[float]:
        """Where the shown seconds of a film of this length begin; half of the last must be there.

        Raises: SettingFault for a moment or a part that the film has not.
        """
        asked_s, until_s = self.part_s[0] if self.time_s is None else self.time_s, min(ends_s, self.part_s[1])
        if asked_s >= ends_s:
            raise SettingFault(
                f"expected a second of {self.path} before it ends at {ends_s:.1f} s; got {asked_s:g}"
            )
        if self.time_s is not None:
            return [max(0.0, self.time_s - min(1.0, every_s) / 2.0)]
        count = int((until_s - asked_s - min(1.0, every_s) / 2.0) / every_s + 1e-9) + 1
        return [round(asked_s + number * every_s, 6) for number in range(max(1, count))]


def rows_of(path: Path) -> Iterator[Told]:
    """The files of a table; paths are relative to its folder. Raises: SettingFault naming the line."""
    table = read_csv_table(path)
    if not {"picture", "video"} & set(table.columns) or "subject" not in table.columns:
        raise SettingFault(
            f"expected a header with `picture` (or `video`) and `subject`; that of {path} is "
            f"{', '.join(table.columns)}"
        )
    foreign_columns(table, OURS | JUDGED | KEPT, frozenset(), otherwise="give it another name")
    for row in table.rows:
        try:
            yield _told(table, row)
        except SettingFault as fault:
            raise SettingFault(f"{path}, line {row.line}: {fault}") from fault


def _told(table: CsvTable, row: Row) -> Told:
    written = row.cells.get("picture") or row.cells.get("video")
    if not written:
        raise SettingFault("expected a picture or a video; got an empty cell")
    if says_nothing(row.cells["subject"]):
        got = repr(row.cells["subject"]) if row.cells["subject"] else "an empty cell"
        raise SettingFault(f"expected a subject (the infant's code); got {got}")
    file = file_beside(table.path.parent, written).absolute()
    if not file.is_file():
        raise SettingFault(f"expected the file {file}; there is none; correct the path (relative to the CSV)")
    time_s, from_s, until_s = (_seconds(table, row, column) for column in ("time", "from", "until"))
    part_s = from_s or 0.0, math.inf if until_s is None else until_s
    if not part_s[0] < part_s[1]:
        raise SettingFault(f"expected `until` after `from`; got {part_s[0]:g} s and {part_s[1]:g} s")
    if time_s is not None and not part_s[0] <= time_s <= part_s[1]:
        raise SettingFault(f"expected a time between `from` and `until`; got {time_s:g} s")
    about = tuple(
        (name, cell) for name, cell in row.cells.items() if name not in OURS | JUDGED and name and cell
    )
    simulated = says_simulated(row.cells.get("simulated", ""))
    return Told(file, row.cells["subject"], time_s, part_s, simulated, about)


def _seconds(table: CsvTable, row: Row, column: str) -> float | None:
    if not row.cells.get(column):
        return None
    seconds = table.number(row, column, "a time in seconds")
    if seconds < 0.0:
        raise SettingFault(f"expected a time of 0 s or more into the video; got {seconds:g}")
    return seconds
