"""A sheet of figures: what they are, and their values, one or two beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from neopain.ui.sheets.sheet import Sheet

Figures = Sequence[tuple[str, ...]]


class FiguresGrid(QWidget):
    """Rows of a name and its values; filled anew as often as wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: Figures = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(6)

    def fill(self, rows: Figures) -> None:
        """Args: a name and its values a row; the first row may be headings, with an empty name."""
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.deleteLater()
        self.rows = rows
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                label = QLabel(text)
                label.setWordWrap(True)
                if column:
                    label.setStyleSheet("font-weight: 700;")
                self._grid.addWidget(label, row, column)
        for column in range(max((len(cells) for cells in rows), default=0)):
            self._grid.setColumnStretch(column, 1)


class FiguresSheet(Sheet):
    """Figures with a word on what they do not mean."""

    def __init__(self, title: str, rows: Figures, note: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_title(title)
        self.figures = FiguresGrid()
        self.figures.fill(rows)
        words = QLabel(note)
        words.setProperty("role", "small")
        words.setWordWrap(True)
        self.content.addWidget(self.figures)
        self.content.addStretch(1)
        self.content.addWidget(words)
