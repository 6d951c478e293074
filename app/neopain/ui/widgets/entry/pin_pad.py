"""Digits to touch for a PIN that is never shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from neopain.core.clinical.pin import MOST_DIGITS


class PinPad(QWidget):
    """A hidden field and ten keys; without `keys` the field alone, where a sheet has keys for all its fields.

    Signals:
        changed: another digit.
    """

    changed = Signal()

    def __init__(self, hint: str, parent: QWidget | None = None, *, keys: bool = True) -> None:
        super().__init__(parent)
        self._field = QLineEdit()
        self._field.setEchoMode(QLineEdit.EchoMode.Password)
        self._field.setMaxLength(MOST_DIGITS)
        self._field.setAccessibleName(hint)
        self._field.textChanged.connect(self.changed)
        self.tell(hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._field)
        if keys:
            column.addLayout(self._keys())

    def _keys(self) -> QGridLayout:
        keys = QGridLayout()
        for number, label in enumerate(("1", "2", "3", "4", "5", "6", "7", "8", "9", "⌫", "0")):
            key = QPushButton(label)
            key.setAutoDefault(False)
            key.setAccessibleName(self.tr("Delete the last digit") if label == "⌫" else label)
            key.clicked.connect(self._field.backspace if label == "⌫" else self._typer(label))
            keys.addWidget(key, number // 3, number % 3)
        return keys

    @property
    def pin(self) -> str:
        """What was typed so far."""
        return self._field.text()

    def tell(self, hint: str) -> None:
        """Say what is wanted."""
        self._field.setPlaceholderText(hint)

    def take(self) -> str:
        """What was typed, and forget it."""
        pin = self._field.text()
        self._field.clear()
        return pin

    def _typer(self, digit: str) -> object:
        return lambda _checked: self._field.insert(digit)
