"""The trend's memory: gaps are holes, coverage counts time, 24 hours are the most."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from neopain.core.readings import Reason
from neopain.core.score.coverage import HOLD_S
from neopain.ui.trend.history.trend_before import Span
from neopain.ui.trend.history.trend_history import KEEP_S, Mark, MarkKind, TrendHistory
from tests.fakes import scored, unscored


def filled(plan: str, step_s: float = 0.5, start: float = 100.0) -> TrendHistory:
    """One reading per letter: s scored, x not, a blank nothing at all."""
    history = TrendHistory()
    for place, letter in enumerate(plan):
        at = start + place * step_s
        if letter == "s":
            history.add(scored(at, 3.0))
        elif letter == "x":
            history.add(unscored(at))
    return history


def test_an_unscored_reading_is_nan_never_zero():
    part = filled("sxs").window(0.0, 1000.0)
    assert np.isnan(part.smoothed[1])
    assert part.smoothed[0] == 3.0


def test_a_stretch_without_scores_is_a_gap():
    assert filled("ssxxxxss").gaps(0.0, 1000.0) == (Span(101.0, 103.0),)


def test_silence_is_a_gap_after_the_last_reading_has_had_its_time():
    (gap,) = filled("ss" + " " * 20 + "ss").gaps(0.0, 1000.0)
    assert (gap.start, gap.end) == (100.5 + HOLD_S, 111.0)


def test_a_blip_is_not_hatched():
    history = filled("ss")
    history.add(unscored(100.7))
    history.add(scored(100.9, 3.0))
    assert history.gaps(0.0, 1000.0) == ()


def test_coverage_is_the_scored_share_of_time():
    assert filled("ssssxxxxs").coverage(100.0, 104.0) == 0.5


def test_coverage_of_nothing_is_unknown_not_zero():
    assert TrendHistory().coverage(0.0, 100.0) is None
    assert filled("sss").coverage(500.0, 600.0) is None


def test_what_is_older_than_a_day_is_forgotten():
    history = TrendHistory()
    for hour in range(30):
        history.add(scored(3600.0 * hour, 2.0))
    assert history.oldest_at == 29 * 3600.0 - KEEP_S


def test_faster_readings_than_can_be_seen_do_not_fill_the_memory():
    history = TrendHistory()
    for count in range(3000):
        history.add(scored(count / 300.0, 2.0))
    assert len(history) <= 101


def test_a_change_of_quality_is_kept_however_fast():
    history = TrendHistory()
    history.add(scored(1.0, 2.0))
    history.add(unscored(1.01, Reason.TOO_DARK))
    assert len(history) == 2


def test_late_readings_do_not_disorder_the_trend():
    history = filled("sss")
    history.add(scored(50.0, 9.0))
    assert (np.diff(history.window(0, 1000).times) > 0).all()


def test_care_is_a_span_and_a_running_one_ends_now():
    history = TrendHistory()
    history.care(active=True, at=10.0)
    history.care(active=False, at=20.0)
    history.care(active=True, at=30.0)
    assert history.care_spans(0.0, 100.0, 42.0) == (Span(10.0, 20.0), Span(30.0, 42.0))


def test_the_event_ticks_are_the_notes_as_they_stand_and_alarms_stay():
    history = TrendHistory()
    suction = [Mark(at, MarkKind.EVENT, "Suction") for at in (1.0, 4.0)]
    history.mark(Mark(3.0, MarkKind.ALARM, "Suction"))
    history.show_events(suction)
    assert [mark.at for mark in history.marks] == [1.0, 3.0, 4.0]
    history.show_events(suction[:1])
    assert [mark.at for mark in history.marks] == [1.0, 3.0]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0.01, 5.0), st.booleans()), min_size=1, max_size=80))
def test_gaps_never_cover_a_score_that_was_just_taken(steps):
    history, at = TrendHistory(), 0.0
    kept = []
    for step, is_scored in steps:
        at += step
        before = len(history)
        history.add(scored(at, 4.0) if is_scored else unscored(at))
        if is_scored and len(history) > before:
            kept.append(at)
    gaps = history.gaps(0.0, at + 1.0)
    assert all(gap.end > gap.start for gap in gaps)
    assert all(left.end <= right.start for left, right in itertools.pairwise(gaps))
    assert not [t for t in kept for gap in gaps if gap.start < t < gap.end]
