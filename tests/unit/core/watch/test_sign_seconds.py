"""Facial actions second by second: the share that is drawn is the one that the panel beside the score counts."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.facial_actions import ActionStrength, FacialAction, FacialActions
from neopain.core.readings import Quality, Reading
from neopain.core.score.presets import DEFAULT_PRESET
from neopain.core.watch.sign_seconds import ACTIONS, SignSeconds, in_short, shares_of
from neopain.core.watch.signs import SignsCourse

STRENGTHS = st.one_of(st.none(), st.sampled_from((0.0, 0.3, 0.5, 0.8)))


def a_reading(second: int, brow: float | None, eyes: float | None) -> Reading:
    strengths = {FacialAction.BROW_BULGE: brow, FacialAction.EYE_SQUEEZE: eyes}
    seen = {one: None if value is None else ActionStrength(value, 0.9) for one, value in strengths.items()}
    return Reading(second, second + 0.5, Quality.OK, None, 2.0, 2.0, actions=FacialActions.of(seen))


@given(st.lists(st.tuples(st.integers(1, 12), STRENGTHS, STRENGTHS), min_size=1, max_size=60))
def test_the_share_is_the_one_that_the_course_of_signs_counts(steps):
    course, times, strengths = SignsCourse(), [], []
    second = 1000
    expected = []
    for step, brow, eyes in steps:
        second += step
        reading = a_reading(second, brow, eyes)
        course.take(reading, DEFAULT_PRESET)
        times.append(float(second))
        strengths.append([np.nan if value is None else value for value in (brow, eyes)] + [np.nan] * 4)
        shares = course.at(second + 1.0).shares
        expected.append([
            shares.get(one, np.nan) if value is not None else np.nan
            for one, value in zip(ACTIONS[:2], (brow, eyes), strict=True)
        ])  # fmt: skip
    found = shares_of(np.array(times), np.array(strengths, np.float32))
    np.testing.assert_allclose(found[:, :2], np.array(expected), atol=1e-6)
    assert np.isnan(found[:, 2:]).all(), "what is never seen has no share"


def test_nothing_joined_is_nothing():
    none = SignSeconds.joined([])
    assert none.times.shape == (0,)
    assert shares_of(none.times, none.strengths).shape == (0, len(ACTIONS))
    assert none.intensity.dtype == np.float32


def test_in_short_counts_scored_seconds_only():
    times = np.arange(100.0, 110.0)
    strengths = np.full((10, len(ACTIONS)), np.nan, np.float32)
    strengths[:, 0] = [0.9] * 5 + [0.1] * 5
    strengths[8:, 1] = 0.9
    intensity = np.array([8, 8, 2, 2, 2, np.nan, 9, 9, 9, 9], np.float32)
    signs = SignSeconds(times, strengths, strengths, intensity)
    short = in_short(signs, np.array([[100.0, 103.0], [104.0, 106.0]]))
    assert short.intensity_s == 4
    assert short.median == 5.0
    assert short.strong == 0.5
    assert short.actions == ((FacialAction.BROW_BULGE, 0.8),), "what was not seen has no share"
    none = in_short(signs, np.empty((0, 2)))
    assert (none.intensity_s, none.median, none.actions) == (0, None, ())
