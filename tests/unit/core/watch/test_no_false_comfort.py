"""No word and no sentence stands beside a number that says otherwise, whatever came before."""

from hypothesis import given
from hypothesis import strategies as st

from neopain.core.score.hysteresis import displayed
from neopain.core.score.pain_state import PainState, PainTrend, state_words
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


@given(COURSES)
def test_no_sentence_says_over_a_limit_beside_a_number_that_is_not(course):
    trend, at = PainTrend(DEFAULT_PRESET, 0.0), 0.0
    for wait_s, smoothed in course:
        at += wait_s
        sentence = state_words(trend.update(at, smoothed), smoothed, DEFAULT_PRESET).help
        for name, limit in (("upper", DEFAULT_PRESET.upper_limit), ("lower", DEFAULT_PRESET.lower_limit)):
            if f"over the {name} limit" in sentence and "were" not in sentence:
                assert displayed(smoothed) > limit, sentence


def test_the_sentence_changes_with_the_number_and_not_with_the_state_alone():
    sustained = PainState.SUSTAINED_PAIN
    over, under = (state_words(sustained, smoothed, DEFAULT_PRESET) for smoothed in (9.0, 3.3))
    assert "stay over" in over.help
    assert "were over" in under.help
    assert over.text == under.text
