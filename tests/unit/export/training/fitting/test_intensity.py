"""Learning how strong an expression is."""

from dataclasses import replace

import numpy as np
import pytest

from neopain.core.errors import SettingFault
from neopain.core.features import FeatureVector
from neopain.vision.scoring.classifier import load_classifier
from neopain_export.training.fitting.intensity import (
    COLUMN,
    fit_intensity,
    known_intensities,
    measured_intensity,
)
from neopain_export.training.fitting.recipe import Recipe
from neopain_export.training.fitting.trained import train
from neopain_export.training.folder.card import card_text
from neopain_export.training.folder.model_folder import Identity, manifest_values, write_model_folder
from tests.unit.export.study.made_tables import made_table


def graded_table(seed=0, subjects=40):
    """The truth is the mean of the block's first three features, which carry the class."""
    table = made_table(subjects=subjects, seed=seed, strength=2.0)
    blocks = tuple(block.name for block in table.layout.blocks)
    truth = np.clip(3.0 + 2.0 * table.columns(blocks)[:, :3].mean(axis=1), 0.0, 10.0)
    return replace(table, about={COLUMN: np.array([f"{value:.3f}" for value in truth])}), blocks


def test_the_intensity_of_infants_never_seen_follows_the_truth():
    table, blocks = graded_table()
    learnt, tested = table.rows(table.groups == "train"), table.rows(table.groups == "test")
    fitted = fit_intensity(learnt, blocks, blocks)
    graded = fitted.intensity.graded(tested.columns(blocks))
    result = measured_intensity(tested, graded, seed=1)
    assert result["intensity_correlation_low"] < result["intensity_correlation"] < 1.0
    assert result["intensity_correlation_low"] > 0.8
    assert result["intensity_error"] < 0.8
    assert result["intensity_correlation_of_pain"] > 0.6
    assert 0.0 <= graded.min() <= graded.max() <= 10.0


def test_the_same_rows_give_the_same_bits():
    table, blocks = graded_table()
    assert fit_intensity(table, blocks, blocks).payload == fit_intensity(table, blocks, blocks).payload


def test_a_truth_that_no_feature_carries_is_answered_with_the_middle():
    table, blocks = graded_table()
    noise = np.random.default_rng(3).uniform(0, 10, len(table.labels))
    table = replace(table, about={COLUMN: noise.astype(np.str_)})
    learnt, tested = table.rows(table.groups == "train"), table.rows(table.groups == "test")
    graded = fit_intensity(learnt, blocks, blocks).intensity.graded(tested.columns(blocks))
    result = measured_intensity(tested, graded, seed=1)
    assert abs(result["intensity_correlation"]) < 0.25
    assert graded.std() < 2.0


def test_a_set_that_knows_no_strength_gives_no_intensity():
    table = made_table(subjects=40)
    blocks = tuple(block.name for block in table.layout.blocks)
    assert np.isnan(known_intensities(table)).all()
    assert fit_intensity(table, blocks, blocks) is None
    few, blocks = graded_table(subjects=6)
    assert fit_intensity(few, blocks, blocks) is None
    assert measured_intensity(table, np.zeros(len(table.labels)), seed=1) == {}


def test_rows_whose_strength_is_unknown_are_passed_over():
    table, blocks = graded_table()
    told = table.about[COLUMN].copy()
    told[::2] = ""
    halved = replace(table, about={COLUMN: told})
    assert np.isfinite(known_intensities(halved)).sum() == len(told) // 2
    assert fit_intensity(halved, blocks, blocks) is not None


def told(values):
    """The card's words without its line breaks."""
    return " ".join(card_text(values).split())


@pytest.mark.parametrize("knows", [True, False])
def test_a_model_folder_says_it_and_the_monitor_reads_it(tmp_path, knows):
    table, blocks = graded_table()
    if not knows:
        table = replace(table, about={})
    recipe = Recipe((blocks,), "anova-f", 4, "svm-linear", seed=1)
    trained = train(table, recipe)
    identity = Identity("ward-7", "1.0.0", "Apache-2.0", "made up", "a test")
    values = manifest_values(identity, trained, recipe)
    write_model_folder(tmp_path, values, trained)
    assert ("**Intensity.**" in card_text(values)) == knows
    classifier = load_classifier(tmp_path)
    vector = trained.vectors[-1]
    score = classifier.score(FeatureVector(vector, classifier.layout))
    if knows:
        assert score.intensity == pytest.approx(values["intensity"]["answers"][-1], abs=1e-3)
        assert "About 5" in card_text(values)
        assert "the drawing's own" in told(values)
        values["training"]["simulated"] = False
        assert "drawing" not in told(values), "people rated these faces, and no cry was drawn"
        assert "column `intensity` of its maker's set" in told(values)
        assert "the rated strength was" in told(values)
    else:
        assert score.intensity is None


def test_learnt_from_some_blocks_it_reads_them_out_of_all():
    table, blocks = graded_table()
    last = blocks[-1:]
    fitted = fit_intensity(table, last, blocks)
    alone = fit_intensity(table, last, last)
    np.testing.assert_array_equal(
        fitted.intensity.graded(table.columns(blocks)), alone.intensity.graded(table.columns(last))
    )


@pytest.mark.parametrize("told", ["85", "-1", "4,5", "strong", "nan"])
def test_what_an_older_feature_file_let_pass_is_refused(told):
    table, _ = graded_table()
    column = table.about[COLUMN].astype("U8")
    column[3] = told
    with pytest.raises(SettingFault, match=r"from 0 to 10.*extract the features again"):
        known_intensities(replace(table, about={COLUMN: column}))
