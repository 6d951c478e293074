"""Feature rankers: how much each feature says about the class.

Each takes `X` float (n, d) and `y` int (n,) and returns scores (d,), more is better, in the form that
scikit-learn's `SelectKBest` calls. They see training rows only, because they are fitted inside each fold.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_selection import f_classif
from sklearn.metrics import pairwise_distances
from sklearn.preprocessing import minmax_scale

from neopain_export.study.evaluation.mdl_intervals import intervals

Matrix: TypeAlias = NDArray[np.floating]
Scores: TypeAlias = NDArray[np.float64]
Ranker: TypeAlias = Callable[[Matrix, NDArray[np.integer]], Scores]

BINS = 10
RELIEFF_NEIGHBOURS = 10


def symmetric_uncertainty(features: Matrix, labels: NDArray[np.integer]) -> Scores:
    """2 I(X;Y) / (H(X) + H(Y)), 0..1; Press et al. 1988, section 14.4; the ranker of Paul et al. 2016.

    Features are cut by minimum description length first, as Weka does; one without a cut scores 0.
    """
    codes = intervals(features, labels)
    shared, of_feature, of_class = _information(codes, labels)
    return np.asarray(np.clip(2.0 * shared / np.maximum(of_feature + of_class, 1e-12), 0.0, 1.0))


def mutual_information(features: Matrix, labels: NDArray[np.integer]) -> Scores:
    """I(X;Y) in bits over ten bins of equal frequency; equal values always fall into one bin.

    scikit-learn's `mutual_info_classif` estimates it from neighbours instead, one feature at a time: hundreds
    of times slower on thousands of features, and the ranking is what counts here.
    """
    codes = np.zeros(features.shape, np.int64)
    for edge in np.quantile(features, np.arange(1, BINS) / BINS, axis=0):
        codes += features > edge
    shared, _, _ = _information(codes, labels)
    return np.asarray(np.maximum(shared, 0.0))


def relieff(features: Matrix, labels: NDArray[np.integer]) -> Scores:
    """ReliefF for two classes with ten neighbours; Robnik-Sikonja and Kononenko 2003, figure 2.

    Differences are of range-scaled features; the distance is Manhattan.
    """
    scaled = minmax_scale(features.astype(np.float64))
    distances = pairwise_distances(scaled, metric="manhattan")
    np.fill_diagonal(distances, np.inf)
    scores = np.zeros(scaled.shape[1])
    for row, label in enumerate(labels):
        same, other = labels == label, labels != label
        same[row] = False
        hits = _nearest(distances[row], same)
        misses = _nearest(distances[row], other)
        if hits.size and misses.size:
            scores += np.abs(scaled[misses] - scaled[row]).mean(axis=0) - np.abs(
                scaled[hits] - scaled[row]
            ).mean(axis=0)
    return np.asarray(scores / len(labels))


def anova_f(features: Matrix, labels: NDArray[np.integer]) -> Scores:
    """scikit-learn's one-way ANOVA F; a constant feature scores 0."""
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        warnings.simplefilter("ignore", UserWarning)
        scores, _ = f_classif(features, labels)
    return np.asarray(np.nan_to_num(scores, nan=0.0, posinf=np.finfo(np.float64).max))


SELECTORS: dict[str, Ranker] = {
    "symmetric-uncertainty": symmetric_uncertainty,
    "relieff": relieff,
    "mutual-information": mutual_information,
    "anova-f": anova_f,
}


def remembering(ranker: Ranker) -> Ranker:
    """The same ranker, which ranks the same rows only once.

    A grid over k and classifiers fits the same training rows again and again; ranking is the dear part. The
    memory belongs to the returned function, and its keys are the rows' content, so nothing can leak.
    """
    known: dict[bytes, Scores] = {}

    def rank(features: Matrix, labels: NDArray[np.integer]) -> Scores:
        content = hashlib.blake2b(np.ascontiguousarray(features).tobytes())
        content.update(np.ascontiguousarray(labels).tobytes())
        key = content.digest()
        if key not in known:
            known[key] = ranker(features, labels)
        return known[key]

    return rank


def top_of_each(part_sizes: tuple[int, ...], ranker: Ranker, k: int) -> Ranker:
    """A ranker whose best features are the top k of each part, so that one `SelectKBest` takes them.

    Their scores lie in 1..2, in order within the part; all others score 0.
    """

    def rank(features: Matrix, labels: NDArray[np.integer]) -> Scores:
        scores = np.zeros(features.shape[1])
        start = 0
        for size in part_sizes:
            within = np.nan_to_num(ranker(features[:, start : start + size], labels), nan=-np.inf)
            best = np.argsort(within, kind="stable")[::-1][:k]
            scores[start + best] = 2.0 - np.arange(len(best)) / max(1, k)
            start += size
        return scores

    return rank


def _information(
    codes: NDArray[np.int64], labels: NDArray[np.integer]
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """I(X;Y) and H(X) of every column of codes (n, d), and H(Y), in bits."""
    count, width = codes.shape
    bins = int(codes.max()) + 1
    classes, targets = np.unique(labels, return_inverse=True)
    cells = (np.arange(width)[None, :] * bins + codes) * len(classes) + targets[:, None]
    joint = np.bincount(cells.ravel(), minlength=width * bins * len(classes)) / count
    joint = joint.reshape(width, bins, -1)
    of_feature = _entropy(joint.sum(axis=2))
    of_class = float(_entropy(joint[0].sum(axis=0)[None, :])[0])
    return of_feature + of_class - _entropy(joint.reshape(width, -1)), of_feature, of_class


def _entropy(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    logs = np.log2(shares, where=shares > 0.0, out=np.zeros_like(shares))
    return np.asarray(-(shares * logs).sum(axis=1))


def _nearest(distances: NDArray[np.float64], allowed: NDArray[np.bool_]) -> NDArray[np.intp]:
    candidates = np.flatnonzero(allowed)
    order = np.argsort(distances[candidates], kind="stable")
    return candidates[order[:RELIEFF_NEIGHBOURS]]
