"""Buttons of one size in as many columns as the width allows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

GAP_PX = 6


def two_lines(text: str) -> str:
    """Break the text at the blank nearest its middle: buttons are high enough for two lines."""
    blanks = [place for place, letter in enumerate(text) if letter == " "]
    if not blanks:
        return text
    middle = min(blanks, key=lambda place: abs(place - len(text) / 2))
    return f"{text[:middle]}\n{text[middle + 1 :]}"


def relabel(button: QPushButton, text: str) -> None:
    """Another text on a button of the grid; Qt alone would take its shortcut away with the old one."""
    key = button.shortcut()
    button.setText(two_lines(text))
    button.setShortcut(key)


class ButtonGrid(QWidget):
    """Touch targets that reflow: one row on a wide screen, several on a portrait one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: list[QPushButton] = []
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def add(
        self, text: str, tip: str, act: Callable[..., None], *, key: str = "", checkable: bool = False
    ) -> QPushButton:
        """A button; `tip` is its tooltip and what a screen reader says, `key` its shortcut.

        A checkable one calls `act(bool)` when it is toggled, another one `act()` when it is clicked.
        """
        button = QPushButton(two_lines(text))
        button.setProperty("role", "grid")
        button.setAccessibleName(text)
        button.setAccessibleDescription(tip)
        button.setToolTip(f"{tip} ({key})" if key else tip)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        if key:
            button.setShortcut(QKeySequence(key))
        if checkable:
            button.setCheckable(True)
            button.toggled.connect(act)
        else:
            button.clicked.connect(lambda _checked: act())
        self._buttons.append(button)
        self._lay(len(self._buttons))
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as many columns as the widest button allows."""
        super().resizeEvent(event)
        self.reflow()

    def reflow(self) -> None:
        """Lay the buttons out anew; also after the font changed."""
        shown = [button for button in self._buttons if not button.isHidden()]
        if not shown:
            return
        widest = max(button.sizeHint().width() for button in shown)
        room = max(1, (self.width() + GAP_PX) // (widest + GAP_PX))
        rows = -(-len(shown) // min(room, len(shown)))
        columns = -(-len(shown) // rows)
        if columns != self._columns:
            self._lay(columns)

    def minimumSizeHint(self) -> QSize:
        """Narrower than the row is wide: the grid wraps."""
        return QSize(100, super().minimumSizeHint().height())

    def _lay(self, columns: int) -> None:
        self._columns = columns
        for button in self._buttons:
            self._grid.removeWidget(button)
        for place, button in enumerate(self._buttons):
            self._grid.addWidget(button, place // columns, place % columns)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, int(column < columns))
        self.updateGeometry()
