"""The novelty detector is fitted by subject, on the training faces only, and refuses what is unlike them."""

import numpy as np
import pytest

from neopain.core.errors import SettingFault
from neopain.core.features import FeatureVector
from neopain.vision.models.manifest import read_manifest
from neopain.vision.scoring.novelty import load_novelty
from neopain_export.training.fitting.novelty import fit_novelty
from neopain_export.training.fitting.recipe import Recipe
from neopain_export.training.fitting.trained import train
from neopain_export.training.folder.model_folder import Identity, manifest_values, write_model_folder
from tests.unit.export.study.made_tables import made_table

PARTS = (("net-a.pool_gap",), ("lbp.p8r1", "hog.o9"))
RECIPE = Recipe(PARTS, "symmetric-uncertainty", 5, "svm-rbf", seed=3)


def test_held_out_subjects_are_known_and_shifted_faces_are_not():
    table = made_table()
    fitted = fit_novelty(table, RECIPE.novelty_blocks)
    assert fitted.refused_share(table) <= 0.05
    table.values[:] += 4.0
    assert fitted.refused_share(table) == 1.0


def test_the_threshold_is_found_on_subjects_that_were_held_out():
    """With every subject a world of its own, faces of one held out are far: the threshold allows for that."""
    table = made_table()
    rng = np.random.default_rng(0)
    for subject in np.unique(table.subjects):
        table.values[table.subjects == subject] += rng.normal(scale=5.0, size=table.values.shape[1])
    alone = fit_novelty(table, RECIPE.novelty_blocks)
    stranger = made_table()
    stranger.values[:] += rng.normal(scale=5.0, size=table.values.shape[1])
    assert alone.refused_share(stranger) < 0.5
    assert alone.refused_share(table) == 0.0


def test_the_folder_measures_what_was_fitted(tmp_path):
    table = made_table()
    trained = train(table, RECIPE)
    identity = Identity("test-model", "1.0.0", "Apache-2.0", "made numbers", "a test")
    write_model_folder(tmp_path, manifest_values(identity, trained, RECIPE), trained)
    manifest = read_manifest(tmp_path)
    novelty = load_novelty(tmp_path, manifest)
    rows = trained.learned_from
    expected = trained.novelty.distances(rows)[:5]
    values = rows.columns(RECIPE.blocks)[:5]
    told = [novelty.distance(FeatureVector(row, manifest.classifier.layout)) for row in values]
    assert told == pytest.approx(expected, rel=1e-6)
    assert manifest.classifier.novelty.blocks == RECIPE.blocks
    assert "held" in manifest.classifier.novelty.method
    assert 0.0 <= manifest.classifier.result["unlike_training"] <= 1.0
    card = (tmp_path / "card.md").read_text("utf-8")
    assert "Known or unknown" in card
    assert "unlike_training" in card


def test_only_the_chosen_blocks_count_and_foreign_ones_are_refused():
    chosen = Recipe(PARTS, "symmetric-uncertainty", 5, "svm-rbf", novelty=("hog.o9",))
    assert list(train(made_table(), chosen).novelty.blocks) == ["hog.o9"]
    with pytest.raises(SettingFault, match="novelty in blocks of the recipe"):
        Recipe(PARTS, "symmetric-uncertainty", 5, "svm-rbf", novelty=("lbp.other",))


def test_the_same_rows_give_the_same_bytes():
    one, two = (fit_novelty(made_table(), RECIPE.novelty_blocks) for _ in range(2))
    assert one.payload == two.payload
    assert one.threshold == two.threshold


def test_features_that_never_change_divide_by_no_zero():
    table = made_table()
    table.values[:, 3] = 1.0
    fitted = fit_novelty(table, RECIPE.novelty_blocks)
    assert np.isfinite(fitted.distances(table)).all()
    table.values[:, 3] = 2.0
    assert fitted.refused_share(table) == 1.0


def test_one_subject_is_too_few():
    table = made_table()
    with pytest.raises(SettingFault, match="two subjects"):
        fit_novelty(table.rows(table.subjects == table.subjects[0]), RECIPE.novelty_blocks)
