"""The calmest word never stands beside a number that says otherwise, whatever came before."""

from hypothesis import given
from hypothesis import strategies as st

from neopain.core.score.hysteresis import displayed
from neopain.core.score.pain_state import PainState, PainTrend
from neopain.core.score.presets import DEFAULT_PRESET

COURSES = st.lists(st.tuples(st.floats(0.05, 12.0), st.floats(0.0, 10.0)), min_size=2, max_size=40)


@given(COURSES)
def test_no_signs_seen_needs_a_low_number(course):
    trend, at = PainTrend(DEFAULT_PRESET, 0.0), 0.0
    for wait_s, smoothed in course:
        at += wait_s
        state = trend.update(at, smoothed)
        if displayed(smoothed) > DEFAULT_PRESET.ambiguous_over:
            assert state is not PainState.NO_SIGNS_SEEN
