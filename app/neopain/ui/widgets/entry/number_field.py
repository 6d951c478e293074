"""A whole number that is typed: nothing is assumed or cut, and what is out of bounds stays to be seen."""

from __future__ import annotations

from PySide6.QtCore import QRegularExpression, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QWidget


class NumberField(QLineEdit):
    """Empty until somebody gives a number. Letters are left out; signs and points stay: 1.5 is not 15.

    Signals:
        valueChanged: other digits.
    """

    valueChanged = Signal()  # noqa: N815  as Qt's own boxes call it

    def __init__(self, least: int, greatest: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.let(least, greatest)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.setPlaceholderText("?")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.textChanged.connect(lambda _text: self.valueChanged.emit())

    def let(self, least: int, greatest: int) -> None:
        """Other bounds; what was typed stays to be seen."""
        self.least, self.greatest = least, greatest
        digits = len(str(greatest))
        self.setMaxLength(digits + 1)
        self.setValidator(
            QRegularExpressionValidator(QRegularExpression(rf"[^\s\p{{L}}]{{0,{digits + 1}}}"), self)
        )

    @property
    def given(self) -> bool:
        """Whether anything was typed."""
        return bool(self.text())

    @property
    def within(self) -> bool:
        """Whether it is a number within the bounds."""
        return self._is_number and self.least <= int(self.text()) <= self.greatest

    @property
    def _is_number(self) -> bool:
        text = self.text()
        return text.isascii() and text.isdigit()

    def value(self) -> int | None:
        """The number; None when there is none within the bounds."""
        return int(self.text()) if self.within else None

    def setValue(self, value: int | None) -> None:  # noqa: N802  as Qt's own boxes call it
        """Show a number, or none."""
        self.setText("" if value is None else str(value))

    def stepBy(self, steps: int) -> None:  # noqa: N802  as Qt's own boxes call it
        """One up or down, within the bounds; from nothing to the least."""
        wanted = self.least if not self._is_number else int(self.text()) + steps
        self.setValue(min(max(wanted, self.least), self.greatest))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever comes here by Tab or touch types over what stands there."""
        super().focusInEvent(event)
        QTimer.singleShot(0, self, self.selectAll)
