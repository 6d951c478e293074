"""MACHINE: patient, record, limits, the rest behind More; and apart from them what ends monitoring."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QWidget

from neopain.core.clock import Clock
from neopain.core.watch.snapshot import WatchSnapshot
from neopain.ui.style.theme import ThemeChoice
from neopain.ui.widgets.buttons.button_grid import ButtonGrid, relabel
from neopain.ui.widgets.buttons.hold_button import HoldButton
from neopain.ui.widgets.buttons.icon_paths import Icon
from neopain.ui.widgets.buttons.icons import icon_for
from neopain.ui.widgets.buttons.shortcuts import give_key

APART_PX = 12


class ControlBar(QWidget):
    """Tells what was pressed; shows what is so.

    Signals:
        source_asked, stop_asked, patient_asked, review_asked, limits_asked, more_asked, card_asked,
            lock_asked, full_screen_asked, baseline_asked, camera_asked, pictures_asked: pressed.
        standby_asked, visitor_asked, hide_picture_asked: bool, wanted on or off.
        theme_asked: ThemeChoice.
        hint_told: str, what a person may want to know about what was just pressed.

    Attributes:
        more: the actions of the More sheet; their keys work wherever they are shown.
    """

    source_asked = Signal()
    stop_asked = Signal()
    patient_asked = Signal()
    review_asked = Signal()
    limits_asked = Signal()
    more_asked = Signal()
    card_asked = Signal()
    lock_asked = Signal()
    full_screen_asked = Signal()
    baseline_asked = Signal()
    camera_asked = Signal()
    pictures_asked = Signal()
    standby_asked = Signal(bool)
    visitor_asked = Signal(bool)
    hide_picture_asked = Signal(bool)
    theme_asked = Signal(object)
    hint_told = Signal(str)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._standby_on = False
        self._running = False
        self._theme = ThemeChoice.AUTO
        self.more: tuple[QAction, ...] = ()
        self.grid, self.ends = ButtonGrid(), ButtonGrid()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(APART_PX)
        row.addWidget(self.grid, 2)
        row.addWidget(self.ends, 1)
        self._add_machine()
        self._add_ends(clock)
        self._add_more()
        self.arrange(portrait=False)
        self.show_running(running=False, busy=False)

    def arrange(self, *, portrait: bool) -> None:
        """Two rows, or one on a narrow screen."""
        for grid in (self.grid, self.ends):
            grid.keep_rows(1 if portrait else 2)

    def show_running(self, *, running: bool, busy: bool) -> None:
        """Follow the session."""
        self._running = running
        words = self.tr("Stop session") if running else self.tr("Start...")
        relabel(self.run, words)
        self.run.setIcon(icon_for(Icon.STOP if running else Icon.START))
        self.run.setAccessibleName(words)
        self.run.want_hold(on=running)
        self.run.setEnabled(not busy)
        self.patient.setEnabled(not busy)
        self.standby.setEnabled(running and not busy)
        for action in (self._baseline, self._camera):
            action.setEnabled(running and not busy)
        if not running:
            self._standby_on = False
            self._name_standby()

    def show_snapshot(self, snapshot: WatchSnapshot) -> None:
        """Follow standby."""
        if snapshot.standby != self._standby_on:
            self._standby_on = snapshot.standby
            self._name_standby()

    def review_only(self) -> None:
        """Somebody else holds the record's folder: nothing here starts or changes a patient."""
        for button in (self.run, self.patient, self.standby):
            button.setEnabled(False)

    def choose_theme(self, choice: ThemeChoice) -> None:
        """Take the theme that was remembered, or wanted."""
        self._theme = choice
        self._theme_action.setText(
            {
                ThemeChoice.AUTO: self.tr("Auto theme"),
                ThemeChoice.DAY: self.tr("Day theme"),
                ThemeChoice.NIGHT: self.tr("Night theme"),
            }[choice]
        )
        self.theme_asked.emit(choice)

    def _add_machine(self) -> None:
        add = self.grid.add
        self.patient = add(
            self.tr("Patient"),
            self.tr("Admit, correct or discharge the patient of this bed"),
            self.patient_asked.emit,
            key="patient",
            icon=Icon.PATIENT,
        )
        add(
            self.tr("Review"),
            self.tr("Stays and sessions: trend, alarms, handover, export"),
            self.review_asked.emit,
            key="review",
            icon=Icon.REVIEW,
        )
        add(
            self.tr("Limits"),
            self.tr("Limits in force; to change them, a PIN"),
            self.limits_asked.emit,
            key="limits",
            icon=Icon.LIMITS,
        )
        add(
            self.tr("More"),
            self.tr("Model, picture, visitors, theme, lock, full screen"),
            self.more_asked.emit,
            key="more",
            icon=Icon.MORE,
        )

    def _add_ends(self, clock: Clock) -> None:
        self.standby, self.run = HoldButton(clock), HoldButton(clock)
        self.ends.take(
            self.standby,
            self.tr("Standby"),
            self.tr("Hold to stop monitoring without ending the session"),
            key="standby",
            icon=Icon.STANDBY,
        )
        self.ends.take(
            self.run,
            self.tr("Start..."),
            self.tr("Choose a source and start; or hold to stop the session"),
            key="run",
            icon=Icon.START,
        )
        self.standby.done.connect(lambda: self.standby_asked.emit(not self._standby_on))
        self.run.done.connect(self._run)
        for button in (self.standby, self.run):
            button.setProperty("ends", True)
            button.too_short.connect(
                lambda: self.hint_told.emit(self.tr("Hold the button, or the space bar, for 1.5 seconds."))
            )

    def _add_more(self) -> None:
        self._action(
            self.tr("Model"), self.tr("What computes the score, and what it is not"), "model", Icon.MODEL
        )
        hide = self._action(
            self.tr("Hide image"),
            self.tr("Cover the picture; monitoring goes on"),
            "hide_picture",
            Icon.IMAGE,
        )
        visitor = self._action(
            self.tr("Visitor"),
            self.tr("Hide the score from visitors; it changes no alarm"),
            "visitor",
            Icon.VISITOR,
        )
        self._theme_action = self._action(
            self.tr("Auto theme"), self.tr("Day, night, or by the hour"), "theme", Icon.THEME
        )
        lock = self._action(self.tr("Lock"), self.tr("Lock the screen for cleaning"), "lock", Icon.LOCK)
        screen = self._action(
            self.tr("Full screen"), self.tr("Fill the screen, or leave it"), "full_screen", Icon.SCREEN
        )
        self._baseline = self._action(
            self.tr("Baseline"),
            self.tr("What is usual for this infant: its baseline, and adaptation of the score to it"),
            "baseline",
            Icon.BASELINE,
        )
        self._camera = self._action(
            self.tr("Camera"),
            self.tr("Change the camera; the session goes on"),
            "camera",
            Icon.CAMERA,
        )
        pictures = self._action(
            self.tr("Pictures"),
            self.tr("Consent of the parents to keep pictures, and those that are kept"),
            "pictures",
            Icon.IMAGE,
        )
        self.streams = self._action(
            self.tr("Streams"),
            self.tr("Tell readings and alarms, without the patient, to programs on the network (LSL)"),
            "streams",
            Icon.STREAMS,
        )
        self.streams.setCheckable(True)
        pictures.triggered.connect(lambda _on: self.pictures_asked.emit())
        self._camera.triggered.connect(lambda _on: self.camera_asked.emit())
        self.more[0].triggered.connect(lambda _on: self.card_asked.emit())
        for action, asked in ((hide, self.hide_picture_asked), (visitor, self.visitor_asked)):
            action.setCheckable(True)
            action.toggled.connect(asked)
        self._theme_action.triggered.connect(lambda _on: self._next_theme())
        lock.triggered.connect(lambda _on: self.lock_asked.emit())
        self._baseline.triggered.connect(lambda _on: self.baseline_asked.emit())
        screen.triggered.connect(lambda _on: self.full_screen_asked.emit())

    def _action(self, text: str, tip: str, key: str, icon: Icon) -> QAction:
        action = QAction(icon_for(icon), text, self)
        action.setWhatsThis(tip)
        action.setToolTip(f"{tip} ({give_key(action, key)})")
        self.addAction(action)
        self.more = (*self.more, action)
        return action

    def _name_standby(self) -> None:
        on = self._standby_on
        words = self.tr("End standby") if on else self.tr("Standby")
        relabel(self.standby, words)
        self.standby.setAccessibleName(words)
        self.standby.setIcon(icon_for(Icon.START if on else Icon.STANDBY))
        self.standby.want_hold(on=not on)

    def _run(self) -> None:
        if self._running:
            self.stop_asked.emit()
        else:
            self.source_asked.emit()

    def _next_theme(self) -> None:
        order = tuple(ThemeChoice)
        self.choose_theme(order[(order.index(self._theme) + 1) % len(order)])
