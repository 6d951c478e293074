import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.score.reactivity import AFTER_S, BEFORE_S, Recovery, reactivity_card, scored_seconds

MARK = 1000.0


def course(*pieces, step_s=0.5):
    """Scores from `BEFORE_S` before the mark: (seconds, points or NaN), one after the other."""
    scores = np.concatenate([np.full(round(s / step_s), points) for s, points in pieces])
    return MARK - BEFORE_S + step_s * np.arange(len(scores)), scores


def card(*pieces, end=MARK + AFTER_S):
    times, scores = course(*pieces)
    return reactivity_card(times, scores, mark_at=MARK, end=end)


def test_a_textbook_reaction():
    found = card((130, 1.0), (5, 8.0), (25, 5.0), (260, 1.5))
    assert found.baseline == 1.0
    assert found.band == 1.0
    assert found.peak == 8.0
    assert found.rise == 7.0
    assert found.time_to_peak_s == 10.0
    assert found.recovery is Recovery.BACK
    assert found.recovery_s == 40.0
    assert found.before_share == pytest.approx(1.0)
    assert found.after_share == pytest.approx(1.0)


def test_a_dip_shorter_than_the_hold_is_not_recovery():
    found = card((120, 1.0), (20, 8.0), (8, 1.0), (12, 6.0), (260, 1.0))
    assert found.recovery_s == 40.0


def test_a_hole_in_the_scores_is_not_recovery():
    found = card((120, 1.0), (20, 8.0), (6, 1.0), (30, math.nan), (244, 1.0))
    assert found.recovery_s == 56.0


def test_not_back_in_five_minutes():
    found = card((120, 1.0), (300, 7.0))
    assert found.recovery is Recovery.NOT_IN_WINDOW
    assert found.recovery_s is None


def test_no_rise_is_said_as_no_rise_seen():
    found = card((120, 1.0), (300, 1.5))
    assert found.recovery is Recovery.NO_RISE_SEEN
    assert found.recovery_s is None


def test_a_restless_baseline_widens_the_band():
    times, scores = course((120, 1.0), (300, 5.0))
    scores[: round(120 / 0.5)] += np.tile([0.0, 3.0], round(60 / 0.5))
    found = reactivity_card(times, scores, mark_at=MARK, end=MARK + AFTER_S)
    assert found.band > 4.0


def test_without_a_scored_baseline_there_is_no_baseline_and_no_recovery():
    found = card((120, math.nan), (20, 8.0), (280, 1.0))
    assert found.baseline is None
    assert found.peak == 8.0
    assert found.rise is None
    assert found.recovery is Recovery.NOT_ENOUGH_SCORED


def test_too_little_scored_after_the_mark_gives_no_peak():
    found = card((120, 1.0), (140, 8.0), (160, math.nan))
    assert found.after_share == pytest.approx(140 / 300, abs=0.01)
    assert found.peak is None
    assert found.time_to_peak_s is None


def test_an_early_end_counts_as_not_watched():
    found = card((120, 1.0), (300, 8.0), end=MARK + 60.0)
    assert found.after_s == 60.0
    assert found.peak is None


def test_no_readings_at_all():
    nothing = np.empty(0)
    found = reactivity_card(nothing, nothing, mark_at=MARK, end=MARK + AFTER_S)
    assert (found.before_share, found.after_share, found.peak, found.baseline) == (0.0, 0.0, None, None)
    assert dict(found.as_detail())["recovery"] == "not_enough_scored"


@given(
    st.lists(
        st.tuples(st.floats(0.05, 9.0), st.floats(0.0, 10.0) | st.just(math.nan)), min_size=1, max_size=120
    )
)
def test_every_number_lies_within_what_was_observed(rows):
    times = MARK - BEFORE_S + np.cumsum([step for step, _ in rows])
    scores = np.array([score for _, score in rows])
    found = reactivity_card(times, scores, mark_at=MARK, end=MARK + AFTER_S)
    assert 0.0 <= found.before_share <= 1.0
    assert 0.0 <= found.after_share <= 1.0
    for number in (found.baseline, found.peak):
        if number is not None:
            assert np.nanmin(scores) <= number <= np.nanmax(scores)
    if found.time_to_peak_s is not None:
        assert 0.0 <= found.time_to_peak_s <= AFTER_S
    if found.recovery_s is not None:
        assert found.recovery is Recovery.BACK
        assert found.time_to_peak_s <= found.recovery_s <= AFTER_S
    assert 0.0 <= scored_seconds(times, scores, MARK, MARK + AFTER_S) <= AFTER_S


def test_seconds_under_care_are_neither_usual_nor_a_peak_nor_a_way_back():
    """A handled infant scores high: that is no baseline; and its calm under a hand is not yet being back."""
    times = np.arange(MARK - BEFORE_S, MARK + AFTER_S, 0.5)
    scores = np.where((times >= MARK - 50) & (times < MARK - 5), 9.0, 1.0)
    scores[(times >= MARK + 10) & (times < MARK + 40)] = 6.0
    care = [(MARK - 50, MARK - 5), (MARK + 100, MARK + 130)]
    scores[(times >= MARK + 100) & (times < MARK + 130)] = 9.5
    card = reactivity_card(times, scores, mark_at=MARK, end=MARK + AFTER_S, care=care)
    assert card.baseline == 1.0
    assert card.before_share == pytest.approx((BEFORE_S - 45) / BEFORE_S, abs=0.01)
    assert card.peak == 6.0
    assert card.after_share == pytest.approx((AFTER_S - 30) / AFTER_S, abs=0.02)
    assert card.care_s == pytest.approx(75.0)
    usual = reactivity_card(times, scores, mark_at=MARK, end=MARK + AFTER_S)
    assert (usual.peak, usual.care_s) == (9.5, 0.0)


def test_a_baseline_under_care_is_none():
    times = np.arange(MARK - BEFORE_S, MARK + AFTER_S, 0.5)
    care = [(MARK - BEFORE_S, MARK - 10)]
    card = reactivity_card(times, np.full(times.size, 2.0), mark_at=MARK, end=MARK + AFTER_S, care=care)
    assert card.baseline is None
    assert card.recovery is Recovery.NOT_ENOUGH_SCORED
