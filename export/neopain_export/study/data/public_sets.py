"""Readers for the layouts of iCOPE, iCOPEvid, UNIFESP and USF-MNPAD-I.

None of these sets may be passed on, so their layouts are taken from public descriptions and file lists, and
each reader states what it assumes. A folder that looks otherwise is refused with what was expected; it can
then be described by a CSV manifest, which needs no assumption.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from neopain.core.errors import SettingFault
from neopain_export.study.data.csv_manifest import ReadingOptions, read_csv, unique_names
from neopain_export.study.data.csv_tables import CsvTable, Row, read_csv_table
from neopain_export.study.data.film_samples import film_samples
from neopain_export.study.data.films import FILM_SUFFIXES
from neopain_export.study.data.pain_scales import label_of_word
from neopain_export.study.data.picture_files import PICTURE_SUFFIXES, PictureFile
from neopain_export.study.data.samples import Sample, SampleSet

_ICOPE = re.compile(r"^(?P<subject>S\d+)_[MF]_(?P<state>[A-Za-z]+?)(?:_?\d+[a-z]?)?$", re.IGNORECASE)
_ICOPEVID = re.compile(r"^(?P<subject>S\d+v)_(?P<state>[A-Za-z]+)(?:_\d+)?$", re.IGNORECASE)
_UNIFESP = re.compile(r"^(?P<subject>\d{1,3})_(?P<time>\d{6})(?:_\d+)?$")
_SPELLING = {"friciton": "friction", "succrose": "sucrose"}
_SYSTEM_FOLDERS = frozenset({"__macosx", "$recycle.bin", "system volume information", "@eadir"})
_ICOPE_STATES = frozenset({"rest", "cry", "air", "friction", "pain", "sucrose", "yawn"})
_ICOPEVID_STATES = frozenset({"nopain", "pain", "friction", "move", "rest", "cry", "air"})


def read_icope(folder: Path, options: ReadingOptions) -> SampleSet:
    """ICOPE (Brahnam et al. 2007): photographs named `S04_M_pain_1.jpg`, anywhere below `folder`.

    Assumed from public file lists: subject, sex, stimulus, running number; the stimuli are rest, cry, air,
    friction, pain, and in some copies sucrose and yawn. Only `pain` (heel lance) is pain, as in the paper.
    The misspellings `friciton` and `succrose` occur in the original and are read as meant.

    Raises: SettingFault when no or a foreign name is met.
    """
    del options
    found = [(path, _ICOPE.match(path.stem)) for path in _files(folder, PICTURE_SUFFIXES)]
    samples = []
    for path, match in found:
        state = _state(path, match, _ICOPE_STATES, "S04_M_pain_1.jpg")
        assert match is not None  # noqa: S101 -- _state refused it otherwise
        samples.append(_still(path, folder, match["subject"].upper(), int(state == "pain"), state))
    return _set_of("iCOPE", samples, folder, "photographs such as S04_M_pain_1.jpg")


def read_icopevid(folder: Path, options: ReadingOptions) -> SampleSet:
    """ICOPEvid (Brahnam et al. 2020): videos named `S001v_pain.mp4`, or frames `S001v_pain_180.jpg`.

    Assumed from public file lists: subject, stimulus (nopain, move, friction, pain), and for frames the frame
    number. Only `pain` is pain. Videos give a frame every `frame_every_s`.

    Raises: SettingFault when no or a foreign name is met.
    """
    samples: list[Sample] = []
    remarks: list[str] = []
    for path in _files(folder, PICTURE_SUFFIXES | FILM_SUFFIXES):
        match = _ICOPEVID.match(path.stem)
        state = _state(path, match, _ICOPEVID_STATES, "S001v_pain.mp4")
        assert match is not None  # noqa: S101 -- _state refused it otherwise
        subject, label = match["subject"].upper(), int(state == "pain")
        if path.suffix.lower() in PICTURE_SUFFIXES:
            samples.append(_still(path, folder, subject, label, state))
            continue
        name = path.relative_to(folder).as_posix()
        found, remark = film_samples(path, name, options.frame_every_s, (subject, label, state))
        samples.extend(found)
        remarks.extend([remark] if remark else [])
    return _set_of(
        "iCOPEvid",
        samples,
        folder,
        "videos such as S001v_pain.mp4",
        remarks=tuple(remarks),
        used=frozenset({"frame-every"}),
    )


def read_unifesp(folder: Path, options: ReadingOptions) -> SampleSet:
    """UNIFESP (Heiderich et al. 2015): pictures named `29_111305.bmp` (subject, time of day), and scores.

    Assumed: the file names, from public file lists. The labels are not in the names: they are read from a CSV
    file in `folder` with the columns `picture` and `nfcs` (0..5) or `label`, one row per picture; pictures
    without a row are left out and counted.

    Raises: SettingFault when the CSV is missing, or no or a foreign name is met.
    """
    table, rows = _scores_beside(folder)
    samples, unlabelled, used = [], 0, set()
    for path in _files(folder, PICTURE_SUFFIXES):
        match = _UNIFESP.match(path.stem)
        if match is None:
            raise SettingFault(
                f"expected UNIFESP pictures such as 29_111305.bmp; got {path.name} in {folder}"
            )
        row = rows.get(path.name.lower()) or rows.get(path.stem.lower())
        if row is None:
            unlabelled += 1
            continue
        used |= set() if row.cells.get("label") else {"nfcs"}
        label = _row_label(table, row, options)
        samples.append(_still(path, folder, f"U{int(match['subject']):02d}", label, ""))
    left_out = (("no_label", unlabelled),) if unlabelled else ()
    read = _set_of("UNIFESP", samples, folder, "pictures with rows in the CSV", left_out)
    return replace(read, used=frozenset(used), rule=options.rule.in_words if used else "")


def read_usf_mnpad(folder: Path, options: ReadingOptions) -> SampleSet:
    """USF-MNPAD-I (Salekin et al. 2021): 45 neonates, procedural and post-operative video.

    The layout is handed out with the signed agreement and is not public, so nothing is guessed: the folder
    must hold `labels.csv` in this project's manifest form (`video, subject, time, nips`), written from the
    set's own score sheets; a row may give the second of the video that the nurses scored.

    Raises: SettingFault when `labels.csv` is missing or wrong.
    """
    manifest = folder / "labels.csv"
    if not manifest.is_file():
        raise SettingFault(
            f"expected {manifest} with the columns video, subject, time, nips: the set's own layout is not "
            "public; write it from the score sheets"
        )
    read = read_csv(manifest, options)
    return replace(read, title="USF-MNPAD-I", simulated=False)


def _row_label(table: CsvTable, row: Row, options: ReadingOptions) -> int:
    if row.cells.get("label"):
        return label_of_word(row.cells["label"])
    if not row.cells.get("nfcs"):
        raise SettingFault(f"{table.path}, line {row.line}: expected an nfcs number; got an empty cell")
    try:
        return options.rule.from_nfcs(table.number(row, "nfcs", "an NFCS score"))
    except SettingFault as error:
        raise SettingFault(f"{table.path}, line {row.line}: {error}") from error


def _scores_beside(folder: Path) -> tuple[CsvTable, dict[str, Row]]:
    found = [path for path in sorted(folder.glob("*.csv")) if not _of_the_system(path, folder)]
    if len(found) != 1:
        raise SettingFault(
            f"expected one CSV in {folder} with the columns picture and nfcs (or label); got {len(found)}"
        )
    table = read_csv_table(found[0])
    if not table.rows or "picture" not in table.columns or not {"nfcs", "label"} & set(table.columns):
        raise SettingFault(f"expected the columns picture and nfcs (or label) in {table.path}")
    rows: dict[str, Row] = {}
    for row in table.rows:
        name = row.cells["picture"].lower()
        if name in rows:
            raise SettingFault(
                f"{table.path}, line {row.line}: expected each picture once; {name} comes twice"
            )
        rows[name] = row
    return table, rows


def _files(folder: Path, suffixes: frozenset[str]) -> list[Path]:
    if not folder.is_dir():
        raise SettingFault(f"expected a folder; got {folder}")
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in suffixes and path.is_file() and not _of_the_system(path, folder)
    )


def _of_the_system(path: Path, folder: Path) -> bool:
    """What an operating system leaves beside people's files: `._name`, `__MACOSX`, hidden folders."""
    parts = path.relative_to(folder).parts
    return any(part.startswith(".") or part.lower() in _SYSTEM_FOLDERS for part in parts)


