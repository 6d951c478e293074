from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.score.coverage import StatisticsCount
from neopain.core.score.pain_state import UNSCORED_AFTER_S


def count(counter: StatisticsCount, at: float, smoothed: float | None, *, excluded: bool = False) -> None:
    counter.count(at, smoothed, lower_limit=4.0, upper_limit=6.0, excluded=excluded)


@pytest.mark.clause("E2")
def test_time_is_told_apart() -> None:
    counter = StatisticsCount()
    for at, smoothed in [
        (0.0, 1.0),
        (1.0, 1.0),
        (2.0, 4.0),
        (3.0, 4.1),
        (4.0, 6.1),
        (5.0, None),
        (6.0, None),
    ]:
        count(counter, at, smoothed)
    count(counter, 10.0, 9.0, excluded=True)
    found = counter.so_far
    assert (found.observed_s, found.scored_s, found.over_lower_s, found.over_upper_s) == (6.0, 4.0, 2.0, 1.0)
    assert found.excluded_s == 4.0
    assert found.scored_share == pytest.approx(4 / 6)
    assert found.over_lower_share == 0.5
    assert found.over_upper_share == 0.25


def test_nothing_observed_has_no_shares() -> None:
    found = StatisticsCount().so_far
    assert (found.scored_share, found.over_lower_share, found.over_upper_share) == (None, None, None)


def test_a_score_stands_for_five_seconds_at_most() -> None:
    counter = StatisticsCount()
    count(counter, 0.0, 1.0)
    count(counter, 60.0, 9.0)
    assert (counter.so_far.observed_s, counter.so_far.scored_s) == (60.0, UNSCORED_AFTER_S)


def test_late_readings_count_no_time_twice() -> None:
    counter = StatisticsCount()
    for at in (0.0, 2.0, 1.0, 2.5):
        count(counter, at, 1.0)
    assert counter.so_far.observed_s == 2.5


@given(st.lists(st.tuples(st.floats(0.0, 5.0), st.none() | st.floats(0.0, 10.0), st.booleans()), max_size=40))
def test_the_parts_never_exceed_the_whole(steps) -> None:
    counter, at = StatisticsCount(), 0.0
    for step_s, smoothed, excluded in steps:
        at += step_s
        count(counter, at, smoothed, excluded=excluded)
    found = counter.so_far
    assert 0.0 <= found.over_upper_s <= found.over_lower_s <= found.scored_s <= found.observed_s + 1e-9
    assert found.observed_s + found.excluded_s == pytest.approx(
        at - (steps[0][0] if steps else 0.0), abs=1e-6
    )
