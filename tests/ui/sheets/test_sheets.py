"""Nothing covers, moves or disables the alarm row and the score: each sheet, in each size, during an alarm."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QPushButton,
    QWidget,
)

from neopain import paths
from neopain.core.score.presets import PRESETS
from neopain.core.sessions import SourceState, SourceStatus
from neopain.core.watch.snapshot import WatchSnapshot
from neopain.core.watch.watch import BedsideWatch
from neopain.ui.controllers import session_control
from neopain.ui.sheets.annotation.assessment_sheet import AssessmentSheet, Entry
from neopain.ui.sheets.question_sheet import QuestionSheet
from neopain.ui.widgets.buttons.hold_button import HoldButton
from tests.fakes import raw_reading
from tests.ui.sheets.sheets_of import SHEETS

UTC_ZERO = datetime(2026, 1, 1, tzinfo=UTC)
SIZES = [(1280, 720), (1920, 1080), (800, 1280), (1200, 1920), (3840, 2160)]


@cache
def alarmed() -> WatchSnapshot:
    """A snapshot of a lasting, unacknowledged pain alarm, as the watch makes it."""
    watch = BedsideWatch(PRESETS[1])
    watch.on_source(SourceStatus(SourceState.LIVE, 0.0))
    for second in range(60):
        watch.on_reading(raw_reading(float(second), 9.7, second))
        watch.on_tick(float(second), UTC_ZERO + timedelta(seconds=second))
    return watch.snapshot(59.5)


def sacred(window) -> dict[str, QWidget]:
    bar = window.alarms
    return {
        "pain": bar.pain, "technical": bar.technical, "suppression": bar.suppression,
        "acknowledge": bar._acknowledge, "audio pause": bar._pause, "score": window.body.score,
        "numeral": window.body.score.numeral,
    }  # fmt: skip


def place(window, widget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def uncovered(window, widget) -> bool:
    """Whether each point of a grid over the widget belongs to it, and all of it lies in the window."""
    if not widget.isVisible() or not window.rect().contains(place(window, widget)):
        return False
    steps = 9
    for row in range(1, steps):
        for column in range(1, steps):
            point = QPoint(widget.width() * column // steps, widget.height() * row // steps)
            there = window.childAt(widget.mapTo(window, point))
            if there is not widget and not widget.isAncestorOf(there):
                return False
    return widget.visibleRegion().boundingRect() == widget.rect()


@pytest.mark.clause("D1")
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_no_sheet_covers_moves_or_disables_alarm_row_and_score(qapp, window, size):
    window.controls.show_running(running=True, busy=False)
    window.care.show_running(running=True, busy=False)
    window.notes.setEnabled(True)
    window.resize(*size)
    window.on_snapshot(alarmed())
    for _ in range(3):
        # Lines that wrap are laid out in the turn after the one that gave them their width.
        qapp.processEvents()
    before = {name: place(window, widget) for name, widget in sacred(window).items()}
    for sheet, open_it in SHEETS.items():
        open_it(window)
        window.on_snapshot(alarmed())
        qapp.processEvents()
        top = window.sheets.top
        assert top is not None, sheet
        for name, widget in sacred(window).items():
            assert uncovered(window, widget), (sheet, name)
            assert widget.isEnabled(), (sheet, name)
            assert place(window, widget) == before[name], (sheet, name)
        assert window.rect().contains(place(window, top)), sheet
        assert uncovered(window, top.cross), (sheet, "its X")
        for group in (window.care, window.controls):
            assert uncovered(window, group), (sheet, "care and machine stay within reach")
        top.cross.click()
        assert window.sheets.top is None, sheet
    assert window.body.trend.isVisible()
    assert window.notes.isVisible()


def test_banners_have_their_own_place_and_never_move_the_score(qapp, window):
    window.on_snapshot(alarmed())
    qapp.processEvents()
    before = {name: place(window, widget) for name, widget in sacred(window).items()}
    window.notice.tell_fault("The disk is full; free some space and look at the sessions' folder. " * 4)
    window.bedside.procedures.bar.setVisible(True)
    qapp.processEvents()
    assert {name: place(window, widget) for name, widget in sacred(window).items()} == before
    assert uncovered(window, window.notice)


def test_a_long_message_is_read_in_whole_by_a_touch(qtbot, window):
    text = "NOTE NOT SAVED: " + "Suction, " * 40 + "write it on paper, too."
    window.notice.tell_fault(text)
    qtbot.mouseClick(window.notice._label, Qt.MouseButton.LeftButton)
    assert window.sheets.top.page.toPlainText() == text


def test_alarms_can_be_answered_although_nothing_is_open_to_be_answered(window):
    assert window.alarms._acknowledge.isEnabled()
    assert window.alarms._pause.isEnabled()


def test_escape_closes_the_upper_sheet_and_the_one_below_is_as_it_was_left(qtbot, window):
    SHEETS["admit"](window)
    below = window.sheets.top
    below.code.setText("P-0")
    SHEETS["more"](window)
    assert window.sheets.top is not below
    qtbot.keyClick(window.windowHandle(), Qt.Key.Key_Escape)
    assert window.sheets.top is below
    assert below.code.text() == "P-0"
    qtbot.keyClick(window.windowHandle(), Qt.Key.Key_Escape)
    assert window.sheets.top is None
    assert QApplication.focusWidget() not in {window.alarms._acknowledge, window.alarms._pause}


def test_a_sheet_can_be_opened_twice_and_is_there_once(window):
    for _ in range(3):
        SHEETS["admit"](window)
    assert window.sheets.count() == 1


def test_what_a_sheet_covers_cannot_be_reached(window):
    SHEETS["more"](window)
    assert not window.notes.isVisible()
    assert not window.body.trend.isVisible()


@pytest.mark.parametrize("page", ["standby", "visitor"])
def test_a_sheet_is_seen_in_standby_and_before_visitors(qapp, window, page):
    if page == "visitor":
        window.controls.visitor_asked.emit(True)
    else:
        window.body._standby = True
        window.body._turn_page()
    SHEETS["admit"](window)
    qapp.processEvents()
    assert uncovered(window, window.sheets.top.cross)
    assert uncovered(window, window.alarms.pain)
    assert not window.body.score.isVisible()


def test_no_window_of_the_system_and_no_box_stands_over_the_monitor():
    """Sheets only: a dialog or a box of Qt disables what is under it. The watchdog is a program of its own."""
    forbidden = re.compile(
        r"QDialog|QMessageBox|QFileDialog|QInputDialog|QColorDialog|QErrorMessage|WindowModal|ApplicationModal"
    )
    room = Path(paths.__file__).parent / "ui"
    found = [
        f"{file.relative_to(room)}: {line.strip()}"
        for file in room.rglob("*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if forbidden.search(line)
    ]
    assert found == []


def test_no_other_window_is_opened_by_any_sheet(qapp, window):
    for open_it in SHEETS.values():
        open_it(window)
        qapp.processEvents()
        assert [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not window] == []
        assert qapp.activeModalWidget() is None
    assert not window.findChildren(QDialog)


def held_buttons(window) -> dict[str, HoldButton]:
    return {b.accessibleName(): b for b in window.findChildren(HoldButton)}


@pytest.mark.parametrize(("name", "signal"), [("Stop session", "stop_asked"), ("Standby", "standby_asked")])
def test_what_ends_monitoring_wants_a_hold(qtbot, window, name, signal, monkeypatch):
    window.controls.show_running(running=True, busy=False)
    button = held_buttons(window)[name]
    now = [100.0]
    monkeypatch.setattr(button.hold, "_clock", type("Stepped", (), {"monotonic": lambda _: now[0]})())
    asked = []
    getattr(window.controls, signal).connect(lambda *_: asked.append(name))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked == []
    assert "1.5" in window.notice.text
    qtbot.mousePress(button, Qt.MouseButton.LeftButton)
    now[0] += 1.4
    button.hold.look()
    assert 0.9 < button.hold.share < 1.0
    assert asked == []
    now[0] += 0.1
    button.hold.look()
    assert asked == [name]
    qtbot.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert asked == [name]


def test_the_finger_that_held_it_does_nothing_more_when_it_comes_up(qtbot, window):
    controls = window.controls
    controls.show_running(running=True, busy=False)
    asked = []
    controls.stop_asked.connect(lambda: asked.append("stop"))
    controls.source_asked.connect(lambda: asked.append("source"))
    qtbot.mousePress(controls.run, Qt.MouseButton.LeftButton)
    controls.run.hold.done.emit()
    controls.show_running(running=False, busy=False)
    qtbot.mouseRelease(controls.run, Qt.MouseButton.LeftButton)
    assert asked == ["stop"]
    qtbot.mouseClick(controls.run, Qt.MouseButton.LeftButton)
    assert asked == ["stop", "source"]


def test_a_key_alone_stops_nothing_and_space_held_does(qtbot, window, monkeypatch):
    window.controls.show_running(running=True, busy=False)
    now = [100.0]
    button = window.controls.run
    monkeypatch.setattr(button.hold, "_clock", type("Stepped", (), {"monotonic": lambda _: now[0]})())
    asked = []
    window.controls.stop_asked.connect(lambda: asked.append("stop"))
    qtbot.keyClick(window.windowHandle(), Qt.Key.Key_F5)
    qtbot.wait(200)
    assert asked == []
    assert button.hasFocus()
    qtbot.keyPress(button, Qt.Key.Key_Space)
    now[0] += 1.6
    button.hold.look()
    assert asked == ["stop"]


def test_closing_during_a_session_asks_and_goes_on_until_it_is_answered(window, service, monkeypatch):
    monkeypatch.setattr(session_control.SessionControl, "monitor", property(lambda _: service), raising=True)
    window.close()
    assert window.isVisible()
    assert isinstance(window.sheets.top, QuestionSheet)
    button = held_buttons(window)["End monitoring and close"]
    button.click()
    assert window.isVisible(), "a click alone closes nothing"
    monkeypatch.undo()
    button.hold.done.emit()
    assert not window.isVisible()


def test_stop_and_standby_stand_apart_from_the_rest(window):
    ends = {window.controls.standby, window.controls.run}
    others = [b for b in window.controls.findChildren(QPushButton) if b not in ends]
    gap = min(
        max(abs(place(window, end).center().x() - place(window, other).center().x())
            - (place(window, end).width() + place(window, other).width()) / 2, 0)
        for end in ends for other in others
    )  # fmt: skip
    assert gap >= 11
    assert all(isinstance(end, HoldButton) for end in ends)


def test_what_a_sheet_is_about_may_end_while_it_is_open(window):
    for name in ("assess", "notes", "limits"):
        SHEETS[name](window)
    assert window.sheets.count() == 3
    window._control.session_ended.emit()
    assert isinstance(window.sheets.top, AssessmentSheet), "what was scored is not lost with the session"
    window.bedside.assessments._enter(Entry("nips", (), 4, "AB", 0, None))
    assert "NOT SAVED" in window.notice.text
    assert "NIPS 4" in window.notice.text
    window.notes.note_words("morphine by the pump")
    assert "NOT SAVED" in window.notice.text
    assert "morphine by the pump" in window.notice.text
    window.bedside.patients.discharged.emit()
    assert window.sheets.top is None
