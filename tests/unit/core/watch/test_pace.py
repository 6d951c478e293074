"""When the measured pace of readings breaks the alarm's promise."""

import pytest

from neopain.core.score.delay import MAX_TOTAL_DELAY_S
from neopain.core.score.pain_state import UNSCORED_AFTER_S
from neopain.core.score.presets import DEFAULT_PRESET, with_limits
from neopain.core.watch.pace import ReadingPace
from tests.fakes import raw_reading

QUICK = with_limits(DEFAULT_PRESET, smoothing_s=1.0, lower_hold_s=2.0, upper_hold_s=2.0)


@pytest.mark.parametrize("over_s", [-0.1, 0.1])
def test_scores_too_far_apart_for_a_hold_break_it_however_quick_the_preset_is(over_s):
    pace, period_s = ReadingPace(), UNSCORED_AFTER_S + over_s
    for number in range(4):
        pace.take(raw_reading(number * period_s, 5.0, seq=number), number * period_s)
    assert pace.delay(QUICK, 3 * period_s).total_s < MAX_TOTAL_DELAY_S
    assert pace.promise_broken(QUICK, 3 * period_s) == (over_s > 0)
