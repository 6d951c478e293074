"""The curve rises where there is something to learn, is flat on noise, and the law is recovered."""

import numpy as np
import pytest

from neopain.core.errors import SettingFault
from neopain_export.study.evaluation.configurations import Configuration, FeatureChoice
from neopain_export.study.robustness.learning_curve import (
    FEWEST,
    Point,
    fitted_law,
    learning_curve,
    sizes,
)
from tests.unit.export.study.made_tables import made_table

CHOICE = FeatureChoice("mixed", "", (("net-a.pool_gap",), ("lbp.p8r1",)))
CONFIGURATION = Configuration(CHOICE, "anova-f", 10, "logistic-regression")


def test_sizes_grow_to_all():
    assert sizes(20) == [4, 6, 9, 14, 20]
    assert sizes(5) == [4, 5]


def test_more_infants_help_where_there_is_something_to_learn():
    table = made_table(subjects=48, strength=0.6)
    points = learning_curve(table, CONFIGURATION, repeats=6, seed=1)
    assert points[0].infants == FEWEST
    assert points[-1].infants == 24
    first, last = (float(np.mean(points[place].auc)) for place in (0, -1))
    assert last > first + 0.05


def test_a_seed_fixes_every_draw():
    table = made_table(subjects=16, strength=0.6)
    points, again = (learning_curve(table, CONFIGURATION, repeats=2, seed=1) for _ in range(2))
    assert points == again
    assert points != learning_curve(table, CONFIGURATION, repeats=2, seed=2)


def test_noise_stays_at_chance_however_many():
    points = learning_curve(made_table(subjects=48, strength=0.0), CONFIGURATION, repeats=6, seed=1)
    assert all(abs(float(np.mean(point.auc)) - 0.5) < 0.12 for point in points)


def test_nobody_is_asked_about_who_was_learnt_from(monkeypatch):
    from neopain_export.study.robustness import learning_curve as module

    for grouped in (True, False):
        table = made_table(subjects=24)
        if not grouped:
            table.groups[:] = ""
        seen = list(module._draws(table, 3, 1))
        assert seen
        for infants, train, test in seen:
            assert len(np.unique(table.subjects[train])) == infants
            assert not set(table.subjects[train]) & set(table.subjects[test])


def test_a_law_is_found_again():
    points = [Point(n, 8.0 * n, (0.95 - 0.6 * n**-0.7,), 0) for n in (4, 6, 9, 14, 20, 30)]
    law = fitted_law(points)
    assert (law.plateau, law.drop, law.rate) == pytest.approx((0.95, 0.6, 0.7), abs=1e-3)
    assert law.at(60) == pytest.approx(0.95 - 0.6 * 60**-0.7, abs=1e-3)
    assert fitted_law(points[:3]) is None


def test_too_few_infants_are_refused():
    with pytest.raises(SettingFault, match="more than 4 infants"):
        learning_curve(made_table(subjects=8), CONFIGURATION, repeats=2, seed=1)


def test_an_infant_of_both_groups_is_refused_and_one_of_none_not_learnt_from():
    from neopain_export.study.robustness import learning_curve as module

    table = made_table(subjects=24)
    table.groups[::2] = "train"
    with pytest.raises(SettingFault, match="no subject in both train and test"):
        learning_curve(table, CONFIGURATION, repeats=2, seed=1)
    table = made_table(subjects=24)
    table.groups[0] = ""
    assert all(0 not in train for _, train, _ in module._draws(table, 3, 1))
