"""Recomputes every number of a study's tables from its predictions."""

from __future__ import annotations

import difflib
import hashlib
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from neopain.core.errors import SettingFault
from neopain_export.study.evaluation.tested import TestedPictures
from neopain_export.study.report.predictions import read_predictions
from neopain_export.study.report.repeat_predictions import read_repeats
from neopain_export.study.report.results import KINDS, StudyResults, corrected_csv, measured, results_csv
from neopain_export.study.report.run_manifest import ReadRun, read_run
from neopain_export.study.report.tables import render

RESULTS, CORRECTED, TABLES = "results.csv", "corrected.csv", "tables.md"
PLOTS_HEAD = "\n## Plots\n"
ROUNDING = 0.0011
"""Another processor may round the last printed digit otherwise; nothing more is let pass."""
_NUMBER = re.compile(r"[+-]?\d+\.\d+|[+-]?\d+")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a recomputation found.

    Attributes:
        numbers: how many were recomputed.
        rounded: how many of them differ in the last printed digit only.
        wrong: sentences on everything that is not as it should be.
    """

    numbers: int
    rounded: int
    wrong: tuple[str, ...]


def verify(folder: Path) -> Verdict:
    """Read the predictions, compute the tables again, compare. Raises: SettingFault for another folder."""
    run = read_run(folder)
    studies = [_study(folder, run, protocol) for protocol in run.values["protocols"]]
    recomputed = {
        RESULTS: results_csv(studies),
        CORRECTED: corrected_csv(studies),
        TABLES: render(studies, run.facts),
    }
    wrong = _altered(folder, run)
    numbers = rounded = 0
    for name, text in recomputed.items():
        written = _written(folder / name)
        if name == TABLES:
            written = written.partition(PLOTS_HEAD)[0]
        for line, old, new in _side_by_side(written.splitlines(), text.splitlines()):
            numbers += len(_NUMBER.findall(new))
            if old == new:
                continue
            if _same_but_rounding(old, new):
                rounded += 1
            else:
                wrong.append(f"{name}, line {line}: written `{old[:160]}`; recomputed `{new[:160]}`")
    return Verdict(numbers, rounded, tuple(wrong))


def _study(folder: Path, run: ReadRun, protocol: dict[str, object]) -> StudyResults:
    read = read_predictions(folder, str(protocol["name"]))
    data = run.values["data"]
    tested = TestedPictures(
        title=data["title"],
        simulated=data["simulated"],
        rule=data["rule"],
        layout_id=run.values["features"],
        networks=tuple((name, sha256) for name, sha256 in run.values["models"]),
        left_out=tuple((reason, count) for reason, count in data["left_out"]),
        left_out_with_pain=data["left_out_with_pain"],
        labels=read.labels,
        folds=read.folds,
        shares=read.shares,
        refused=read.refused if data["refused_known"] else None,
        about=read.about,
        **read.texts,
    )
    sizes = (data["pictures"], data["subjects"])
    study = measured(tested, read.columns, str(protocol["name"]), run.values["seed"], sizes)
    if protocol.get("repeats", 1) == 1:
        return study
    chosen = {kind: best.configuration for kind in KINDS if (best := study.best(kind)) is not None}
    repeats = read_repeats(folder, study.protocol, chosen, tested.names.tolist())
    return replace(study, repeats=repeats)


def _side_by_side(written: list[str], recomputed: list[str]) -> Iterator[tuple[int, str, str]]:
    """Number of the written line, it, and what was recomputed in its place; "" where one has no such line.

    A line too many or too few is one thing wrong, and not every line behind it.
    """
    blocks: Sequence[tuple[str, int, int, int, int]] = [("", 0, len(written), 0, len(recomputed))]
    if len(written) != len(recomputed):
        blocks = difflib.SequenceMatcher(None, written, recomputed, autojunk=False).get_opcodes()
    for _, start, end, other_start, other_end in blocks:
        pairs = itertools.zip_longest(written[start:end], recomputed[other_start:other_end], fillvalue="")
        for place, (old, new) in enumerate(pairs, start=start + 1):
            yield place, old, new


def _altered(folder: Path, run: ReadRun) -> list[str]:
    found = []
    for name, sha256 in run.values["files"].items():
        try:
            same = hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256
        except OSError as error:
            found.append(f"{name}: {error.strerror}")
            continue
        if not same:
            found.append(f"{name}: not the file that the run wrote")
    return found


def _written(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise SettingFault(f"expected {path} of a study; got {error}") from error


def _same_but_rounding(old: str, new: str) -> bool:
    if _NUMBER.sub("#", old) != _NUMBER.sub("#", new):
        return False
    pairs = zip(_NUMBER.findall(old), _NUMBER.findall(new), strict=True)
    return all(
        "." in first and "." in second and abs(float(first) - float(second)) <= ROUNDING
        for first, second in pairs
        if first != second
    )
