"""The alarm bar, never covered: pain, technical, what is held back, and the two answers to an alarm."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from neopain.core.alarms.inactivation import NOT_MONITORING, Inactivation
from neopain.core.alarms.kinds import AlarmKind, Priority
from neopain.core.alarms.signals import AlarmSignals
from neopain.ui.language.translate import shown
from neopain.ui.panels.bars.alarm_field import AlarmField
from neopain.ui.platform.announcement import Announcer, announce
from neopain.ui.style.sizes import Sizes
from neopain.ui.style.theme import Palette
from neopain.ui.widgets.blink import BlinkClock
from neopain.ui.widgets.buttons.icon_paths import Icon
from neopain.ui.widgets.buttons.icons import icon_for
from neopain.ui.widgets.buttons.shortcuts import give_key

TEST_MS = 2000


class AlarmBar(QWidget):
    """Shows the signals of the watch thread; decides nothing.

    Signals:
        acknowledge_asked: a person has seen what is shown.
        audio_pause_asked: bool, True to pause the sound, False to end the pause.
    """

    acknowledge_asked = Signal()
    audio_pause_asked = Signal(bool)

    def __init__(self, blink: BlinkClock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paused = False
        self._suppressed_text = ""
        self._inactivation = NOT_MONITORING
        self.pain = AlarmField(AlarmKind.PHYSIOLOGICAL, self.tr("Pain alarm: none now"), blink)
        self.technical = AlarmField(AlarmKind.TECHNICAL, self.tr("Technical alarm: none now"), blink)
        self.suppression = QLabel()
        self._acknowledge = self._button(
            self.tr("Acknowledge"),
            self.tr("Say that you have seen the alarms that are shown"),
            "acknowledge",
            Icon.BELL_SEEN,
        )
        self._acknowledge.clicked.connect(self.acknowledge_asked)
        self._pause = self._button(
            self.tr("Audio pause"),
            self.tr("Silence the sound for two minutes; press again to end"),
            "audio_pause",
            Icon.SOUND_OFF,
        )
        self._pause.clicked.connect(lambda: self.audio_pause_asked.emit(not self._paused))
        self._announcer = Announcer()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.arrange(portrait=False)

    def arrange(self, *, portrait: bool) -> None:
        """One row, or two on a narrow screen."""
        places = (
            ((0, 0, 1, 3), (1, 0, 1, 3), (2, 0, 1, 1), (2, 1, 1, 1), (2, 2, 1, 1))
            if portrait
            else ((0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 1, 1), (0, 3, 1, 1), (0, 4, 1, 1))
        )
        widgets = (self.pain, self.technical, self.suppression, self._acknowledge, self._pause)
        for widget, place in zip(widgets, places, strict=True):
            self._grid.removeWidget(widget)
            self._grid.addWidget(widget, *place)
        for column, stretch in enumerate((1, 1, 1, 0, 0) if portrait else (5, 5, 2, 1, 1)):
            self._grid.setColumnStretch(column, stretch)

    def paint_with(self, palette: Palette, sizes: Sizes) -> None:
        """Take the theme."""
        self._palette, self._sizes = palette, sizes
        self.pain.paint_with(palette, sizes)
        self.technical.paint_with(palette, sizes)
        for widget in (self.pain, self.technical, self.suppression):
            widget.setMinimumHeight(sizes.touch_px)
        self.show_inactivation(self._inactivation)

    def self_test(self) -> None:
        """Light both fields for two seconds, so that a person sees that they can."""
        self._test(on=True)
        QTimer.singleShot(TEST_MS, self, lambda: self._test(on=False))

    def hide_values(self, hide: bool) -> None:  # noqa: FBT001  a toggled signal's slot
        """Leave the numbers out while visitors look."""
        self.pain.hide_values(hide=hide)
        self.technical.hide_values(hide=hide)

    def show_signals(self, signals: AlarmSignals, live: float | None = None) -> None:
        """Take what eyes are to be told now; `live` is the score of now, None when there is none."""
        self.pain.show_signals(signals, live)
        self.technical.show_signals(signals)
        for message in self._announcer.new_ones(signals):
            announce(self, shown(message.text), urgent=message.priority >= Priority.MEDIUM)
        self._paused = signals.audio_paused_remaining_s is not None
        key = self._pause.shortcut()
        self._pause.setText(self.tr("End pause") if self._paused else self.tr("Audio pause"))
        self._pause.setShortcut(key)  # Qt takes it away with the old text

    def show_inactivation(self, state: Inactivation) -> None:
        """Take what is held back or silent."""
        self._inactivation = state
        p, s = self._palette, self._sizes
        text = "\n".join(map(shown, state.marks))
        if text != self._suppressed_text or not self.suppression.text():
            self._suppressed_text = text
            self.suppression.setText(text or self.tr("Sound on"))
            self.suppression.setAccessibleName(self.suppression.text())
        ground, ink = (p.header, p.header_ink) if text else (p.panel, p.faint)
        style = (
            f"background: {ground}; color: {ink}; font-size: {s.body_px}px; font-weight: 600;"
            f"border: 2px solid {p.edge}; border-radius: 5px; padding: 2px 8px;"
        )
        if style != self.suppression.styleSheet():
            self.suppression.setStyleSheet(style)

    def clear(self) -> None:
        """No session, no signals."""
        self.show_signals(AlarmSignals(at=0.0))
        self.show_inactivation(NOT_MONITORING)

    def _test(self, *, on: bool) -> None:
        self.pain.show_test(on=on)
        self.technical.show_test(on=on)

    def _button(self, text: str, tip: str, key: str, icon: Icon) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("role", "strong")
        button.setIcon(icon_for(icon))
        button.setAccessibleName(text)
        button.setAccessibleDescription(tip)
        # Return in a sheet, or Space after a touch, must not answer an alarm by mistake.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(f"{tip} ({give_key(button, key)})")
        return button
