"""One recipe on many splits into groups: how much a number owes to the split that was drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neopain_export.study.evaluation.auc import Pairing
from neopain_export.study.evaluation.checkpoints import DoneFolds
from neopain_export.study.evaluation.configurations import Configuration, Grid
from neopain_export.study.evaluation.evaluation import evaluate, fold_numbers
from neopain_export.study.evaluation.metrics import THRESHOLD
from neopain_export.study.evaluation.protocols import splits
from neopain_export.study.features.feature_table import FeatureTable
from neopain_export.study.intervals.estimates import Estimate, estimated
from neopain_export.study.intervals.repeated import corrected_resampled
from neopain_export.study.intervals.resamples import Resamples

FIGURES = ("auc", "balanced_accuracy", "accuracy", "brier")
GROUPED = "grouped-"


@dataclass(frozen=True, slots=True, eq=False)
class Repeats:
    """One recipe's out-of-fold probabilities under several splits.

    Attributes:
        configuration: the recipe.
        probabilities: float64 (repeats, n).
        folds: int (repeats, n), which fold tested each row.
    """

    configuration: Configuration
    probabilities: NDArray[np.float64]
    folds: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Repeated:
    """What the splits say of one figure.

    Attributes:
        by_split: the mean over the folds of all repeats, with the corrected interval of Nadeau and Bengio:
            what another split of such infants, and the models learnt from it, would give.
        by_infant: the mean over repeats, with the interval by drawing infants: what other infants would give.
        lowest, highest: of the repeats' own values.
    """

    by_split: Estimate
    by_infant: Estimate
    lowest: float
    highest: float


def repeat(
    table: FeatureTable,
    configuration: Configuration,
    protocol: str,
    seeds: range,
    *,
    jobs: int = 1,
    done: DoneFolds | None = None,
) -> Repeats:
    """Run one recipe under one split a seed, by a protocol that draws its groups (GROUPED)."""
    grid = Grid((configuration.selector,), (configuration.k,), (configuration.classifier,))
    columns, numbers = [], []
    for seed in seeds:
        folds = splits(table, protocol, seed)
        found = evaluate(table, (configuration.choice,), grid, folds, seed=seed, jobs=jobs, done=done)
        columns.append(found[configuration])
        numbers.append(fold_numbers(folds, len(table.labels)))
    return Repeats(configuration, np.stack(columns), np.stack(numbers))


def repeated(labels: NDArray[np.int64], repeats: Repeats, resamples: Resamples) -> Mapping[str, Repeated]:
    """Every figure of FIGURES; AUC and balanced accuracy of folds with both classes only."""
    infants = len(resamples.subjects)
    by_fold: dict[str, list[float]] = {name: [] for name in FIGURES}
    drawn: dict[str, list[NDArray[np.float64]]] = {name: [] for name in FIGURES}
    shares = []
    for column, folds in zip(repeats.probabilities, repeats.folds, strict=True):
        for fold in np.unique(folds):
            here = folds == fold
            tested = len(np.unique(resamples.member[here]))
            shares.append(tested / max(1, infants - tested))
            for name, value in _of_fold(labels[here], column[here]).items():
                by_fold[name].append(value)
        for name, values in _of_draws(labels, column, folds, resamples).items():
            drawn[name].append(values)
    return {
        name: Repeated(
            corrected_resampled(np.array(by_fold[name]), float(np.mean(shares))),
            estimated(np.mean(drawn[name], axis=0), infants),
            *(float(end([values[0] for values in drawn[name]])) for end in (np.min, np.max)),
        )
        for name in FIGURES
    }


def _of_fold(labels: NDArray[np.int64], column: NDArray[np.float64]) -> dict[str, float]:
    member = np.zeros(len(labels), np.intp)
    return {
        name: float(values[0])
        for name, values in _figures(labels, column, member, member, np.ones((1, 1))).items()
    }


def _of_draws(
    labels: NDArray[np.int64], column: NDArray[np.float64], folds: NDArray[np.intp], resamples: Resamples
) -> dict[str, NDArray[np.float64]]:
    return _figures(labels, column, resamples.member, folds, resamples.weights)


def _figures(
    labels: NDArray[np.int64],
    column: NDArray[np.float64],
    member: NDArray[np.intp],
    folds: NDArray[np.intp],
    weights: NDArray[np.float64],
) -> dict[str, NDArray[np.float64]]:
    """FIGURES in every draw, (draws,); those of `measure`, of which a thousand splits need no more."""
    rows = weights[:, member]
    pain, called = labels == 1, column >= THRESHOLD
    right = (called == pain).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        told = rows @ (right * pain) / (rows @ pain)
        spared = rows @ (right * ~pain) / (rows @ ~pain)
        return {
            "auc": Pairing(labels, member, folds).within_folds(column, weights),
            "balanced_accuracy": (told + spared) / 2,
            "accuracy": rows @ right / rows.sum(axis=1),
            "brier": rows @ (column - labels) ** 2 / rows.sum(axis=1),
        }
