"""Scored time, time over a limit and episodes: one definition, the same while it passes and from the record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neopain.core.readings import Reading, Reason
from neopain.core.score.coverage import (
    HOLD_S,
    Change,
    Statistics,
    statistics_of,
    stretches_of,
)
from neopain.core.score.episodes import Episode, Gap, episodes_of, gaps_of
from neopain.core.score.presets import PRESETS, with_limits
from neopain.core.score.reactivity import scored_seconds
from neopain.core.sessions import SourceState, SourceStatus
from neopain.core.watch.log_lines import changes_of
from neopain.core.watch.watch import BedsideWatch
from tests.fakes import raw_reading, scored, unscored

LIMITS = Change(0.0, 4.0, 6.0)


def readings(*course) -> list[Reading]:
    """Pairs of capture time and a score or a reason."""
    return [unscored(at, what) if isinstance(what, Reason) else scored(at, what) for at, what in course]


def cut(course, *changes, start=0.0, until):
    return list(stretches_of(readings(*course), (LIMITS, *changes), start=start, until=until))


@pytest.mark.clause("E2")
def test_time_is_told_apart() -> None:
    course = [(0, 1.0), (1, 4.0), (2, 4.1), (3, 6.1), (4, Reason.OCCLUDED), (5, Reason.OCCLUDED)]
    found = statistics_of(cut(course, Change(6.0, excluded=True), until=10.0))
    assert found == Statistics(
        observed_s=6.0, scored_s=4.0, over_lower_s=2.0, over_upper_s=1.0, excluded_s=4.0
    )
    assert found.scored_share == pytest.approx(4 / 6)
    assert found.over_lower_share == 0.5
    assert found.over_upper_share == 0.25


def test_nothing_observed_has_no_shares() -> None:
    found = Statistics()
    assert (found.scored_share, found.over_lower_share, found.over_upper_share) == (None, None, None)


def test_a_reading_stands_until_the_next_and_for_five_seconds_at_most() -> None:
    found = cut([(2.0, 1.0), (60.0, 9.0)], until=61.0)
    assert [(one.start, one.stop, one.smoothed) for one in found] == [
        (0.0, 2.0, None),
        (2.0, 2.0 + HOLD_S, 1.0),
        (2.0 + HOLD_S, 60.0, None),
        (60.0, 61.0, 9.0),
    ]
    assert HOLD_S == 5.0


@pytest.mark.clause("A11")
def test_over_is_what_the_screen_shows_over_the_limit_that_was_in_force() -> None:
    course = [(0, 6.04), (1, 6.06), (2, 6.06), (3, 5.5), (4, 5.5)]
    found = cut(course, Change(2.0, 5.5, 7.0), Change(4.0, 4.0, 5.4), until=5.0)
    assert [one.over_upper for one in found] == [False, True, False, False, True]
    assert [one.over_lower for one in found] == [True, True, True, False, True]


def test_a_change_in_the_time_that_a_reading_stands_for_cuts_it() -> None:
    found = cut(
        [(0, 5.0)], Change(2.0, excluded=True), Change(3.0, upper_limit=4.5, excluded=False), until=4.0
    )
    assert [(one.stop, one.excluded, one.over_upper) for one in found] == [
        (2.0, False, False),
        (3.0, True, False),
        (4.0, False, True),
    ]


def test_an_episode_outlives_short_unscored_time_and_nothing_else() -> None:
    hidden = [(at, Reason.OCCLUDED) for at in (3, 4, 5, 6)]
    assert list(episodes_of(cut([(0, 1.0), (1, 7.0), (2, 9.0), *hidden, (7, 8.0), (8, 1.0)], until=9.0))) == [
        Episode(1.0, 8.0, 9.0)
    ]
    assert list(episodes_of(cut([(1, 7.0), *hidden, (7, Reason.OCCLUDED), (9, 8.0)], until=10.0))) == [
        Episode(1.0, 3.0, 7.0),
        Episode(9.0, 10.0, 8.0),
    ]
    split = cut([(1, 7.0)], Change(2.0, excluded=True), Change(3.0, excluded=False), until=4.0)
    assert list(episodes_of(split)) == [Episode(1.0, 2.0, 7.0), Episode(3.0, 4.0, 7.0)]
    assert list(episodes_of(cut([(1, 5.0), (2, 1.0)], until=3.0))) == []
    assert list(episodes_of(cut([(1, 5.0), (2, 1.0)], until=3.0), lower=True)) == [Episode(1.0, 2.0, 5.0)]


def test_a_gap_is_unscored_time_over_five_seconds_with_the_reason_that_held_longest() -> None:
    hidden = [(1, Reason.TOO_DARK), (2, Reason.OCCLUDED), (6, Reason.TOO_DARK)]
    assert list(gaps_of(cut([(0, 1.0), *hidden, (7, 1.0)], until=8.0))) == [Gap(1.0, 7.0, Reason.OCCLUDED)]
    assert list(gaps_of(cut([(0, 1.0), *hidden, (6, 1.0)], until=8.0))) == []
    assert list(gaps_of(cut([(0, 1.0)], until=20.0))) == [Gap(5.0, 20.0, None)]
    assert list(gaps_of(cut([(0, 1.0)], Change(0.5, excluded=True), until=20.0))) == []


COURSES = st.lists(
    st.tuples(
        st.floats(0.0, 9.0),
        st.floats(0.0, 10.0) | st.sampled_from([Reason.OCCLUDED, Reason.TWO_FACES]),
    ),
    max_size=30,
)


def timed(course):
    at, found = 0.0, []
    for wait_s, what in course:
        at += wait_s
        found.append((at, what))
    return found, at


@given(COURSES)
def test_all_time_is_counted_once(course) -> None:
    pairs, end = timed(course)
    stretches = cut(pairs, until=end + 3.0)
    assert [one.start for one in stretches[1:]] == [one.stop for one in stretches[:-1]]
    found = statistics_of(stretches)
    assert found.observed_s == pytest.approx(end + 3.0)
    assert 0.0 <= found.over_upper_s <= found.over_lower_s <= found.scored_s <= found.observed_s + 1e-9
    over_s = sum(one.length_s for one in stretches if one.over_upper)
    assert sum(one.stop - one.start for one in episodes_of(stretches)) >= over_s - 1e-9


@given(COURSES)
def test_the_card_of_a_procedure_counts_the_same(course) -> None:
    pairs, end = timed(course)
    times = np.array([at for at, _ in pairs], np.float64)
    scores = np.array([np.nan if isinstance(what, Reason) else what for _, what in pairs])
    counted = scored_seconds(times, scores, 2.0, end)
    whole, before = (statistics_of(cut(pairs, until=until)) for until in (end, min(2.0, end)))
    assert counted == pytest.approx(whole.scored_s - before.scored_s)


STEPS = st.one_of(
    st.tuples(st.just("reading"), st.floats(0.05, 4.0), st.floats(0.0, 10.0) | st.just(Reason.TURNED_AWAY)),
    st.tuples(st.just("wait"), st.floats(0.1, 8.0), st.none()),
    st.tuples(st.just("care"), st.floats(1.0, 20.0), st.none()),
    st.tuples(st.sampled_from(["end care", "standby", "resume"]), st.just(0.0), st.none()),
    st.tuples(st.just("limits"), st.just(0.0), st.sampled_from(PRESETS)),
)


@pytest.mark.clause("E2", "A12")
@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS, min_size=1, max_size=25), st.floats(0.0, 3.0))
def test_the_screen_and_the_record_say_the_same_of_one_session(steps, latency_s) -> None:
    """Whatever happens at the bed, and however late readings arrive."""
    watch, now, log, recorded, late = BedsideWatch(), 100.0, [], [], []
    first = with_limits(PRESETS[-1], upper_limit=5.5)
    log += watch.on_source(SourceStatus(SourceState.LIVE, now))
    log += watch.set_preset(first, now)

    def arrive(until: float) -> None:
        for at, what in [one for one in late if one[0] + latency_s <= until]:
            reading, entries = watch.on_reading(raw_reading(at, what, 1, latency_s))
            log.extend(entries)
            recorded.extend([] if reading is None else [reading])
        late[:] = [one for one in late if one[0] + latency_s > until]

    for kind, length_s, what in steps:
        now += length_s if kind in {"reading", "wait"} else 0.0
        arrive(now)
        log += watch.on_tick(now, datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=now))
        if kind == "reading":
            late.append((now, what))
        elif kind == "care":
            log += watch.start_care(now, length_s)
        elif kind == "end care":
            log += watch.end_care(now)
        elif kind in {"standby", "resume"}:
            log += watch.standby(kind == "standby", now)
        elif kind == "limits":
            log += watch.set_preset(what, now)
    now += latency_s + 1.0
    arrive(now)
    log += watch.on_tick(now, datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=now))
    shown = watch.snapshot(now).statistics
    read = statistics_of(stretches_of(recorded, changes_of(log), start=100.0, until=now))
    for name in ("observed_s", "scored_s", "over_lower_s", "over_upper_s", "excluded_s"):
        assert getattr(read, name) == pytest.approx(getattr(shown, name), abs=1e-6), name
