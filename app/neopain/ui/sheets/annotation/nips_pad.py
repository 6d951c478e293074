"""NIPS item by item, with buttons large enough for gloves and the total as it grows."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from neopain.core.clinical.scales import NIPS, Item, band_of, missing_items, total_of
from neopain.ui.language.translate import shown
from neopain.ui.widgets.buttons.button_grid import two_lines


class NipsPad(QWidget):
    """One row of answers per item; nothing is chosen beforehand, so nothing is assumed to be 0.

    Signals:
        changed: an answer was given.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: dict[str, QButtonGroup] = {}
        grid = QGridLayout()
        grid.setSpacing(4)
        for row, item in enumerate(NIPS.items):
            grid.addWidget(QLabel(shown(item.label)), row, 0)
            self._add_answers(grid, row, item)
        self._total = QLabel()
        self._total.setStyleSheet("font-weight: 700;")
        self._total.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._total.setWordWrap(True)
        column = QVBoxLayout(self)
        column.addLayout(grid, 1)
        column.addWidget(self._total)
        self._tell()

    @property
    def answers(self) -> dict[str, int]:
        """Points by item id, of the items answered so far, in the scale's order."""
        return {name: group.checkedId() for name, group in self._groups.items() if group.checkedId() >= 0}

    @property
    def total(self) -> int | None:
        """The total; None while an item is missing."""
        return total_of(NIPS, self.answers)

    @property
    def total_text(self) -> str:
        """The line under the items."""
        return self._total.text()

    def show_answers(self, answers: Mapping[str, int]) -> None:
        """Take the answers of an earlier assessment."""
        for name, group in self._groups.items():
            points = answers.get(name)
            if points is not None:
                group.button(points).setChecked(True)
        self._tell()

    def _add_answers(self, grid: QGridLayout, row: int, item: Item) -> None:
        group = self._groups[item.id] = QButtonGroup(self)
        widest = max(len(other.choices) for other in NIPS.items)
        for place, choice in enumerate(item.choices):
            button = QPushButton(two_lines(f"{choice.points}  {shown(choice.words)}"))
            button.setProperty("role", "pad")
            button.setCheckable(True)
            button.setAccessibleName(f"{shown(item.label)} {choice.points}: {shown(choice.words)}")
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
            group.addButton(button, choice.points)
            span = widest - place if place == len(item.choices) - 1 else 1
            grid.addWidget(button, row, 1 + place, 1, span)
        group.idClicked.connect(lambda _points: self._tell())

    def _tell(self) -> None:
        total = self.total
        if total is None:
            missing = ", ".join(map(shown, missing_items(NIPS, self.answers)))
            text = self.tr("Incomplete: no total. Missing: {items}").format(items=missing)
        else:
            text = self.tr("NIPS {total} of 7  ({band}; units differ)").format(
                total=total, band=shown(band_of(NIPS, total))
            )
        self._total.setText(text)
        self.changed.emit()
