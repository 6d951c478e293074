"""Each of the monitor's own faults becomes an alarm of its own, and goes when it is mended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from neopain.core.alarms.conditions import ALARM_TABLE, FACTS
from neopain.core.alarms.kinds import AlarmKind
from neopain.core.sessions import SourceState, SourceStatus
from neopain.core.watch.watch import BedsideWatch
from tests.fakes import raw_reading

START = datetime(2026, 1, 1, tzinfo=UTC)
LATCHED = {condition.id for condition in ALARM_TABLE if condition.latching}


def run(watch: BedsideWatch, start: int, end: int) -> None:
    """A reading and a tick each half second."""
    for step in range(2 * start, 2 * end):
        now = step / 2
        watch.on_reading(raw_reading(now, 1.0, step))
        watch.on_tick(now, START + timedelta(seconds=now))


def shown(watch: BedsideWatch, now: float) -> set[str]:
    return {message.condition_id for message in watch.snapshot(now).alarms.messages}


@pytest.mark.clause("A8")
@pytest.mark.parametrize("condition", sorted(FACTS))
def test_each_fact_from_outside_is_shown_as_a_technical_alarm(condition: str) -> None:
    watch = BedsideWatch()
    watch.on_source(SourceStatus(SourceState.LIVE, 0.0))
    run(watch, 0, 10)
    assert shown(watch, 10.0) == set()
    watch.on_fact(condition, True, 10.0)
    run(watch, 10, 25)
    messages = [m for m in watch.snapshot(25.0).alarms.messages if m.condition_id == condition]
    assert [message.kind for message in messages] == [AlarmKind.TECHNICAL]
    assert messages[0].action
    watch.on_fact(condition, False, 25.0)
    run(watch, 25, 40)
    assert (condition in shown(watch, 40.0)) == (condition in LATCHED)
