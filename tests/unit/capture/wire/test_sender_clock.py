"""The sender's stamps: lateness is seen, jumps and standing stamps are survived."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.capture.wire.sender_clock import RATE_HZ, SenderClock


def run(arrivals, *, start=0, rate=15.0):
    clock = SenderClock()
    stamps = [(start + round(number * RATE_HZ / rate)) % 2**32 for number in range(len(arrivals))]
    return clock, [clock.taken_at(stamp, at) for stamp, at in zip(stamps, arrivals, strict=True)]


def test_pictures_in_time_are_as_old_as_they_arrived():
    arrivals = [100.0 + number / 15 for number in range(300)]
    _, taken = run(arrivals)
    assert taken == pytest.approx(arrivals, abs=0.01)


def test_a_queue_that_builds_up_is_seen_as_lateness():
    """The network carries two thirds of what the camera sends."""
    arrivals = [100.0 + number / 10 for number in range(150)]
    clock, taken = run(arrivals)
    late = [at - when for at, when in zip(arrivals, taken, strict=True)]
    assert late[-1] == pytest.approx(149 / 10 - 149 / 15, abs=0.1)
    assert clock.jumps == 0


def test_a_first_picture_that_was_late_itself_is_mended_by_a_quicker_one():
    clock = SenderClock()
    clock.taken_at(0, 103.0)
    for number in range(46, 200):
        assert clock.taken_at(number * 6000, 100 + number / 15) == pytest.approx(100 + number / 15, abs=0.01)


@pytest.mark.parametrize("drift", [-2e-4, 2e-4])
def test_clocks_that_part_are_no_lateness(drift):
    arrivals = [100.0 + number / 15 * (1 + drift) for number in range(60_000)]
    _, taken = run(arrivals)
    assert max(at - when for at, when in zip(arrivals, taken, strict=True)) < 0.1


def test_stamps_wrap_around():
    arrivals = [100.0 + number / 15 for number in range(300)]
    clock, taken = run(arrivals, start=2**32 - 900_000)
    assert taken == pytest.approx(arrivals, abs=0.01)
    assert clock.jumps == 0


@pytest.mark.parametrize("by_s", [-3600, -5, 60, 3600])
def test_a_jump_begins_anew(by_s):
    clock = SenderClock()
    for number in range(30):
        clock.taken_at(number * 6000, 100 + number / 15)
    stamp = (30 * 6000 + by_s * RATE_HZ) % 2**32
    assert clock.taken_at(stamp, 102.0) == 102.0
    assert clock.jumps == 1
    assert clock.taken_at((stamp + 6000) % 2**32, 102.066) == pytest.approx(102.066, abs=0.01)


def test_stamps_that_stand_still_are_of_no_use():
    clock = SenderClock()
    taken = [clock.taken_at(5, 100 + number / 15) for number in range(100)]
    assert taken[-1] > 105
    assert clock.jumps >= 1


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.floats(0, 5)), max_size=60))
def test_a_picture_is_never_taken_after_it_arrived(pairs):
    clock, now = SenderClock(), 100.0
    for stamp, gap in pairs:
        now += gap
        assert clock.taken_at(stamp, now) <= now
