from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.score.hysteresis import Level, displayed


def level() -> Level:
    return Level(limit=6.0, hold_s=2.0, width=1.0, recover_s=1.0)


def fed(one: Level, *pairs: tuple[float, float]) -> list[bool]:
    return [one.update(at, value) for at, value in pairs]


@pytest.mark.clause("B1")
def test_it_turns_on_after_the_hold_and_off_after_the_recovery() -> None:
    assert fed(
        level(),
        (0.0, 5.0),
        (1.0, 7.0),
        (2.0, 7.0),
        (3.0, 7.0),
        (4.0, 5.5),
        (5.0, 5.0),
        (5.5, 5.0),
        (6.0, 5.0),
    ) == [False, False, False, True, True, True, True, False]


def test_what_is_displayed_decides() -> None:
    one = level()
    assert fed(one, (0.0, 6.04), (9.0, 6.04)) == [False, False]
    assert fed(one, (10.0, 6.06), (12.0, 6.06)) == [False, True]
    assert displayed(6.04) == 6.0


def test_a_dip_under_the_limit_starts_the_hold_again() -> None:
    assert fed(level(), (0.0, 7.0), (1.0, 6.0), (1.1, 7.0), (3.0, 7.0), (3.1, 7.0)) == [False] * 4 + [True]


def test_a_rise_starts_the_recovery_again() -> None:
    one = level()
    fed(one, (0.0, 7.0), (2.0, 7.0))
    assert fed(one, (3.0, 4.0), (3.9, 5.1), (4.0, 4.0), (4.9, 4.0), (5.0, 4.0)) == [True] * 4 + [False]


def test_an_interruption_forgets_what_is_under_way_only() -> None:
    one = level()
    fed(one, (0.0, 7.0))
    one.interrupt()
    assert fed(one, (2.0, 7.0), (4.0, 7.0)) == [False, True]
    fed(one, (5.0, 4.0))
    one.interrupt()
    assert one.on
    assert one.over_since == 2.0
    assert fed(one, (6.0, 4.0), (7.0, 4.0)) == [True, False]


@pytest.mark.clause("A9")
@pytest.mark.parametrize("period_s", [0.2, 1 / 15, 0.1])
def test_rounding_of_frame_times_costs_no_frame(period_s: float) -> None:
    one = level()
    on = [one.update(n * period_s, 9.0) for n in range(60)]
    assert on.index(True) == round(2.0 / period_s)


@pytest.mark.clause("B1")
@given(st.lists(st.tuples(st.floats(0.05, 1.0), st.floats(0.0, 10.0)), max_size=60))
def test_on_means_a_hold_was_seen_and_never_a_short_peak(steps) -> None:
    one, at, over_s = level(), 0.0, 0.0
    for step_s, value in steps:
        at += step_s
        was_on, previous = one.on, one.over_since
        now_on = one.update(at, value)
        over_s = at - previous if previous is not None else 0.0
        if now_on and not was_on:
            assert over_s >= 2.0 - 1e-6
            assert displayed(value) > 6.0
