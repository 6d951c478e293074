"""Intervals of scores: the arithmetic, the coverage on infants that nothing was fitted on, the way to the monitor."""

from functools import lru_cache

import numpy as np
import pytest
from sklearn.isotonic import IsotonicRegression

from neopain.core.errors import ModelFault, SettingFault
from neopain.core.features import FeatureVector
from neopain.vision.models.manifest import read_manifest
from neopain.vision.scoring.classifier import load_classifier
from neopain_export.study.intervals import coverage
from neopain_export.study.intervals.coverage import bands, covered_share
from neopain_export.study.intervals.resamples import draw_resamples
from neopain_export.training.fitting.interval import KNOTS, fit_intervals, venn_abers
from neopain_export.training.fitting.recipe import Recipe
from neopain_export.training.fitting.trained import train
from neopain_export.training.folder.model_folder import Identity, manifest_values, write_model_folder
from tests.unit.export.study.made_tables import made_table
from tests.unit.vision.small_models import classifier_folder

PARTS = (("net-a.pool_gap",), ("lbp.p8r1", "hog.o9"))
RECIPE = Recipe(PARTS, "symmetric-uncertainty", 5, "svm-rbf", seed=3)


@pytest.mark.parametrize("decimals", [1, 6])
def test_both_fits_are_those_of_scikit_learn(decimals):
    rng = np.random.default_rng(decimals)
    scores = np.round(rng.random(40), decimals)
    labels = (rng.random(40) < scores).astype(np.int64)
    found = venn_abers(scores, labels, np.array(KNOTS))
    for place, score in enumerate(KNOTS):
        for label in (0, 1):
            model = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip")
            model.fit(np.append(scores, score), np.append(labels, label))
            assert found[label, place] == pytest.approx(model.predict([score])[0], abs=1e-12)


def infants(rng, count, faces=8):
    """Scores that are too sure of themselves, and an effect of each infant's own that the score does not see."""
    subjects = np.repeat([f"infant-{number}" for number in range(count)], faces)
    odds = rng.normal(0, 2, count * faces)
    own = np.repeat(rng.normal(0, 1, count), faces)
    labels = (rng.random(len(odds)) < 1 / (1 + np.exp(-(odds + own)))).astype(np.int64)
    return 1 / (1 + np.exp(-2 * odds)), labels, subjects


@pytest.fixture
def drawn_once(monkeypatch):
    """The same infants in the same band are drawn by the same seed: once is enough."""
    drawn = lru_cache(lambda subjects, seed: draw_resamples(np.array(subjects), seed))
    monkeypatch.setattr(coverage, "draw_resamples", lambda subjects, seed: drawn(tuple(subjects), seed))


@pytest.mark.usefixtures("drawn_once")
def test_the_share_of_pain_lies_inside_for_infants_that_were_not_there():
    """Of 40 wards of 60 infants each, judged on 2000 others: in each band of scores in nearly all of them."""
    rng = np.random.default_rng(5)
    others, truth, whose = infants(rng, 2000)
    inside, wide = [], []
    for ward in range(40):
        scores, labels, subjects = infants(rng, 60)
        fitted = fit_intervals(scores, labels, subjects, seed=ward)
        ends = fitted.ends(others)
        wide.append((ends[1] - ends[0]).mean())
        found = bands(others, ends, truth, whose, seed=0)
        inside += [band.low <= band.pain.value <= band.high for band in found]
    assert np.mean(inside) > 0.8, "each infant's own effect, and chance, are in the width"
    assert 0.05 < np.mean(wide) < 0.3, "an interval that says nothing would hold everything"


def test_too_sure_a_score_is_not_covered_by_itself():
    """Without the intervals the same check fails: it can tell."""
    others, truth, whose = infants(np.random.default_rng(6), 500)
    alone = bands(others, (others, others), truth, whose, seed=0)
    assert covered_share(alone) < 0.6
    assert sum(band.faces for band in alone) == len(others)


def test_more_infants_narrow_it_and_more_faces_of_the_same_do_not():
    def width(count, faces):
        fitted = fit_intervals(*infants(np.random.default_rng(1), count, faces), seed=0)
        return np.subtract(fitted.table.high, fitted.table.low).mean()

    assert width(160, 8) < 0.75 * width(20, 8)
    assert width(20, 80) > 0.75 * width(20, 8)


