"""One study: a feature table in, tables, CSV and plots out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from neopain.core.errors import RecordFault, SettingFault
from neopain_export.study.evaluation.checkpoints import DoneFolds
from neopain_export.study.evaluation.configurations import Grid, choice_named, feature_choices
from neopain_export.study.evaluation.evaluation import evaluate
from neopain_export.study.evaluation.protocols import splits
from neopain_export.study.features.feature_table import FeatureTable
from neopain_export.study.report.checklist import checklist
from neopain_export.study.report.plots import draw_plots
from neopain_export.study.report.predictions import prediction_files
from neopain_export.study.report.repeat_predictions import repeat_files
from neopain_export.study.report.results import KINDS, StudyResults, corrected_csv, gather, results_csv
from neopain_export.study.report.run_manifest import (
    FILE,
    TABLE_DIGEST,
    facts_of_this_run,
    read_run,
    run_manifest,
)
from neopain_export.study.report.tables import render
from neopain_export.study.report.verification import CORRECTED, PLOTS_HEAD, RESULTS, TABLES
from neopain_export.study.robustness.repeats import GROUPED, repeat

CHECKLIST = "checklist.md"
UNFINISHED = "unfinished"
"""Folder of finished folds while a study runs."""
MOST_FOLDS = 10
LOSO_UP_TO = 40
"""More subjects than this are split into ten groups by default: leaving each one out takes too long."""


@dataclass(frozen=True, slots=True)
class StudyWish:
    """What to run.

    Attributes:
        protocols: empty for the set's own.
        grid: selectors, ks, classifiers.
        seed: of folds, classifiers and bootstrap.
        jobs: processes.
        command: as the tables quote it.
        remarks: what was told of the set.
        repeats: splits of a grouped protocol, for the best recipe of each kind; 1 for the one split alone.
        choices: features to compare, as `configurations.choice_named` reads them; empty for every one that
            the features allow.
    """

    protocols: tuple[str, ...]
    grid: Grid
    seed: int
    jobs: int
    command: str
    remarks: tuple[str, ...] = ()
    repeats: int = 1
    choices: tuple[str, ...] = ()


def run_study(table: FeatureTable, wish: StudyWish, out: Path) -> list[StudyResults]:
    """Evaluate every configuration under every protocol, and write the reviewer's folder.

    Into `out` go `tables.md`, `results.csv`, `corrected.csv`, the predictions, plots, `checklist.md` and,
    last, `run.json`. A run that was stopped is resumed by starting it again: finished folds are kept until
    then.

    Raises: SettingFault when the set cannot be split so; RecordFault when `out` cannot be written.
    """
    named = tuple(dict.fromkeys(choice_named(words, table.layout) for words in wish.choices))
    choices = named or feature_choices(table.layout)
    table.refuse_gaps(tuple(name for choice in choices for name in choice.blocks))
    protocols = wish.protocols or default_protocols(table)
    _refuse_idle_repeats(protocols, wish.repeats)
    folds = {protocol: splits(table, protocol, wish.seed) for protocol in protocols}
    digest = table.digest()
    _refuse_other_study(out, digest)
    done = DoneFolds(out / UNFINISHED, digest)
    studies = []
    for protocol in protocols:
        predictions = evaluate(
            table,
            choices,
            wish.grid,
            folds[protocol],
            seed=wish.seed,
            jobs=wish.jobs,
            progress=True,
            done=done,
        )
        study = gather(table, predictions, folds[protocol], protocol, wish.seed)
        studies.append(_repeated(study, table, wish, done))
    try:
        _write(studies, wish, digest, out)
    except OSError as error:
        raise RecordFault(
            f"expected a writable folder; got {out}: {error.strerror}; choose another"
        ) from error
    done.clear()
    return studies


def _refuse_idle_repeats(protocols: tuple[str, ...], repeats: int) -> None:
    """Before hours of computing, not behind them."""
    if repeats > 1 and not any(protocol.startswith(GROUPED) for protocol in protocols):
        raise SettingFault(
            f"expected --repeats with a protocol that draws its groups; got {', '.join(protocols)}, which "
            "splits the set in one way; leave --repeats out, or say --protocol grouped-5-fold"
        )


def _repeated(study: StudyResults, table: FeatureTable, wish: StudyWish, done: DoneFolds) -> StudyResults:
    """The study with its best recipes under as many splits as were wished; the first is its own."""
    if wish.repeats == 1 or not study.protocol.startswith(GROUPED):
        return study
    seeds = range(wish.seed, wish.seed + wish.repeats)
    best = {kind: found for kind in KINDS if (found := study.best(kind)) is not None}
    repeats = {
        kind: repeat(table, found.configuration, study.protocol, seeds, jobs=wish.jobs, done=done)
        for kind, found in best.items()
    }
    return replace(study, repeats=repeats)


def _refuse_other_study(out: Path, digest: str) -> None:
    if (out / FILE).exists() and read_run(out).values["data"][TABLE_DIGEST] != digest:
        raise SettingFault(f"{out} holds the study of another set; name another folder, or remove that one")


def _write(studies: list[StudyResults], wish: StudyWish, digest: str, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    facts = facts_of_this_run(wish.command, wish.remarks)
    pictures = [path for study in studies for path in draw_plots(study, out)]
    shown = "\n".join(f"![{path.stem}]({path.name})" for path in pictures)
    files = {
        RESULTS: results_csv(studies).encode(),
        CORRECTED: corrected_csv(studies).encode(),
        TABLES: f"{render(studies, facts)}{PLOTS_HEAD}\n{shown}\n".encode(),
        CHECKLIST: checklist(studies, facts).encode(),
        **prediction_files(studies),
        **repeat_files(studies),
    }
    for name, content in files.items():
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_bytes(content)
    drawn = [path.with_suffix(suffix) for path in pictures for suffix in (".png", ".pdf")]
    files |= {path.name: path.read_bytes() for path in drawn}
    (out / FILE).write_bytes(run_manifest(studies, facts, wish.grid, digest, files))


def default_protocols(table: FeatureTable) -> tuple[str, ...]:
    """The fixed test part where the set has one, else leave-one-subject-out, or groups of subjects.

    Groups for large sets, where leaving each out takes too long, and where less than half of the infants
    show both
    pain and no pain: then most left-out infants have nothing to compare, and the AUC inside folds rests on
    few.
    """
    if {"train", "test"} <= set(table.groups.tolist()):
        return ("fixed",)
    subjects = np.unique(table.subjects)
    both = sum(len(np.unique(table.labels[table.subjects == subject])) == 2 for subject in subjects)
    if len(subjects) <= LOSO_UP_TO and 2 * both >= len(subjects):
        return ("loso",)
    return (f"grouped-{min(MOST_FOLDS, max(2, len(subjects) // 2))}-fold",)


def is_study(folder: Path) -> bool:
    """Whether the folder holds an earlier study, finished or not, which the same study may renew."""
    finished = (folder / RESULTS).is_file() and (folder / TABLES).is_file()
    return finished or [entry.name for entry in folder.iterdir()] == [UNFINISHED]
