"""Calibration, precision, and decisions: what TRIPOD+AI asks for beside discrimination."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from neopain_export.study.intervals.estimates import Estimate, estimated, share_estimated
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
        estimated(_intercepts(labels, odds, weights), infants, defined=HALF),
        estimated(_slopes(labels, odds, weights), infants, defined=HALF),
    )


def average_precision(
    labels: NDArray[np.int64], probabilities: NDArray[np.float64], resamples: Resamples
) -> Estimate:
    """Area under the precision-recall curve as a sum of steps; its chance level is the share of pain."""
    order = np.argsort(-probabilities, kind="stable")
    last = np.r_[np.diff(probabilities[order]) != 0, True]
    weights = resamples.weights[:, resamples.member[order]]
    pain = np.cumsum(weights * (labels[order] == 1), axis=1)[:, last]
    called = np.cumsum(weights, axis=1)[:, last]
    with np.errstate(divide="ignore", invalid="ignore"):
        precision = np.where(called > 0, pain / called, 0.0)
        steps = np.ascontiguousarray(np.diff(pain, axis=1, prepend=0.0) * precision)
        found = steps.sum(axis=1) / pain[:, -1]
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
    weights = resamples.of_rows
    thresholds = _thresholds(probabilities[labels == 1], weights[:, labels == 1], wanted)
    left = weights[1:] == 0
    called = probabilities >= thresholds[1:, None]
    pain, calm = ((left & (labels == label)).sum(axis=1) for label in (1, 0))
    usable = np.isfinite(thresholds[1:]) & (pain > 0) & (calm > 0)
    told = (called & left & (labels == 1)).sum(axis=1)[usable] / pain[usable]
    spared = (~called & left & (labels == 0)).sum(axis=1)[usable] / calm[usable]
    with_pain, without = (len(np.unique(resamples.member[labels == label])) for label in (1, 0))
    return OperatingPoint(
        float(thresholds[0]),
        share_estimated(np.concatenate([[_mean(told)], told]), with_pain, defined=HALF),
        share_estimated(np.concatenate([[_mean(spared)], spared]), without, defined=HALF),
    )


def _mean(values: NDArray[np.float64]) -> float:
    return float(np.mean(values)) if values.size else float("nan")


def _thresholds(
    probabilities: NDArray[np.float64], weights: NDArray[np.float64], wanted: float
) -> NDArray[np.float64]:
    """Of every draw, (draws,), from pictures with pain; `weights` (draws, n); NaN where none was drawn."""
    order = np.argsort(-probabilities, kind="stable")
    drawn = weights.sum(axis=1)
    found = np.full(len(weights), np.nan)
    some = drawn > 0
    if some.any():
        reached = np.cumsum(weights[some][:, order], axis=1) / drawn[some, None]
        found[some] = probabilities[order][(reached >= wanted - 1e-12).argmax(axis=1)]
    return found


def _intercepts(
    labels: NDArray[np.int64], odds: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Of every row of `weights` (draws, n), by Newton's steps; NaN where they do not end."""
    shifts, told = np.zeros(len(weights)), np.full(len(weights), np.nan)
    going = np.arange(len(weights))
    for _ in range(_STEPS):
        if not going.size:
            break
        given = expit(odds + shifts[going, None])
        curvature = (weights[going] * given * (1 - given)).sum(axis=1)
        bent = curvature >= 1e-9
        going, given, curvature = going[bent], given[bent], curvature[bent]
        step = (weights[going] * (labels - given)).sum(axis=1) / curvature
        shifts[going] += np.clip(step, -2.0, 2.0)
        ended = np.abs(step) < 1e-8
        told[going[ended]] = shifts[going[ended]]
        going = going[~ended]
    return told


def _slopes(
    labels: NDArray[np.int64], odds: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The same with a slope; NaN where the classes are apart, for then there is no finite one."""
    design = np.stack([np.ones_like(odds), odds], axis=1)
    found, told = np.tile([0.0, 1.0], (len(weights), 1)), np.full(len(weights), np.nan)
    going = np.arange(len(weights))
    for _ in range(_STEPS):
        if not going.size:
            break
        given = expit((design @ found[going, :, None])[:, :, 0])
        curvature = design.T @ (design * (weights[going] * given * (1 - given))[:, :, None])
        regular = ~_singular(curvature)
        going, given, curvature = going[regular], given[regular], curvature[regular]
        wrong = design.T @ (weights[going] * (labels - given))[:, :, None]
        step = np.linalg.solve(curvature, wrong)[:, :, 0]
        found[going] += np.clip(step, -2.0, 2.0)
        ended = np.abs(step).max(axis=1) < 1e-8
        told[going[ended]] = found[going[ended], 1]
        going = going[~ended]
    return told


def _singular(curvature: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether the condition of each (2, 2) is above 1e10: trace and determinant bound it, quickly."""
    (a, b), (c, d) = np.moveaxis(curvature, 0, -1)
    doubtful: NDArray[np.bool_] = ~((a + d) ** 2 < 1e9 * (a * d - b * c))
    doubtful[doubtful] = np.linalg.cond(curvature[doubtful]) > 1e10
    return doubtful
