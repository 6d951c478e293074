from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from neopain.core.errors import SettingFault
from neopain.core.score.delay import MAX_TOTAL_DELAY_S, crossing_time_s, total_delay
from neopain.core.score.hysteresis import displayed
from neopain.core.score.presets import PRESETS
from neopain.core.score.smoothing import ScoreSmoother


@pytest.mark.clause("B4")
@given(st.floats(1.0, 5.0), st.floats(0.0, 3.0), st.floats(7.0, 10.0), st.integers(40, 65))
def test_the_computed_crossing_is_what_the_smoother_does(tau, start, end, tenths) -> None:
    limit = tenths / 10
    expected_s = crossing_time_s(tau, start, end, limit)
    assume(math.isfinite(expected_s))
    smoother, at = ScoreSmoother(tau), 0.0
    smoother.update(at, start)
    while displayed(smoother.value or 0.0) <= limit:
        at += 0.02
        smoother.update(at, end)
    assert at == pytest.approx(expected_s, abs=0.03)


def test_a_step_that_never_gets_there_takes_for_ever() -> None:
    assert crossing_time_s(3.0, 0.0, 6.0, 6.0) == math.inf
    assert crossing_time_s(3.0, 7.0, 9.0, 6.0) == 0.0
    with pytest.raises(SettingFault):
        crossing_time_s(0.0, 0.0, 9.0, 6.0)


@pytest.mark.clause("B4")
def test_the_sum_and_its_words() -> None:
    delay = total_delay(3.0, 6.0, 8.0, system_s=1.0)
    assert delay.total_s == pytest.approx(3.0 * math.log(8.0 / 1.95) + 9.0)
    assert delay.text == "Alert delay up to 13.2 s: averaging 4.2 s + hold 8.0 s + system 1.0 s"


@pytest.mark.clause("B4")
@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
def test_no_stored_preset_is_later_than_the_bound(preset) -> None:
    assert preset.delay.total_s <= MAX_TOTAL_DELAY_S
