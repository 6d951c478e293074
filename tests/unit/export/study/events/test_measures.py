"""Counts against hand-made recordings whose answer is known, and the laws of the intervals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from neopain.core.score.coverage import Stretch
from neopain_export.study.events.measures import (
    area,
    false_alarms,
    judge,
    sensitivity,
    told_wrongly,
)
from neopain_export.study.events.recordings import Event, Recording
from neopain_export.study.events.replay import Alarm, Replay


def stretch(start, stop, score):
    return Stretch(start, stop, score, None, excluded=False, lower_limit=4.0, upper_limit=6.0)


def made(name, alarms=(), stretches=((0.0, 3600.0, 1.0),)):
    return Replay(
        Recording(name, (), simulated=False),
        tuple(stretch(*one) for one in stretches),
        tuple(Alarm(start, end, "medium") for start, end in alarms),
    )


PAIN = Event("a", "s1", 100.0, 160.0, pain=True)
CALM = Event("a", "s1", 1000.0, 1060.0, pain=False)


@pytest.mark.parametrize(
    ("alarm", "delay", "before"),
    [
        ((110.0, 130.0), 10.0, False),
        ((170.0, 180.0), 70.0, False),  # within the time after the event
        ((90.0, 130.0), 0.0, True),
        ((191.0, 200.0), None, False),
        ((50.0, 100.0), None, False),  # over as the event begins
    ],
)
def test_an_alarm_counts_for_the_event_that_it_meets(alarm, delay, before):
    (one,) = judge(made("a", [alarm]), [PAIN], after_s=30.0)
    assert (one.delay_s, one.before) == (delay, before)


def test_a_false_alarm_is_one_that_no_painful_event_explains():
    replays = [made("a", [(110.0, 130.0), (1010.0, 1020.0), (2000.0, 2010.0)]), made("b", [(5.0, 6.0)])]
    rate = false_alarms(replays, [PAIN, CALM], after_s=30.0)
    assert rate.count == 3
    assert rate.hours == pytest.approx((2 * 3600.0 - 90.0) / 3600.0)
    assert rate.an_hour.value == pytest.approx(3 / rate.hours)


def test_the_next_event_ends_the_time_after_an_event():
    calm = Event("a", "s1", 100.0, 160.0, pain=False)
    lance = Event("a", "s1", 170.0, 200.0, pain=True)
    replay = made("a", [(175.0, 190.0)])
    assert [one.alarm_s for one in judge(replay, [lance, calm], 30.0)] == [None, 175.0]
    assert false_alarms([replay], [lance, calm], 30.0).count == 0


def test_only_scored_time_counts_as_watched():
    rate = false_alarms([made("a", stretches=((0.0, 600.0, 1.0), (600.0, 3600.0, None)))], [], after_s=0.0)
    assert rate.hours == pytest.approx(600.0 / 3600.0)
    none = false_alarms([made("a", stretches=((0.0, 600.0, None),))], [], after_s=0.0)
    assert np.isnan(none.an_hour.value)


@given(count=st.integers(0, 30), hours=st.floats(0.1, 1000.0))
def test_the_interval_of_a_rate_is_garwoods(count, hours):
    alarms = [(10.0 * place, 10.0 * place + 1.0) for place in range(count)]
    rate = false_alarms([made("a", alarms, ((0.0, hours * 3600.0, 1.0),))], [], after_s=0.0).an_hour
    # The ends are the rates at which what was seen, or more extreme, has 2.5 % probability.
    assert poisson.cdf(count, rate.high * hours) == pytest.approx(0.025, abs=1e-6)
    if count:
        assert poisson.sf(count - 1, rate.low * hours) == pytest.approx(0.025, abs=1e-6)
    assert rate.low <= rate.value <= rate.high


def many(found, subjects=8):
    """One painful and one painless event of each subject; `found` says which painful ones had an alarm."""
    judged = []
    for place in range(subjects):
        name = f"r{place}"
        events = [Event(name, name, 100.0, 160.0, pain=True), Event(name, name, 300.0, 360.0, pain=False)]
        high = ((0.0, 100.0, 1.0), (100.0, 160.0, 8.0), (160.0, 3600.0, 1.0))
        low = ((0.0, 3600.0, 1.0),)
        hit = found[place]
        judged += judge(made(name, [(110.0, 120.0)] if hit else [], high if hit else low), events, 30.0)
    return judged


def test_sensitivity_and_its_interval_by_infant():
    half = sensitivity(many([True, False] * 4), seed=1)
    assert half.value == 0.5
    assert half.low < 0.5 < half.high
    every = sensitivity(many([True] * 8), seed=1)
    assert (every.value, every.high) == (1.0, 1.0)
    assert every.low == pytest.approx(1.0 - 3.0 / 8.0)
    few = sensitivity(many([True] * 2, subjects=2), seed=1)
    assert few.value == 1.0
    assert np.isnan(few.low)
    assert told_wrongly(many([True] * 8), seed=1).value == 0.0


def test_whole_events_rank_by_their_summaries():
    assert area(many([True] * 8), "highest", seed=1).value == 1.0
    assert area(many([False] * 8), "highest", seed=1).value == 0.5
    one = many([True] * 8)
    assert one[0].mean == pytest.approx(8.0)
    assert (one[0].over, one[1].over) == (1.0, 0.0)


def test_what_cannot_be_seen_never_helps():
    blind = judge(made("a", stretches=((0.0, 3600.0, None),)), [PAIN, CALM], 30.0)
    assert [one.mean for one in blind] == [None, None]
    assert area(blind, "mean", seed=1).value == 0.0
    assert sensitivity(blind, seed=1).value == 0.0
