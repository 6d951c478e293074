"""A digest counts each reading once, at its second, and a curve draws what its rows hold."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from neopain.core.score.digest import BLOCK_S, _append_gap, curve, digest_of, empty_rows
from tests.recorded.records import recorded, scored


@pytest.mark.parametrize("started_at", [0.0, 13.949893278291881, 356.586449902486])
def test_the_last_reading_of_a_block_is_in_its_last_second(started_at: float) -> None:
    """Between two floats a reading just before the end may be as far from the start as the end is."""
    last = math.nextafter(started_at + BLOCK_S, 0.0)
    readings = [replace(recorded(scored(0.0)), captured_at=at) for at in (started_at, last)]
    seconds = digest_of(readings, (), started_at=started_at, block=0).seconds
    assert np.flatnonzero(seconds["readings"]).tolist() == [0, BLOCK_S - 1]


def test_a_curve_has_two_points_for_each_row_that_was_read_and_none_for_others() -> None:
    rows = empty_rows(4)
    rows["readings"] = (3, 0, 2, 1)
    for name, value in (("low", 1.0), ("high", 2.0), ("raw_low", 0.5), ("raw_high", 2.5)):
        rows[name][0] = rows[name][3] = value
    times, scores = curve(rows, 100.0, 10.0)
    assert times.tolist() == [102.5, 107.5, 122.5, 127.5, 132.5, 137.5]
    seen = [[0.5, 1.0], [2.5, 2.0]]
    np.testing.assert_array_equal(scores, np.array([*seen, [np.nan] * 2, [np.nan] * 2, *seen], np.float32))


def test_gaps_that_meet_are_one_with_the_longer_ones_reason_and_others_stay_apart() -> None:
    gaps: list[tuple[float, float, int]] = []
    for start, stop, reason in ((0.0, 2.0, 1), (2.0, 5.0, 2), (7.0, 8.0, 3), (8.0, 8.5, 4)):
        _append_gap(gaps, start, stop, reason)
    assert gaps == [(0.0, 5.0, 2), (7.0, 8.5, 3)]
