"""On pure noise every default number must be at chance, under every protocol; shares of pain differ by infant."""

from functools import lru_cache

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from neopain.core.features import FeatureBlock, FeatureLayout
from neopain_export.study.evaluation.auc import Pairing
from neopain_export.study.evaluation.comparison import best_of_many
from neopain_export.study.evaluation.configurations import Configuration, Grid, feature_choices
from neopain_export.study.evaluation.evaluation import evaluate, fold_numbers
from neopain_export.study.evaluation.metrics import measure
from neopain_export.study.evaluation.protocols import splits
from neopain_export.study.evaluation.tested import pictures_under_test
from neopain_export.study.features.feature_table import FeatureTable
from neopain_export.study.intervals.resamples import draw_resamples
from neopain_export.study.report.runner import default_protocols
from neopain_export.study.robustness.repeats import repeat
from neopain_export.study.robustness.repeats import repeated as measure_repeats

LAYOUT = FeatureLayout((FeatureBlock("net-a.pool_gap", 12),))
GRID = Grid(("anova-f",), (4,), ("logistic-regression",))
SHARES = (0.2, 0.8, 0.3, 0.7, 0.25, 0.75, 0.5, 0.4, 0.6, 0.2, 0.8, 0.5)
REPEATS = 10


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    with threadpool_limits(1):
        yield


def noise(seed, each=10):
    """Twelve infants, whose share of pain lies between 20 and 80 %, and features that know nothing."""
    random = np.random.default_rng(seed)
    labels = np.concatenate([np.arange(each) < round(share * each) for share in SHARES]).astype(np.int64)
    subjects = np.repeat([f"s{place:02d}" for place in range(len(SHARES))], each)
    values = random.normal(size=(len(labels), LAYOUT.size)).astype(np.float32)
    groups = np.where(np.isin(subjects, ["s01", "s04", "s06", "s09"]), "test", "train")
    names = np.array([f"p{place:04d}" for place in range(len(labels))])
    return FeatureTable(
        "noise", True, LAYOUT, values, labels, subjects, groups, np.full(len(labels), ""), names
    )


@lru_cache
def repeated(protocol):
    """AUC inside folds, inside infants and pooled, of as many sets of noise; (REPEATS, 3)."""
    found = []
    for seed in range(REPEATS):
        table = noise(seed)
        folds = splits(table, protocol, seed)
        (column,) = evaluate(table, feature_choices(LAYOUT), GRID, folds, seed=seed).values()
        tested = pictures_under_test(table, folds, fold_numbers(folds, len(table.labels)), protocol)
        infants, member = np.unique(tested.subjects, return_inverse=True)
        pairing = Pairing(tested.labels, member, tested.folds)
        scores, once = column[np.isfinite(column)], np.ones((1, len(infants)))
        ways = (pairing.within_folds, pairing.within_infants, pairing.pooled)
        found.append([float(way(scores, once)[0]) for way in ways])
    return np.array(found)


@pytest.mark.parametrize("protocol", ["loso", "grouped-4-fold", "grouped-6-fold", "fixed"])
def test_noise_is_at_chance_under_every_protocol(protocol):
    found = repeated(protocol)[:, :2]
    for column in found.T:
        margin = max(0.02, 3.0 * column.std(ddof=1) / np.sqrt(len(column)))
        assert abs(column.mean() - 0.5) < margin, (protocol, found.mean(axis=0))
        assert margin < 0.13, "the test could not tell a bias of the size that pooling has"


@lru_cache
def repeated_splits(count=5, sets=REPEATS):
    """AUC and balanced accuracy over repeated splits of as many sets of noise, as `study --repeats` has them."""
    found = []
    for seed in range(sets):
        table = noise(seed)
        choice = feature_choices(LAYOUT)[0]
        recipe = Configuration(choice, GRID.selectors[0], GRID.ks[0], GRID.classifiers[0])
        repeats = repeat(table, recipe, "grouped-4-fold", range(seed, seed + count))
        found.append(measure_repeats(table.labels, repeats, draw_resamples(table.subjects, seed, draws=200)))
    return found


def test_noise_is_at_chance_under_repeated_splits_too():
    for name in ("auc", "balanced_accuracy"):
        for way in ("by_split", "by_infant"):
            values = np.array([getattr(one[name], way).value for one in repeated_splits()])
            margin = max(0.02, 3.0 * values.std(ddof=1) / np.sqrt(len(values)))
            assert abs(values.mean() - 0.5) < margin, (name, way, values.mean())
            assert margin < 0.08


def test_the_interval_over_splits_holds_chance_where_an_uncorrected_one_would_not():
    """Splits share their infants: uncorrected, five of them seem to be five studies."""
    held = [one["auc"].by_split.low <= 0.5 <= one["auc"].by_split.high for one in repeated_splits()]
    assert np.mean(held) >= 0.9
    infants = [one["auc"].by_infant.low <= 0.5 <= one["auc"].by_infant.high for one in repeated_splits()]
    assert np.mean(infants) >= 0.7


def test_the_pooled_auc_of_leaving_one_out_is_not_which_is_why_it_is_not_the_default():
    assert repeated("loso")[:, 2].mean() < 0.42


def test_the_model_that_knows_nothing_shows_the_bias_of_a_protocol():
    table = noise(0)
    for protocol, least, most in (("loso", 0.0, 0.3), ("fixed", 0.5, 0.5)):
        folds = splits(table, protocol, 0)
        tested = pictures_under_test(table, folds, fold_numbers(folds, len(table.labels)), protocol)
        draws = draw_resamples(tested.subjects, 0, draws=20)
        seen = measure(tested.labels, tested.shares, draws, tested.folds)
        assert least <= seen["auc_pooled"].value <= most
        assert seen["auc"].value == 0.5


def test_the_best_of_many_on_noise_is_at_chance_when_corrected():
    best, corrected = [], []
    for seed in range(30):
        random = np.random.default_rng(seed)
        subjects = np.repeat([f"s{n:02d}" for n in range(12)], 10)
        labels = random.integers(0, 2, 120).astype(np.int64)
        columns = [random.random(120) for _ in range(20)]
        draws = draw_resamples(subjects, seed, draws=200)
        folds = np.unique(subjects, return_inverse=True)[1]
        found = best_of_many(labels, columns, draws, folds)
        best.append(max(measure(labels, one, draws, folds)["auc"].value for one in columns))
        corrected.append(found.auc.value)
    assert np.mean(best) > 0.57
    assert abs(np.mean(corrected) - 0.5) < 0.03


def test_infants_of_one_class_are_not_left_out_one_by_one_by_default():
    table = noise(0)
    table.groups[:] = ""
    assert default_protocols(table) == ("loso",)
    one_class = np.where(
        np.isin(table.subjects, [f"s{n:02d}" for n in range(8)]), table.subjects > "s03", table.labels
    )
    other = type(table)(
        **{**{slot: getattr(table, slot) for slot in table.__slots__}, "labels": one_class.astype(np.int64)}
    )
    assert default_protocols(other) == ("grouped-6-fold",)
