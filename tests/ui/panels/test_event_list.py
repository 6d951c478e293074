"""The list of events: what is shown of it, stepping from alarm to alarm, and the way to that time in the trend."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from neopain.core.sessions import LogEntry, LogKind
from neopain.ui.panels.event_list import KEEP, EventKind, EventList
from tests.fakes import scored

pytestmark = pytest.mark.slow

ROWS = (
    (10.0, LogKind.SESSION, "session started"),
    (20.0, LogKind.ALARM, "RAISED: *** PAIN SCORE 9.0 > 6.0"),
    (30.0, LogKind.ANNOTATION, "Suction"),
    (40.0, LogKind.SOURCE, "live"),
    (50.0, LogKind.ALARM, "CLEARED: *** PAIN SCORE 9.0 > 6.0"),
    (60.0, LogKind.ASSESSMENT, "NIPS 3 (manual)"),
)


@pytest.fixture
def events(qtbot):
    shown = EventList()
    qtbot.addWidget(shown)
    shown.begin(datetime.now(UTC), 0.0)
    for at, kind, text in ROWS:
        shown.add(LogEntry(at, kind, "x", text))
    return shown


def narrowed(events, kind):
    events.filter.setCurrentIndex(events.filter.findData(kind.value))
    return events.lines


def test_each_kind_can_be_shown_alone_and_no_line_is_in_none(events):
    alone = [narrowed(events, kind) for kind in (EventKind.ALARM, EventKind.NOTE, EventKind.MACHINE)]
    assert [len(lines) for lines in alone] == [2, 2, 2]
    assert sorted(sum(alone, ())) == sorted(narrowed(events, EventKind.ALL))


def test_what_comes_while_the_list_is_narrowed_is_not_shown_and_not_lost(events):
    narrowed(events, EventKind.ALARM)
    events.add(LogEntry(70.0, LogKind.SOURCE, "x", "stale"))
    assert len(events.lines) == 2
    assert any("stale" in line for line in narrowed(events, EventKind.ALL))


def test_chatter_pushes_no_alarm_out(events):
    for n in range(3 * KEEP):
        events.add(LogEntry(100.0 + n, LogKind.SOURCE, "x", f"camera {n}"))
    assert len(narrowed(events, EventKind.ALARM)) == 2
    assert len(narrowed(events, EventKind.MACHINE)) == KEEP


def test_alarms_are_stepped_through_whatever_lies_between(events):
    asked = []
    events.time_asked.connect(asked.append)
    for rows in (1, 1, 1, -1, -1):
        events.step_alarm(rows)
    assert asked == [50.0, 20.0, 50.0], "the ends are ends"
    narrowed(events, EventKind.NOTE)
    events.step_alarm(1)
    assert asked[-1] == 20.0
    assert events.filter.currentData() == EventKind.ALARM.value


def test_a_double_click_shows_that_time_in_the_trend(qtbot, running):
    body, window = running.body, running
    now = window._clock.monotonic()
    for n in range(1500):
        body.history.add(scored(now + n, 2.0, seq=10_000 + n))
    window.body.trend._clock = type("Later", (), {"monotonic": lambda _: now + 1500.0})()
    body.events.add(LogEntry(now + 200.0, LogKind.ALARM, "x", "RAISED: *** PAIN SCORE 9.0 > 6.0"))
    body.events._list.itemActivated.emit(body.events._list.item(0))
    assert body.trend.in_review
    (start, end), _ = body.trend.plot.viewRange()
    assert start < now + 200.0 < end
    assert body.trend.reading_text


def test_lines_of_another_day_say_their_day(events):
    begun = datetime.now(UTC).astimezone()
    events.add(LogEntry(86_400.0, LogKind.SOURCE, "x", "live"))
    newest, *others = events.lines
    assert newest.lstrip("\N{LEFT-TO-RIGHT MARK}")[2] == ":", "the newest is of today"
    assert len(others) == len(ROWS)
    days = {f"{begun + timedelta(seconds=one):%m-%d}" for one in (-60.0, 60.0)}
    assert all(any(day in line for day in days) for line in others)
