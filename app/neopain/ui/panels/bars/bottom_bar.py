"""The foot of the window: care now, note, machine; three groups that are told apart without reading."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from neopain.core.clock import Clock
from neopain.ui.panels.bars.annotation_bar import AnnotationBar
from neopain.ui.panels.bars.care_bar import CareBar
from neopain.ui.panels.bars.control_bar import ControlBar
from neopain.ui.style.sizes import Sizes

STRETCHES = (5, 9, 5)
"""As the columns of picture, trend and score above."""
NARROW_ORDER = (1, 0, 2)


class BottomBar(QWidget):
    """Side by side on a wide screen, under each other on a narrow one.

    Attributes:
        care, notes, controls: the three groups.
        notes_group: the notes with their title, whose place a sheet may take.
    """

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.care, self.notes, self.controls = CareBar(), AnnotationBar(), ControlBar(clock)
        self._groups = tuple(
            _group(title, bar)
            for title, bar in (
                (self.tr("CARE NOW"), self.care),
                (self.tr("NOTE"), self.notes),
                (self.tr("MACHINE"), self.controls),
            )
        )
        self.notes_group = self._groups[1]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.arrange(portrait=False)

    def arrange(self, *, portrait: bool) -> None:
        """Follow the window's shape."""
        for number, group in enumerate(self._groups):
            self._grid.removeWidget(group)
            # On a narrow screen the notes come first: a sheet takes their place with the trend's above them.
            row, column = (NARROW_ORDER[number], 0) if portrait else (0, number)
            self._grid.addWidget(group, row, column)
            self._grid.setColumnStretch(number, 0 if portrait else STRETCHES[number])
        if portrait:
            self._grid.setColumnStretch(0, 1)
        self.notes.arrange(portrait=portrait)
        self.controls.arrange(portrait=portrait)

    def fit(self, sizes: Sizes) -> None:
        """Take sizes, and lay the buttons out for them."""
        self._grid.setSpacing(sizes.gap_px)
        for grid in (self.care.grid, self.notes.grid, self.controls.grid, self.controls.ends):
            grid.reflow()


def _group(title: str, bar: QWidget) -> QFrame:
    frame = QFrame()
    frame.setObjectName("group")
    frame.setAccessibleName(title)
    words = QLabel(title)
    words.setProperty("role", "group")
    column = QVBoxLayout(frame)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(1)
    column.addWidget(words)
    column.addWidget(bar, 1)
    return frame
