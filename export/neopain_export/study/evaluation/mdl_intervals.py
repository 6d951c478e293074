"""Cuts numbers into classes-aware intervals: the minimum description length principle for two classes.

Fayyad and Irani 1993, section 3; what Weka does before it computes symmetric uncertainty. A cut is kept only
if what it tells about the class is worth its description, so that most noise gets no cut at all.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]


def intervals(features: NDArray[np.floating], labels: NDArray[np.integer]) -> NDArray[np.int64]:
    """The interval number of every value, int64 (n, d), 0 where a feature has no cut.

    Args:
        features: (n, d).
        labels: (n,) of 0 and 1.
    """
    codes = np.zeros(features.shape, np.int64)
    order = np.argsort(features, axis=0, kind="stable")
    ordered = np.take_along_axis(features, order, axis=0).astype(np.float64)
    pain = labels[order].astype(np.float64)
    for column in np.flatnonzero(_worth_a_cut(ordered, pain)):
        cuts = _cuts(ordered[:, column], pain[:, column])
        codes[:, column] = np.searchsorted(np.array(sorted(cuts)), features[:, column], side="left")
    return codes


def _worth_a_cut(ordered: Floats, pain: Floats) -> NDArray[np.bool_]:
    """Which of many sorted columns have a first cut; (n, d) each, answer (d,)."""
    if len(ordered) < 2:
        return np.zeros(ordered.shape[1], np.bool_)
    gains, thresholds = _gains(ordered, pain)
    best = np.argmax(gains, axis=0)
    columns = np.arange(ordered.shape[1])
    return np.asarray(gains[best, columns] > thresholds[best, columns])


def _cuts(ordered: Floats, pain: Floats) -> list[float]:
    """All accepted cut points of one sorted column; a value at most the cut lies below it."""
    if len(ordered) < 2:
        return []
    gains, thresholds = _gains(ordered[:, None], pain[:, None])
    best = int(np.argmax(gains))
    if not gains[best, 0] > thresholds[best, 0]:
        return []
    point = float((ordered[best] + ordered[best + 1]) / 2)
    below, above = slice(0, best + 1), slice(best + 1, None)
    return [*_cuts(ordered[below], pain[below]), point, *_cuts(ordered[above], pain[above])]


def _gains(ordered: Floats, pain: Floats) -> tuple[Floats, Floats]:
    """Information gain of every cut (n - 1, d), -inf between equal values, and what it must exceed."""
    count = len(ordered)
    left = np.arange(1, count, dtype=np.float64)[:, None]
    right = count - left
    left_pain = np.cumsum(pain, axis=0)[:-1]
    total_pain = pain.sum(axis=0)[None, :]
    whole = _entropy(total_pain / count)
    of_left, of_right = _entropy(left_pain / left), _entropy((total_pain - left_pain) / right)
    gains = whole - (left * of_left + right * of_right) / count
    gains = np.where(ordered[1:] > ordered[:-1], gains, -np.inf)
    classes = _classes(total_pain, count)
    spent = classes * whole - _classes(left_pain, left) * of_left
    spent = spent - _classes(total_pain - left_pain, right) * of_right
    return gains, (np.log2(max(count - 1, 1)) + np.log2(3.0**classes - 2.0) - spent) / count


def _classes(pain: Floats, count: Floats | float) -> Floats:
    return np.where((pain > 0) & (pain < count), 2.0, 1.0)


def _entropy(share: Floats) -> Floats:
    inside = (share > 0.0) & (share < 1.0)
    safe = np.where(inside, share, 0.5)
    return np.where(inside, -safe * np.log2(safe) - (1 - safe) * np.log2(1 - safe), 0.0)
