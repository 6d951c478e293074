"""Guards of the window's tests: no box that waits, no settings of the person, no thread left behind."""

from __future__ import annotations

import gc
import os
import threading

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QSettings, QThread, QTranslator
from PySide6.QtWidgets import QApplication, QMessageBox

from neopain.core.clock import SystemClock
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.language.language import speak
from neopain.ui.main_window import MainWindow
from neopain.ui.platform.sound import AlarmSound
from tests.ui.fake_service import FakeService

WORKERS = {"heartbeat", "capture", "analysis", "watch", "recorder", "explanation"}


def pytest_collection_modifyitems(items):
    """The offscreen platform says this of every window; it is no fault of ours."""
    for item in items:
        if "tests/ui" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints"))


@pytest.fixture(autouse=True)
def _garbage_stays_here(request):
    """What a test leaves in cycles is collected on this thread, as the program does with `ui.platform.gc_on_gui_thread`."""
    gc.disable()
    yield
    # Windows that are to be deleted wait for a running event loop; left standing, each next window styles them, too.
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    if "qapp" not in request.fixturenames:
        # Nothing of a window is held by this test: what is there still stays, and the next collections leave it out.
        gc.freeze()


@pytest.fixture(autouse=True)
def _no_message_box(monkeypatch):
    """Faults go to the notice; a box would stop the world."""

    def refuse(*args, **kwargs):
        raise AssertionError(f"a message box was opened: {args} {kwargs}")

    for name in ("exec", "open", "show", "critical", "warning", "information", "question", "about"):
        monkeypatch.setattr(QMessageBox, name, refuse)


@pytest.fixture(autouse=True)
def _own_settings(tmp_path):
    for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
        QSettings.setPath(QSettings.Format.IniFormat, scope, str(tmp_path))
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)


@pytest.fixture(autouse=True)
def _no_thread_left(monkeypatch):
    """Every worker and every QThread that a test starts has ended after it."""
    started: list[QThread] = []
    start = QThread.start

    def note(thread, *args):
        started.append(thread)
        start(thread, *args)

    monkeypatch.setattr(QThread, "start", note)
    yield
    assert not [thread for thread in started if thread.isRunning()], "a QThread was left running"
    left = [thread.name for thread in threading.enumerate() if thread.name in WORKERS]
    assert not left, f"threads were left running: {left}"


class SilentPlayer:
    """A player that plays nothing and says that it worked."""

    def __init__(self) -> None:
        self.played: list[tuple[str, float]] = []

    def command(self, sound, volume):
        self.played.append((sound.stem, volume))
        return "true", []


@pytest.fixture
def player():
    return SilentPlayer()


@pytest.fixture
def service():
    return FakeService()


@pytest.fixture
def window(qtbot, service, player, tmp_path):
    """The whole window, shown offscreen, with no session yet."""
    for name in ("alarm_low", "alarm_medium", "reminder", "startup_test"):
        (tmp_path / f"{name}.wav").write_bytes(b"RIFF")
    control = SessionControl(service)
    shown = MainWindow(control, AlarmSound(player, tmp_path), SystemClock())
    qtbot.addWidget(shown)
    shown.show()
    qtbot.waitExposed(shown)
    yield shown
    shown.leave()


@pytest.fixture
def running(qtbot, window):
    """The window with a session whose first score has come."""
    window.start("simulated")
    qtbot.waitUntil(lambda: window.body.score.numeral.text != "--", timeout=8000)
    return window


@pytest.fixture
def german(qapp, monkeypatch):
    """The screen speaks German; English again afterwards."""
    before, installed, install = QLocale(), [], QApplication.installTranslator

    def note(translator: QTranslator) -> bool:
        installed.append(translator)
        return install(translator)

    monkeypatch.setattr(qapp, "installTranslator", note, raising=False)
    assert speak(qapp, "de") == "de"
    yield
    for translator in installed:
        qapp.removeTranslator(translator)
    QLocale.setDefault(before)
