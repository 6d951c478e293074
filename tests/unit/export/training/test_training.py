import pickle
import pickletools
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from neopain.core.errors import ModelFault, ProgramFault, SettingFault
from neopain.core.features import FeatureBlock, FeatureLayout, FeatureVector
from neopain.vision.models.manifest import read_manifest
from neopain.vision.models.selection import read_selection, selection_file
from neopain.vision.pickled.rebuild import names_in
from neopain.vision.scoring.classifier import load_classifier
from neopain_export.study.evaluation.configurations import CLASSIFIERS
from neopain_export.study.evaluation.rankers import SELECTORS
from neopain_export.study.features.feature_table import join
from neopain_export.training import bundled
from neopain_export.training.fitting import trained as fitting
from neopain_export.training.fitting.pipeline import classes_in, fit, to_bytes
from neopain_export.training.fitting.recipe import Recipe
from neopain_export.training.fitting.trained import train
from neopain_export.training.folder.model_folder import Identity, manifest_values, write_model_folder
from neopain_export.training.release.promotion import back_to_default, promote
from tests.unit.export.study.made_tables import LAYOUT, made_table

PARTS = (("net-a.pool_gap",), ("lbp.p8r1", "hog.o9"))
RECIPE = Recipe(PARTS, "symmetric-uncertainty", 5, "svm-rbf", seed=3)
IDENTITY = Identity("test-model", "1.0.0", "Apache-2.0", "made numbers", "a test")


def write(folder, table, recipe=RECIPE):
    trained = train(table, recipe)
    write_model_folder(folder, manifest_values(IDENTITY, trained, recipe), trained)
    return trained


@pytest.mark.parametrize("classifier", CLASSIFIERS)
def test_the_monitors_loader_takes_every_classifier_and_scores_as_it_was_trained(
    tmp_path, classifier, monkeypatch
):
    # The folds that intervals are fitted on are other tests'; of a forest they are most of the work.
    monkeypatch.setattr(fitting, "_held_out_by_folds", lambda *_given: None)
    table = made_table()
    recipe = Recipe(PARTS, "anova-f", 5, classifier, seed=3)
    trained = write(tmp_path, table, recipe)
    loaded = load_classifier(tmp_path)
    row = FeatureVector(table.columns(recipe.blocks)[0], loaded.layout)
    expected = trained.model.predict_proba(row.values[None])[0, 1]
    assert loaded.score(row).probability == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("selector", SELECTORS)
def test_every_selector_is_frozen_to_scikit_learns_own(selector):
    payload = to_bytes(fit(made_table(), Recipe(PARTS, selector, 5, "svm-linear")))
    assert not [name for name in classes_in(payload) if name.startswith("neopain")]
    assert classes_in(payload) == names_in(payload)


def test_the_frozen_selector_keeps_the_top_of_each_part():
    model = fit(made_table(strength=4.0), Recipe(PARTS, "anova-f", 3, "svm-linear"))
    chosen = np.flatnonzero(model.calibrated_classifiers_[0].estimator.named_steps["select"].get_support())
    assert chosen[:3].tolist() == [0, 1, 2]
    assert len(chosen) == 6
    assert set(chosen[3:]) <= {40, 41, 42, 70, 71, 72}


def test_a_second_process_makes_the_same_bytes():
    here = to_bytes(fit(made_table(), RECIPE))
    script = (
        "import sys, hashlib; from tests.unit.export.training.test_training import *;"
        "sys.stdout.write(hashlib.sha256(to_bytes(fit(made_table(), RECIPE))).hexdigest())"
    )
    there = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    import hashlib

    assert there == hashlib.sha256(here).hexdigest()


def _as_another_process_would_hold_it(value):
    """Equal, but no two equal strings are one object, and dtypes come out of a pickle."""
    if isinstance(value, str):
        return "".join(list(value))
    if isinstance(value, np.ndarray):
        return pickle.loads(pickle.dumps(value))
    if isinstance(value, dict):
        return {key: _as_another_process_would_hold_it(kept) for key, kept in value.items()}
    if type(value) in {list, tuple}:
        return type(value)(_as_another_process_would_hold_it(part) for part in value)
    if hasattr(value, "__dict__") and not callable(value) and not isinstance(value, type):
        value.__dict__ = _as_another_process_would_hold_it(vars(value))
    return value


@pytest.mark.parametrize("classifier", CLASSIFIERS)
def test_the_bytes_do_not_tell_what_the_process_did_before(classifier):
    recipe = replace(RECIPE, classifier=classifier)
    one = fit(made_table(), recipe)
    plain = pickle.dumps(one, protocol=4)
    other = _as_another_process_would_hold_it(fit(made_table(), recipe))
    assert pickle.dumps(other, protocol=4) != plain
    assert to_bytes(other) == to_bytes(one)


