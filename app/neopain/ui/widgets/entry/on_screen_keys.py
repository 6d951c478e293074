"""Keys to touch where there is no keyboard: they type into the field that has the focus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QLineEdit, QPushButton, QSizePolicy, QWidget

DELETE = "⌫"
ROWS = ("1234567890", "ABCDEFGHIJ", "KLMNOPQRST", f"UVWXYZ-._{DELETE}")


class OnScreenKeys(QWidget):
    """Digits, letters and the signs that a code may hold; for words a blank, too."""

    def __init__(self, *, words: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(3)
        for row, letters in enumerate(ROWS):
            for column, letter in enumerate(letters):
                key = QPushButton(letter)
                key.setProperty("role", "key")
                key.setAutoDefault(False)
                # The focus stays in the field that is typed into.
                key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
                key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
                name = self.tr("Delete the last letter") if letter == DELETE else letter
                key.setAccessibleName(name)
                key.clicked.connect(lambda _checked, sign=letter: self._press(sign))
                grid.addWidget(key, row, column)
        if words:
            blank = QPushButton(self.tr("space"))
            blank.setProperty("role", "key")
            blank.setAutoDefault(False)
            blank.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            blank.setAccessibleName(self.tr("space"))
            blank.clicked.connect(lambda _checked: self._press(" "))
            grid.addWidget(blank, len(ROWS), 2, 1, 6)

    def _press(self, sign: str) -> None:
        field = QApplication.focusWidget()
        if not isinstance(field, QLineEdit):
            return
        if sign == DELETE:
            field.backspace()
        else:
            field.insert(sign)
