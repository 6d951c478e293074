"""One at a time, the longest waiting first, a bed in alarm more often, and nobody without end."""

from __future__ import annotations

import threading
import time
from collections import Counter

import pytest

from neopain.core.clock import SystemClock
from neopain.workers.frames.turns import Turns


def serve(beds: dict[str, bool], seconds: float, work_s: float = 0.002) -> tuple[list[str], float]:
    """The order in which beds that always want a turn get one, and the longest wait of any."""
    turns, order, waits = Turns(SystemClock()), [], []
    inside = threading.Semaphore(1)
    end = time.monotonic() + seconds

    def bed(name: str, in_alarm: bool) -> None:
        turn = turns.of(lambda: in_alarm)
        while time.monotonic() < end:
            asked = time.monotonic()
            with turn():
                assert inside.acquire(blocking=False), "two beds had a turn at once"
                waits.append(time.monotonic() - asked)
                order.append(name)
                time.sleep(work_s)
                inside.release()

    threads = [threading.Thread(target=bed, args=one) for one in beds.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30.0)
        assert not thread.is_alive()
    return order, max(waits)


def test_beds_that_all_want_are_served_alike_and_one_at_a_time():
    order, _ = serve(dict.fromkeys("ABCD", False), 1.0)
    counts = Counter(order)
    assert len(counts) == 4
    assert max(counts.values()) <= min(counts.values()) + len(order) // 10 + 2


def test_a_bed_in_alarm_is_served_more_often_and_starves_nobody():
    order, _ = serve({"alarm": True, "B": False, "C": False, "D": False}, 1.5)
    counts = Counter(order)
    others = [counts[name] for name in "BCD"]
    assert counts["alarm"] > 1.3 * max(others)
    assert min(others) > len(order) // 10


def test_a_turn_ends_when_its_work_fails():
    turns = Turns(SystemClock())
    turn = turns.of(lambda: False)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), turn():
            _ = 1 / 0
    with turn():
        pass


def test_a_bed_alone_never_waits():
    _, longest_s = serve({"A": False}, 0.2)
    assert longest_s < 0.1
