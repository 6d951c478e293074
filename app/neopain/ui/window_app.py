"""Runs the window: the application object, its faults, its signals, its end."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType, TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from neopain import paths
from neopain.bedside.contracts.program import WindowService
from neopain.core.clock import SystemClock
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.language.language import speak
from neopain.ui.main_window import MainWindow
from neopain.ui.platform.gc_on_gui_thread import GuiThreadGc
from neopain.ui.platform.sound import AlarmSound
from neopain.ui.platform.sound_players import find_player, sound_output
from neopain.workers.ending_signals import ENDING_SIGNALS

logger = logging.getLogger(__name__)

AWAKE_MS = 200
"""Python sees a signal only between bytecodes: the event loop is left this often."""
SHOT_BEFORE_END_S = 2.5
SHOT_SETTLE_MS = 300


def run_window(
    service: WindowService,
    *,
    source: str | None = "simulated",
    autostart: bool,
    screenshot: Path | None = None,
    quit_after_s: float | None = None,
) -> int:
    """Show the window until it is closed. Returns the exit code: 1 when something did not stop in time.

    Args:
        service: what the window asks of the program.
        source: what to monitor when `autostart`.
        autostart: start a session as soon as the models are open, else open the sheet of sources.
        screenshot: write a picture of the window there, shortly before the end.
        quit_after_s: close by itself after so many seconds of running.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise TypeError(f"the window needs a QApplication; there is a {type(app).__name__} already")
    app.setApplicationName("NeoPain")
    app.setStyle("Fusion")
    speak(app)
    garbage = GuiThreadGc()
    control = SessionControl(service)
    control.models_opened.connect(garbage.spare_what_stays)
    sound = AlarmSound(find_player() if sound_output() else None, paths.assets() / "sounds")
    window = MainWindow(control, sound, SystemClock())
    with _faults_shown(window), _ended_by_signals(app, window):
        window.show()
        control.open_models()
        window.bedside.patients.look()
        if autostart and source:
            window.start(source)
        elif not autostart:
            window.cameras.ask()
        _plan_end(window, screenshot, quit_after_s)
        app.exec()
    stopped = control.close()
    garbage.end()
    return 0 if stopped else 1


def _plan_end(window: MainWindow, screenshot: Path | None, quit_after_s: float | None) -> None:
    if quit_after_s is not None:
        QTimer.singleShot(round(1000 * quit_after_s), window, window.leave)
    if screenshot is not None:
        after_s = 10.0 if quit_after_s is None else max(0.0, quit_after_s - SHOT_BEFORE_END_S)
        QTimer.singleShot(round(1000 * after_s), window, partial(_plan_shot, window, screenshot))


def _plan_shot(window: MainWindow, target: Path) -> None:
    # The first grab lays hidden pages out, long enough for the live picture to grow stale in it.
    window.grab()
    QTimer.singleShot(SHOT_SETTLE_MS, window, partial(_shoot, window, target))


def _shoot(window: MainWindow, target: Path) -> None:
    if not window.grab().save(str(target)):
        logger.error("the screenshot could not be written to %s", target)


@contextmanager
def _faults_shown(window: MainWindow) -> Iterator[None]:
    """While it lasts, an exception that leaves a slot is logged and shown, never swallowed."""
    before = sys.excepthook

    def show(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            window.leave()
            return
        logger.error("unexpected fault in the window", exc_info=(kind, fault, trace))
        window.show_fault(kind.__name__)

    sys.excepthook = show
    try:
        yield
    finally:
        sys.excepthook = before


@contextmanager
def _ended_by_signals(app: QApplication, window: MainWindow) -> Iterator[None]:
    """A signal that ends the program closes the window, so that the record is closed too."""

    def end(_number: int, _frame: FrameType | None) -> None:
        window.leave()
        app.quit()

    before = {number: signal.signal(number, end) for number in ENDING_SIGNALS}
    awake = QTimer(app)
    awake.timeout.connect(lambda: None)
    awake.start(AWAKE_MS)
    try:
        yield
    finally:
        awake.stop()
        for number, handler in before.items():
            signal.signal(number, handler)
