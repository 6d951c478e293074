"""Runs the raters' window: the application object, its faults, its end."""

from __future__ import annotations

import logging
import signal
import sys
from types import TracebackType

from PySide6.QtWidgets import QApplication

from neopain.core.clock import Clock
from neopain.ui.language.language import speak
from neopain_export.annotation.folder.passes import Pass
from neopain_export.annotation.window.rating_window import RatingWindow

logger = logging.getLogger(__name__)
SIZE_PX = (1280, 760)


def run_window(rated: Pass, clock: Clock) -> None:
    """Show the window until it is closed. A kill loses nothing that was answered."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise TypeError(f"the window needs a QApplication; there is a {type(app).__name__} already")
    app.setApplicationName("NeoPain annotation")
    app.setStyle("Fusion")
    speak(app)
    window = RatingWindow(rated, clock)
    window.resize(*SIZE_PX)
    before_fault, before_signal = sys.excepthook, signal.getsignal(signal.SIGINT)

    def show(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        logger.error("unexpected fault in the window", exc_info=(kind, fault, trace))
        window.notice.tell_fault(kind.__name__)

    sys.excepthook = show
    # Python would see Ctrl+C only when Qt hands over; every answer is on the disk already.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        window.show()
        app.exec()
    finally:
        sys.excepthook = before_fault
        signal.signal(signal.SIGINT, before_signal)
