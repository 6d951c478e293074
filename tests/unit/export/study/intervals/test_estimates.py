"""One way from draws to an interval, and what it says where draws cannot tell."""

import numpy as np
import pytest

from neopain_export.study.evaluation.calibration import operating_point
from neopain_export.study.evaluation.comparison import best_of_many
from neopain_export.study.evaluation.metrics import measure
from neopain_export.study.intervals.estimates import (
    FEWEST_FOR_INTERVAL,
    Estimate,
    all_alike,
    estimated,
    mean_estimated,
    share_estimated,
)
from neopain_export.study.intervals.resamples import draw_resamples

DRAWS = np.r_[0.5, np.linspace(0.0, 1.0, 1001)]


def test_the_first_draw_is_the_value_and_the_others_its_interval():
    found = estimated(DRAWS, 20)
    assert (found.value, found.low, found.high) == pytest.approx((0.5, 0.025, 0.975))


@pytest.mark.parametrize(
    ("draws", "infants", "defined"),
    [
        (DRAWS, FEWEST_FOR_INTERVAL - 1, 0.0),
        (np.r_[np.nan, DRAWS], 20, 0.0),
        (np.r_[0.5, 0.4, [np.nan] * 9], 20, 0.0),
        (np.r_[0.5, 0.3, 0.4, 0.5, 0.6, [np.nan] * 6], 20, 0.5),
    ],
    ids=["few infants", "no value", "one draw", "mostly undefined"],
)
def test_no_interval_where_there_is_nothing_to_take_it_from(draws, infants, defined):
    found = estimated(draws, infants, defined=defined)
    assert not np.isfinite([found.low, found.high]).any()


def test_draws_without_the_statistic_are_left_out():
    found = estimated(np.r_[0.5, [np.nan] * 50, DRAWS[1:]], 20)
    assert (found.low, found.high) == pytest.approx((0.025, 0.975))


def test_a_share_of_all_or_none_ends_by_the_rule_of_three():
    assert share_estimated([1.0] * 11, 20) == Estimate(1.0, 0.85, 1.0)
    assert share_estimated([0.0] * 11, 20) == Estimate(0.0, 0.0, 0.15)
    assert all_alike(Estimate(0.5, 0.4, 0.6), 20) == Estimate(0.5, 0.4, 0.6)
    assert not np.isfinite(share_estimated([1.0] * 11, 3).low)


def test_the_mean_of_draws_lies_between_its_ends():
    found = mean_estimated(np.r_[np.nan, DRAWS[1:]], 20)
    assert (found.value, found.low, found.high) == pytest.approx((0.5, 0.025, 0.975))
    assert not np.isfinite(mean_estimated(np.array([np.nan]), 20).value)


def test_every_pain_face_told_is_no_proof_that_all_are():
    """A sensitivity of 1.000 [1.000, 1.000] was printed: no draw of infants can show a miss."""
    subjects = np.repeat([f"s{place:02d}" for place in range(10)], 2)
    labels = np.tile([1, 0], 10).astype(np.int64)
    labels[:4] = 0
    probabilities = np.where(labels == 1, 0.9, 0.6)
    found = measure(labels, probabilities, draw_resamples(subjects, 0))
    assert found["sensitivity"] == Estimate(1.0, pytest.approx(1 - 3 / 8), 1.0)
    assert found["specificity"] == Estimate(0.0, 0.0, pytest.approx(3 / 10))


def test_no_table_holds_a_faultless_share_for_certain():
    """So it was printed of balanced and corrected accuracy, and of what is found at a wanted sensitivity."""
    subjects, labels = np.repeat([f"s{place:02d}" for place in range(10)], 2), np.tile([1, 0], 10)
    perfect, draws = np.where(labels == 1, 0.9, 0.1), draw_resamples(subjects, 0)
    assert measure(labels, perfect, draws)["balanced_accuracy"] == Estimate(1.0, pytest.approx(0.7), 1.0)
    assert best_of_many(labels, [perfect], draws).accuracy == Estimate(1.0, pytest.approx(0.7), 1.0)
    point = operating_point(labels, perfect, draws, 0.9)
    assert point.sensitivity == point.specificity == Estimate(1.0, pytest.approx(0.7), 1.0)