def _state(path: Path, match: re.Match[str] | None, known: frozenset[str], example: str) -> str:
    state = "" if match is None else match["state"].lower()
    state = _SPELLING.get(state, state)
    if state not in known:
        raise SettingFault(
            f"expected a name such as {example} with one of {', '.join(sorted(known))}; got {path.name}; "
            "describe the folder by a CSV manifest instead"
        )
    return state


def _still(path: Path, folder: Path, subject: str, label: int, state: str) -> Sample:
    return Sample(path.relative_to(folder).as_posix(), subject, label, PictureFile(path), state=state)


def _set_of(
    title: str,
    samples: list[Sample],
    folder: Path,
    expected: str,
    left_out: tuple[tuple[str, int], ...] = (),
    *,
    remarks: tuple[str, ...] = (),
    used: frozenset[str] = frozenset(),
) -> SampleSet:
    labels = Counter(sample.label for sample in samples)
    if len(labels) < 2:
        raise SettingFault(
            f"expected {expected}, of both classes, in {folder}; got {dict(labels) or 'nothing'}"
        )
    ordered = unique_names(samples)
    return SampleSet(
        title,
        simulated=False,
        samples=ordered,
        size=len(ordered),
        left_out=left_out,
        remarks=remarks,
        used=used,
    )


READERS: dict[str, Callable[[Path, ReadingOptions], SampleSet]] = {
    "icope": read_icope,
    "icopevid": read_icopevid,
    "unifesp": read_unifesp,
    "usf-mnpad": read_usf_mnpad,
}
