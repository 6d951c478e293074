"""Each key of the window has one owner, and says so in the owner's tooltip; alarms can be answered by key."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton

from neopain.ui.sheets.machine.more_sheet import MoreSheet
from neopain.ui.sheets.patient.admission_sheet import AdmissionSheet
from neopain.ui.widgets.buttons.shortcuts import KEYS
from tests.ui.sheets.sheets_of import SHEETS


def owners_of_keys(window) -> dict[str, list[object]]:
    """Every key that something in the window has: buttons, actions, and shortcuts by themselves."""
    owners = defaultdict(list)
    for kind, keys in (
        (QAbstractButton, lambda one: [one.shortcut()]),
        (QAction, lambda one: one.shortcuts()),
        (QShortcut, lambda one: one.keys()),
    ):
        for one in window.findChildren(kind):
            for key in keys(one):
                if not key.isEmpty():
                    owners[key.toString()].append(one)
    return owners


def doubled(window) -> dict[str, list[object]]:
    return {key: owners for key, owners in owners_of_keys(window).items() if len(owners) > 1}


def test_the_table_gives_each_key_once_and_qt_knows_it():
    keys = [QKeySequence(key).toString() for key in KEYS.values()]
    assert all(keys)
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Patient", "patient"),
        ("Limits", "limits"),
        ("Manual scores", "assess"),
        ("Procedure mode", "procedure"),
    ],
)
def test_the_manual_names_the_keys_of_the_table(heading, name):
    manual = (Path(__file__).resolve().parents[3] / "docs" / "bedside.md").read_text(encoding="utf-8")
    assert f"## {heading} ({KEYS[name]})" in manual


def test_no_key_of_the_built_window_has_two_owners(window):
    owners = owners_of_keys(window)
    assert doubled(window) == {}
    wanted = {QKeySequence(key).toString() for name, key in KEYS.items() if name != "span_5"}
    assert wanted - set(owners) == set()


def test_no_sheet_brings_a_key_that_has_an_owner(window):
    for name, open_it in SHEETS.items():
        open_it(window)
        assert window.sheets.top is not None, name
        assert doubled(window) == {}, name


def test_the_words_of_a_button_can_change_and_its_key_stays_alone(window):
    window.controls.show_running(running=True, busy=False)
    window.controls.show_running(running=False, busy=False)
    window.care.show_running(running=True, busy=False)
    assert doubled(window) == {}


@pytest.mark.parametrize(
    ("key", "signal"),
    [(Qt.Key.Key_F2, "acknowledge_asked"), (Qt.Key.Key_F3, "audio_pause_asked")],
    ids=["acknowledge", "audio pause"],
)
@pytest.mark.parametrize("under_a_sheet", [False, True])
def test_alarms_are_answered_by_key(qtbot, window, key, signal, under_a_sheet):
    if under_a_sheet:
        window.sheets.open(MoreSheet(window.controls.more))
    with qtbot.waitSignal(getattr(window.alarms, signal), timeout=2000):
        qtbot.keyClick(window.windowHandle(), key)


def test_the_lock_lets_no_key_through(qtbot, window):
    acted = []
    for owner in window.findChildren(QAbstractButton):
        owner.clicked.connect(lambda _on=False, one=owner: acted.append(one.accessibleName()))
    for action in window.findChildren(QAction):
        action.triggered.connect(lambda _on=False, one=action: acted.append(one.text()))
    window.lock.lock()
    for name in KEYS.values():
        stroke = QKeySequence(name)[0]
        qtbot.keyClick(window.windowHandle(), stroke.key(), stroke.keyboardModifiers())
    qtbot.wait(150)
    assert acted == []
    assert window.lock.locked
    window.lock.unlock()
    qtbot.keyClick(window.windowHandle(), Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: acted == ["Review"])


def test_the_lock_lets_no_letter_into_a_sheet_that_is_open(qtbot, window):
    """Whoever wipes the screen writes nothing, sends nothing and closes nothing, whatever was open."""
    sheet = AdmissionSheet()
    window.sheets.open(sheet)
    sheet.code.setFocus()
    qtbot.keyClick(window.windowHandle(), Qt.Key.Key_A)
    assert sheet.code.text() == "a"
    window.lock.lock()
    for key in (
        Qt.Key.Key_A,
        Qt.Key.Key_5,
        Qt.Key.Key_Backspace,
        Qt.Key.Key_Return,
        Qt.Key.Key_Escape,
        Qt.Key.Key_Tab,
    ):
        qtbot.keyClick(window.windowHandle(), key)
    qtbot.keyClick(window.windowHandle(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.wait(100)
    assert window.sheets.top is sheet
    assert sheet.code.text() == "a"


def test_a_locked_window_does_not_ask_about_its_end(window):
    window.lock.lock()
    window.close()
    assert not window.lock.locked
    assert not window.isVisible()
