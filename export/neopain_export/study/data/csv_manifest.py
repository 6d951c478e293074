"""A labelled set from a CSV file: `picture or video, subject, label, time, group`."""

from __future__ import annotations

import contextlib
import itertools
import math
import posixpath
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from neopain.core.errors import SettingFault
from neopain_export.clips.kept_clips import ClipFrame, is_clip
from neopain_export.study.data import pain_scales
from neopain_export.study.data.csv_tables import CsvTable, Row, foreign_columns, read_csv_table, says_nothing
from neopain_export.study.data.film_samples import Parts, film_frames, framed
from neopain_export.study.data.films import is_video
from neopain_export.study.data.pain_scales import RATER, RATING_RANGES, LabelRule, label_of_word
from neopain_export.study.data.pasts import StillsPast
from neopain_export.study.data.picture_files import PictureFile, file_beside
from neopain_export.study.data.samples import Past, Picture, Sample, SampleSet, frame_name

SIMULATED_SUBJECTS = ("sim-easy-", "sim-hard-")
"""How the generator's subjects begin."""
GROUPS = frozenset({"", "train", "test"})
KNOWN_COLUMNS = frozenset(
    {"picture", "video", "subject", "label", "nips", "nfcs", "time", "group", "state", "simulated"}
    | {"film", "from", "until", "intensity"}
)
EXPECTED = (
    "a header line with `picture` (or `video`), `subject` and `label` (or `nips` or `nfcs`), and optionally "
    "`time` (seconds into a video), `group` (train or test), `state`, `simulated`; `from` and `until` (the "
    "part of a video), `film` (the film that a picture with a `time` is a frame of)"
)


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How a set on disk is read.

    Attributes:
        rule: clinical scores to labels.
        frame_every_s: seconds between frames of a video whose row gives no time.
        other_columns: columns of a CSV that are none of ours, though their names resemble one.
    """

    rule: LabelRule = field(default_factory=LabelRule)
    frame_every_s: float = 1.0
    other_columns: frozenset[str] = frozenset()


def read_csv(path: Path, options: ReadingOptions) -> SampleSet:
    """The set that a CSV manifest lists; paths in it are relative to the CSV's own folder.

    A row whose `time` is empty and whose file is a video gives a frame every `frame_every_s`. A set is
    marked as simulated when every row says so: in a column `simulated` (1 or yes), or by a subject that
    `neopain-export simulate` named. Columns that no rule reads are kept for tables by subgroup, and told.

    Raises: SettingFault naming file and line.
    """
    table = read_csv_table(path)
    _check_header(table)
    foreign = foreign_columns(table, KNOWN_COLUMNS, options.other_columns)
    reader = _Reader(table, foreign, options)
    samples: list[Sample] = []
    drawn: list[bool] = []
    for row in table.rows:
        try:
            samples.extend(reader.samples_of(row))
            drawn.append(_is_simulated(row.cells))
        except SettingFault as error:
            raise SettingFault(f"{path}, line {row.line}: {error}") from error
    if not samples:
        raise SettingFault(f"expected rows under the header of {path}; got none")
    return SampleSet(
        title=path.stem,
        simulated=all(drawn),
        samples=unique_names(samples),
        size=len(samples),
        remarks=(*_remarks(foreign, samples, drawn), *reader.told()),
        rule=options.rule.in_words if {"nips", "nfcs"} & reader.used else "",
        used=frozenset(reader.used),
    )


def unique_names(samples: list[Sample]) -> tuple[Sample, ...]:
    """The samples in name order. Raises: SettingFault when a name comes twice."""
    ordered = sorted(samples, key=lambda sample: sample.name)
    for before, after in itertools.pairwise(ordered):
        if before.name == after.name:
            raise SettingFault(f"expected each picture once; {after.name} comes twice; remove one row")
    return tuple(ordered)


class _Reader:
    """Rows of one table to samples; remembers what was used and what must be told."""

    def __init__(self, table: CsvTable, foreign: tuple[str, ...], options: ReadingOptions) -> None:
        self._table = table
        self._options = options
        self.used: set[str] = set()
        self.remarks: list[str] = []
        self.disagreeing = 0
        self._parts = Parts()
        self._stills = self._films_of_stills()
        # Scores that labels were made of are ratings, too: a table holds the probabilities against them.
        told = [*foreign, *(name for name in RATING_RANGES if name in table.columns)]
        self._numbers = {
            name: table.holds_numbers(name) or name in RATING_RANGES for name in dict.fromkeys(told)
        }
        self.remarks += [
            f"the column {name} holds words, and no rating is read from it: write classes as numbers"
            for name, numbers in self._numbers.items()
            if name.startswith(RATER) and not numbers
        ]

    def told(self) -> list[str]:
        """What whoever reads the set must know."""
        if not self.disagreeing:
            return self.remarks
        return [
            *self.remarks,
            f"in {self.disagreeing} rows the label and the score say different things; the label was taken",
        ]

    def samples_of(self, row: Row) -> list[Sample]:
        cells = row.cells
        written, is_film = self._file(cells)
        if says_nothing(cells["subject"]):
            got = repr(cells["subject"]) if cells["subject"] else "an empty cell"
            raise SettingFault(f"expected a subject (the infant's code): splits are by subject; got {got}")
        group = cells.get("group", "").lower()
        if group not in GROUPS:
            raise SettingFault(f"expected the group train, test or nothing; got {group!r}")
        path = file_beside(self._table.path.parent, written)
        label = self._label(row)
        about = tuple((name, self._told_of(row, name)) for name in self._numbers)
        return [
            framed(
                Sample(
                    name=name,
                    subject=cells["subject"],
                    label=label,
                    picture=picture,
                    group=group,
                    state=cells.get("state", ""),
                    about=about,
                ),
                past,
            )
            for name, picture, past in self._pictures(row, path, written, is_film=is_film)
        ]

    def _films_of_stills(self) -> dict[tuple[str, str], tuple[tuple[float, Path], ...]]:
        """By infant and film, the pictures that are its frames; rows that are wrong are refused later."""
        films: dict[tuple[str, str], list[tuple[float, Path]]] = {}
        for row in self._table.rows:
            cells = row.cells
            if cells.get("film") and cells.get("time") and cells.get("picture"):
                with contextlib.suppress(SettingFault):
                    time_s = self._table.number(row, "time", "a time in seconds")
                    still = (time_s, file_beside(self._table.path.parent, cells["picture"]))
                    films.setdefault((cells["subject"], cells["film"]), []).append(still)
        return {film: tuple(sorted(stills)) for film, stills in films.items()}

    @staticmethod
    def _file(cells: dict[str, str]) -> tuple[str, bool]:
        picture, video = cells.get("picture", ""), cells.get("video", "")
        if picture and video:
            raise SettingFault("expected a picture or a video; got both in one row; make two rows of it")
        if not picture and not video:
            raise SettingFault("expected a picture or a video; got an empty cell")
        return picture or video, bool(video)

    def _told_of(self, row: Row, column: str) -> str:
        """A cell for the tables; of a rating the number, "" where nobody rated."""
        text = row.cells[column]
        if not pain_scales.is_rating(column):
            return self._table.pointed(row, column) if self._numbers[column] else text
        if says_nothing(text):
            return ""
        if self._numbers[column]:
            pain_scales.rating_of(column, self._table.number(row, column, column))
            return self._table.pointed(row, column)
        return text

    def _label(self, row: Row) -> int:
        by_score = self._by_score(row)
        if row.cells.get("label"):
            label = label_of_word(row.cells["label"])
            self.disagreeing += by_score is not None and by_score != label
            return label
        if by_score is None:
            raise SettingFault("expected a label, or a NIPS or NFCS score; got empty cells")
        return by_score

    def _by_score(self, row: Row) -> int | None:
        rule = self._options.rule
        for scale, judge, what in (
            ("nips", rule.from_nips, "a NIPS score"),
            ("nfcs", rule.from_nfcs, "an NFCS score"),
        ):
            if not says_nothing(row.cells.get(scale, "")):
                self.used.add(scale)
                return judge(self._table.number(row, scale, what))
        return None

    def _pictures(
        self, row: Row, path: Path, written: str, *, is_film: bool
    ) -> list[tuple[str, Picture, Past | None]]:
        if not path.is_file():
            why = "its consent was withdrawn, it was too old, or deleted; write the table again with"
            remedy = (
                f"{why} `neopain-export annotations`"
                if is_clip(path)
                else "correct the path (relative to the CSV)"
            )
            raise SettingFault(f"expected the file {path}; there is none; {remedy}")
        name = posixpath.normpath(written.replace("\\", "/"))
        if is_clip(path):
            time_s = self._seconds(row, "time")
            if time_s is None:
                raise SettingFault("expected the `time` of a clip's picture, in seconds; got an empty cell")
            return [(frame_name(name, time_s), ClipFrame(path, time_s), None)]
        window = self._seconds(row, "from"), self._seconds(row, "until")
        if is_video(path) or (is_film and path.suffix.lower() == ".gif"):
            return self._film(row, path, name, window)
        if window != (None, None):
            raise SettingFault("expected `from` and `until` of a video; got them with a picture")
        return [(name, PictureFile(path), self._past_of_still(row))]

    def _film(
        self, row: Row, path: Path, name: str, window: tuple[float | None, float | None]
    ) -> list[tuple[str, Picture, Past | None]]:
        from_s, until_s = window[0] or 0.0, math.inf if window[1] is None else window[1]
        if not from_s < until_s:
            raise SettingFault(f"expected `until` after `from`; got {from_s:g} s and {until_s:g} s")
        time_s = self._seconds(row, "time")
        if time_s is not None and not from_s <= time_s <= until_s:
            raise SettingFault(f"expected a time between `from` and `until`; got {time_s:g} s")
        if time_s is None:
            self.used.add("frame-every")
            self._parts.add(path, (from_s, until_s), self._label(row), row.line)
        found, remark = film_frames(path, name, self._options.frame_every_s, (from_s, until_s), time_s)
        if remark is not None:
            self.remarks.append(remark)
        return found

    def _seconds(self, row: Row, column: str) -> float | None:
        if not row.cells.get(column):
            return None
        seconds = self._table.number(row, column, "a time in seconds")
        if seconds < 0.0:
            raise SettingFault(f"expected a time of 0 s or more into the video; got {seconds:g}")
        return seconds

    def _past_of_still(self, row: Row) -> StillsPast | None:
        cells = row.cells
        if not cells.get("film"):
            return None
        if not cells.get("time"):
            raise SettingFault(
                "expected a `time` of a picture that is a frame of a `film`; got an empty cell"
            )
        stills = self._stills[(cells["subject"], cells["film"])]
        return StillsPast(stills, self._table.number(row, "time", "a time in seconds"))


def _remarks(foreign: tuple[str, ...], samples: list[Sample], drawn: list[bool]) -> list[str]:
    told = []
    unread = [name for name in foreign if not pain_scales.is_rating(name)]
    if unread:
        told.append(f"columns that no rule reads, kept for tables by subgroup: {', '.join(unread)}")
    if any(drawn) and not all(drawn):
        told.append(f"{sum(drawn)} of {len(drawn)} rows are simulated: newborns and drawings are mixed here")
    groups = Counter(sample.group for sample in samples)
    if groups[""] and len(groups) > 1:
        told.append(
            f"{groups['']} pictures have no group while others have: the protocol `fixed` does not use them"
        )
    return told


def _check_header(table: CsvTable) -> None:
    header = set(table.columns)
    if not {"picture", "video"} & header or not {"label", "nips", "nfcs"} & header or "subject" not in header:
        raise SettingFault(f"expected {EXPECTED}; the header of {table.path} is {', '.join(table.columns)}")


def _is_simulated(row: dict[str, str]) -> bool:
    return pain_scales.says_simulated(row.get("simulated", "")) or row["subject"].startswith(
        SIMULATED_SUBJECTS
    )
