from __future__ import annotations

from datetime import timedelta

from neopain.core.clock import Clock, SystemClock


def test_the_machines_clocks() -> None:
    clock: Clock = SystemClock()
    first = clock.monotonic()
    assert clock.monotonic() >= first
    assert clock.utc().utcoffset() == timedelta(0)
