"""What the machine can do besides: seldom wanted, so not in the bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from neopain.ui.sheets.sheet import Sheet
from neopain.ui.widgets.buttons.action_button import ActionButton

COLUMNS = 2


class MoreSheet(Sheet):
    """A button for each action, and what it does in small letters under it."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_title(self.tr("More"))
        grid = QGridLayout()
        for number, action in enumerate(actions):
            row, column = 2 * (number // COLUMNS), number % COLUMNS
            words = QLabel(action.toolTip())
            words.setProperty("role", "small")
            words.setWordWrap(True)
            grid.addWidget(ActionButton(action), row, column)
            grid.addWidget(words, row + 1, column)
        self.content.addLayout(grid)
        self.content.addStretch(1)
