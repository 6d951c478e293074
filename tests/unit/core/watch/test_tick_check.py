from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

import pytest

from neopain.core.watch.tick_check import TickCheck, TickFinding

START = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)


def utc(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_even_ticks_find_nothing() -> None:
    check = TickCheck()
    assert all(check.update(n / 10, utc(n / 10)) == TickFinding() for n in range(100))


@pytest.mark.clause("A10")
def test_a_step_of_the_wall_clock_is_found_once() -> None:
    check = TickCheck()
    check.update(0.0, utc(0.0))
    assert check.update(0.1, utc(3600.1)).clock_step_s == pytest.approx(3600.0)
    assert check.update(0.2, utc(3600.2)) == TickFinding()
    back = check.update(0.3, utc(0.3)).clock_step_s
    assert back is not None
    assert round(back, 3) == -3600.0


@pytest.mark.clause("A10")
def test_a_slow_drift_is_no_step() -> None:
    check = TickCheck()
    assert all(check.update(n, utc(1.0005 * n)) == TickFinding() for n in range(5000))


@pytest.mark.clause("F6")
def test_a_missed_time_is_a_stall_and_not_a_step() -> None:
    check = TickCheck()
    check.update(0.0, utc(0.0))
    assert check.update(40.0, utc(40.0)) == TickFinding(stalled_s=40.0)


class SummerTime(tzinfo):
    """One hour ahead from START + 60 s on."""

    def utcoffset(self, when):
        assert when is not None
        return timedelta(hours=1 if when.replace(tzinfo=UTC) >= utc(60.0) else 0)

    def dst(self, when):
        return self.utcoffset(when)

    def tzname(self, when):
        return "summer"


@pytest.mark.clause("A10")
def test_summer_time_is_no_step() -> None:
    check = TickCheck()
    zone = SummerTime()
    assert all(check.update(float(n), utc(n).astimezone(zone)) == TickFinding() for n in range(120))
