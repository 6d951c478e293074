"""A labelled set from a CSV file: `picture or video, subject, label, time, group`."""

from __future__ import annotations

import itertools
import posixpath
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from neopain.core.errors import SettingFault, SourceFault
from neopain_export.study.data.csv_tables import CsvTable, Row, foreign_columns, read_csv_table
from neopain_export.study.data.film_index import index_of
from neopain_export.study.data.films import VideoFrame, frame_before, is_video, sample_times
from neopain_export.study.data.pain_scales import LabelRule, label_of_word
from neopain_export.study.data.picture_files import PictureFile
from neopain_export.study.data.samples import Picture, Sample, SampleSet

SIMULATED_SUBJECTS = ("sim-easy-", "sim-hard-")
"""How the generator's subjects begin."""
GROUPS = frozenset({"", "train", "test"})
KNOWN_COLUMNS = frozenset(
    {"picture", "video", "subject", "label", "nips", "nfcs", "time", "group", "state", "simulated"}
)
EXPECTED = (
    "a header line with `picture` (or `video`), `subject` and `label` (or `nips` or `nfcs`), and optionally "
    "`time` (seconds into a video), `group` (train or test), `state`, `simulated`"
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
    for row in table.rows:
        try:
            samples.extend(reader.samples_of(row))
        except SettingFault as error:
            raise SettingFault(f"{path}, line {row.line}: {error}") from error
    if not samples:
        raise SettingFault(f"expected rows under the header of {path}; got none")
    return SampleSet(
        title=path.stem,
        simulated=all(_is_simulated(row.cells) for row in table.rows),
        samples=unique_names(samples),
        size=len(samples),
        remarks=(*_remarks(foreign, samples), *reader.told()),
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


def frames_of(path: Path, every_s: float) -> tuple[tuple[float, ...], str | None]:
    """The times to sample, and what must be told of the film.

    A film that cannot be read gives one time, so that it is left out and counted like a picture.
    """
    try:
        times = sample_times(path, every_s)
        index = index_of(path)
    except SourceFault as fault:
        return (0.0,), str(fault)
    if index.ended_early:
        return times, (
            f"{path.name} ends after {index.ends_s:.1f} s of the {index.says_s:.1f} s that it states: "
            "what lies behind is left out and counted"
        )
    return times, None


def film_samples(
    path: Path, name: str, every_s: float, said: tuple[str, int, str]
) -> tuple[list[Sample], str | None]:
    """A film of a public set as samples, and what must be told of it; `said` is subject, label and state."""
    times, remark = frames_of(path, every_s)
    subject, label, state = said
    samples = []
    for time_s in times:
        frame = VideoFrame(path, time_s)
        samples.append(
            Sample(f"{name}@{time_s:g}s", subject, label, frame, state=state, before=_before(frame))
        )
    return samples, remark


class _Reader:
    """Rows of one table to samples; remembers what was used and what must be told."""

    def __init__(self, table: CsvTable, foreign: tuple[str, ...], options: ReadingOptions) -> None:
        self._table = table
        self._foreign = foreign
        self._options = options
        self.used: set[str] = set()
        self.remarks: list[str] = []
        self.disagreeing = 0

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
        if not cells["subject"]:
            raise SettingFault(
                "expected a subject (the infant's code): splits are by subject; got an empty cell"
            )
        group = cells.get("group", "").lower()
        if group not in GROUPS:
            raise SettingFault(f"expected the group train, test or nothing; got {group!r}")
        path = self._table.path.parent / written
        label = self._label(row)
        # Scores that labels were made of are ratings, too: a table holds the probabilities against them.
        scores = [name for name in ("nips", "nfcs") if name in cells]
        about = tuple((name, cells[name]) for name in (*self._foreign, *scores))
        return [
            Sample(
                name=name,
                subject=cells["subject"],
                label=label,
                picture=picture,
                group=group,
                state=cells.get("state", ""),
                before=_before(picture),
                about=about,
            )
            for name, picture in self._pictures(row, path, written, is_film=is_film)
        ]

    @staticmethod
    def _file(cells: dict[str, str]) -> tuple[str, bool]:
        picture, video = cells.get("picture", ""), cells.get("video", "")
        if picture and video:
            raise SettingFault("expected a picture or a video; got both in one row; make two rows of it")
        if not picture and not video:
            raise SettingFault("expected a picture or a video; got an empty cell")
        return picture or video, bool(video)

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
            if row.cells.get(scale):
                self.used.add(scale)
                return judge(self._table.number(row, scale, what))
        return None

    def _pictures(self, row: Row, path: Path, written: str, *, is_film: bool) -> list[tuple[str, Picture]]:
        if not path.is_file():
            raise SettingFault(
                f"expected the file {path}; there is none; correct the path (relative to the CSV)"
            )
        name = posixpath.normpath(written.replace("\\", "/"))
        if not is_video(path) and not (is_film and path.suffix.lower() == ".gif"):
            return [(name, PictureFile(path))]
        if row.cells.get("time"):
            time_s = self._table.number(row, "time", "a time in seconds")
            if time_s < 0.0:
                raise SettingFault(f"expected a time of 0 s or more into the video; got {time_s:g}")
            return [(f"{name}@{time_s:g}s", VideoFrame(path, time_s))]
        self.used.add("frame-every")
        times, remark = frames_of(path, self._options.frame_every_s)
        if remark is not None:
            self.remarks.append(remark)
        return [(f"{name}@{time_s:g}s", VideoFrame(path, time_s)) for time_s in times]


def _before(picture: Picture) -> VideoFrame | None:
    if not isinstance(picture, VideoFrame):
        return None
    try:
        return frame_before(picture.path, picture.time_s)
    except SourceFault:
        return None


def _remarks(foreign: tuple[str, ...], samples: list[Sample]) -> list[str]:
    told = []
    if foreign:
        told.append(f"columns that no rule reads, kept for tables by subgroup: {', '.join(foreign)}")
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
    said = row.get("simulated", "").lower() in {"1", "yes", "true"}
    return said or row["subject"].startswith(SIMULATED_SUBJECTS)
