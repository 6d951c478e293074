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


def test_a_reader_who_must_not_wait_is_told_after_each_item():
    box, found = Mailbox(), []
    box.tell(lambda: found.append(box.take()))
    for item in "abc":
        box.put(item)
    assert found == ["a", "b", "c"]
    box.tell(None)
    box.put("d")
    assert found == ["a", "b", "c"]
    assert box.take() == "d"


def test_nobody_is_told_of_what_comes_after_the_end():
    box, told = Mailbox(), []
    box.tell(lambda: told.append(1))
    box.close()
    box.put("late")
    assert not told
