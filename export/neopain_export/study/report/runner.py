"""One study: a feature table in, tables, CSV and plots out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from neopain.core.errors import RecordFault
from neopain_export.study.evaluation.configurations import Grid, feature_choices
from neopain_export.study.evaluation.evaluation import evaluate
from neopain_export.study.evaluation.protocols import splits
from neopain_export.study.features.feature_table import FeatureTable
from neopain_export.study.report.plots import draw_plots
from neopain_export.study.report.results import StudyResults, gather, write_csv
from neopain_export.study.report.tables import render

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
    """

    protocols: tuple[str, ...]
    grid: Grid
    seed: int
    jobs: int
    command: str


def run_study(table: FeatureTable, wish: StudyWish, out: Path) -> list[StudyResults]:
    """Evaluate every configuration under every protocol; write `tables.md`, `results.csv` and plots.

    Raises: SettingFault when the set cannot be split so; RecordFault when `out` cannot be written.
    """
    protocols = wish.protocols or default_protocols(table)
    folds = {protocol: splits(table, protocol, wish.seed) for protocol in protocols}
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RecordFault(
            f"expected a writable folder; got {out}: {error.strerror}; choose another"
        ) from error
    studies = []
    for protocol in protocols:
        predictions = evaluate(
            table,
            feature_choices(table.layout),
            wish.grid,
            folds[protocol],
            seed=wish.seed,
            jobs=wish.jobs,
            progress=True,
        )
        studies.append(gather(table, predictions, protocol, wish.seed))
    write_csv(studies, out / "results.csv")
    pictures = [path for study in studies for path in draw_plots(study, out)]
    shown = "\n".join(f"![{path.stem}]({path.name})" for path in pictures)
    (out / "tables.md").write_text(f"{render(studies, wish.command)}\n## Plots\n\n{shown}\n", "utf-8")
    return studies


def default_protocols(table: FeatureTable) -> tuple[str, ...]:
    """The fixed test part where the set has one, else leave-one-subject-out, or ten groups for large sets."""
    if {"train", "test"} <= set(table.groups.tolist()):
        return ("fixed",)
    return ("loso",) if len(np.unique(table.subjects)) <= LOSO_UP_TO else ("grouped-10-fold",)


def is_study(folder: Path) -> bool:
    """Whether the folder holds an earlier study, which the same study may renew."""
    return (folder / "results.csv").is_file() and (folder / "tables.md").is_file()
