from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.capture.live.back_off import GOOD_S, STEPS_S, BackOff


def test_steps_up_and_stays_at_the_longest():
    back_off = BackOff(lambda: 0.5)
    assert [back_off.failed(0.0) for _ in range(8)] == [1, 2, 3, 4, 4, 4, 4, 4]
    assert back_off.exhausted


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_jitter_stays_within_a_fifth(draws):
    values = iter(draws)
    back_off = BackOff(lambda: next(values))
    for place in range(len(draws)):
        step = STEPS_S[min(place, 5)]
        assert 0.8 * step <= back_off.failed(0.0) <= 1.2 * step + 1e-9


def test_default_jitter_varies():
    assert len({BackOff().failed(0.0) for _ in range(20)}) > 1


@pytest.mark.parametrize(("good_s", "expected"), [(GOOD_S, 1.0), (GOOD_S - 0.1, 3.0)])
def test_only_a_minute_of_pictures_starts_anew(good_s, expected):
    back_off = BackOff(lambda: 0.5)
    back_off.failed(0.0)
    back_off.failed(1.0)
    back_off.worked(10.0)
    back_off.worked(10.0 + good_s)
    assert back_off.failed(10.0 + good_s) == expected


def test_a_wait_is_never_longer_than_five_seconds():
    back_off = BackOff(lambda: 1.0)
    assert max(back_off.failed(0.0) for _ in range(50)) <= 5.0
