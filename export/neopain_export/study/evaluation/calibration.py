"""Calibration, precision, and decisions: what TRIPOD+AI asks for beside discrimination."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from neopain_export.study.intervals.estimates import Estimate, estimated
from neopain_export.study.intervals.resamples import Resamples

DRAWS = 200
"""Fewer than elsewhere: every draw fits a regression."""
HALF = 0.5
"""Of the draws: in so many a figure must exist for an interval."""
_CLIP = 1e-6
_STEPS = 50


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression of the label on the log odds that were given (Cox 1958).

    Attributes:
        intercept: with the slope held at one; 0 is right, below it too much pain is predicted.
        slope: 1 is right; below it the probabilities are too extreme.
    """

    intercept: Estimate
    slope: Estimate


def calibration(
    labels: NDArray[np.int64], probabilities: NDArray[np.float64], resamples: Resamples
) -> Calibration:
    """Intercept and slope with intervals by subject-level bootstrap."""
    odds = logit(np.clip(probabilities, _CLIP, 1.0 - _CLIP))
    weights = resamples.of_rows[: DRAWS + 1]
    infants = len(resamples.subjects)
    return Calibration(
        estimated([_intercept(labels, odds, row) for row in weights], infants, defined=HALF),
        estimated([_slope(labels, odds, row) for row in weights], infants, defined=HALF),
    )


def average_precision(
    labels: NDArray[np.int64], probabilities: NDArray[np.float64], resamples: Resamples
) -> Estimate:
    """Area under the precision-recall curve as a sum of steps; its chance level is the share of pain."""
    order = np.argsort(-probabilities, kind="stable")
    last = np.r_[np.diff(probabilities[order]) != 0, True]
    found = []
    for row in resamples.of_rows:
        weight = row[order]
        pain = np.cumsum(weight * (labels[order] == 1))[last]
        called = np.cumsum(weight)[last]
        if pain[-1] <= 0:
            found.append(float("nan"))
            continue
        with np.errstate(divide="ignore", invalid="ignore"):
            precision = np.where(called > 0, pain / called, 0.0)
        found.append(float((np.diff(np.r_[0.0, pain]) * precision).sum() / pain[-1]))
    return estimated(found, len(resamples.subjects), defined=HALF)


def net_benefit(
    labels: NDArray[np.int64], probabilities: NDArray[np.float64], threshold: float
) -> tuple[float, float]:
    """Net benefit of calling pain at `threshold`, and of calling it always (Vickers and Elkin 2006)."""
    called = probabilities >= threshold
    odds = threshold / (1.0 - threshold)
    count = len(labels)
    model = ((called & (labels == 1)).sum() - odds * (called & (labels == 0)).sum()) / count
    always = labels.mean() - odds * (1.0 - labels.mean())
    return float(model), float(always)


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """Where sensitivity first reaches a wanted value, chosen and measured on different infants.

    Attributes:
        threshold: of the probability, over all infants.
        sensitivity, specificity: mean and interval over draws: the threshold chosen on the drawn infants,
            the two measured on the others.
    """

    threshold: float
    sensitivity: Estimate
    specificity: Estimate


def operating_point(
    labels: NDArray[np.int64], probabilities: NDArray[np.float64], resamples: Resamples, wanted: float
) -> OperatingPoint:
    """The highest threshold whose sensitivity is at least `wanted`."""
    sensitivities, specificities = [], []
    for row in resamples.of_rows[1:]:
        threshold = _threshold(labels, probabilities, row, wanted)
        left = row == 0
        pain, calm = left & (labels == 1), left & (labels == 0)
        called = probabilities >= threshold
        if np.isfinite(threshold) and pain.any() and calm.any():
            sensitivities.append(float(called[pain].mean()))
            specificities.append(float((~called[calm]).mean()))
    infants = len(resamples.subjects)
    return OperatingPoint(
        _threshold(labels, probabilities, np.ones(len(labels)), wanted),
        estimated([_mean(sensitivities), *sensitivities], infants, defined=HALF),
        estimated([_mean(specificities), *specificities], infants, defined=HALF),
    )


def _mean(values: list[float]) -> float:
    return float(np.mean(values)) if values else float("nan")


def _threshold(
    labels: NDArray[np.int64],
    probabilities: NDArray[np.float64],
    weights: NDArray[np.float64],
    wanted: float,
) -> float:
    pain = (labels == 1) & (weights > 0)
    if not pain.any():
        return float("nan")
    order = np.argsort(-probabilities[pain], kind="stable")
    reached = np.cumsum(weights[pain][order]) / weights[pain].sum()
    return float(probabilities[pain][order][np.searchsorted(reached, wanted - 1e-12)])


def _intercept(labels: NDArray[np.int64], odds: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    shift = 0.0
    for _ in range(_STEPS):
        given = expit(odds + shift)
        curvature = float((weights * given * (1 - given)).sum())
        if curvature < 1e-9:
            return float("nan")
        step = float((weights * (labels - given)).sum()) / curvature
        shift += float(np.clip(step, -2.0, 2.0))
        if abs(step) < 1e-8:
            return shift
    return float("nan")


def _slope(labels: NDArray[np.int64], odds: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """By Newton's steps; NaN where the classes are apart, for then there is no finite slope."""
    design = np.stack([np.ones_like(odds), odds], axis=1)
    found = np.array([0.0, 1.0])
    for _ in range(_STEPS):
        given = expit(design @ found)
        curvature = design.T @ (design * (weights * given * (1 - given))[:, None])
        if np.linalg.cond(curvature) > 1e10:
            return float("nan")
        step = np.linalg.solve(curvature, design.T @ (weights * (labels - given)))
        found += np.clip(step, -2.0, 2.0)
        if np.abs(step).max() < 1e-8:
            return float(found[1])
    return float("nan")
