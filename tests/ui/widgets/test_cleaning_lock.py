"""The cleaning lock: no touch and no key acts, whatever has the focus; two seconds open it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from neopain.ui.widgets.buttons.cleaning_lock import CleaningLock
from tests.fakes import FakeClock


@pytest.fixture
def locked(qtbot):
    """A window with a button, a field and a key, locked; the lock, its clock, and what has acted."""
    window, clock, acted = QWidget(), FakeClock(), []
    qtbot.addWidget(window)
    button, field = QPushButton(window), QLineEdit(window)
    button.clicked.connect(lambda: acted.append("button"))
    button.setShortcut("F7")
    field.textChanged.connect(acted.append)
    QShortcut("Ctrl+K", window, activated=lambda: acted.append("key"))
    window.resize(300, 200)
    window.show()
    qtbot.waitExposed(window)
    lock = CleaningLock(window, clock)
    lock.lock()
    yield lock, clock, acted, (window, button, field)
    if lock.locked:
        lock.unlock()


def test_the_lock_swallows_every_touch_and_key(qtbot, locked):
    lock, _, acted, widgets = locked
    assert widgets[0].childAt(5, 5) is lock
    for widget in (*widgets, lock):
        qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        for key in (Qt.Key.Key_F7, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_A, Qt.Key.Key_Space):
            qtbot.keyClick(widget, key)
        qtbot.keyClick(widget, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClick(widgets[0].windowHandle(), Qt.Key.Key_F7)
        qtbot.keyClick(widgets[0].windowHandle(), Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert acted == []
    assert lock.locked
    lock.unlock()
    qtbot.keyClick(widgets[0].windowHandle(), Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: acted == ["button"])


@pytest.mark.parametrize("with_key", [False, True], ids=["finger", "space"])
def test_the_lock_opens_after_two_seconds_of_holding_and_not_before(qtbot, locked, with_key):
    lock, clock, acted, (window, *_) = locked

    def press():
        if with_key:
            qtbot.keyPress(window, Qt.Key.Key_Space)
        else:
            qtbot.mousePress(window, Qt.MouseButton.LeftButton)

    press()
    clock.step(1.9)
    lock.hold.look()
    assert lock.locked
    if with_key:
        qtbot.keyRelease(window, Qt.Key.Key_Space)
    else:
        qtbot.mouseRelease(window, Qt.MouseButton.LeftButton)
    clock.step(5.0)
    lock.hold.look()
    assert lock.locked
    press()
    clock.step(2.0)
    with qtbot.waitSignal(lock.unlocked):
        lock.hold.look()
    assert not lock.locked
    assert not lock.isVisible()
    assert acted == []
