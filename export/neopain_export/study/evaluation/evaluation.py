"""Out-of-fold probabilities of every configuration.

Ranking, scaling and calibration are fitted on the training rows of each fold, and for the calibration again
inside them, because all three are steps of one scikit-learn pipeline.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_selection import SelectKBest
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from tqdm import tqdm

from neopain_export.study.evaluation.configurations import CLASSIFIERS, Configuration, FeatureChoice, Grid
from neopain_export.study.evaluation.protocols import Split, inner_splits
from neopain_export.study.evaluation.rankers import SELECTORS, Ranker, remembering, top_of_each
from neopain_export.study.features.feature_table import FeatureTable

Predictions = dict[Configuration, NDArray[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class FoldTask:
    """One feature choice under one selector in one fold: what a process gets."""

    features: NDArray[np.float32]
    part_sizes: tuple[int, ...]
    labels: NDArray[np.int64]
    subjects: NDArray[np.str_]
    choice: FeatureChoice
    selector: str
    grid: Grid
    fold: Split
    seed: int


def evaluate(
    table: FeatureTable,
    choices: tuple[FeatureChoice, ...],
    grid: Grid,
    folds: list[Split],
    *,
    seed: int = 0,
    jobs: int = 1,
    progress: bool = False,
) -> Predictions:
    """Calibrated probabilities of pain, float64 (n,) a configuration, NaN for rows never tested.

    Args:
        table: labelled features.
        choices: feature choices.
        grid: selectors, ks and classifiers to cross with them.
        folds: training and test rows.
        seed: of classifiers and inner folds.
        jobs: processes, as joblib counts them.
        progress: whether to show a progress bar.

    Raises: SettingFault when a training part cannot be calibrated.
    """
    tasks = [
        FoldTask(
            table.columns(choice.blocks),
            _part_sizes(table, choice),
            table.labels,
            table.subjects,
            choice,
            selector,
            grid,
            fold,
            seed,
        )
        for choice in choices
        for selector in grid.selectors
        for fold in folds
    ]
    run = Parallel(n_jobs=jobs, return_as="generator")(delayed(_evaluate_fold)(task) for task in tasks)
    bar = tqdm(run, total=len(tasks), desc="features x selectors x folds", disable=not progress)
    predictions: Predictions = defaultdict(lambda: np.full(len(table.labels), np.nan))
    for task, found in zip(tasks, bar, strict=True):
        for configuration, probabilities in found.items():
            predictions[configuration][task.fold[1]] = probabilities
    return dict(predictions)


def build_pipeline(part_sizes: tuple[int, ...], ranker: Ranker, k: int, classifier: Any) -> Pipeline:  # noqa: ANN401
    """Top k of each part, standardised, classified; every step fitted on the rows that `fit` is given."""
    select = SelectKBest(top_of_each(part_sizes, ranker, k), k=sum(min(k, size) for size in part_sizes))
    return Pipeline([("select", select), ("scale", StandardScaler()), ("classify", classifier)])


def _evaluate_fold(task: FoldTask) -> Predictions:
    train, test = task.fold
    ranker = remembering(SELECTORS[task.selector])
    inner = inner_splits(task.labels[train], task.subjects[train], task.seed)
    found: Predictions = {}
    for k in task.grid.ks:
        for name in task.grid.classifiers:
            pipeline = build_pipeline(task.part_sizes, ranker, k, CLASSIFIERS[name](task.seed))
            model = CalibratedClassifierCV(pipeline, method="sigmoid", cv=inner, ensemble=False)
            model.fit(task.features[train], task.labels[train])
            configuration = Configuration(task.choice, task.selector, k, name)
            found[configuration] = model.predict_proba(task.features[test])[:, 1]
    return found


def _part_sizes(table: FeatureTable, choice: FeatureChoice) -> tuple[int, ...]:
    sizes = {block.name: block.size for block in table.layout.blocks}
    return tuple(sum(sizes[name] for name in part) for part in choice.parts)