def test_foreign_names_never_reach_a_model_folder():
    from neopain_export.study.evaluation.evaluation import build_pipeline

    pipeline = build_pipeline((40,), SELECTORS["relieff"], 3, CLASSIFIERS["svm-linear"](0))
    table = made_table()
    pipeline.fit(table.values[:, :40], table.labels)
    pipeline.named_steps["select"].score_func = SELECTORS["relieff"]
    with pytest.raises((ModelFault, ProgramFault), match="neopain_export"):
        to_bytes(pipeline)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_names_are_found_in_every_pickle_protocol_without_running_it(protocol):
    payload = pickle.dumps([np.float64(1.0), np.arange(3), np.dtype("f4")], protocol=protocol)
    named = set()

    class Spy(pickle.Unpickler):
        def find_class(self, module, name):
            named.add(f"{module}.{name}")
            return super().find_class(module, name)

    import io

    Spy(io.BytesIO(payload)).load()
    assert set(classes_in(payload)) == named
    assert set(classes_in(pickletools.optimize(payload))) == named


def test_a_set_with_a_test_group_measures_the_very_model():
    table = made_table()
    trained = train(table, RECIPE)
    assert set(trained.learned_from.groups) == {"train"}
    test = table.groups == "test"
    called = trained.model.predict(table.columns(RECIPE.blocks)[test])
    assert trained.result["accuracy"] == pytest.approx((called == table.labels[test]).mean(), abs=1e-4)
    assert trained.result["protocol"] == "fixed"


def test_a_set_without_one_learns_from_all_and_is_measured_in_folds():
    table = made_table()
    table.groups[:] = ""
    trained = train(table, RECIPE)
    assert len(trained.learned_from.labels) == len(table.labels)
    assert trained.result["protocol"] == "grouped-5-fold"
    assert trained.result["tested_pictures"] == len(table.labels)
    assert trained.result["auc_low"] <= trained.result["auc"] <= trained.result["auc_high"]


def test_manifest_and_card_say_what_it_is(tmp_path):
    write(tmp_path, made_table())
    manifest = read_manifest(tmp_path)
    assert manifest.classifier.training.simulated
    assert [block.name for block in manifest.classifier.layout.blocks] == list(RECIPE.blocks)
    assert set(manifest.classifier.networks) == {"net-a", "face-landmarker"}
    card = " ".join((tmp_path / "card.md").read_text("utf-8").split())
    for words in (
        "simulated neonates only",
        "never seen a newborn",
        "Not a medical device",
        "look at the baby",
    ):
        assert words in card
    assert "no pain" not in card.lower()


def test_an_unknown_network_is_refused():
    table = made_table()
    nameless = type(table)(**{**{slot: getattr(table, slot) for slot in table.__slots__}, "networks": ()})
    with pytest.raises(SettingFault, match="net-a"):
        manifest_values(IDENTITY, replace(train(table, RECIPE), learned_from=nameless), RECIPE)


@pytest.mark.parametrize(
    "wrong", [{"selector": "magic"}, {"classifier": "oracle"}, {"k": 0}, {"parts": ((),)}]
)
def test_a_recipe_that_makes_no_sense_is_refused(wrong):
    given = {"parts": PARTS, "selector": "anova-f", "k": 5, "classifier": "svm-rbf"} | wrong
    with pytest.raises(SettingFault):
        Recipe(**given)


def test_promotion_pins_the_manifest_and_goes_back(tmp_path):
    model, data = tmp_path / "model", tmp_path / "data"
    write(model, made_table())
    digest = read_manifest(model).digest
    written = promote(model, selection_file(data), manifest_sha256=digest, networks={"net-a": "a" * 64})
    chosen = read_selection(written)
    assert chosen.folder == model.resolve()
    assert chosen.networks == {"net-a": "a" * 64}
    assert written.stat().st_mode & 0o777 == 0o600
    assert written.parent.stat().st_mode & 0o777 == 0o700
    load_classifier(chosen.folder, manifest_sha256=chosen.manifest_sha256)
    with (model / "manifest.toml").open("a") as stream:
        stream.write("# touched\n")
    with pytest.raises(ModelFault):
        load_classifier(chosen.folder, manifest_sha256=chosen.manifest_sha256)
    assert back_to_default(written)
    assert not back_to_default(written)
    assert read_selection(written) is None


def test_the_layout_of_the_made_table_is_what_the_tests_believe():
    assert [block.size for block in LAYOUT.blocks] == [40, 30, 30]


def test_joined_tables_keep_rows_and_refuse_other_features():
    one, two = made_table(seed=0), made_table(seed=1)
    both = join([one, two])
    assert len(both.labels) == len(one.labels) + len(two.labels)
    assert (both.values[: len(one.labels)] == one.values).all()
    assert dict(both.left_out) == {"face_not_found": 4}
    other = made_table(layout=FeatureLayout((FeatureBlock("net-a.pool_gap", 40),)))
    with pytest.raises(SettingFault, match="same features"):
        join([one, other])


def test_a_rebuilt_model_is_compared_with_the_one_that_is_there(tmp_path, monkeypatch):
    monkeypatch.setattr(bundled, "RECIPE", RECIPE)
    table = made_table()
    trained = train(table, RECIPE)
    assert bundled.compare_with(tmp_path, trained) is None
    bundled.write(trained, tmp_path)
    same = bundled.compare_with(tmp_path, trained)
    assert same == bundled.Comparison(same_pickle=True, same_manifest=True, largest_difference=0.0)
    other = bundled.compare_with(tmp_path, train(made_table(seed=7), RECIPE))
    assert not other.same_pickle
    assert other.largest_difference > 0.0
