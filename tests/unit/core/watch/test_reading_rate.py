"""A rest only where it is calm, and never one that the alarm's delay does not allow."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from neopain.core.frames import Box, Face
from neopain.core.readings import Quality, Reading, Reason
from neopain.core.score.delay import MAX_TOTAL_DELAY_S
from neopain.core.score.presets import DEFAULT_PRESET, with_limits
from neopain.core.watch.pace import TICK_ALLOWANCE_S
from neopain.core.watch.reading_rate import CALM_FOR_S, REST_S, RateGovernor, RateReason

FULL = 0.0


def face(x: float) -> Face:
    return Face(
        Box(x, 100.0, 80.0, 80.0), np.zeros((478, 2), np.float32), np.zeros(478, np.float32), 0.0, 0.0, 0.0
    )


def calm(second: float, raw: float = 0.5, smoothed: float = 0.5, x: float = 100.0) -> Reading:
    return Reading(int(second * 10), second, Quality.OK, None, raw, smoothed, 0.2, face(x))


def rested(preset=DEFAULT_PRESET) -> RateGovernor:
    governor = RateGovernor(0.0)
    for second in range(int(CALM_FOR_S) + 1):
        governor.take(calm(float(second)), preset)
    return governor


def test_a_still_and_calm_face_is_scored_less_often_after_a_while():
    governor = RateGovernor(0.0)
    for second in range(int(CALM_FOR_S)):
        governor.take(calm(float(second)), DEFAULT_PRESET)
        rate = governor.rate(DEFAULT_PRESET, float(second), alarm=False)
        assert (rate.period_s, rate.reason) == (FULL, RateReason.STARTING)
    governor.take(calm(CALM_FOR_S), DEFAULT_PRESET)
    rate = governor.rate(DEFAULT_PRESET, CALM_FOR_S, alarm=False)
    assert (rate.period_s, rate.reason) == (REST_S, RateReason.CALM)


@pytest.mark.parametrize(
    ("reading", "why"),
    [
        (calm(31.0, raw=2.1), RateReason.SCORE_MOVES),
        (calm(31.0, raw=9.9, smoothed=0.6), RateReason.SCORE_MOVES),
        (calm(31.0, raw=2.0, smoothed=0.1), RateReason.SCORE_MOVES),
        (calm(31.0, x=120.0), RateReason.FACE_MOVES),
        (
            Reading.cannot_assess(Reason.UNLIKE_TRAINING, frame_seq=310, captured_at=31.0),
            RateReason.NOT_SCORED,
        ),
    ],
)
def test_whatever_stirs_ends_the_rest_at_once_and_for_a_while(reading, why):
    governor = rested()
    governor.take(reading, DEFAULT_PRESET)
    rate = governor.rate(DEFAULT_PRESET, 31.0, alarm=False)
    assert (rate.period_s, rate.reason) == (FULL, why)
    governor.take(calm(32.0), DEFAULT_PRESET)
    assert governor.rate(DEFAULT_PRESET, 32.0, alarm=False).period_s == FULL


def test_an_alarm_or_silence_or_a_wish_leaves_no_rest():
    governor = rested()
    assert governor.rate(DEFAULT_PRESET, 30.0, alarm=True).reason is RateReason.ALARM
    assert governor.rate(DEFAULT_PRESET, 30.0 + 3.0 * REST_S, alarm=False).period_s == FULL
    assert governor.rate(DEFAULT_PRESET, 90.0, alarm=False).period_s == FULL, (
        "thrice the time of the last one"
    )
    eager = RateGovernor(0.0, rests=False)
    assert eager.rate(DEFAULT_PRESET, 0.0, alarm=False).reason is RateReason.WISH


@pytest.mark.parametrize(("share", "period_s"), [(0.99, REST_S), (1.01, FULL)])
def test_half_as_much_again_as_the_newest_latency_is_reckoned_with(share, period_s):
    """A slow computer rests as long as the delay that is promised leaves room for it, and no longer."""
    spare_s = MAX_TOTAL_DELAY_S - DEFAULT_PRESET.delay_with(2.0 * REST_S + TICK_ALLOWANCE_S).total_s
    governor = rested()
    governor.take(replace(calm(31.0), latency_s=share * spare_s / 1.5), DEFAULT_PRESET)
    assert governor.rate(DEFAULT_PRESET, 31.0, alarm=False).period_s == period_s


def test_limits_that_leave_no_time_leave_no_rest():
    slow = with_limits(DEFAULT_PRESET, smoothing_s=4.0, upper_hold_s=7.0)
    governor = rested(slow)
    rate = governor.rate(slow, 30.0, alarm=False)
    assert (rate.period_s, rate.reason) == (FULL, RateReason.DELAY)
