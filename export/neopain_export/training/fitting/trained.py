"""Trains by a recipe and measures the same recipe on infants that it did not learn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import SettingFault
from neopain.vision.models.known_answers import Vectors
from neopain_export.study.evaluation.configurations import Configuration, FeatureChoice, Grid
from neopain_export.study.evaluation.evaluation import evaluate, fold_numbers
from neopain_export.study.evaluation.metrics import measure, measure_with_refusals
from neopain_export.study.evaluation.protocols import Split, splits
from neopain_export.study.evaluation.tested import pictures_under_test
from neopain_export.study.features.feature_table import FeatureTable
from neopain_export.study.intervals.coverage import bands, covered_share
from neopain_export.study.intervals.resamples import draw_resamples
from neopain_export.training.fitting.adaptation import FittedCalm, fit_calm
from neopain_export.training.fitting.intensity import FittedIntensity, fit_intensity, measured_intensity
from neopain_export.training.fitting.interval import FittedIntervals, fit_intervals
from neopain_export.training.fitting.known_answers import known_vectors
from neopain_export.training.fitting.novelty import FittedNovelty, fit_novelty
from neopain_export.training.fitting.pipeline import fit, to_bytes
from neopain_export.training.fitting.recipe import Recipe

FOLDS = "grouped-5-fold"
REFUSED_SHARE = "unlike_training"
"""Result: the share of tested faces that the novelty detector refuses; the other figures are of all faces."""


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """A model and what is known of it.

    Attributes:
        model: the fitted pipeline.
        payload: its pickle.
        novelty: what tells whether a face is like those it learned from.
        learned_from: the rows that it was fitted on.
        result: figures for the manifest.
        vectors: what every start of the monitor asks the model, see `known_answers`.
        intervals: how uncertain its scores are; None with too few infants to hold some out.
        intensity: how strong an expression is; None where the set does not know it.
        calm: how calm infants differ; None where too few were held out to tell.
    """

    model: Any
    payload: bytes
    novelty: FittedNovelty
    learned_from: FeatureTable
    result: dict[str, str | float | int | bool]
    vectors: Vectors
    intervals: FittedIntervals | None = None
    intensity: FittedIntensity | None = None
    calm: FittedCalm | None = None


def train(table: FeatureTable, recipe: Recipe, *, jobs: int = 1) -> Trained:
    """Fit and measure.

    A set with a test group: fitted on the training group, and this very model is measured on the test group.
    Any other set: fitted on everything, and the recipe is measured by five folds of subjects.

    Raises: SettingFault when the set is too small for either.
    """
    table.refuse_gaps(recipe.blocks)
    has_test = {"train", "test"} <= set(table.groups.tolist())
    protocol = "fixed" if has_test else FOLDS
    folds = splits(table, protocol, recipe.seed)
    learned_from = table.rows(table.groups == "train") if has_test else table
    model = fit(learned_from, recipe)
    payload = to_bytes(model)
    novelty = fit_novelty(learned_from, recipe.novelty_blocks)
    intensity = fit_intensity(learned_from, recipe.graded_blocks, recipe.blocks)
    if has_test:
        tested = np.flatnonzero(table.groups == "test")
        probabilities = model.predict_proba(table.columns(recipe.blocks)[tested])[:, 1]
        numbers = np.zeros(len(tested), np.intp)
        column = _held_out_by_folds(learned_from, recipe, jobs)
    else:
        column = _held_out(table, recipe, folds, jobs)
        tested = np.flatnonzero(np.isfinite(column))
        probabilities = column[tested]
        numbers = fold_numbers(folds, len(table.labels))[tested]
    intervals, calm = _intervals(learned_from, column, recipe.seed), _calm(learned_from, column)
    chosen = np.zeros(len(table.labels), np.bool_)
    chosen[tested] = True
    result = measured(table.rows(chosen), probabilities, protocol, recipe.seed, numbers)
    if has_test:
        result[REFUSED_SHARE] = round(novelty.refused_share(table.rows(chosen)), 4)
        result |= graded_figures(table.rows(chosen), intensity, recipe)
        result |= interval_figures(table.rows(chosen), probabilities, intervals, recipe.seed)
    vectors = known_vectors(learned_from, recipe)
    return Trained(model, payload, novelty, learned_from, result, vectors, intervals, intensity, calm)


def graded_figures(
    tested: FeatureTable, intensity: FittedIntensity | None, recipe: Recipe
) -> dict[str, str | float | int | bool]:
    """How the intensity agrees with what was drawn; nothing where none was learnt or known."""
    if intensity is None:
        return {}
    graded = intensity.intensity.graded(tested.columns(recipe.blocks))
    return measured_intensity(tested, graded, recipe.seed)


def _held_out(table: FeatureTable, recipe: Recipe, folds: list[Split], jobs: int) -> NDArray[np.float64]:
    """What the recipe says of rows whose infants it had not seen; NaN for rows that no fold tested."""
    choice = FeatureChoice("mixed", "all", recipe.parts)
    grid = Grid((recipe.selector,), (recipe.k,), (recipe.classifier,))
    found = evaluate(table, (choice,), grid, folds, seed=recipe.seed, jobs=jobs)
    return found[Configuration(choice, recipe.selector, recipe.k, recipe.classifier)]


def _held_out_by_folds(table: FeatureTable, recipe: Recipe, jobs: int) -> NDArray[np.float64] | None:
    try:
        return _held_out(table, recipe, splits(table, FOLDS, recipe.seed), jobs)
    except SettingFault:  # a set that is large enough to learn from, and too small to hold infants out
        return None


def _calm(table: FeatureTable, column: NDArray[np.float64] | None) -> FittedCalm | None:
    return None if column is None else fit_calm(column, table.labels, table.subjects)


def _intervals(table: FeatureTable, column: NDArray[np.float64] | None, seed: int) -> FittedIntervals | None:
    if column is None:
        return None
    told = np.isfinite(column)
    try:
        return fit_intervals(column[told], table.labels[told], table.subjects[told], seed)
    except SettingFault:
        return None


def interval_figures(
    tested: FeatureTable, probabilities: NDArray[np.float64], intervals: FittedIntervals | None, seed: int
) -> dict[str, float]:
    """Mean width of the intervals, and the share of faces in bands of scores whose share of pain agrees."""
    if intervals is None:
        return {}
    low, high = intervals.ends(probabilities)
    covered = covered_share(bands(probabilities, (low, high), tested.labels, tested.subjects, seed))
    if not np.isfinite(covered):
        return {}
    return {"interval_width": round(float((high - low).mean()), 4), "interval_covered": round(covered, 4)}


def measured(
    tested: FeatureTable,
    probabilities: NDArray[np.float64],
    protocol: str,
    seed: int,
    folds: NDArray[np.intp] | None = None,
) -> dict[str, str | float | int | bool]:
    """Every metric with its interval, rounded, as a manifest's `[result]` holds them.

    With `folds` (which fold tested each row) AUC is taken inside them. Where the table says which pictures
    were refused, some metrics come a second time with those as errors.
    """
    resamples = draw_resamples(tested.subjects, seed)
    numbers = np.zeros(len(tested.labels), np.intp) if folds is None else folds
    metrics = dict(measure(tested.labels, probabilities, resamples, numbers))
    pictures = pictures_under_test(tested, [], numbers, protocol)
    everything = pictures.with_refused
    result: dict[str, str | float | int | bool] = {
        "protocol": protocol,
        "simulated": tested.simulated,
        "tested_pictures": len(tested.labels),
        "tested_subjects": len(resamples.subjects),
    }
    if everything is not None:
        padded = np.concatenate([probabilities, np.zeros(len(everything.labels) - len(probabilities))])
        draws = draw_resamples(everything.subjects, seed)
        again = measure_with_refusals(everything.labels, padded, draws, everything.folds, everything.assessed)
        metrics |= {f"{name}_with_refusals": estimate for name, estimate in again.items()}
        result["refused_pictures"] = int((~everything.assessed).sum())
        result["refused_with_pain"] = int(everything.labels[~everything.assessed].sum())
    for name in metrics:
        for suffix, value in zip(
            ("", "_low", "_high"), (metrics[name].value, metrics[name].low, metrics[name].high), strict=True
        ):
            if np.isfinite(value):
                result[f"{name}{suffix}"] = round(float(value), 4)
    return result
