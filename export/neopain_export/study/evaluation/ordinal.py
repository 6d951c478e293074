"""Scores held against ratings of more than two levels: NIPS, NFCS, the strength of an expression.

Concordance is the share of pairs in which the higher rating has the higher score, among pairs that one model
judged (Harrell's c; of two levels it is the AUC). Weighted kappa needs levels: the score is turned into the
rating that other infants with such a score had (isotonic regression without the infant in question), so that
no infant's own rating decides about it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression

from neopain_export.study.evaluation.agreement import squared, weighted_kappas
from neopain_export.study.intervals.estimates import Estimate, estimated
from neopain_export.study.intervals.resamples import draw_resamples

FEWEST_LEVELS = 3
"""Two are a yes and a no, which every other table is about."""


@dataclass(frozen=True, slots=True)
class Ordinal:
    """Of one column of ratings.

    Attributes:
        pictures, infants: that were rated.
        levels: how many different ratings.
        concordance: Harrell's c; chance is one half.
        kappa: quadratic weights; chance is none.
    """

    pictures: int
    infants: int
    levels: int
    concordance: Estimate
    kappa: Estimate


def ordinal(
    ratings: NDArray[np.float64],
    scores: NDArray[np.float64],
    subjects: NDArray[np.str_],
    folds: NDArray[np.intp],
    seed: int,
) -> Ordinal | None:
    """Compare; None with fewer than three levels or two infants.

    Args:
        ratings: float64 (n,), NaN where nobody rated.
        scores: float64 (n,), higher for more pain.
        subjects: text (n,).
        folds: int (n,), which model judged.
        seed: of the intervals.
    """
    rated = np.isfinite(ratings)
    ratings, scores = ratings[rated], scores[rated]
    subjects, folds = subjects[rated], folds[rated]
    levels, infants = np.unique(ratings), len(np.unique(subjects))
    if len(levels) < FEWEST_LEVELS or infants < 2:
        return None
    draws = draw_resamples(subjects, seed)
    told = _told(ratings, scores, draws.member, levels)
    return Ordinal(
        len(ratings),
        infants,
        len(levels),
        estimated(_concordance(ratings, scores, draws.member, folds, draws.weights), infants),
        estimated(weighted_kappas(ratings, told, draws.of_rows, squared), infants),
    )


def numbers_of(column: NDArray[np.str_]) -> NDArray[np.float64] | None:
    """A column of text as numbers, NaN where it is empty; None if it holds anything else."""
    try:
        return np.array([float(cell) if cell else np.nan for cell in column.tolist()])
    except ValueError:
        return None


def _told(
    ratings: NDArray[np.float64],
    scores: NDArray[np.float64],
    member: NDArray[np.intp],
    levels: NDArray[np.float64],
) -> NDArray[np.float64]:
    found = np.empty_like(ratings)
    for infant in np.unique(member):
        own = member == infant
        curve = IsotonicRegression(out_of_bounds="clip").fit(scores[~own], ratings[~own])
        expected = curve.predict(scores[own])
        found[own] = levels[np.abs(expected[:, None] - levels[None, :]).argmin(axis=1)]
    return found


def _concordance(
    ratings: NDArray[np.float64],
    scores: NDArray[np.float64],
    member: NDArray[np.intp],
    folds: NDArray[np.intp],
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Of every draw, (draws,); a pair inside an infant counts as often as the infant was drawn."""
    won, pairs = np.zeros(len(weights)), np.zeros(len(weights))
    for fold in np.unique(folds):
        here = np.flatnonzero(folds == fold)
        higher = (ratings[here, None] > ratings[None, here]).astype(np.float64)
        right = higher * (np.sign(scores[here, None] - scores[None, here]) + 1.0) / 2.0
        alike = member[here, None] == member[None, here]
        rows = weights[:, member[here]]
        won += _drawn(right, alike, rows)
        pairs += _drawn(higher, alike, rows)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(pairs > 0, won / pairs, np.nan), np.float64)


def _drawn(
    table: NDArray[np.float64], alike: NDArray[np.bool_], rows: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The sum over pairs in every draw: between infants by both weights, inside one by its own."""
    between = ((rows @ (table * ~alike)) * rows).sum(axis=1)
    return np.asarray(between + rows @ (table * alike).sum(axis=1), np.float64)
