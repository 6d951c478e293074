from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain_export.annotation.rating.order import MOST_REPEATED, Showing, shuffled

ITEMS = st.lists(st.text("abcdef0123456789", min_size=4, max_size=6), max_size=60, unique=True)
SEEDS = st.integers(0, 2**32 - 1)
REPEATS = st.floats(0.0, MOST_REPEATED)


@given(ITEMS, SEEDS, REPEATS)
def test_everything_is_shown_once_and_the_asked_share_twice(items, seed, repeat):
    order = shuffled(items, "AB", seed, repeat)
    shown = Counter(order)
    assert set(shown.values()) <= {1}
    assert {one.item for one in order if one.turn == 0} == set(items)
    again = [one.item for one in order if one.turn == 1]
    assert len(again) == min(round(repeat * len(items)), len(items) // 2)


@given(ITEMS, SEEDS, REPEATS)
def test_the_second_time_comes_after_a_third_of_all_others(items, seed, repeat):
    order = shuffled(items, "AB", seed, repeat)
    for place, showing in enumerate(order):
        if showing.turn == 1:
            first = order.index(Showing(showing.item))
            between = {one.item for one in order[first + 1 : place] if one.turn == 0}
            assert len(between) >= len(items) // 3


@given(ITEMS, SEEDS, st.randoms())
def test_nothing_follows_from_the_order_of_the_files(items, seed, random):
    other = list(items)
    random.shuffle(other)
    assert shuffled(items, "AB", seed, 0.2) == shuffled(other, "AB", seed, 0.2)


def test_another_rater_and_another_seed_see_another_order():
    items = [f"{number:04x}" for number in range(40)]
    orders = {shuffled(items, who, seed, 0.1) for who in ("AB", "CD") for seed in (1, 2)}
    assert len(orders) == 4
    assert shuffled(items, "ab", 1, 0.1) == shuffled(items, "AB", 1, 0.1)


@pytest.mark.parametrize("place", [0, 19, 39])
def test_a_place_says_nothing_of_what_stands_there(place):
    """Over the seeds each item comes to each place about equally often."""
    items = [f"{number:04x}" for number in range(40)]
    there = Counter(shuffled(items, "AB", seed, 0.0)[place].item for seed in range(800))
    assert len(there) == 40
    assert max(there.values()) < 60
