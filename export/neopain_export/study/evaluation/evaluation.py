"""Out-of-fold probabilities of every configuration.

Ranking, scaling and calibration are fitted on the training rows of each fold, and for the calibration again
inside them, because all three are steps of one scikit-learn pipeline.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn import config_context
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_selection import SelectKBest
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from tqdm import tqdm

from neopain_export.study.evaluation.checkpoints import DoneFolds, shared
from neopain_export.study.evaluation.configurations import CLASSIFIERS, Configuration, FeatureChoice, Grid
from neopain_export.study.evaluation.plain_arrays import plain_arrays
from neopain_export.study.evaluation.protocols import Split, inner_splits
from neopain_export.study.evaluation.rankers import SELECTORS, Ranker, remembering, top_of_each
from neopain_export.study.features.feature_table import FeatureTable

Predictions = dict[Configuration, NDArray[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class FoldTask:
    """One feature choice under one selector in one fold: what a process gets.

    `values` is the whole table, which all tasks share (processes map the same file); `columns` are the
    choice's.
    """

    values: NDArray[np.float32]
    columns: NDArray[np.intp]
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
    done: DoneFolds | None = None,
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
        done: what an interrupted run has finished; it is read, and filled further.

    Raises: SettingFault when a training part cannot be calibrated.
    """
    with shared(table.values, jobs) as values:
        tasks = [
            FoldTask(
                values,
                table.places(choice.blocks),
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
        found = [None if done is None else done.get(_key(task)) for task in tasks]
        missing = [task for task, one in zip(tasks, found, strict=True) if one is None]
        run = Parallel(n_jobs=jobs, return_as="generator")(delayed(_evaluate_fold)(task) for task in missing)
        bar = tqdm(
            total=len(tasks),
            initial=len(tasks) - len(missing),
            desc="features x selectors x folds",
            disable=not progress,
        )
        predictions: Predictions = defaultdict(lambda: np.full(len(table.labels), np.nan))
        for task, known in zip(tasks, found, strict=True):
            columns = next(run) if known is None else known
            if known is None:
                bar.update()
                if done is not None:
                    done.put(_key(task), columns)
            for configuration, probabilities in zip(_configurations(task), columns, strict=True):
                predictions[configuration][task.fold[1]] = probabilities
        bar.close()
    return dict(predictions)


def fold_probabilities(
    table: FeatureTable, configuration: Configuration, fold: Split, seed: int
) -> NDArray[np.float64]:
    """Calibrated probabilities of pain of one fold's test rows, float64 (m,), by one configuration.

    Raises: SettingFault when the training part cannot be calibrated.
    """
    choice = configuration.choice
    grid = Grid((configuration.selector,), (configuration.k,), (configuration.classifier,))
    task = FoldTask(
        table.values,
        table.places(choice.blocks),
        _part_sizes(table, choice),
        table.labels,
        table.subjects,
        choice,
        configuration.selector,
        grid,
        fold,
        seed,
    )
    return np.asarray(_evaluate_fold(task)[0], dtype=np.float64)


def fold_numbers(folds: list[Split], count: int) -> NDArray[np.intp]:
    """Which fold tested each of `count` rows, int (count,); -1 for rows never tested."""
    numbers = np.full(count, -1, np.intp)
    for number, (_, test) in enumerate(folds):
        numbers[test] = number
    return numbers


def build_pipeline(part_sizes: tuple[int, ...], ranker: Ranker, k: int, classifier: Any) -> Pipeline:  # noqa: ANN401
    """Top k of each part, standardised, classified; every step fitted on the rows that `fit` is given."""
    select = SelectKBest(top_of_each(part_sizes, ranker, k), k=sum(min(k, size) for size in part_sizes))
    return Pipeline([("select", select), ("scale", StandardScaler()), ("classify", classifier)])


def _evaluate_fold(task: FoldTask) -> NDArray[np.float64]:
    """float64 (configurations, test rows), in the order of `_configurations`."""
    train, test = task.fold
    ranker = remembering(SELECTORS[task.selector])
    inner = inner_splits(task.labels[train], task.subjects[train], task.seed)
    features = np.ascontiguousarray(task.values[:, task.columns])
    learned, asked = features[train], features[test]
    found = []
    for configuration in _configurations(task):
        classifier = CLASSIFIERS[configuration.classifier](task.seed)
        pipeline = build_pipeline(task.part_sizes, ranker, configuration.k, classifier)
        model = CalibratedClassifierCV(pipeline, method="sigmoid", cv=inner, ensemble=False)
        # A fold fits a dozen small models whose settings are ours: looking at each costs a sixth of its time.
        with config_context(skip_parameter_validation=True), plain_arrays():
            model.fit(learned, task.labels[train])
            found.append(model.predict_proba(asked)[:, 1])
    return np.stack(found)


def _configurations(task: FoldTask) -> list[Configuration]:
    return [
        Configuration(task.choice, task.selector, k, name)
        for k in task.grid.ks
        for name in task.grid.classifiers
    ]


def _key(task: FoldTask) -> str:
    """What decides the task's numbers, apart from the table, which DoneFolds knows."""
    train, test = task.fold
    words = repr((task.choice, task.selector, task.grid.ks, task.grid.classifiers, task.seed))
    content = hashlib.sha256(words.encode())
    content.update(train.tobytes() + b"/" + test.tobytes())
    return content.hexdigest()


def _part_sizes(table: FeatureTable, choice: FeatureChoice) -> tuple[int, ...]:
    sizes = {block.name: block.size for block in table.layout.blocks}
    return tuple(sum(sizes[name] for name in part) for part in choice.parts)
