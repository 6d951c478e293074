from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.errors import SettingFault
from neopain.core.score.infant.baseline import MAX_DRIFT, WINDOW_S, SecondScores, measure_baseline


def measured(scores, previous=None, limit=4.0):
    return measure_baseline(np.asarray(scores, float), 100.0, lower_limit=limit, previous=previous)


@pytest.mark.clause("B7")
def test_median_and_spread_are_robust() -> None:
    scores = np.random.default_rng(1).normal(1.5, 0.4, 300)
    scores[::40] = 9.0
    found = measured(scores)
    assert found.median == pytest.approx(1.5, abs=0.1)
    assert found.spread == pytest.approx(0.4, abs=0.08)
    assert (found.scored_s, found.anchor) == (300, found.median)
    assert found.difference(4.6) == pytest.approx(4.6 - found.median)


@pytest.mark.clause("B7")
@pytest.mark.parametrize(
    ("scores", "why"),
    [
        ([1.0] * 59, "60 scored seconds"),
        ([4.2] * 100, "settled"),
        ([0.0, 3.0, 6.0, 0.0, 8.0] * 30, "settled"),
    ],
)
def test_a_period_that_is_not_settled_is_refused(scores, why: str) -> None:
    with pytest.raises(SettingFault, match=why):
        measured(scores)


@pytest.mark.clause("B7")
@given(st.lists(st.floats(0.0, 4.0), min_size=1, max_size=12))
def test_it_never_drifts_more_than_a_point_over_the_lowest_ever_measured(medians) -> None:
    baseline, lowest = None, 10.0
    for median in medians:
        baseline = measured([median] * 60, baseline)
        lowest = min(lowest, median)
        assert baseline.median <= lowest + MAX_DRIFT + 1e-9
        assert baseline.median <= median


def test_seconds_count_not_frames() -> None:
    slow, fast = SecondScores(), SecondScores()
    for fps, scores in ((5, slow), (15, fast)):
        for number in range(fps * 80):
            scores.add(10.0 + number / fps, 1.0 + (number // fps) % 2)
    assert slow.recent(90.0).tolist() == fast.recent(90.0).tolist()
    assert slow.recent(90.0).size == 79


def test_old_seconds_are_left_out() -> None:
    scores = SecondScores()
    assert scores.recent(0.0).size == 0
    for second in range(100):
        scores.add(float(second), 1.0)
    assert scores.recent(WINDOW_S + 50.0).size == 49
