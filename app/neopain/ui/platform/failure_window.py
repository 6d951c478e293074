"""A window that says why the program cannot run, when no window and no terminal is there to say it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget


def show_failure(text: str) -> None:
    """Show the text until somebody closes the window."""
    application = QApplication.instance() or QApplication([])
    window = failure_window(text)
    window.show()
    application.exec()


def failure_window(text: str) -> QWidget:
    """The window itself: the text, to be copied, and a button that closes it."""
    window = QWidget()
    window.setWindowTitle("NeoPain")
    label = QLabel(text)
    label.setWordWrap(True)
    label.setMinimumWidth(480)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    close = QPushButton("Close")
    close.clicked.connect(window.close)
    layout = QVBoxLayout(window)
    layout.addWidget(label)
    layout.addWidget(close)
    return window
