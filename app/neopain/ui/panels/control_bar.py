"""The monitor's own buttons: session, care, standby, record, screen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from neopain.core.watch.snapshot import WatchSnapshot
from neopain.ui.language.words import minutes_seconds
from neopain.ui.style.theme import ThemeChoice
from neopain.ui.widgets.button_grid import ButtonGrid, relabel


class ControlBar(QWidget):
    """Tells what was pressed; shows what is so.

    Signals:
        source_asked, stop_asked, patient_asked, assess_asked, sessions_asked, limits_asked, card_asked,
            lock_asked, full_screen_asked: pressed.
        care_asked, standby_asked, visitor_asked, hide_picture_asked: bool, wanted on or off.
        theme_asked: ThemeChoice.
    """

    source_asked = Signal()
    stop_asked = Signal()
    patient_asked = Signal()
    assess_asked = Signal()
    sessions_asked = Signal()
    limits_asked = Signal()
    card_asked = Signal()
    lock_asked = Signal()
    full_screen_asked = Signal()
    care_asked = Signal(bool)
    standby_asked = Signal(bool)
    visitor_asked = Signal(bool)
    hide_picture_asked = Signal(bool)
    theme_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._care_on = False
        self._standby_on = False
        self._running = False
        self._theme = ThemeChoice.AUTO
        self.grid = ButtonGrid()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.grid)
        add = self.grid.add
        self.run = add(
            self.tr("Start..."),
            self.tr("Choose a source and start; or stop the session"),
            self._run,
            key="F5",
        )
        self.run.setProperty("strong", True)
        self.care = add(
            self.tr("Care mode"),
            self.tr("Hold alarms back for five minutes while you care for the infant"),
            lambda: self.care_asked.emit(not self._care_on),
            key="F6",
        )
        self.standby = add(
            self.tr("Standby"),
            self.tr("Stop monitoring without ending the session"),
            lambda: self.standby_asked.emit(not self._standby_on),
            key="F7",
        )
        self.patient = add(
            self.tr("Patient"),
            self.tr("Admit or discharge the patient of this bed"),
            self.patient_asked.emit,
            key="F2",
        )
        self.assess = add(
            self.tr("Assess"),
            self.tr("Score by hand: NIPS, or the total of another scale"),
            self.assess_asked.emit,
            key="F3",
        )
        self._add_record_buttons()
        self._add_screen_buttons()
        self.show_running(running=False, busy=False)

    def show_running(self, *, running: bool, busy: bool) -> None:
        """Follow the session."""
        self._running = running
        relabel(self.run, self.tr("Stop session") if running else self.tr("Start..."))
        self.run.setEnabled(not busy)
        self.patient.setEnabled(not busy)
        for button in (self.care, self.standby, self.assess):
            button.setEnabled(running and not busy)

    def show_snapshot(self, snapshot: WatchSnapshot) -> None:
        """Follow care mode and standby."""
        self._care_on = snapshot.care_remaining_s is not None
        self._standby_on = snapshot.standby
        care = self.tr("Care mode")
        if snapshot.care_remaining_s is not None:
            care = self.tr("End care {left}").format(left=minutes_seconds(snapshot.care_remaining_s))
        relabel(self.care, care)
        relabel(self.standby, self.tr("End standby") if snapshot.standby else self.tr("Standby"))

    def _add_record_buttons(self) -> None:
        add = self.grid.add
        add(
            self.tr("Sessions"),
            self.tr("Recorded sessions and their export"),
            self.sessions_asked.emit,
            key="F8",
        )
        add(
            self.tr("Limits"),
            self.tr("Limits in force; to change them, a PIN"),
            self.limits_asked.emit,
            key="F9",
        )
        add(
            self.tr("Model"),
            self.tr("What computes the score, and what it is not"),
            self.card_asked.emit,
            key="F1",
        )

    def _add_screen_buttons(self) -> None:
        add = self.grid.add
        self.hide_picture: QPushButton = add(
            self.tr("Hide image"),
            self.tr("Cover the picture; monitoring goes on"),
            self.hide_picture_asked.emit,
            key="Ctrl+H",
            checkable=True,
        )
        self.visitor = add(
            self.tr("Visitor"),
            self.tr("Hide the score from visitors; it changes no alarm"),
            self.visitor_asked.emit,
            key="Ctrl+P",
            checkable=True,
        )
        self.theme = add(
            self.tr("Auto theme"), self.tr("Day, night, or by the hour"), self._next_theme, key="F10"
        )
        add(self.tr("Lock"), self.tr("Lock the screen for cleaning"), self.lock_asked.emit, key="Ctrl+L")
        add(
            self.tr("Full screen"),
            self.tr("Fill the screen, or leave it"),
            self.full_screen_asked.emit,
            key="F11",
        )

    def _run(self) -> None:
        if self._running:
            self.stop_asked.emit()
        else:
            self.source_asked.emit()

    def _next_theme(self) -> None:
        order = tuple(ThemeChoice)
        self._theme = order[(order.index(self._theme) + 1) % len(order)]
        words = {
            ThemeChoice.AUTO: self.tr("Auto theme"),
            ThemeChoice.DAY: self.tr("Day theme"),
            ThemeChoice.NIGHT: self.tr("Night theme"),
        }
        relabel(self.theme, words[self._theme])
        self.theme_asked.emit(self._theme)
