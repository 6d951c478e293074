"""The study's metrics, each with a confidence interval by subject-level bootstrap.

Infants are drawn with replacement, never pictures, because one infant's pictures resemble each other. A draw
is a weight per subject, so that all draws of one configuration are computed at once; scikit-learn computes
the same numbers one draw at a time (the tests compare them), which is too slow for hundreds of
configurations.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import SettingFault
from neopain_export.study.evaluation.auc import Pairing

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
RESAMPLES = 1000
FEWEST_FOR_INTERVAL = 5
"""Fewer infants give no interval: a bootstrap of two is three different sets."""
FEW = 10
"""Below this many infants an interval is printed with a warning."""
WITH_REFUSALS = ("accuracy", "balanced_accuracy", "auc", "sensitivity", "specificity")
"""Metrics that are also given with refused pictures as errors."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A metric and its 95 % interval (2.5th and 97.5th percentile of the draws); NaN where there is none."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Resamples:
    """Bootstrap draws of subjects.

    Attributes:
        subjects: text (s,), sorted.
        member: int (n,), the subject's place for every row.
        weights: float64 (draws + 1, s), how often each subject was drawn; the first row is all ones, the set
            itself.
    """

    subjects: NDArray[np.str_]
    member: NDArray[np.intp]
    weights: NDArray[np.float64]

    @property
    def of_rows(self) -> NDArray[np.float64]:
        """float64 (draws + 1, n): the weight of every row in every draw."""
        return self.weights[:, self.member]


def draw_resamples(subjects: NDArray[np.str_], seed: int, draws: int = RESAMPLES) -> Resamples:
    """Draws of as many subjects as there are, with replacement. Raises: SettingFault with fewer than two."""
    names, member = np.unique(subjects, return_inverse=True)
    if len(names) < 2:
        raise SettingFault(f"a confidence interval by subject needs two subjects; got {len(names)}")
    random = np.random.default_rng(seed)
    drawn = random.multinomial(len(names), np.full(len(names), 1.0 / len(names)), size=draws)
    return Resamples(names, member, np.vstack([np.ones(len(names)), drawn]).astype(np.float64))


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
    return {name: _estimate(name, values, len(resamples.subjects)) for name, values in drawn.items()}


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
    return {name: _estimate(name, drawn[name], len(resamples.subjects)) for name in WITH_REFUSALS}


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
    true_pain, false_calm = weights @ (pain & called), weights @ (pain & ~called)
    true_calm, false_pain = weights @ (~pain & ~called), weights @ (~pain & called)
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


def _estimate(name: str, values: NDArray[np.float64], infants: int) -> Estimate:
    drawn = values[1:][np.isfinite(values[1:])]
    if infants < FEWEST_FOR_INTERVAL or not drawn.size:
        return Estimate(float(values[0]), float("nan"), float("nan"))
    low, high = np.percentile(drawn, [2.5, 97.5])
    if name == "ece" and np.isfinite(values[0]):
        # A draw repeats infants, so its bins are emptier and its error larger: the bootstrap lies above the
        # value, sometimes as a whole. It is moved back by its mean excess.
        excess = float(drawn.mean()) - float(values[0])
        low, high = max(0.0, low - excess), min(1.0, high - excess)
    return Estimate(float(values[0]), float(low), float(high))
