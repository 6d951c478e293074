"""Every key of the window, in one table: a key that two things own does nothing at all in Qt."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton

KEYS: Mapping[str, str] = {
    "model": "F1",
    "acknowledge": "F2",
    "audio_pause": "F3",
    "procedure": "F4",
    "run": "F5",
    "care": "F6",
    "standby": "F7",
    "review": "F8",
    "limits": "F9",
    "theme": "F10",
    "full_screen": "F11",
    "patient": "F12",
    "assess": "Ctrl+S",
    "more": "Ctrl+M",
    "hide_picture": "Ctrl+H",
    "visitor": "Ctrl+P",
    "baseline": "Ctrl+B",
    "lock": "Ctrl+L",
    "camera": "Ctrl+K",
    "pictures": "Ctrl+G",
    "streams": "Ctrl+E",
    "undo_note": "Ctrl+Z",
    "live": "Home",
    "back": "Ctrl+Left",
    "forward": "Ctrl+Right",
    "close_sheet": "Escape",
    "layer_intensity": "Ctrl+I",
    "layer_signs": "Ctrl+J",
    "free_note": "Alt+0",
    **{f"note_{number}": f"Alt+{number}" for number in range(1, 10)},
    **{f"span_{number}": f"Ctrl+{number}" for number in range(1, 6)},
}
"""By what it does: the key, in the words of QKeySequence."""


def give_key(owner: QAbstractButton | QAction, name: str) -> str:
    """Let `owner` have the key of `name`, a KeyError without one; gives the key in words for a tooltip."""
    key = QKeySequence(KEYS[name])
    owner.setShortcut(key)
    return key.toString(QKeySequence.SequenceFormat.NativeText)
