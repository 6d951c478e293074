"""Learns how strong a pain expression is, from faces whose strength the set knows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import Ridge
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits

from neopain.core.errors import SettingFault
from neopain.vision.models.intensity_part import TOP
from neopain.vision.models.known_answers import Vectors
from neopain.vision.scoring.intensity import LinearIntensity, from_bytes, to_bytes
from neopain_export.study.data.pain_scales import INTENSITY, rating_of
from neopain_export.study.features.feature_table import FeatureTable
from neopain_export.study.intervals.resamples import draw_resamples

COLUMN = INTENSITY
"""The set's column that holds the truth, 0..10."""
FILE = "intensity.npz"
FOLDS = 5
PENALTIES = (1e2, 1e3, 1e4, 1e5)
"""Of the ridge; the best over held-out subjects is taken."""
LEAST_SUBJECTS = 10
LEAST_FACES = 60
MARKS = ((2, 1.0), (5, 1.0), (8, 1.0))
"""Values that the card explains, and how far around them it looks."""
_FLAT = 1e-6
_DECIMALS = 4


@dataclass(frozen=True, slots=True, eq=False)
class FittedIntensity:
    """An intensity and what the manifest says of it.

    Attributes:
        intensity: the arrays, as the monitor reads them.
        method: in words.
        payload: its file.
    """

    intensity: LinearIntensity
    method: str
    payload: bytes

    def values(self, vectors: Vectors) -> dict[str, Any]:
        """The manifest's table `[intensity]`; `vectors` are those of the known answers."""
        return {
            "file": FILE,
            "sha256": hashlib.sha256(self.payload).hexdigest(),
            "bytes": len(self.payload),
            "method": self.method,
            "answers": [round(float(value), _DECIMALS) for value in self.intensity.graded(vectors)],
        }


def known_intensities(table: FeatureTable) -> NDArray[np.float64]:
    """The truth of every row, float64 (n,); NaN where the set does not know it."""
    told = table.about.get(COLUMN)
    if told is None:
        return np.full(len(table.labels), np.nan)
    return np.array([_number(text) for text in told], np.float64)


def fit_intensity(
    table: FeatureTable, blocks: tuple[str, ...], among: tuple[str, ...]
) -> FittedIntensity | None:
    """Fit the rows whose intensity is known; None where they are too few. The same rows give the same bits.

    The curve from the straight line to 0..10 is fitted on subjects that the line has not seen.

    Args:
        table: the faces to learn from.
        blocks: what is learnt from.
        among: the blocks of the classifier, in its order; `blocks` are some of them.
    """
    truth = known_intensities(table)
    known = np.isfinite(truth)
    subjects = table.subjects[known]
    if known.sum() < LEAST_FACES or len(np.unique(subjects)) < LEAST_SUBJECTS:
        return None
    places = _places(table, blocks, among)
    values, wanted = table.columns(blocks)[known].astype(np.float64), truth[known]
    folds = list(GroupKFold(FOLDS).split(values, groups=subjects))
    with threadpool_limits(limits=1):
        held_out = {penalty: _held_out(values, wanted, folds, penalty) for penalty in PENALTIES}
        best = min(PENALTIES, key=lambda penalty: float(((held_out[penalty] - wanted) ** 2).mean()))
        mean, scale = values.mean(axis=0), np.maximum(values.std(axis=0), _FLAT)
        line = Ridge(best).fit((values - mean) / scale, wanted)
    knots, heights = _curve(held_out[best], wanted)
    payload = to_bytes(
        LinearIntensity(
            places=places,
            mean=np.asarray(mean, np.float32),
            scale=np.asarray(scale, np.float32),
            weights=np.asarray(line.coef_, np.float32),
            bias=float(np.float32(line.intercept_)),
            knots=knots,
            heights=heights,
        )
    )
    infants = len(np.unique(subjects))
    method = (
        f"ridge regression (penalty {best:g}) over {values.shape[1]} standardised features "
        f"({', '.join(blocks)}) of {len(wanted)} faces of {infants} subjects, then isotonic regression on "
        f"subjects held out in {FOLDS} folds"
    )
    return FittedIntensity(from_bytes(payload, table.columns(among).shape[1]), method, payload)


