"""Latest wins, and what was lost is counted."""

import threading

from hypothesis import given
from hypothesis import strategies as st

from neopain.workers.frames.mailbox import Mailbox


@given(st.lists(st.integers(), min_size=1))
def test_the_newest_item_wins_and_the_rest_is_counted(items):
    box = Mailbox()
    for item in items:
        box.put(item)
    assert box.take() == items[-1]
    assert box.replaced == len(items) - 1
    assert box.take() is None


def test_take_waits_for_an_item():
    box = Mailbox()
    threading.Timer(0.02, box.put, ["picture"]).start()
    assert box.take(timeout_s=5.0) == "picture"


def test_closing_wakes_a_waiting_reader():
    box = Mailbox()
    threading.Timer(0.02, box.close).start()
    assert box.take(timeout_s=30.0) is None
    assert box.take(timeout_s=30.0) is None, "a closed mailbox does not wait"
