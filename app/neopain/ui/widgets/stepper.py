"""A number with a minus and a plus that gloves can hit; the style sheet hides the spin box's own arrows."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractSpinBox, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from neopain.ui.style.sizes import TOUCH_MIN_PX


class Stepper(QWidget):
    """Puts two buttons around a spin box; the spin box stays the one that is asked and told."""

    def __init__(self, box: QAbstractSpinBox, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(box, 1)
        for sign, step, words in (("-", -1, self.tr("Less: {name}")), ("+", 1, self.tr("More: {name}"))):
            button = QPushButton(sign)
            button.setAutoDefault(False)
            button.setAutoRepeat(True)
            button.setMinimumWidth(TOUCH_MIN_PX)
            button.setAccessibleName(words.format(name=box.accessibleName()))
            button.clicked.connect(lambda _checked, steps=step: box.stepBy(steps))
            row.addWidget(button)
