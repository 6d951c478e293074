"""A labelled set from a CSV file: `picture or video, subject, label, time, group`."""

from __future__ import annotations

import csv
import itertools
from dataclasses import dataclass, field
from pathlib import Path

from neopain.core.errors import SettingFault
from neopain_export.study.data.pain_scales import LabelRule, label_of_word
from neopain_export.study.data.samples import Picture, PictureFile, Sample, SampleSet
from neopain_export.study.data.video_frames import VideoFrame, frame_before, is_video, sample_times

SIMULATED_SUBJECTS = ("sim-easy-", "sim-hard-")
"""How the generator's subjects begin."""
GROUPS = frozenset({"", "train", "test"})
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
    """

    rule: LabelRule = field(default_factory=LabelRule)
    frame_every_s: float = 1.0


def read_csv(path: Path, options: ReadingOptions) -> SampleSet:
    """The set that a CSV manifest lists; paths in it are relative to the CSV's own folder.

    A row whose `time` is empty and whose file is a video gives a frame every `frame_every_s`. A set is
    marked as simulated when every row says so: in a column `simulated` (1 or yes), or by a subject that
    `neopain-export simulate` named.

    Raises: SettingFault naming file and line.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            reader = csv.DictReader(stream)
            header = [name.strip().lower() for name in reader.fieldnames or []]
            reader.fieldnames = header
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SettingFault(f"expected a CSV manifest in UTF-8; got {path}: {error}") from error
    _check_header(path, header)
    samples: list[Sample] = []
    for line, row in enumerate(rows, start=2):
        plain = {key: (value or "").strip() for key, value in row.items() if key}
        try:
            samples.extend(_samples_of(plain, path.parent, options))
        except SettingFault as error:
            raise SettingFault(f"{path}, line {line}: {error}") from error
    if not samples:
        raise SettingFault(f"expected rows under the header of {path}; got none")
    simulated = all(_is_simulated(row) for row in rows)
    return SampleSet(title=path.stem, simulated=simulated, samples=unique_names(samples), size=len(samples))


def unique_names(samples: list[Sample]) -> tuple[Sample, ...]:
    """The samples in name order. Raises: SettingFault when a name comes twice."""
    ordered = sorted(samples, key=lambda sample: sample.name)
    for before, after in itertools.pairwise(ordered):
        if before.name == after.name:
            raise SettingFault(f"expected each picture once; {after.name} comes twice; remove one row")
    return tuple(ordered)


def _check_header(path: Path, header: list[str]) -> None:
    has_picture = "picture" in header or "video" in header
    has_label = bool({"label", "nips", "nfcs"} & set(header))
    if not has_picture or not has_label or "subject" not in header:
        raise SettingFault(f"expected {EXPECTED}; the header of {path} is {', '.join(header) or 'empty'}")


def _samples_of(row: dict[str, str], folder: Path, options: ReadingOptions) -> list[Sample]:
    written = row.get("picture") or row.get("video") or ""
    if not written:
        raise SettingFault("expected a picture or a video; got an empty cell")
    if not row.get("subject"):
        raise SettingFault("expected a subject (the infant's code): splits are by subject; got an empty cell")
    group = row.get("group", "").lower()
    if group not in GROUPS:
        raise SettingFault(f"expected the group train, test or nothing; got {group!r}")
    path = folder / written
    label = _label(row, options.rule)
    pictures = _pictures(path, written, row.get("time", ""), options.frame_every_s)
    return [
        Sample(
            name=name,
            subject=row["subject"],
            label=label,
            picture=picture,
            group=group,
            state=row.get("state", ""),
            before=frame_before(path, picture.time_s) if isinstance(picture, VideoFrame) else None,
        )
        for name, picture in pictures
    ]


def _is_simulated(row: dict[str, str]) -> bool:
    said = (row.get("simulated") or "").strip().lower() in {"1", "yes", "true"}
    return said or (row.get("subject") or "").strip().startswith(SIMULATED_SUBJECTS)


def _label(row: dict[str, str], rule: LabelRule) -> int:
    if row.get("label"):
        return label_of_word(row["label"])
    if row.get("nips"):
        return rule.from_nips(_number(row["nips"], "a NIPS score"))
    if row.get("nfcs"):
        return rule.from_nfcs(_number(row["nfcs"], "an NFCS score"))
    raise SettingFault("expected a label, or a NIPS or NFCS score; got empty cells")


def _pictures(path: Path, written: str, time: str, every_s: float) -> list[tuple[str, Picture]]:
    if not path.is_file():
        raise SettingFault(f"expected the file {path}; there is none; correct the path (relative to the CSV)")
    if time:
        time_s = _number(time, "a time in seconds")
        return (
            [(f"{written}@{time_s:g}s", VideoFrame(path, time_s))]
            if is_video(path)
            else [(written, PictureFile(path))]
        )
    if is_video(path):
        return [
            (f"{written}@{time_s:g}s", VideoFrame(path, time_s)) for time_s in sample_times(path, every_s)
        ]
    return [(written, PictureFile(path))]


def _number(text: str, what: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise SettingFault(f"expected {what} as a number; got {text!r}") from error
