"""How much better a model becomes with more infants to learn from, and where that leads.

A number of training infants is drawn several times; each time one model is fitted and asked about infants
that it has not seen. The spread over draws says how much it matters *which* infants were learnt from. The
curve through the means is the inverse power law a - b n^-c (Figueroa et al. 2012, "Predicting sample size
required for classification performance"); what it says beyond the largest n is an extrapolation.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.optimize import curve_fit
from threadpoolctl import threadpool_limits

from neopain.core.errors import SettingFault
from neopain_export.study.evaluation.auc import weighted_auc
from neopain_export.study.evaluation.configurations import Configuration
from neopain_export.study.evaluation.evaluation import fold_probabilities
from neopain_export.study.evaluation.protocols import Split, splits
from neopain_export.study.features.feature_table import FeatureTable

FEWEST = 4
"""Training infants to begin with; fewer give no calibration inside."""
HELD_OUT = 0.25
"""Share of the infants that is asked about, where the set has no test group."""
FEWEST_POINTS = 4
"""Of a curve with three parameters."""


@dataclass(frozen=True, slots=True)
class Point:
    """One number of training infants.

    Attributes:
        infants: that were learnt from.
        pictures: of theirs, on average.
        auc: of each draw, 0..1; those that could not be fitted are left out.
        failed: draws that could not be fitted, for want of infants with pain or without.
    """

    infants: int
    pictures: float
    auc: tuple[float, ...]
    failed: int


@dataclass(frozen=True, slots=True)
class PowerLaw:
    """auc(n) = plateau - drop n^-rate; all three positive."""

    plateau: float
    drop: float
    rate: float

    def at(self, infants: float) -> float:
        """What it says of a number of infants."""
        return self.plateau - self.drop * float(infants**-self.rate)


def learning_curve(
    table: FeatureTable, configuration: Configuration, *, repeats: int, seed: int, jobs: int = 1
) -> list[Point]:
    """The curve's points, fewest infants first.

    Args:
        table: labelled features; its test group, if it has one, is what every model is asked about.
        configuration: features, selector, k and classifier.
        repeats: draws a point.
        seed: of the draws.
        jobs: processes, as joblib counts them.

    Raises: SettingFault with too few infants, with one in both groups, or when no draw could be fitted.
    """
    table.refuse_gaps(configuration.choice.blocks)
    draws = list(_draws(table, repeats, seed))
    found = Parallel(n_jobs=jobs)(
        delayed(_auc)(table, configuration, (train, test), seed) for _, train, test in draws
    )
    points = []
    for infants, group in itertools.groupby(zip(draws, found, strict=True), key=lambda one: one[0][0]):
        members = list(group)
        fitted = tuple(auc for _, auc in members if np.isfinite(auc))
        pictures = float(np.mean([len(train) for (_, train, _), _ in members]))
        points.append(Point(infants, pictures, fitted, len(members) - len(fitted)))
    if not any(point.auc for point in points):
        raise SettingFault(
            "expected infants with pain and infants without among those learnt from; no draw had two of each"
        )
    return points


def fitted_law(points: list[Point]) -> PowerLaw | None:
    """The law through the points' means; None with too few points, or where nothing rises."""
    known = [(point.infants, float(np.mean(point.auc))) for point in points if point.auc]
    if len(known) < FEWEST_POINTS:
        return None
    infants, means = (np.array(column, dtype=np.float64) for column in zip(*known, strict=True))
    try:
        (plateau, drop, rate), _ = curve_fit(
            lambda n, a, b, c: a - b * n**-c,
            infants,
            means,
            p0=(float(means.max()), 0.5, 0.5),
            bounds=((0.0, 0.0, 0.05), (1.0, 10.0, 3.0)),
            maxfev=5000,
        )
    except RuntimeError:
        return None
    return PowerLaw(float(plateau), float(drop), float(rate))


def sizes(infants: int) -> list[int]:
    """Numbers of infants from `FEWEST` to all, each about 1.5 times the one before."""
    chosen, size = [], float(FEWEST)
    while size < infants:
        chosen.append(round(size))
        size *= 1.5
    return [*chosen, infants]


def _draws(
    table: FeatureTable, repeats: int, seed: int
) -> Iterator[tuple[int, NDArray[np.intp], NDArray[np.intp]]]:
    """(infants, training rows, test rows), all draws of one number of infants together."""
    random = np.random.default_rng(seed)
    everybody, learnt_from = np.unique(table.subjects), np.ones(len(table.labels), np.bool_)
    has_test = bool((table.groups == "test").any())
    if has_test:
        # The protocol's own split: an infant of both groups would be learnt from and asked about.
        [(train, test_group)] = splits(table, "fixed", seed)
        learnt_from = np.isin(np.arange(len(table.labels)), train)
    drawn = []
    for _ in range(repeats):
        if has_test:
            learners, test = np.unique(table.subjects[learnt_from]), test_group
        else:
            mixed = random.permutation(everybody)
            asked = max(1, round(HELD_OUT * len(everybody)))
            learners = mixed[asked:]
            test = np.flatnonzero(np.isin(table.subjects, mixed[:asked]))
        drawn.append((random.permutation(learners), test))
    fewest = min(len(learners) for learners, _ in drawn)
    if fewest <= FEWEST:
        raise SettingFault(f"a learning curve needs more than {FEWEST} infants to learn from; got {fewest}")
    for size in sizes(fewest):
        for learners, test in drawn:
            yield size, np.flatnonzero(learnt_from & np.isin(table.subjects, learners[:size])), test


def _auc(table: FeatureTable, configuration: Configuration, fold: Split, seed: int) -> float:
    labels = table.labels[fold[1]]
    if len(np.unique(labels)) < 2:
        return np.nan
    try:
        with threadpool_limits(limits=1):
            probabilities = fold_probabilities(table, configuration, fold, seed)
    except SettingFault:
        return np.nan
    return float(weighted_auc(labels, probabilities, np.ones((1, len(labels))))[0])
