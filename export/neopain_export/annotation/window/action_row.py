"""One question of several: its number and name, and whether it is present, absent or cannot be seen."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from neopain_export.annotation.window import keys


class ActionRow(QWidget):
    """Three answers; its digit turns present and absent over, Alt and the digit say that it cannot be seen.

    Signals:
        changed: another answer was chosen.
    """

    changed = Signal()

    def __init__(self, number: int, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._number = words, number
        self._value: int | None = 0
        self._known = True
        self._locked = False
        key = keys.question_key(number)
        self.name = QLabel(f"{key}  {words}")
        self.name.setWordWrap(True)
        self.name.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.name, 1)
        self.buttons: dict[int | None, QPushButton] = {}
        for value, said in (
            (1, self.tr("present")),
            (0, self.tr("absent")),
            (None, self.tr("not seen")),
        ):
            button = QPushButton(said)
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setProperty("role", "pad")
            button.setAccessibleName(f"{words}: {said}")
            alone = keys.words_of(key if value is not None else f"Alt+{key}")
            button.setToolTip(f"{words}: {said} ({alone})")
            button.clicked.connect(lambda _checked, value=value: self._press(value))
            self.buttons[value] = button
            row.addWidget(button)
        self.turn_key = QShortcut(QKeySequence(key), self)
        self.turn_key.setAutoRepeat(False)
        self.turn_key.activated.connect(self._turn)
        self.unseen_key = QShortcut(QKeySequence(f"Alt+{key}"), self)
        self.unseen_key.activated.connect(lambda: self._press(None))
        self.choose(0, known=True)

    @property
    def value(self) -> int | None:
        """1 present, 0 absent, None not seen."""
        return self._value

    @property
    def known(self) -> bool:
        """Whether it is answered."""
        return self._known

    @property
    def seen(self) -> bool:
        """Whether it is answered, and can be seen."""
        return self._known and self._value is not None

    def choose(self, value: int | None, *, known: bool) -> None:
        """Show this answer; with `known` False none is chosen."""
        self._value, self._known = value, known
        for each, button in self.buttons.items():
            button.setChecked(known and each == value)

    def lock(self, *, locked: bool, disputed: bool) -> None:
        """Whether it is agreed already, and whether it is marked as in dispute."""
        self._locked = locked
        for value, button in self.buttons.items():
            button.setEnabled(not locked)
            # A disabled button shows no choice: what was agreed is the only one that is left.
            button.setVisible(not locked or value == self._value)
        mark = " \u25c6" if disputed else ""
        self.name.setText(f"{self._number}  {self._words}{mark}")
        said = self.tr("{question}: in dispute") if disputed else "{question}"
        self.name.setAccessibleName(said.format(question=self._words))

    @Slot()
    def _turn(self) -> None:
        self._press(0 if self._known and self._value == 1 else 1)

    def _press(self, value: int | None) -> None:
        if not self._locked:
            self.choose(value, known=True)
            self.changed.emit()
