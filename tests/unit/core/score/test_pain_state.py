from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from itertools import accumulate, product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from neopain.core.score.hysteresis import displayed
from neopain.core.score.pain_state import PainState, PainTrend, state_words
from neopain.core.score.presets import DEFAULT_PRESET, with_limits
from neopain.core.score.smoothing import ScoreSmoother


def run(
    trend: PainTrend, raw, *, fps: float, until: float, start: float = 0.0
) -> list[tuple[float, PainState]]:
    """Feed raw(at) at `fps`; give each change of state with its time."""
    smoother, changes, state = ScoreSmoother(), [], None
    for number in range(round((until - start) * fps) + 1):
        at = start + number / fps
        new = trend.update(at, smoother.update(at, raw(at)))
        if new is not state:
            changes.append((at, new))
            state = new
    return changes


def lance(at: float) -> float:
    return 9.0 if 10.0 < at <= 28.0 else 1.0


@pytest.mark.clause("B2")
def test_the_course_of_a_heel_lance() -> None:
    changes = run(PainTrend(DEFAULT_PRESET, 0.0), lance, fps=15, until=40)
    assert [state for _, state in changes] == [
        PainState.CANNOT_ASSESS,
        PainState.NO_SIGNS_SEEN,
        PainState.AMBIGUOUS,
        PainState.POSSIBLE_PAIN,
        PainState.SUSTAINED_PAIN,
        PainState.POSSIBLE_PAIN,
        PainState.AMBIGUOUS,
        PainState.NO_SIGNS_SEEN,
    ]
    sustained_at = {state: at for at, state in reversed(changes)}[PainState.SUSTAINED_PAIN]
    assert sustained_at - 10.0 <= DEFAULT_PRESET.delay.total_s


@pytest.mark.clause("B1")
@pytest.mark.parametrize("rest", [0.0, 1.0, 2.0])
@pytest.mark.parametrize("peak", [8.0, 10.0])
def test_a_yawn_is_no_alarm_for_any_stored_preset(rest: float, peak: float) -> None:
    from neopain.core.score.presets import PRESETS

    for preset in PRESETS:
        trend, smoother = PainTrend(preset, 0.0), ScoreSmoother()
        for number in range(600):
            at = number / 15
            raw = peak if 10.0 < at < 13.0 else min(rest, preset.lower_limit - 2.0)
            trend.update(at, smoother.update(at, raw))
            assert trend.rung == 0, (preset.id, at)


def rung_changes(pieces, fps: int, preset) -> list[tuple[float, int]]:
    """The rungs that a piecewise constant score reaches, with the time of each change."""
    trend, smoother, found = PainTrend(preset, 0.0), ScoreSmoother(), [(0.0, 0)]
    ends = list(accumulate(seconds for seconds, _ in pieces))
    for number in range(ends[-1] * fps + 1):
        at = number / fps
        score = pieces[min(bisect_left(ends, at), len(pieces) - 1)][1]
        trend.update(at, smoother.update(at, score))
        if trend.rung != found[-1][1]:
            found.append((at, trend.rung))
    return found


@pytest.mark.clause("A9")
@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 10)), min_size=1, max_size=6))
def test_the_rungs_do_not_depend_on_the_frame_rate(pieces) -> None:
    fast = rung_changes(pieces, 15, DEFAULT_PRESET)
    slow = rung_changes(pieces, 5, DEFAULT_PRESET)
    if [rung for _, rung in fast] == [rung for _, rung in slow]:
        assert all(abs(one - other) <= 0.4 + 1e-6 for (one, _), (other, _) in zip(fast, slow, strict=True))
        return
    # A score that leaves the limit within a sample of the hold time can be read either way, and no other can.
    near = [
        replace(
            DEFAULT_PRESET,
            lower_limit=DEFAULT_PRESET.lower_limit + shift,
            upper_limit=DEFAULT_PRESET.upper_limit + shift,
            lower_hold_s=DEFAULT_PRESET.lower_hold_s + wait_s,
            upper_hold_s=DEFAULT_PRESET.upper_hold_s + wait_s,
            recover_s=DEFAULT_PRESET.recover_s + rest_s,
        )
        for shift, wait_s, rest_s in product((-0.1, 0.1), (-0.25, 0.25), (-0.25, 0.25))
    ]
    assert len({tuple(rung for _, rung in rung_changes(pieces, 15, preset)) for preset in near}) > 1


def test_nothing_is_said_until_two_scores_came_close_together() -> None:
    trend = PainTrend(DEFAULT_PRESET, 0.0)
    assert trend.state is PainState.CANNOT_ASSESS
    assert trend.update(1.0, 1.0) is PainState.CANNOT_ASSESS
    assert trend.unscored_since == 0.0
    assert trend.update(1.2, 1.0) is PainState.NO_SIGNS_SEEN
    assert trend.unscored_since is None


