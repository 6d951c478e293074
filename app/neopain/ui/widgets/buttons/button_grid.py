"""Buttons of one size in as many columns as the width allows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from neopain.ui.widgets.buttons.grid_button import GridButton
from neopain.ui.widgets.buttons.icon_paths import Icon
from neopain.ui.widgets.buttons.icons import icon_for
from neopain.ui.widgets.buttons.shortcuts import give_key

GAP_PX = 6
ONE_LINE = 12
"""Letters that every button is wide enough for."""


def two_lines(text: str) -> str:
    """Break a long text at the blank nearest its middle: buttons are high enough for two lines."""
    blanks = [place for place, letter in enumerate(text) if letter == " "]
    if not blanks or len(text) <= ONE_LINE:
        return text
    middle = min(blanks, key=lambda place: abs(place - len(text) / 2))
    return f"{text[:middle]}\n{text[middle + 1 :]}"


def relabel(button: QPushButton, text: str) -> None:
    """Another text on a button of the grid; Qt alone would take its shortcut away with the old one."""
    key = button.shortcut()
    words = two_lines(text)
    if words != button.text():
        button.setText(words)
        button.setShortcut(key)


class ButtonGrid(QWidget):
    """Touch targets that reflow: in so many rows, or in as few as the width allows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: list[QPushButton] = []
        self._columns = 0
        self._rows: int | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def add(
        self,
        text: str,
        tip: str,
        act: Callable[..., None],
        *,
        key: str = "",
        icon: Icon | None = None,
    ) -> GridButton:
        """A button that calls `act()`; `tip` is for tooltip and screen reader, `key` one of `shortcuts`."""
        button = GridButton()
        button.clicked.connect(lambda _checked: act())
        self.take(button, text, tip, key=key, icon=icon)
        return button

    def take(
        self, button: GridButton, text: str, tip: str, *, key: str = "", icon: Icon | None = None
    ) -> None:
        """A button that acts in its own way."""
        button.setText(two_lines(text))
        button.setProperty("role", "grid")
        button.setAccessibleName(text)
        button.setAccessibleDescription(tip)
        if icon is not None:
            button.setIcon(icon_for(icon))
        button.setToolTip(f"{tip} ({give_key(button, key)})" if key else tip)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._buttons.append(button)
        self._lay(len(self._buttons))

    def keep_rows(self, rows: int | None) -> None:
        """In exactly so many rows from now on; None for as few as fit."""
        if rows != self._rows:
            self._rows = rows
            self.reflow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as many columns as the widest button allows."""
        super().resizeEvent(event)
        self.reflow()

    def reflow(self) -> None:
        """Lay the buttons out anew; also after the font changed."""
        shown = [button for button in self._buttons if not button.isHidden()]
        if not shown:
            return
        rows = self._rows
        if rows is None:
            widest = max(button.sizeHint().width() for button in shown)
            room = max(1, (self.width() + GAP_PX) // (widest + GAP_PX))
            rows = -(-len(shown) // min(room, len(shown)))
        columns = -(-len(shown) // rows)
        if columns != self._columns:
            self._lay(columns)

    def minimumSizeHint(self) -> QSize:
        """Narrower than the row is wide where the grid wraps."""
        least = super().minimumSizeHint()
        return QSize(100, least.height()) if self._rows is None else least

    def _lay(self, columns: int) -> None:
        self._columns = columns
        for button in self._buttons:
            self._grid.removeWidget(button)
        for place, button in enumerate(self._buttons):
            self._grid.addWidget(button, place // columns, place % columns)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, int(column < columns))
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, int(row * columns < len(self._buttons)))
        self.updateGeometry()
