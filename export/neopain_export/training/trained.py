"""Trains by a recipe and measures the same recipe on infants that it did not learn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neopain.vision.known_answers import Vectors
from neopain_export.study.evaluation.configurations import Configuration, FeatureChoice, Grid
from neopain_export.study.evaluation.evaluation import evaluate, fold_numbers
from neopain_export.study.evaluation.metrics import draw_resamples, measure, measure_with_refusals
from neopain_export.study.evaluation.protocols import splits
from neopain_export.study.evaluation.tested import pictures_under_test
from neopain_export.study.features.feature_table import FeatureTable
from neopain_export.training.intensity import FittedIntensity, fit_intensity, measured_intensity
from neopain_export.training.known_answers import known_vectors
from neopain_export.training.novelty import FittedNovelty, fit_novelty
from neopain_export.training.pipeline import fit, to_bytes
from neopain_export.training.recipe import Recipe

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
        intensity: how strong an expression is; None where the set does not know it.
    """

    model: Any
    payload: bytes
    novelty: FittedNovelty
    learned_from: FeatureTable
    result: dict[str, str | float | int | bool]
    vectors: Vectors
    intensity: FittedIntensity | None = None


def train(table: FeatureTable, recipe: Recipe, *, jobs: int = 1) -> Trained:
    """Fit and measure.

    A set with a test group: fitted on the training group, and this very model is measured on the test group.
    Any other set: fitted on everything, and the recipe is measured by five folds of subjects.

    Raises: SettingFault when the set is too small for either.
    """
    has_test = {"train", "test"} <= set(table.groups.tolist())
    protocol = "fixed" if has_test else FOLDS
    folds = splits(table, protocol, recipe.seed)
    learned_from = table.rows(table.groups == "train") if has_test else table
    model = fit(learned_from, recipe)
    payload = to_bytes(model)
    novelty = fit_novelty(learned_from, recipe.novelty_blocks)
    intensity = fit_intensity(learned_from, recipe.blocks)
    if has_test:
        tested = np.flatnonzero(table.groups == "test")
        probabilities = model.predict_proba(table.columns(recipe.blocks)[tested])[:, 1]
        numbers = np.zeros(len(tested), np.intp)
    else:
        choice = FeatureChoice("mixed", "all", recipe.parts)
        grid = Grid((recipe.selector,), (recipe.k,), (recipe.classifier,))
        found = evaluate(table, (choice,), grid, folds, seed=recipe.seed, jobs=jobs)
        column = found[Configuration(choice, recipe.selector, recipe.k, recipe.classifier)]
        tested = np.flatnonzero(np.isfinite(column))
        probabilities = column[tested]
        numbers = fold_numbers(folds, len(table.labels))[tested]
    chosen = np.zeros(len(table.labels), np.bool_)
    chosen[tested] = True
    result = measured(table.rows(chosen), probabilities, protocol, recipe.seed, numbers)
    if has_test:
        result[REFUSED_SHARE] = round(novelty.refused_share(table.rows(chosen)), 4)
        if intensity is not None:
            graded = intensity.intensity.graded(table.rows(chosen).columns(recipe.blocks))
            result |= measured_intensity(table.rows(chosen), graded, recipe.seed)
    vectors = known_vectors(learned_from, recipe)
    return Trained(model, payload, novelty, learned_from, result, vectors, intensity)


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
