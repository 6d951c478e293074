import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.temporal.head import CALM_AT_MOST, TemporalHead, figures
from tests.unit.core.temporal.heads import a_head

points = st.floats(0.0, 10.0)


@given(st.lists(st.tuples(st.floats(0.05, 2.0), points), min_size=2, max_size=12), st.floats(0.5, 9.5))
def test_the_figures_are_those_of_the_straight_lines_between_scores(steps, level):
    seconds, scores = np.cumsum([step for step, _ in steps]), np.array([score for _, score in steps])
    at = np.linspace(seconds[0], seconds[-1], 20_001)
    line = np.interp(at, seconds, scores)
    mean, maximum, slope, share = figures(list(zip(seconds, scores, strict=True)), level)
    assert mean == pytest.approx(np.trapezoid(line, at) / (at[-1] - at[0]), abs=1e-3)
    assert maximum == scores.max()
    assert slope == pytest.approx(np.polyfit(at, line, 1)[0], abs=2e-3)
    assert share == pytest.approx((line > level).mean(), abs=2e-3)


@given(st.floats(0.0, 10.0), st.floats(-2.0, 2.0))
def test_more_readings_of_the_same_course_say_the_same(start, rise):
    few = [(at, start + rise * at) for at in (0.0, 2.0, 4.0)]
    many = [(at, start + rise * at) for at in np.linspace(0.0, 4.0, 41)]
    assert figures(few, 5.0) == pytest.approx(figures(many, 5.0), abs=1e-6)


@given(points, points)
def test_a_lasting_score_is_never_told_lower_than_a_lasting_lower_one(one, other):
    head = a_head()
    assert (head.constant(max(one, other)) >= head.constant(min(one, other))) or one == other


def test_a_moment_is_told_lower_than_what_lasts():
    moment = [(0.0, 0.5), (1.0, 9.0), (2.0, 0.5), (4.0, 0.5)]
    lasting = [(0.0, 0.5), (1.0, 9.0), (2.0, 9.0), (4.0, 9.0)]
    assert a_head().score(moment) < 2.5
    assert a_head().score(lasting) > 7.0


def test_a_score_of_any_course_is_one():
    sharp = a_head(weights=(900.0, 900.0, 900.0, 900.0))
    assert 0.0 <= sharp.constant(0.0) < sharp.constant(10.0) <= 10.0


def test_a_head_that_tells_what_lasts_may_be_used():
    assert a_head().fault() is None


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"bias": 4.0}, "without any sign"),
        ({"bias": -4.0}, "no alarm over"),
        ({"weights": (0.1, 0.1, 0.1, 0.1), "bias": -1.8}, "no alarm over"),
    ],
)
def test_a_head_that_would_hide_or_invent_an_alarm_is_told(changes, told):
    head = a_head(**changes)
    assert told in head.fault()
    assert head.constant(0.0) > CALM_AT_MOST or "no alarm" in told


@pytest.mark.parametrize(
    "changes",
    [
        {"window_s": 1.0},
        {"window_s": 9.0},
        {"level": 0.0},
        {"level": 10.0},
        {"weights": (1.0, -0.1, 0.0, 0.0)},
        {"weights": (1.0, 0.0, 0.0)},
        {"spread": (1.0, 0.0, 1.0, 1.0)},
        {"bias": math.nan},
        {"centre": (math.inf, 0.0, 0.0, 0.0)},
    ],
)
def test_numbers_that_make_no_sense_are_refused(changes):
    with pytest.raises(ValueError, match=r"head|window|level|weights"):
        a_head(**changes)


def test_it_is_plain_numbers():
    assert TemporalHead.__slots__ == ("window_s", "level", "centre", "spread", "weights", "bias")
