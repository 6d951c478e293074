"""Averaged intervals always hold their averaged score."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.interval import Interval
from neopain.core.score.smoothing import IntervalSmoother, ScoreSmoother

_points = st.floats(0.0, 10.0)
_steps = st.lists(
    st.tuples(st.floats(0.0, 20.0), _points, st.booleans(), _points, _points), min_size=1, max_size=30
)


@pytest.mark.parametrize(("low", "high"), [(-0.1, 1.0), (2.0, 1.0), (9.0, 10.1), (float("nan"), 1.0)])
def test_ends_out_of_order_or_range_are_refused(low, high):
    with pytest.raises(ValueError, match=r"interval lies in 0\.\.10"):
        Interval(low, high)


@given(_steps, st.floats(0.1, 30.0))
def test_the_averaged_score_lies_inside_whatever_comes(steps, time_constant_s):
    scores, intervals = ScoreSmoother(time_constant_s), IntervalSmoother(time_constant_s)
    at = 0.0
    for dt, score, known, down, up in steps:
        at += dt
        smoothed = min(10.0, max(0.0, scores.update(at, score)))
        if not known:
            intervals.gap(at)
            continue
        interval = Interval(min(score, down), max(score, up))
        averaged = intervals.update(at, score, smoothed, interval)
        assert averaged.low <= smoothed <= averaged.high


def test_a_steady_interval_stays_and_a_wider_one_widens_at_the_scores_pace():
    scores, intervals = ScoreSmoother(3.0), IntervalSmoother(3.0)
    for second in range(60):
        averaged = intervals.update(float(second), 5.0, scores.update(float(second), 5.0), Interval(4.0, 7.0))
    assert (averaged.low, averaged.high) == pytest.approx((4.0, 7.0))
    averaged = intervals.update(62.0, 5.0, scores.update(62.0, 5.0), Interval(1.0, 9.0))
    assert (averaged.low, averaged.high) == pytest.approx((4.0 - 3.0 * 0.632, 7.0 + 2.0 * 0.632), abs=0.01)
