"""Two configurations compared, and the best of many measured without flattery."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from neopain_export.study.evaluation.auc import Pairing
from neopain_export.study.evaluation.metrics import THRESHOLD, draw_metrics
from neopain_export.study.intervals.estimates import (
    FEWEST_FOR_INTERVAL,
    Estimate,
    estimated,
    mean_estimated,
    mean_share_estimated,
)
from neopain_export.study.intervals.resamples import Resamples


@dataclass(frozen=True, slots=True)
class PairedTest:
    """First minus second on the same pictures.

    Attributes:
        auc, balanced_accuracy: the difference and its 95 % interval by subject-level bootstrap.
        auc_p: two-sided bootstrap p of the AUC difference; at least 2 / (draws + 1).
        only_first, only_second: pictures that only one of the two called right.
        mcnemar_p: exact McNemar test on those; it treats pictures as independent, so it is the weaker of the
            two when infants have several pictures.
    """

    auc: Estimate
    balanced_accuracy: Estimate
    auc_p: float
    only_first: int
    only_second: int
    mcnemar_p: float


def compare(
    labels: NDArray[np.int64],
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    resamples: Resamples,
    folds: NDArray[np.intp] | None = None,
) -> PairedTest:
    """Paired comparison of two columns of probabilities over the same rows and the same draws."""
    of_first = draw_metrics(labels, first, resamples, folds)
    of_second = draw_metrics(labels, second, resamples, folds)
    infants = len(resamples.subjects)
    right_first = (first >= THRESHOLD) == (labels == 1)
    right_second = (second >= THRESHOLD) == (labels == 1)
    only_first = int((right_first & ~right_second).sum())
    only_second = int((right_second & ~right_first).sum())
    discordant = only_first + only_second
    auc_difference = of_first["auc"] - of_second["auc"]
    return PairedTest(
        auc=estimated(auc_difference, infants),
        balanced_accuracy=estimated(of_first["balanced_accuracy"] - of_second["balanced_accuracy"], infants),
        auc_p=_two_sided(auc_difference, infants),
        only_first=only_first,
        only_second=only_second,
        mcnemar_p=float(binomtest(only_first, discordant).pvalue) if discordant else 1.0,
    )


@dataclass(frozen=True, slots=True)
class BestOfMany:
    """The best configuration of a family, and what choosing it on new infants would give.

    Attributes:
        place: which column had the best AUC on all subjects.
        auc, accuracy: the mean and 95 % interval over draws of: choose on the drawn subjects, measure on the
            others (BBC-CV; Tsamardinos, Greasidou and Borboudakis 2018, algorithm 5).
    """

    place: int
    auc: Estimate
    accuracy: Estimate


def best_of_many(
    labels: NDArray[np.int64],
    columns: list[NDArray[np.float64]],
    resamples: Resamples,
    folds: NDArray[np.intp] | None = None,
) -> BestOfMany:
    """Bootstrap bias corrected choice among out-of-fold columns, each float64 (n,)."""
    pairing = Pairing(labels, resamples.member, np.zeros(len(labels), np.intp) if folds is None else folds)
    left = (resamples.weights == 0).astype(np.float64)
    left[0] = 1.0
    outside = left[:, resamples.member]
    chosen_on = np.stack([pairing.within_folds(column, resamples.weights) for column in columns])
    measured_on = np.stack([pairing.within_folds(column, left) for column in columns])
    right = np.stack([((column >= THRESHOLD) == (labels == 1)).astype(np.float64) for column in columns])
    best = np.argmax(np.nan_to_num(chosen_on, nan=-1.0), axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        accuracies = (outside * right[best]).sum(axis=1) / outside.sum(axis=1)
    aucs = measured_on[best, np.arange(len(best))]
    infants = len(resamples.subjects)
    return BestOfMany(
        int(best[0]), mean_estimated(aucs[1:], infants), mean_share_estimated(accuracies[1:], infants)
    )


def _two_sided(values: NDArray[np.float64], infants: int) -> float:
    drawn = values[1:][np.isfinite(values[1:])]
    if infants < FEWEST_FOR_INTERVAL or not drawn.size:
        return float("nan")
    tail = min(int((drawn <= 0).sum()), int((drawn >= 0).sum()))
    return float(min(1.0, 2.0 * (tail + 1) / (len(drawn) + 1)))
