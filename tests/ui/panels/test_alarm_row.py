"""The alarm row's words: what yields, what never does, what is announced, and the score's frame."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QAccessible

from neopain.core.alarms.conditions import ConditionId
from neopain.core.alarms.kinds import AlarmKind, Priority
from neopain.core.alarms.signals import AlarmMessage, AlarmSignals
from neopain.core.text import Text
from neopain.ui.panels.bars.alarm_bar import AlarmBar
from neopain.ui.panels.bars.alarm_field import AlarmField
from neopain.ui.panels.score.score_panel import ScorePanel
from neopain.ui.platform import announcement
from neopain.ui.platform.announcement import Announcer
from neopain.ui.style.sizes import sizes_for
from neopain.ui.style.theme import DAY
from neopain.ui.widgets.blink import BlinkClock
from tests.fakes import FakeClock

PAIN = AlarmMessage(
    1, ConditionId.PAIN, AlarmKind.PHYSIOLOGICAL, Priority.MEDIUM, Text("PAIN SCORE"),
    Text("Look at the infant and assess with the ward's scale."), 7412.0, False, None, 0.6, 9.3, 6.0,
)  # fmt: skip
DARK = replace(
    PAIN,
    occurrence_id=2,
    kind=AlarmKind.TECHNICAL,
    condition_id=ConditionId.CAMERA_LOST,
    words=Text("CAMERA LOST"),
    duration_s=100.0,
    value=None,
    limit=None,
)


def sizes(width=1280, height=720):
    return sizes_for(width_px=width, height_px=height, px_per_mm=4.0)


@pytest.fixture
def field(qtbot):
    shown = AlarmField(AlarmKind.PHYSIOLOGICAL, "Pain alarm: none now", BlinkClock(FakeClock()))
    qtbot.addWidget(shown)
    shown.paint_with(DAY, sizes())
    return shown


def showing(field, width, live=None, message=PAIN):
    field.resize(width, 53)
    field.show()
    field.show_signals(AlarmSignals(at=0.0, messages=(message,)), live)
    return field.line.shown


@pytest.mark.clause("D1")
@pytest.mark.parametrize("width", [2000, 700, 500, 415, 300, 240, 180, 120])
@pytest.mark.parametrize("acknowledged", [False, True])
def test_mark_value_and_limit_are_there_however_narrow_the_field(field, width, acknowledged):
    shown = showing(field, width, live=8.7, message=replace(PAIN, acknowledged=acknowledged))
    assert ("✓ **" if acknowledged else "**") in shown
    assert "8.7 > 6.0" in shown
    parts, px = field.line._fitting()
    assert field.line._wide(parts, px) <= field.line.width()


def test_action_peak_and_duration_yield_in_that_order(field):
    lost, at = [], {}
    for width in range(1600, 100, -10):
        shown = " ".join(showing(field, width, live=8.7))
        for name, words in (
            ("action", "Look at"),
            ("peak", "peak 9.3"),
            ("duration", "2:03:32"),
            ("words", "PAIN SCORE"),
        ):
            if words not in shown and name not in at:
                at[name] = width
                lost.append(name)
    assert lost[:3] == ["action", "peak", "duration"]
    assert at["words"] <= at["duration"]


def test_the_live_value_is_large_and_the_peak_small(field):
    showing(field, 1600, live=8.7)
    parts = {part.text: part for part in field.line._parts}
    assert not parts["8.7 > 6.0"].small
    assert parts["peak 9.3"].small


def test_without_a_live_score_the_peak_stands_as_it_is(field):
    assert "9.3 > 6.0" in showing(field, 500, live=None)


def test_a_live_score_under_the_limit_is_never_said_to_be_over_it(field):
    shown = showing(field, 1600, live=5.2)
    assert "5.2" in shown
    assert "peak 9.3" in shown
    assert not any("5.2 >" in part for part in shown)


def test_one_that_ended_unseen_says_so_with_value_and_limit_at_any_width(field):
    for width in (900, 415, 240):
        field.resize(width, 53)
        field.show()
        field.show_signals(AlarmSignals(at=0.0, unseen=(replace(PAIN, ended_at=1.0),)))
        assert "ENDED, NOT SEEN:" in field.line.shown
        assert "9.3 > 6.0" in field.line.shown


def test_the_score_wears_the_alarms_frame_in_phase_and_loses_it(qtbot, field):
    panel = ScorePanel()
    qtbot.addWidget(panel)
    panel.paint_with(DAY, sizes())
    panel.show_nothing("", "")
    panel.resize(330, 420)
    panel.show()
    field.framed.connect(panel.wear_frame)
    field.show_signals(AlarmSignals(at=0.0, messages=(replace(PAIN, acknowledged=True, flash_hz=0.0),)))
    assert panel.grab().toImage().pixelColor(165, 3).name() == DAY.alarm_medium
    field.show_signals(AlarmSignals(at=0.0))
    assert panel.grab().toImage().pixelColor(165, 3).name() != DAY.alarm_medium


@pytest.fixture
def spoken(monkeypatch):
    said = []
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: said.append((event.message(), event.politeness()))
    )
    monkeypatch.setattr(announcement, "QAccessible", QAccessible)
    return said


def test_a_new_alarm_is_announced_once_and_again_when_it_becomes_more_urgent(qtbot, spoken):
    bar = AlarmBar(BlinkClock(FakeClock()))
    qtbot.addWidget(bar)
    bar.paint_with(DAY, sizes())
    low = replace(PAIN, priority=Priority.LOW, value=4.4, limit=4.0, duration_s=6.0, flash_hz=0.0)
    for messages in ((low,), (low,), (PAIN,), (PAIN, DARK), (PAIN, DARK), ()):
        bar.show_signals(AlarmSignals(at=0.0, messages=messages))
    assert [words for words, _ in spoken] == [low.text, PAIN.text, DARK.text]
    urgent = QAccessible.AnnouncementPoliteness.Assertive
    assert [politeness is urgent for _, politeness in spoken] == [False, True, True]


def test_what_was_acknowledged_elsewhere_is_not_announced():
    announcer = Announcer()
    assert announcer.new_ones(AlarmSignals(at=0.0, messages=(replace(PAIN, acknowledged=True),))) == ()
    assert announcer.new_ones(AlarmSignals(at=0.0, messages=(replace(PAIN, occurrence_id=5),))) != ()
