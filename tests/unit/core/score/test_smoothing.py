from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.errors import ProgramFault, SettingFault
from neopain.core.score.smoothing import ScoreSmoother

SCORES = st.floats(0.0, 10.0)
STEPS_S = st.floats(0.01, 4.9)


@given(st.lists(st.tuples(STEPS_S, SCORES), min_size=1, max_size=40))
def test_it_stays_within_what_it_was_given(steps) -> None:
    smoother, at = ScoreSmoother(), 0.0
    for number, (step_s, score) in enumerate(steps, start=1):
        at += step_s
        smoothed = smoother.update(at, score)
        seen = [one for _, one in steps[:number]]
        assert min(seen) - 1e-9 <= smoothed <= max(seen) + 1e-9


@pytest.mark.clause("B8")
@given(st.lists(st.tuples(st.integers(1, 40), SCORES), min_size=1, max_size=10), st.integers(2, 9))
def test_a_piecewise_constant_score_gives_the_same_at_any_rate(pieces, finer) -> None:
    coarse, fine = ScoreSmoother(), ScoreSmoother()
    first = pieces[0][1]
    coarse.update(0.0, first)
    fine.update(0.0, first)
    tick = 0
    for length, score in pieces:
        for _ in range(length):
            for part in range(1, finer + 1):
                fine.update((tick + part / finer) / 10, score)
            tick += 1
            assert coarse.update(tick / 10, score) == pytest.approx(fine.value, abs=1e-9)


@given(st.lists(st.tuples(STEPS_S, SCORES, SCORES), min_size=1, max_size=30))
def test_higher_scores_never_smooth_to_less(steps) -> None:
    low, high, at = ScoreSmoother(), ScoreSmoother(), 0.0
    for step_s, one, other in steps:
        at += step_s
        assert low.update(at, min(one, other)) <= high.update(at, max(one, other)) + 1e-9


@pytest.mark.clause("B8")
def test_a_step_is_covered_to_63_percent_in_one_time_constant() -> None:
    smoother = ScoreSmoother(3.0)
    smoother.update(0.0, 0.0)
    assert smoother.update(3.0, 10.0) == pytest.approx(10.0 * (1.0 - math.exp(-1.0)))


def test_a_short_gap_keeps_the_state_and_moves_nothing() -> None:
    smoother = ScoreSmoother(3.0, gap_s=5.0)
    smoother.update(0.0, 2.0)
    for at in (1.0, 2.0, 3.9):
        smoother.gap(at)
    assert smoother.value == 2.0
    assert smoother.update(4.0, 9.0) < 2.3


def test_a_long_gap_starts_afresh() -> None:
    smoother = ScoreSmoother(3.0, gap_s=5.0)
    smoother.update(0.0, 2.0)
    smoother.gap(4.0)
    assert smoother.update(5.1, 9.0) == 9.0


def test_scores_out_of_order_or_not_finite_are_refused() -> None:
    smoother = ScoreSmoother()
    smoother.update(2.0, 1.0)
    with pytest.raises(ProgramFault, match="order"):
        smoother.update(1.0, 1.0)
    with pytest.raises(ProgramFault, match="finite"):
        smoother.update(3.0, math.nan)
    assert smoother.value == 1.0


def test_a_missing_picture_between_a_grab_and_its_score_takes_no_number_away() -> None:
    smoother = ScoreSmoother(3.0)
    smoother.update(1.0, 2.0)
    smoother.gap(2.5)
    assert smoother.update(2.4, 9.0) == 2.0
    smoother.gap(1.0)
    assert smoother.update(2.6, 9.0) > 2.0


@pytest.mark.clause("B8")
def test_another_time_constant_holds_from_the_next_score_on() -> None:
    smoother = ScoreSmoother(5.0)
    smoother.update(0.0, 0.0)
    smoother.retune(1.0)
    assert smoother.update(1.0, 10.0) == pytest.approx(10.0 * (1.0 - math.exp(-1.0)))
    with pytest.raises(SettingFault):
        smoother.retune(0.0)


@pytest.mark.parametrize(("tau", "gap"), [(0.0, 5.0), (3.0, -1.0), (math.nan, 5.0)])
def test_senseless_times_are_refused(tau: float, gap: float) -> None:
    with pytest.raises(SettingFault):
        ScoreSmoother(tau, gap)
