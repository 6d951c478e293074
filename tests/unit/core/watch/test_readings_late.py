"""A computer that is too slow is itself an alarm, and still lets the pain alarm come."""

from datetime import UTC, datetime, timedelta

from neopain.core.readings import Quality, Reading
from neopain.core.sessions import LogKind, SourceState, SourceStatus
from neopain.core.watch.watch import BedsideWatch

START = datetime(2026, 1, 1, tzinfo=UTC)


def watched(latency_s, every_s=2.2, until_s=30.0, smoothed=9.0):
    """A bed whose readings come every `every_s`, each `latency_s` after its grab; gives the alarm lines."""
    watch, log, ticks, next_at = BedsideWatch(), [], 0, 0.0
    log += watch.on_source(SourceStatus(SourceState.LIVE, 0.0))
    while ticks < 10 * until_s:
        ticks += 1
        now = ticks / 10
        if next_at + latency_s <= now:
            log += watch.on_reading(Reading(0, next_at, Quality.OK, None, smoothed, smoothed, now - next_at))
            next_at += every_s
        log += watch.on_tick(now, START + timedelta(seconds=now))
    return [(e.code, dict(e.detail)["condition"]) for e in log if e.kind is LogKind.ALARM]


def test_late_readings_are_told_after_ten_seconds_and_pain_is_still_raised():
    lines = watched(latency_s=2.1)
    assert ("raised", "readings_late") in lines
    assert ("raised", "pain") in lines
    assert ("escalated", "pain") in lines


def test_readings_in_time_are_not_called_late():
    assert watched(latency_s=1.0, every_s=1.2, smoothed=0.5) == []


def test_lateness_ends_with_the_first_reading_in_time():
    watch = BedsideWatch()
    log = list(watch.on_source(SourceStatus(SourceState.LIVE, 0.0)))
    for number in range(1, 150):
        now = number / 5
        latency_s = 3.0 if now < 20 else 0.2
        log += watch.on_reading(Reading(number, now - latency_s, Quality.OK, None, 0.5, 0.5, latency_s))
        log += watch.on_tick(now, START + timedelta(seconds=now))
    lines = [(e.code, dict(e.detail)["condition"]) for e in log if e.kind is LogKind.ALARM]
    assert lines == [("raised", "readings_late"), ("cleared", "readings_late")]