@pytest.mark.clause("B9")
def test_missing_scores_are_told_and_start_a_hold_again() -> None:
    trend = PainTrend(DEFAULT_PRESET, 0.0)
    for number in range(26):
        trend.update(number / 5, 9.0)
    assert trend.skip(10.0) is PainState.POSSIBLE_PAIN
    assert trend.skip(10.1) is PainState.CANNOT_ASSESS
    assert trend.unscored_since == 5.0
    trend.update(11.0, 9.0)
    for number in range(56, 85):
        trend.update(number / 5, 9.0)
        assert trend.rung == 0
    trend.update(17.0, 9.0)
    assert trend.rung == 1


@pytest.mark.clause("B9")
@given(
    st.lists(st.tuples(st.floats(0.05, 4.9), st.booleans()), min_size=1, max_size=40),
    st.floats(0.0, 10.0),
)
@example(course=[(1.0, True), (1.0, True)], calm=5.03125)  # shown as 5.0
def test_time_that_nothing_can_be_said_of_never_ends_an_alarm(course, calm) -> None:
    """A standing alarm ends after calm scores that stand for the recovery time, and by nothing else."""
    trend, at = PainTrend(DEFAULT_PRESET, 0.0), 20.0
    run(trend, lambda _: 9.0, fps=5, until=at)
    under_s, before = None, False
    for wait_s, is_scored in course:
        at += wait_s
        if is_scored:
            trend.update(at, calm)
            under_s = 0.0 if under_s is None else under_s + wait_s
        else:
            trend.skip(at)
            if before is False and under_s is None:
                assert trend.rung == 2
        before = is_scored
        if (
            displayed(calm) > DEFAULT_PRESET.upper_limit - DEFAULT_PRESET.width
            or (under_s or 0.0) < 1.0 - 1e-6
        ):
            assert trend.rung == 2


def test_a_loaded_computer_with_a_reading_every_two_seconds_still_holds() -> None:
    trend = PainTrend(DEFAULT_PRESET, 0.0)
    for number in range(6):
        trend.update(2.2 * number, 9.0)
    assert trend.rung == 2


def test_scores_too_far_apart_never_count_as_assessed() -> None:
    trend = PainTrend(DEFAULT_PRESET, 0.0)
    for number in range(20):
        assert trend.update(5.5 * number + 6.0, 9.0) is PainState.CANNOT_ASSESS
    assert trend.unscored_since == 0.0


def test_a_raised_rung_outlives_a_gap_but_not_forgetting() -> None:
    trend = PainTrend(DEFAULT_PRESET, 0.0)
    run(trend, lambda _: 9.0, fps=5, until=20)
    trend.skip(60.0)
    assert trend.rung == 2
    assert trend.over_since == 0.0
    trend.forget()
    assert (trend.rung, trend.over_since) == (0, None)


def test_late_scores_do_not_run_time_backwards() -> None:
    trend = PainTrend(DEFAULT_PRESET, 0.0)
    trend.update(5.0, 1.0)
    trend.update(4.0, 1.0)
    assert trend.scored_at == 5.0


def test_new_limits_hold_from_the_next_score_on() -> None:
    trend = PainTrend(DEFAULT_PRESET, 0.0)
    run(trend, lambda _: 7.0, fps=5, until=20)
    assert trend.rung == 2
    trend.retune(with_limits(DEFAULT_PRESET, upper_limit=8.0, upper_hold_s=6.0))
    assert trend.rung == 2
    run(trend, lambda _: 7.0, fps=5, start=20.2, until=23)
    assert trend.rung == 1


@pytest.mark.clause("B2")
def test_no_word_says_that_there_is_no_pain() -> None:
    for state in PainState:
        words = state_words(state)
        assert words.id == f"state.{state.value}"
        assert "no pain" not in f"{words.text} {words.help}".lower()
    assert "rule out" in state_words(PainState.NO_SIGNS_SEEN).help


def test_the_calm_word_needs_an_interval_that_ends_under_the_lower_limit():
    """Limits and alarms are for the score; how uncertain it is decides the calm word alone."""
    trend = PainTrend(DEFAULT_PRESET, 0.0)
    for number in range(200):
        state = trend.update(number / 5, 1.0, 6.5)
    assert (state, trend.rung) == (PainState.AMBIGUOUS, 0)
    assert "not ruled out" in state_words(state, 1.0, DEFAULT_PRESET).help
    assert "Some facial signs" in state_words(state, 2.5, DEFAULT_PRESET).help
    for number in range(200, 220):
        state = trend.update(number / 5, 1.0, 2.0)
    assert state is PainState.NO_SIGNS_SEEN
    for number in range(220, 400):
        state = trend.update(number / 5, 9.0, 9.9)
    assert (state, trend.rung) == (PainState.SUSTAINED_PAIN, 2)