def test_the_same_faces_give_the_same_numbers_and_few_infants_none():
    given = infants(np.random.default_rng(2), 20)
    assert fit_intervals(*given, seed=1) == fit_intervals(*given, seed=1)
    with pytest.raises(SettingFault, match="4 infants; got 3"):
        fit_intervals(*infants(np.random.default_rng(2), 3), seed=1)


def test_training_writes_it_and_the_monitor_tells_it(tmp_path):
    trained = train(made_table(), RECIPE)
    identity = Identity("test-model", "1.0.0", "Apache-2.0", "made numbers", "a test")
    write_model_folder(tmp_path, manifest_values(identity, trained, RECIPE), trained)
    classifier = load_classifier(tmp_path)
    rows = trained.learned_from.columns(RECIPE.blocks)[:5]
    told = [classifier.score(FeatureVector(row, classifier.layout)) for row in rows]
    low, high = trained.intervals.ends(np.array([one.probability for one in told]))
    for score, least, most in zip(told, low, high, strict=True):
        assert (score.low, score.high) == (pytest.approx(least), pytest.approx(most))
        assert score.interval.low <= score.points <= score.interval.high
    result = read_manifest(tmp_path).classifier.result
    assert 0.0 < result["interval_width"] < 1.0
    assert 0.0 <= result["interval_covered"] <= 1.0
    assert "Venn-Abers" in (tmp_path / "card.md").read_text("utf-8")


def test_a_set_without_a_test_group_gets_it_from_its_folds():
    table = made_table()
    everything = table.rows(table.groups == "train")
    trained = train(everything, RECIPE)
    assert trained.intervals.faces == len(everything.labels)
    assert "interval_covered" not in trained.result, "nothing is left to check it on"


GOOD = '[interval]\nmethod = "made up"\nprobabilities = [0.0, 0.5, 1.0]\nlow = [0.0, 0.3, 0.8]\nhigh = [0.2, 0.7, 1.0]'


def test_a_table_is_read_and_drawn_with_straight_lines(tmp_path):
    table = read_manifest(classifier_folder(tmp_path, interval=GOOD)).classifier.interval
    assert table.around(0.25) == pytest.approx((0.15, 0.45))
    assert table.around(0.05) == pytest.approx((0.03, 0.25))
    assert table.around(0.99) == pytest.approx((0.79, 0.994))
    surer = GOOD.replace("low = [0.0, 0.3, 0.8]", "low = [0.0, 0.6, 0.8]")
    table = read_manifest(classifier_folder(tmp_path, interval=surer)).classifier.interval
    assert table.around(0.5) == (0.5, 0.7), "the score itself always lies inside"


def test_a_model_that_does_not_say_has_no_interval(tmp_path):
    classifier = load_classifier(classifier_folder(tmp_path))
    score = classifier.score(FeatureVector(np.zeros(40, np.float32), classifier.layout))
    assert score.interval is None


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("[0.0, 0.5, 1.0]", "[0.0, 0.5, 0.9]"),
        ("[0.0, 0.5, 1.0]", "[0.0, 0.0, 1.0]"),
        ("[0.0, 0.5, 1.0]", "[]"),
        ("[0.0, 0.5, 1.0]", "7"),
        ("[0.0, 0.3, 0.8]", "[0.0, 0.3]"),
        ("[0.0, 0.3, 0.8]", "[0.0, 0.3, 0.2]"),
        ("[0.0, 0.3, 0.8]", "[-0.1, 0.3, 0.8]"),
        ("[0.0, 0.3, 0.8]", "[0.0, 0.9, 0.9]"),
        ("[0.2, 0.7, 1.0]", "[0.2, 0.7, 1.1]"),
        ("[0.2, 0.7, 1.0]", "[0.2, 0.7, nan]"),
        ('"made up"', "3"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(tmp_path, good, bad):
    with pytest.raises(ModelFault, match="interval"):
        read_manifest(classifier_folder(tmp_path, interval=GOOD.replace(good, bad)))


def test_a_band_in_which_all_are_alike_rules_out_what_three_infants_more_could_show():
    whose = np.repeat([f"infant-{number}" for number in range(6)], 2)
    sure = np.full(12, 0.99)
    (band,) = bands(sure, (sure - 0.1, sure), np.ones(12, np.int64), whose, seed=0)
    assert (band.pain.value, band.pain.low, band.pain.high) == (1.0, 0.5, 1.0)
    assert band.covered
    (band,) = bands(sure, (sure - 0.1, sure), np.zeros(12, np.int64), whose, seed=0)
    assert (band.pain.high, band.covered) == (0.5, False)