def measured_intensity(
    tested: FeatureTable, graded: NDArray[np.float64], seed: int
) -> dict[str, str | float | int | bool]:
    """How the graded values of tested rows agree with the truth, with intervals over subjects.

    Correlation and mean error over all rows and over those with pain alone, and for each of `MARKS` what the
    faces were that got about that value.
    """
    truth = known_intensities(tested)
    known = np.isfinite(truth)
    result: dict[str, str | float | int | bool] = {}
    if not known.any():
        return result
    for suffix, rows in (("", known), ("_of_pain", known & (tested.labels == 1))):
        if rows.sum() < 3:
            continue
        weights = draw_resamples(tested.subjects[rows], seed).of_rows
        found = {
            "correlation": _correlations(graded[rows], truth[rows], weights),
            "error": weights @ np.abs(graded[rows] - truth[rows]) / weights.sum(axis=1),
        }
        for name, (value, *draws) in found.items():
            low, high = np.nanquantile(draws, (0.025, 0.975))
            told = (("", value), ("_low", low), ("_high", high))
            key = f"intensity_{name}{suffix}"
            result |= {f"{key}{end}": round(float(each), 4) for end, each in told if np.isfinite(each)}
    for mark, reach in MARKS:
        near = known & (np.abs(graded - mark) <= reach)
        if near.any():
            result[f"intensity_near_{mark}_faces"] = int(near.sum())
            result[f"intensity_near_{mark}_pain_share"] = round(float(tested.labels[near].mean()), 3)
            low, middle, high = np.quantile(truth[near], (0.1, 0.5, 0.9))
            result[f"intensity_near_{mark}_truth"] = f"{middle:.1f} ({low:.1f} to {high:.1f})"
    return result


def _places(table: FeatureTable, blocks: tuple[str, ...], among: tuple[str, ...]) -> NDArray[np.int32]:
    """Where the values of `blocks` stand when those of `among` stand side by side."""
    where = {int(place): position for position, place in enumerate(table.places(among))}
    return np.array([where[int(place)] for place in table.places(blocks)], np.int32)


def _held_out(
    values: NDArray[np.float64],
    wanted: NDArray[np.float64],
    folds: list[tuple[NDArray[np.intp], NDArray[np.intp]]],
    penalty: float,
) -> NDArray[np.float64]:
    told = np.empty(len(wanted))
    for learnt, tested in folds:
        mean, scale = values[learnt].mean(axis=0), np.maximum(values[learnt].std(axis=0), _FLAT)
        line = Ridge(penalty).fit((values[learnt] - mean) / scale, wanted[learnt])
        told[tested] = line.predict((values[tested] - mean) / scale)
    return told


def _curve(sums: NDArray[np.float64], wanted: NDArray[np.float64]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Knots and heights, float32; knots strictly rise, also after rounding."""
    fitted = IsotonicRegression(y_min=0.0, y_max=TOP, out_of_bounds="clip").fit(sums, wanted)
    knots = np.asarray(fitted.X_thresholds_, np.float32)
    heights = np.asarray(fitted.y_thresholds_, np.float32)
    different = np.concatenate([[True], np.diff(knots) > 0])
    knots, heights = knots[different], heights[different]
    if knots.size < 2:
        knots = np.array([knots[0], knots[0] + 1.0], np.float32)
        heights = np.repeat(heights[:1], 2)
    return knots, np.clip(heights, 0.0, TOP)


def _correlations(
    seen: NDArray[np.float64], wanted: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Pearson's correlation of every draw, float64 (draws,); NaN where one of the two never changes."""
    share = weights / weights.sum(axis=1, keepdims=True)
    off, other = (values - (share @ values)[:, None] for values in (seen, wanted))
    spread = np.sqrt((share * off**2).sum(axis=1) * (share * other**2).sum(axis=1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((share * off * other).sum(axis=1) / spread, np.float64)


def _number(text: str) -> float:
    """A cell of the column. Raises: SettingFault for what a feature file of an older release let pass."""
    if not text:
        return float("nan")
    try:
        return rating_of(COLUMN, float(text))
    except (ValueError, SettingFault) as error:
        raise SettingFault(
            f"expected {COLUMN} as a number from 0 to 10; got {text!r}; extract the features again"
        ) from error
