"""The area under the ROC curve, over pairs that may fairly be compared.

A model that has left an infant out has seen a smaller share of pain if that infant had much of it, so its
probabilities for that infant are a little lower, and the other way round. Pairs across folds therefore
compare
models, not faces: on pure noise leave-one-subject-out gives a pooled AUC far below one half. Pairs inside one
fold have one model; pairs inside one infant have one face too. Both are one half on noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Pairing:
    """Which pictures are compared with which.

    Attributes:
        labels: int64 (n,), 1 pain, 0 not pain.
        member: int (n,), the infant's place.
        folds: int (n,), the fold that tested the row.
    """

    labels: NDArray[np.int64]
    member: NDArray[np.intp]
    folds: NDArray[np.intp]

    def within_folds(self, scores: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """AUC over the pairs inside each fold, all together; weights (draws, infants), answer (draws,)."""
        folds = np.unique(self.folds)
        if self._one_infant_a_fold(folds):
            return self.within_infants(scores, weights)
        return self._drawn(scores, weights, [self.folds == fold for fold in folds])

    def within_infants(
        self, scores: NDArray[np.float64], weights: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """AUC over the pairs inside each infant; an infant drawn twice counts as two."""
        pain, below, calm = self._counted(scores, slice(None), weights.shape[1])
        return _share(weights @ (pain * below).sum(axis=1), weights @ (pain.sum(axis=1) * calm))

    def pooled(self, scores: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """AUC over all pairs, also those across folds; biased downwards where folds differ in their share."""
        return self._drawn(scores, weights, [slice(None)])

    def _drawn(
        self,
        scores: NDArray[np.float64],
        weights: NDArray[np.float64],
        parts: Sequence[slice | NDArray[np.bool_]],
    ) -> NDArray[np.float64]:
        """AUC over the pairs inside each part of the rows.

        A draw is of infants, so the pairs are counted once for any two infants, and then weighted: as many
        products as infants in place of one a picture. Counts are whole or halves, and so exact.
        """
        won, pairs = np.zeros(len(weights)), np.zeros(len(weights))
        for part in parts:
            pain, below, calm = self._counted(scores, part, weights.shape[1])
            won += (weights @ (pain @ below.T) * weights).sum(axis=1)
            pairs += (weights @ pain.sum(axis=1)) * (weights @ calm)
        return _share(won, pairs)

    def _counted(
        self, scores: NDArray[np.float64], part: slice | NDArray[np.bool_], infants: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Of the part's rows, at each score that occurs, rising.

        Returns: each infant's pictures with pain, (infants, scores); its pictures without below that score,
            ties half; all of those, (infants,).
        """
        told, place = np.unique(scores[part], return_inverse=True)
        cell, pain = self.member[part] * len(told) + place, self.labels[part] == 1
        with_pain, without = (
            np.bincount(cell[of], minlength=infants * len(told)).reshape(infants, -1).astype(np.float64)
            for of in (pain, ~pain)
        )
        return with_pain, np.cumsum(without, axis=1) - 0.5 * without, without.sum(axis=1)

    def _one_infant_a_fold(self, folds: NDArray[np.intp]) -> bool:
        return len(folds) > 1 and all(len(np.unique(self.member[self.folds == fold])) == 1 for fold in folds)


def weighted_auc(
    labels: NDArray[np.int64], scores: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Area under the ROC curve for each row of weights (draws, n); ties count half; NaN with one class."""
    return _share(*_pairs(labels, scores, weights))


def _pairs(
    labels: NDArray[np.int64], scores: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weight of the pairs that are in the right order (ties half), and of all pairs, for each draw."""
    order = np.argsort(scores, kind="stable")
    ordered, pain = scores[order], (labels[order] == 1).astype(np.float64)
    starts = np.flatnonzero(np.r_[True, np.diff(ordered) > 0])
    sorted_weights = weights[:, order]
    positive = np.add.reduceat(sorted_weights * pain, starts, axis=1)
    negative = np.add.reduceat(sorted_weights * (1.0 - pain), starts, axis=1)
    below = np.cumsum(negative, axis=1) - negative
    pairs = positive.sum(axis=1) * negative.sum(axis=1)
    return (positive * (below + 0.5 * negative)).sum(axis=1), pairs


def _share(won: NDArray[np.float64], pairs: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(pairs > 0, won / pairs, np.nan), np.float64)
