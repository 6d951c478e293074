"""A number with a minus and a plus that gloves can hit; the style sheet hides the spin box's own arrows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from neopain.ui.style.sizes import TOUCH_MIN_PX
from neopain.ui.widgets.entry.number_field import NumberField


class Stepper(QWidget):
    """Puts two buttons around a field; the field stays the one that is asked and told.

    The buttons take no keyboard focus: Tab goes from field to field, and arrow keys step in a spin box.
    """

    def __init__(
        self, box: QAbstractSpinBox | NumberField, unit: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        box.setMinimumWidth(box.fontMetrics().horizontalAdvance("00000") + 24)
        self.setFocusProxy(box)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(box, 1)
        if unit:
            row.addWidget(QLabel(unit))
        for sign, step, words in (("-", -1, self.tr("Less: {name}")), ("+", 1, self.tr("More: {name}"))):
            button = QPushButton(sign)
            button.setAutoDefault(False)
            button.setAutoRepeat(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setMinimumWidth(TOUCH_MIN_PX)
            button.setAccessibleName(words.format(name=box.accessibleName()))
            button.clicked.connect(lambda _checked, steps=step: box.stepBy(steps))
            row.addWidget(button)
