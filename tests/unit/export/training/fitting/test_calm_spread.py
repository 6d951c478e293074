"""How calm infants differ: the arithmetic, the way through training and folder to the classifier."""

from __future__ import annotations

import numpy as np
import pytest

from neopain.core.errors import ModelFault
from neopain.vision.models.manifest import read_manifest
from neopain.vision.scoring.classifier import load_classifier
from neopain_export.training.fitting.adaptation import fit_calm
from neopain_export.training.fitting.recipe import Recipe
from neopain_export.training.fitting.trained import train
from neopain_export.training.folder.model_folder import Identity, manifest_values, write_model_folder
from tests.unit.export.study.made_tables import made_table

RECIPE = Recipe((("net-a.pool_gap",), ("lbp.p8r1", "hog.o9")), "symmetric-uncertainty", 5, "svm-rbf", seed=3)


def infants(rng, count, between, within, faces=6):
    own = np.repeat(rng.normal(-4.0, between, count), faces)
    odds = own + rng.normal(0.0, within, count * faces)
    return 1.0 / (1.0 + np.exp(-odds)), np.repeat([f"i{number}" for number in range(count)], faces)


def test_the_spread_between_infants_is_found_and_their_own_is_not_taken_for_it():
    rng = np.random.default_rng(29)
    found = []
    for _ in range(30):
        probabilities, subjects = infants(rng, 80, between=1.0, within=2.0)
        found.append(fit_calm(probabilities, np.zeros(len(subjects), np.int64), subjects))
    assert np.mean([one.spread.between for one in found]) == pytest.approx(1.0, abs=0.06)
    assert np.mean([one.within for one in found]) == pytest.approx(2.0, abs=0.05)
    assert np.mean([one.spread.centre for one in found]) == pytest.approx(-4.0, abs=0.1)


def test_pain_faces_and_faces_that_were_not_held_out_do_not_count():
    rng = np.random.default_rng(1)
    probabilities, subjects = infants(rng, 40, 1.0, 0.5)
    labels = np.zeros(len(subjects), np.int64)
    plain = fit_calm(probabilities, labels, subjects)
    more = np.concatenate([probabilities, np.full(40, 0.99), np.full(40, np.nan)])
    again = fit_calm(
        more,
        np.concatenate([labels, np.ones(40, np.int64), np.zeros(40, np.int64)]),
        np.resize(subjects, len(more)),
    )
    assert (again.spread, again.faces) == (plain.spread, plain.faces)


def test_too_few_infants_and_infants_that_do_not_differ_tell_no_spread():
    rng = np.random.default_rng(2)
    probabilities, subjects = infants(rng, 9, 1.0, 0.5)
    assert fit_calm(probabilities, np.zeros(len(subjects), np.int64), subjects) is None
    balanced = np.tile([0.01, 0.02, 0.05], 20)
    assert fit_calm(balanced, np.zeros(60, np.int64), np.repeat(np.arange(20).astype(str), 3)) is None


def test_the_spread_goes_with_the_model_and_a_foolish_one_is_refused(tmp_path):
    trained = train(made_table(), RECIPE)
    identity = Identity("mine", "1.0", "private", "made", "a test")
    values = manifest_values(identity, trained, RECIPE)
    told = {} if trained.calm is None else trained.calm.values()
    assert values.get("adaptation", {}) == told
    told = {"method": "made", "centre": -4.5, "between": 0.75}
    write_model_folder(tmp_path / "a", values | {"adaptation": told}, trained)
    spread = load_classifier(tmp_path / "a").calm_spread
    assert (spread.centre, spread.between) == (-4.5, 0.75)
    without = {key: value for key, value in values.items() if key != "adaptation"}
    write_model_folder(tmp_path / "b", without, trained)
    assert load_classifier(tmp_path / "b").calm_spread is None
    for number, (name, wrong) in enumerate(
        [("between", 0.0), ("between", -1.0), ("between", 99.0), ("centre", 50.0)]
    ):
        folder = tmp_path / f"wrong{number}"
        write_model_folder(folder, values | {"adaptation": told | {name: wrong}}, trained)
        with pytest.raises(ModelFault, match=name):
            read_manifest(folder)
