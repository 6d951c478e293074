"""How loud alarms are: a number with a minus and a plus, and a button that lets it be heard."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSpinBox, QWidget

from neopain.ui.widgets.entry.stepper import Stepper

STEP_PERCENT = 10


class VolumeRow(QWidget):
    """In percent of the machine's own volume; what is too soft for an alarm cannot be chosen.

    Signals:
        chosen: float, a share of the machine's volume.
        tried: somebody wants to hear it.
    """

    chosen = Signal(float)
    tried = Signal()

    def __init__(self, volume: float, least: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QSpinBox()
        self.box.setAccessibleName(self.tr("Alarm volume"))
        self.box.setRange(round(100 * least), 100)
        self.box.setSingleStep(STEP_PERCENT)
        self.box.setSuffix(" %")
        self.box.setValue(round(100 * volume))
        self.box.valueChanged.connect(lambda percent: self.chosen.emit(percent / 100))
        hear = QPushButton(self.tr("Listen"))
        hear.setAccessibleName(self.tr("Hear an alarm at this volume"))
        hear.setAutoDefault(False)
        hear.clicked.connect(self.tried)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Stepper(self.box), 1)
        row.addWidget(hear)
