from __future__ import annotations

import pytest

from neopain.capture.films.film_time import LONGEST_GAP_S, FilmTime

INTERVAL_S = 0.1


def played(told):
    time, places = FilmTime(), []
    for told_s in told:
        time.step(told_s, INTERVAL_S)
        places.append(time.position_s)
    return places, time.jumps


def test_the_stamps_are_followed_from_wherever_they_begin():
    assert played([7.0, 7.1, 7.5, 7.6]) == (pytest.approx([0.0, 0.1, 0.5, 0.6]), 0)


@pytest.mark.parametrize("told", [[0.0] * 4, [float("nan")] * 4, [-3.0] * 4])
def test_the_frame_rate_stands_in_for_stamps_that_are_missing(told):
    assert played(told) == (pytest.approx([0.0, 0.1, 0.2, 0.3]), 0)


def test_a_stamp_that_repeats_does_not_slow_the_film():
    assert played([0.0, 0.1, 0.1, 0.2, 0.3])[0] == pytest.approx([0.0, 0.1, 0.2, 0.2, 0.3])


@pytest.mark.parametrize("leap_s", [2.5, 1000.0, 3600.0, 95443.7, 1e9])
def test_a_leap_forward_is_waited_for_no_longer_than_the_longest_gap(leap_s):
    places, jumps = played([0.0, 0.1, 0.1 + leap_s, 0.2 + leap_s])
    assert places == pytest.approx([0.0, 0.1, 0.1 + LONGEST_GAP_S, 0.2 + LONGEST_GAP_S], abs=1e-5)
    assert jumps == 1


@pytest.mark.parametrize("leap_s", [2.5, 1000.0, 95443.7])
def test_after_a_leap_back_the_film_goes_on_as_if_nothing_had_been(leap_s):
    places, jumps = played([leap_s, leap_s + 0.1, 0.0, 0.1])
    assert places == pytest.approx([0.0, 0.1, 0.2, 0.3], abs=1e-5)
    assert jumps == 1


def test_the_size_of_a_leap_is_told():
    time = FilmTime()
    assert [time.step(told, INTERVAL_S) for told in (0.0, 1.9, 101.9, 1.9)] == pytest.approx(
        [0.0, 0.0, 100.0, -100.0]
    )
