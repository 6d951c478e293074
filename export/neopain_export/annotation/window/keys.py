"""Every key of the raters' window, in one table, and how a button gets one and says so.

Two pages may have the same key, as only what is seen answers to one; within a page each key has one owner.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton

from neopain.ui.widgets.buttons.grid_button import GridButton

ACTIONS = 9
"""As many questions and reasons as there are digits."""
EVERYWHERE: Mapping[str, str] = {"theme": "F10"}
RATING: Mapping[str, str] = {
    "back": "Left",
    "on": "Right",
    "undo": "Ctrl+Z",
    "pause": "P",
    "play": "Space",
    "cannot": "C",
}
"""While a picture is seen, beside those of the answers or of the reasons."""
ANSWERS: Mapping[str, str] = {
    "confirm": "Return",
    "confirm_too": "Enter",
    "value_0": "0",
    "value_1": "1",
    **{f"unseen_{number}": f"Alt+{number}" for number in range(1, ACTIONS + 1)},
}
"""A question of several has its number, see `question_key`; `value_0` and `value_1` are a lone question's."""
REASONS: Mapping[str, str] = {"to_answers": "Escape"}
PAUSED: Mapping[str, str] = {"go_on": "P"}
END: Mapping[str, str] = {"end_back": "Left", "end_undo": "Ctrl+Z", "finish": "Return"}
_ALL = {**EVERYWHERE, **RATING, **ANSWERS, **REASONS, **PAUSED, **END}


def question_key(number: int) -> str:
    """Of the question or reason with this number, from 1."""
    if not 1 <= number <= ACTIONS:
        raise ValueError(f"a question has a digit from 1 to {ACTIONS}; got {number}")
    return str(number)


def words_of(key: str) -> str:
    """The key in words, as the system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def give(button: QPushButton, key: str) -> None:
    """Let the key press the button, at once.

    A button's own shortcut is a click of a tenth of a second: what is typed in it would still go to the
    picture before. A key that is held down is pressed once.
    """
    shortcut = QShortcut(QKeySequence(key), button)
    shortcut.setAutoRepeat(False)
    shortcut.activated.connect(button.click)


def label(button: QPushButton, words: str, name: str, tip: str = "") -> None:
    """Give the button words, its key of the table, and tell the key in both text and tooltip."""
    label_with(button, words, _ALL[name], tip)


def label_with(button: QPushButton, words: str, key: str, tip: str = "", *, told: bool = True) -> None:
    """The same with any key; with `told` False the text does not say the key, only the tooltip does."""
    said = words_of(key)
    text = f"{words}  ({said})" if told else words
    button.setText(f"{words}\n({said})" if isinstance(button, GridButton) else text)
    button.setAccessibleName(words)
    button.setAccessibleDescription(tip)
    button.setToolTip(f"{tip or words} ({said})")
    button.setAutoDefault(False)
    give(button, key)
