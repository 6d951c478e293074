"""The study's metrics, each with a confidence interval by subject-level bootstrap.

All draws of one configuration are computed at once; scikit-learn computes the same numbers one draw at a time
(the tests compare them), which is too slow for hundreds of configurations.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from neopain_export.study.evaluation.auc import Pairing
from neopain_export.study.intervals.estimates import Estimate, all_alike, estimated
from neopain_export.study.intervals.resamples import Resamples

METRICS = (
    "accuracy",
    "balanced_accuracy",
    "auc",
    "auc_within",
    "auc_pooled",
    "sensitivity",
    "specificity",
    "f1",
    "mcc",
    "brier",
    "ece",
)
THRESHOLD = 0.5
ECE_BINS = 10
_ANY = ""
_SHARES = ("accuracy", "sensitivity", "specificity")
"""Of pictures called rightly, which may be all or none: then no draw shows another."""
WITH_REFUSALS = ("accuracy", "balanced_accuracy", "auc", "sensitivity", "specificity")
"""Metrics that are also given with refused pictures as errors."""


def measure(
    labels: NDArray[np.int64],
    probabilities: NDArray[np.float64],
    resamples: Resamples,
    folds: NDArray[np.intp] | None = None,
) -> dict[str, Estimate]:
    """Every metric of METRICS; pain is called at a probability of one half.

    `auc` compares pictures that one model judged (inside a fold), `auc_within` pictures of one infant,
    `auc_pooled` all. ECE has ten bins of equal width over the probability of pain (Naeini et al. 2015). A
    draw in which a metric is undefined (one class only) is left out of its interval.

    Args:
        labels: int64 (n,).
        probabilities: float64 (n,).
        resamples: the draws.
        folds: int (n,), which fold tested each row; None when one model judged all.
    """
    drawn = draw_metrics(labels, probabilities, resamples, folds)
    infants = _infants(labels, resamples)
    return {name: _estimate(name, values, infants) for name, values in drawn.items()}


def measure_with_refusals(
    labels: NDArray[np.int64],
    probabilities: NDArray[np.float64],
    resamples: Resamples,
    folds: NDArray[np.intp],
    assessed: NDArray[np.bool_],
) -> dict[str, Estimate]:
    """WITH_REFUSALS over all pictures, where one that was not assessed counts as called wrongly.

    Args:
        labels: int64 (n,) of all pictures.
        probabilities: float64 (n,), anything where not assessed.
        resamples: draws over the infants of all pictures.
        folds: int (n,), as in `measure`.
        assessed: bool (n,).
    """
    # Below every probability for pain, above every one for calm: wrong at any threshold, and in every pair.
    wrong = np.where(labels == 1, -1.0, 2.0)
    drawn = draw_metrics(labels, np.where(assessed, probabilities, wrong), resamples, folds)
    infants = _infants(labels, resamples)
    return {name: _estimate(name, drawn[name], infants) for name in WITH_REFUSALS}


def draw_metrics(
    labels: NDArray[np.int64],
    probabilities: NDArray[np.float64],
    resamples: Resamples,
    folds: NDArray[np.intp] | None = None,
) -> dict[str, NDArray[np.float64]]:
    """Every metric in every draw, float64 (draws + 1,), NaN where undefined."""
    pairing = Pairing(labels, resamples.member, np.zeros(len(labels), np.intp) if folds is None else folds)
    weights = resamples.of_rows
    called = probabilities >= THRESHOLD
    pain = labels == 1
    true_pain, false_calm = resamples.counts(pain & called), resamples.counts(pain & ~called)
    true_calm, false_pain = resamples.counts(~pain & ~called), resamples.counts(~pain & called)
    total = true_pain + false_calm + true_calm + false_pain
    with np.errstate(divide="ignore", invalid="ignore"):
        sensitivity = true_pain / (true_pain + false_calm)
        specificity = true_calm / (true_calm + false_pain)
        spread = np.sqrt(
            (true_pain + false_pain)
            * (true_pain + false_calm)
            * (true_calm + false_pain)
            * (true_calm + false_calm)
        )
        correlation = np.where(
            spread > 0, (true_pain * true_calm - false_pain * false_calm) / np.maximum(spread, 1e-12), 0.0
        )
        f1_base = 2 * true_pain + false_pain + false_calm
        return {
            "accuracy": (true_pain + true_calm) / total,
            "balanced_accuracy": (sensitivity + specificity) / 2,
            "auc": pairing.within_folds(probabilities, resamples.weights),
            "auc_within": pairing.within_infants(probabilities, resamples.weights),
            "auc_pooled": pairing.pooled(probabilities, resamples.weights),
            "sensitivity": sensitivity,
            "specificity": specificity,
            "f1": 2 * true_pain / f1_base,
            "mcc": correlation,
            "brier": weights @ (probabilities - labels) ** 2 / total,
            "ece": _calibration_error(labels, probabilities, weights, total),
        }


def reliability(
    labels: NDArray[np.int64], probabilities: NDArray[np.float64]
) -> list[tuple[float, float, int]]:
    """Mean probability, share of pain and count of each non-empty bin, for the reliability plot."""
    bins = _bins(probabilities)
    return [
        (
            float(probabilities[bins == place].mean()),
            float(labels[bins == place].mean()),
            int((bins == place).sum()),
        )
        for place in range(ECE_BINS)
        if (bins == place).any()
    ]


def _calibration_error(
    labels: NDArray[np.int64],
    probabilities: NDArray[np.float64],
    weights: NDArray[np.float64],
    total: NDArray[np.float64],
) -> NDArray[np.float64]:
    in_bin = np.eye(ECE_BINS)[_bins(probabilities)]
    gaps = weights @ (in_bin * (probabilities - labels)[:, None])
    return np.asarray(np.abs(gaps).sum(axis=1) / total)


def _bins(probabilities: NDArray[np.float64]) -> NDArray[np.intp]:
    return np.minimum((probabilities * ECE_BINS).astype(np.intp), ECE_BINS - 1)


def _estimate(name: str, values: NDArray[np.float64], infants: Mapping[str, int]) -> Estimate:
    found = estimated(values, infants[_ANY])
    if not np.isfinite(found.low):
        return found
    if name == "ece":
        # A draw repeats infants, so its bins are emptier and its error larger: the bootstrap lies above the
        # value, sometimes as a whole. It is moved back by its mean excess.
        excess = float(np.nanmean(values[1:])) - found.value
        return Estimate(found.value, max(0.0, found.low - excess), min(1.0, found.high - excess))
    if name == "balanced_accuracy":
        halves = [all_alike(found, infants[half]) for half in ("sensitivity", "specificity")]
        return Estimate(
            found.value, *(sum(getattr(one, end) for one in halves) / 2 for end in ("low", "high"))
        )
    return all_alike(found, infants[name]) if name in _SHARES else found


def _infants(labels: NDArray[np.int64], resamples: Resamples) -> dict[str, int]:
    """How many infants stand behind each share."""
    everybody = len(resamples.subjects)
    with_pain, without = (len(np.unique(resamples.member[labels == value])) for value in (1, 0))
    return {_ANY: everybody, "accuracy": everybody, "sensitivity": with_pain, "specificity": without}
