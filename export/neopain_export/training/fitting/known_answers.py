"""The feature vectors that every start of the monitor asks a model, and what it answers."""

from __future__ import annotations

import hashlib

import numpy as np

from neopain.vision.models.known_answers import Vectors
from neopain.vision.pickled.rebuild import names_in, rebuilt
from neopain_export.study.features.feature_table import FeatureTable
from neopain_export.training.fitting.recipe import Recipe

DECIMALS = 6


def known_vectors(table: FeatureTable, recipe: Recipe) -> Vectors:
    """float32 (3, features): the average training picture without pain, of all, and with pain.

    Averages, so that a model's folder holds no picture of anybody.
    """
    values = table.columns(recipe.blocks).astype(np.float64)
    rows = (values[table.labels == 0], values, values[table.labels == 1])
    return np.stack([each.mean(axis=0) for each in rows]).astype(np.float32)


def known_answers(payload: bytes, vectors: Vectors) -> dict[str, object]:
    """The manifest's table `[known_answers]`. Raises: ModelFault for a pickle that the monitor refuses."""
    model = rebuilt(payload, names_in(payload), "the model just trained")
    told = model.predict_proba(vectors)[:, 1]
    return {
        "sha256": hashlib.sha256(vectors_content(vectors)).hexdigest(),
        "probabilities": [round(float(value), DECIMALS) for value in told],
    }


def vectors_content(vectors: Vectors) -> bytes:
    """The vectors as their file holds them."""
    return vectors.astype("<f4").tobytes()
