"""Sets too small or too uneven for a protocol are refused in our words, and so is what cannot be learnt from."""

import warnings
from dataclasses import replace

import numpy as np
import pytest

from neopain.core.errors import SettingFault
from neopain_export.study.evaluation.configurations import Configuration, FeatureChoice, Grid
from neopain_export.study.evaluation.protocols import inner_splits, splits
from neopain_export.study.report.runner import StudyWish, run_study
from neopain_export.study.robustness.learning_curve import learning_curve
from neopain_export.training.fitting.recipe import Recipe
from neopain_export.training.fitting.trained import train
from tests.unit.export.study.made_tables import made_table

CHOICE = FeatureChoice("mixed", "", (("net-a.pool_gap",), ("lbp.p8r1",)))


def small(labels, subjects=None):
    table = made_table(subjects=len(labels) + len(labels) % 2, each=1).rows(
        np.arange(len(labels) + len(labels) % 2) < len(labels)
    )
    owners = table.subjects if subjects is None else np.array(subjects)
    return replace(table, labels=np.array(labels, np.int64), subjects=owners, groups=np.full(len(labels), ""))


@pytest.mark.parametrize(
    ("labels", "protocol", "told"),
    [
        ([0], "loso", "one class only"),
        ([0, 1], "grouped-2-fold", "2 pictures of one class"),
        ([0, 1, 1], "grouped-5-fold", "5 subjects, one for each fold; the set has 3; add infants"),
        ([0, 1] * 4, "grouped-5-fold", "5 pictures of one class, one for each fold; the set has 4"),
        ([0, 1] * 4, "grouped-1-fold", "two folds or more"),
    ],
)
def test_a_set_too_small_for_its_folds_is_refused(labels, protocol, told):
    with pytest.raises(SettingFault, match=told):
        splits(small(labels), protocol, 1)


def test_a_rare_class_is_nothing_that_a_library_warns_of():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(splits(small([1, *[0] * 9]), "grouped-5-fold", 1)) == 5
        with pytest.raises(SettingFault, match="two subjects of each class"):
            inner_splits(np.array([1, 0, 0, 0]), np.array(["a", "b", "c", "d"]), 1)


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_features_that_are_no_numbers_are_refused_by_name(tmp_path, wrong):
    table = made_table()
    values = table.values.copy()
    values[5, table.layout.slice_of("lbp.p8r1").start + 2] = wrong
    table = replace(table, values=values)
    told = "lbp.p8r1 has none in 1 of 96 pictures, such as s00-5; leave the block out"
    wish = StudyWish(("fixed",), Grid(("anova-f",), (5,), ("naive-bayes",)), 1, 1, "made")
    with pytest.raises(SettingFault, match=told):
        run_study(table, wish, tmp_path / "study")
    with pytest.raises(SettingFault, match=told):
        train(table, Recipe(CHOICE.parts, "anova-f", 5, "naive-bayes", 1))
    with pytest.raises(SettingFault, match=told):
        learning_curve(table, Configuration(CHOICE, "anova-f", 5, "naive-bayes"), repeats=2, seed=1)
    assert run_study(table, replace(wish, choices=("hog.o9",)), tmp_path / "other")
