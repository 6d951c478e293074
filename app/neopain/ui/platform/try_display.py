"""Opens the display and ends: the child of a frozen program, which runs no lines of Python for us."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication


def main() -> int:
    """Returns: 0; where the display cannot be opened, the library ends the process."""
    QGuiApplication([])
    return 0
