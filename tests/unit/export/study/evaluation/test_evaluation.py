"""Nothing of the test rows may reach the fitting; if it did, these tests would fail."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from neopain.core.errors import SettingFault
from neopain.core.features import FeatureBlock, FeatureLayout
from neopain_export.study.evaluation.configurations import FeatureChoice, Grid, feature_choices
from neopain_export.study.evaluation.evaluation import evaluate
from neopain_export.study.evaluation.protocols import splits
from neopain_export.study.evaluation.rankers import SELECTORS, anova_f
from tests.unit.export.study.made_tables import LAYOUT, made_table

SMALL = Grid(("anova-f", "symmetric-uncertainty"), (10,), ("svm-linear", "naive-bayes"))
NOISE = FeatureLayout((FeatureBlock("net-a.pool_gap", 2000),))


def test_noise_is_chance_level():
    table = made_table(strength=0.0, layout=NOISE, seed=4)
    found = evaluate(table, feature_choices(NOISE), SMALL, splits(table, "grouped-4-fold", 0))
    for probabilities in found.values():
        assert 0.3 < roc_auc_score(table.labels, probabilities) < 0.7


def test_a_leaking_selector_would_be_caught(monkeypatch):
    """The same noise with a ranker that has seen the test rows scores far above chance."""
    table = made_table(strength=0.0, layout=NOISE, seed=4)
    everything = anova_f(table.values, table.labels)
    monkeypatch.setitem(SELECTORS, "leaky", lambda _features, _labels: everything)
    folds = splits(table, "grouped-4-fold", 0)
    leaky = evaluate(table, feature_choices(NOISE), Grid(("leaky",), (10,), ("svm-linear",)), folds)
    (probabilities,) = leaky.values()
    assert roc_auc_score(table.labels, probabilities) > 0.8


def test_random_labels_are_chance_level():
    table = made_table(strength=3.0)
    shuffled = np.random.default_rng(0).permutation(table.labels)
    other = type(table)(**{**{slot: getattr(table, slot) for slot in table.__slots__}, "labels": shuffled})
    found = evaluate(other, feature_choices(LAYOUT)[:2], SMALL, splits(other, "grouped-3-fold", 0))
    assert 0.3 < np.mean([roc_auc_score(shuffled, column) for column in found.values()]) < 0.7


def test_the_fit_sees_training_rows_only(monkeypatch):
    """Changing the test rows changes nothing but their own probabilities."""
    table = made_table()
    folds = splits(table, "fixed", 0)
    seen = []

    def spying(features, labels):
        seen.append(len(labels))
        return anova_f(features, labels)

    monkeypatch.setitem(SELECTORS, "spying", spying)
    evaluate(table, feature_choices(LAYOUT)[:1], Grid(("spying",), (5,), ("naive-bayes",)), folds)
    training = len(folds[0][0])
    assert max(seen) == training
    assert len([count for count in seen if count < training]) >= 2, "calibration ranks again inside"


def test_every_row_is_tested_once_and_signal_is_found():
    table = made_table(strength=3.0, subjects=6, each=12)
    choices = (feature_choices(LAYOUT)[0], feature_choices(LAYOUT)[-1])
    for protocol in ("loso", "grouped-2-fold"):
        found = evaluate(table, choices, SMALL, splits(table, protocol, 0))
        assert len(found) == len(choices) * 4
        for probabilities in found.values():
            assert np.isfinite(probabilities).all()
            assert roc_auc_score(table.labels, probabilities) > 0.9


def test_no_subject_is_on_both_sides():
    table = made_table()
    for protocol in ("loso", "grouped-3-fold", "fixed"):
        for train, test in splits(table, protocol, 0):
            assert not set(table.subjects[train]) & set(table.subjects[test])


@pytest.mark.parametrize("protocol", ["by-picture", "grouped-99-fold", "grouped-1-fold"])
def test_a_foreign_protocol_is_refused(protocol):
    with pytest.raises(SettingFault):
        splits(made_table(), protocol, 0)


def test_a_subject_in_both_groups_is_refused():
    table = made_table()
    table.groups[0] = "test"
    with pytest.raises(SettingFault, match="both train and test"):
        splits(table, "fixed", 0)


def test_mixed_takes_the_top_of_each_part():
    (mixed,) = [choice for choice in feature_choices(LAYOUT) if choice.kind == "mixed"]
    assert mixed == FeatureChoice("mixed", "net-a", (("net-a.pool_gap",), ("lbp.p8r1", "hog.o9")))


def test_several_networks_are_also_taken_together():
    layout = FeatureLayout(tuple(FeatureBlock(name, 4) for name in ("a.fc6", "a.fc7", "b.fc7", "lbp.p8r1")))
    kinds = [(choice.kind, choice.network, len(choice.blocks)) for choice in feature_choices(layout)]
    assert ("deep", "a", 1) in kinds
    assert ("deep", "a", 2) in kinds
    assert ("deep", "a+b", 3) in kinds
    assert ("mixed", "a+b", 4) in kinds
    assert ("handcrafted", "none", 1) in kinds


def test_two_processes_give_the_same_numbers_as_one():
    table = made_table()
    folds = splits(table, "grouped-3-fold", 0)
    choices = feature_choices(LAYOUT)[:1]
    one, two = (evaluate(table, choices, SMALL, folds, jobs=jobs) for jobs in (1, 2))
    for configuration, probabilities in one.items():
        assert (probabilities == two[configuration]).all()
