"""The band's outline, beside a plain walk from row to row."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from neopain.ui.trend.plot.trend_band import outline


def pieces(x, y, connected):
    """The outline cut after each 0."""
    cuts = np.flatnonzero(connected == 0) + 1
    return [list(zip(*one, strict=True)) for one in zip(np.split(x, cuts), np.split(y, cuts), strict=True)][
        :-1
    ]


def walked(times, low, high):
    """The same, row by row."""
    found, run = [], []
    for row in [*zip(times, low, high, strict=True), (0.0, np.nan, np.nan)]:
        if np.isfinite(row[1]) and np.isfinite(row[2]):
            run.append(row)
        elif run:
            found.append([(t, up) for t, _, up in run] + [(t, down) for t, down, _ in reversed(run)])
            run = []
    return found


ends = st.one_of(st.just(np.nan), st.floats(0, 10, width=32))


@given(st.lists(st.tuples(ends, ends), max_size=40))
def test_each_stretch_with_both_ends_is_a_piece_of_its_own(rows):
    times = 100.0 + np.arange(len(rows), dtype=float)
    low, high = (np.array(column, np.float32) for column in (zip(*rows, strict=True) if rows else ((), ())))
    assert pieces(*outline(times, low, high)) == walked(times, low, high)


def test_nothing_known_is_no_outline():
    x, y, connected = outline(np.zeros(3), np.full(3, np.nan, np.float32), np.ones(3, np.float32))
    assert len(x) == len(y) == len(connected) == 0
