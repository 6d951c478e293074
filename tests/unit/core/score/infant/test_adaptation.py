"""The adaptation of the score: bounded whatever it is taught, and nothing where it was taught nothing."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.interval import Interval
from neopain.core.score.infant.adaptation import (
    LEAST_MINUTES,
    MOST_LOWERED,
    MOST_RAISED,
    MOST_SPREADS,
    STEP_SHARE,
    Adaptation,
    AdaptationBasis,
    AdaptationPhase,
    CalmMinutes,
    CalmSpread,
    Learnt,
    camera_mark,
    log_odds,
    wider,
)

SPREAD = CalmSpread(centre=-5.0, between=1.2)
BASIS = AdaptationBasis(SPREAD, "pain-svm 9.9.9", camera_mark("ward camera"))
points = st.floats(0.0, 10.0)


def taught(minutes, score, adaptation=None):
    """Adapted by whole calm minutes of one score."""
    adaptation = adaptation or Adaptation(BASIS, on=True)
    for second in range(60 * minutes + 1):
        adaptation.learn(float(second), score)
    return adaptation


@given(
    st.lists(st.tuples(st.floats(0.0, 90.0), points, st.booleans()), max_size=300),
    st.sampled_from((0.01, 1.2, 8.0)),
    points,
)
def test_whatever_it_is_taught_shift_and_score_stay_in_their_bounds(faces, between, score):
    adaptation = Adaptation(AdaptationBasis(CalmSpread(-5.0, between), "m", "c"), on=True)
    at = 0.0
    for wait, told, trusted in faces:
        at += wait
        before = adaptation.shift
        adaptation.learn(at, told)
        if not trusted:
            adaptation.distrust()
        assert abs(adaptation.shift - before) <= STEP_SHARE * MOST_SPREADS * between + 1e-9
    assert abs(adaptation.shift) <= MOST_SPREADS * between + 1e-9
    for shift in (adaptation.shift, MOST_SPREADS * between, -MOST_SPREADS * between):
        adaptation.shift = shift
        found = adaptation.adapted(score, may_lower=True)
        assert 0.0 <= found <= 10.0
        assert -MOST_LOWERED - 1e-9 <= found - score <= MOST_RAISED + 1e-9
        assert adaptation.adapted(score, may_lower=False) >= score - 1e-9


@given(points)
def test_who_learnt_nothing_changes_nothing(score):
    for adaptation in (Adaptation(BASIS, on=True), taught(LEAST_MINUTES - 1, 0.5)):
        assert adaptation.state.phase is AdaptationPhase.WAITING
        assert (adaptation.adapted(score, may_lower=True), adaptation.learnt) == (score, None)


def test_switched_off_it_changes_nothing_and_learns_nothing():
    adaptation = taught(30, 0.5, Adaptation(BASIS, on=False))
    assert (adaptation.state.phase, adaptation.learnt) == (AdaptationPhase.OFF, None)
    adaptation = taught(30, 0.5)
    assert adaptation.adapted(5.0, may_lower=True) < 5.0
    adaptation.on = False
    assert (adaptation.adapted(5.0, may_lower=True), adaptation.state.shift) == (5.0, 0.0)


def test_a_model_that_does_not_tell_its_spread_is_never_adapted():
    adaptation = taught(30, 0.5, Adaptation(AdaptationBasis(None, "m", "c"), on=True))
    assert adaptation.state.phase is AdaptationPhase.NOT_POSSIBLE
    assert adaptation.adapted(5.0, may_lower=True) == 5.0


def test_an_infant_further_off_than_is_allowed_is_told_and_the_shift_stops_at_its_bound():
    adaptation = taught(LEAST_MINUTES + 40, 2.9)
    state = adaptation.state
    assert (state.phase, state.shift) == (AdaptationPhase.AT_LIMIT, pytest.approx(1.2))
    assert state.spreads == pytest.approx((log_odds(2.9) + 5.0) / 1.2)
    assert taught(LEAST_MINUTES + 40, 0.1).state.phase is AdaptationPhase.ADAPTED


def test_the_order_of_minutes_and_of_faces_within_one_does_not_matter():
    rng = random.Random(29)
    minutes = [[rng.uniform(-9.0, -1.0) for _ in range(40)] for _ in range(25)]

    def usual(order):
        calm = CalmMinutes()
        for number, faces in enumerate(order):
            for second, decision in enumerate(faces):
                calm.take(60.0 * number + second, decision)
        calm.take(60.0 * len(order), 0.0)
        return calm.usual

    mixed = [rng.sample(faces, len(faces)) for faces in rng.sample(minutes, len(minutes))]
    assert usual(mixed) == usual(minutes)


def test_a_few_foreign_minutes_hardly_move_the_median():
    calm = CalmMinutes()
    calm.go_on(-5.0, 60)
    calm.go_on(3.0, 29)
    assert calm.usual == -5.0


def test_a_minute_with_a_suspicion_and_a_sparse_one_teach_nothing():
    calm = CalmMinutes()
    for second in range(59):
        calm.take(float(second), -4.0)
    calm.distrust()
    for second in range(60, 70):
        calm.take(float(second), -4.0)
    assert not calm.take(120.0, -4.0)
    assert len(calm) == 0


def test_a_stay_goes_on_with_the_same_camera_and_model_only():
    learnt = taught(LEAST_MINUTES + 5, 0.5).learnt
    assert learnt is not None
    again = Adaptation(BASIS, on=True)
    assert again.go_on(learnt)
    assert (again.shift, again.learnt) == (learnt.shift, learnt)
    for other in (
        AdaptationBasis(SPREAD, "pain-svm 9.9.8", BASIS.camera),
        AdaptationBasis(SPREAD, BASIS.model_id, camera_mark("another")),
    ):
        fresh = Adaptation(other, on=True)
        assert not fresh.go_on(learnt)
        assert (fresh.shift, fresh.learnt) == (0.0, None)


def test_a_record_that_tells_too_much_is_held_within_the_bounds():
    fresh = Adaptation(BASIS, on=True)
    fresh.go_on(Learnt(50.0, 10**9, 50.0, BASIS.model_id, BASIS.camera))
    assert fresh.shift == pytest.approx(1.2)
    assert len(fresh._calm) <= 240


@given(points, points, points, st.floats(-1.0, 1.0))
def test_an_adapted_scores_interval_takes_nothing_back_of_what_was_uncertain(one, other, score, move):
    low, high = min(one, score), max(other, score)
    adapted = min(10.0, max(0.0, score + move))
    found = wider(Interval(low, high), score, adapted)
    assert found.low <= low + 1e-9
    assert found.high >= high - 1e-9
    assert found.low <= adapted <= found.high


@pytest.mark.parametrize(
    ("centre", "between"), [(float("nan"), 1.0), (0.0, 0.0), (0.0, float("nan")), (0.0, -1.0)]
)
def test_a_spread_that_is_none_is_refused(centre, between):
    with pytest.raises(ValueError, match="a spread over 0"):
        CalmSpread(centre, between)
