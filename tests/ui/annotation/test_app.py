"""The application around the raters' window."""

import signal
import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from neopain.core.clock import SystemClock
from neopain_export.annotation.window.app import run_window
from neopain_export.annotation.window.rating_window import RatingWindow
from tests.unit.export.annotation.made_annotations import begin, made_plan


def test_the_window_runs_until_it_is_closed_and_leaves_nothing_behind(qapp, tmp_path, caplog):
    before = sys.excepthook, signal.getsignal(signal.SIGINT)
    seen = []

    def close():
        for window in QApplication.topLevelWidgets():
            if isinstance(window, RatingWindow) and window.isVisible():
                sys.excepthook(ValueError, ValueError("odd"), None)
                seen.append((window.windowTitle(), window.notice.text))
                window.close()

    QTimer.singleShot(600, close)
    run_window(begin(tmp_path, made_plan(tmp_path)), SystemClock())
    assert seen == [("NeoPain annotation", "ValueError")]
    assert (sys.excepthook, signal.getsignal(signal.SIGINT)) == before
