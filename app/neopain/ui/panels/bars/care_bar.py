"""CARE NOW: what is wanted with wet hands, twice as large as the rest."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from neopain.core.watch.snapshot import WatchSnapshot
from neopain.ui.language.words import minutes_seconds
from neopain.ui.widgets.buttons.button_grid import ButtonGrid, relabel
from neopain.ui.widgets.buttons.icon_paths import Icon


class CareBar(QWidget):
    """Tells what was pressed; shows what is so.

    Signals:
        care_asked: bool, wanted on or off.
        assess_asked: score by hand.
        procedure_asked: watch a procedure, from the baseline before it to five minutes after.
    """

    care_asked = Signal(bool)
    assess_asked = Signal()
    procedure_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._care_on = False
        self.grid = ButtonGrid()
        self.grid.keep_rows(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.grid)
        self.care = self.grid.add(
            self.tr("Care mode"),
            self.tr("Hold alarms back for five minutes while you care for the infant"),
            lambda: self.care_asked.emit(not self._care_on),
            key="care",
            icon=Icon.CARE,
        )
        self.assess = self.grid.add(
            self.tr("Assess"),
            self.tr("Score by hand: NIPS, or the total of another scale"),
            self.assess_asked.emit,
            key="assess",
            icon=Icon.ASSESS,
        )
        self.procedure = self.grid.add(
            self.tr("Procedure"),
            self.tr(
                "Watch a procedure: baseline before, five minutes after, then a card. It changes no alarm"
            ),
            self.procedure_asked.emit,
            key="procedure",
            icon=Icon.PROCEDURE,
        )

    def show_running(self, *, running: bool, busy: bool) -> None:
        """Follow the session."""
        for button in (self.care, self.assess, self.procedure):
            button.setEnabled(running and not busy)
        if not running:
            self._care_on = False
            relabel(self.care, self.tr("Care mode"))

    def show_snapshot(self, snapshot: WatchSnapshot) -> None:
        """Follow care mode."""
        self._care_on = snapshot.care_remaining_s is not None
        care = self.tr("Care mode")
        if snapshot.care_remaining_s is not None:
            care = self.tr("End care {left}").format(left=minutes_seconds(snapshot.care_remaining_s))
        relabel(self.care, care)
