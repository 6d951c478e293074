"""The watchdog's window: hidden while the monitor lives, over everything when it does not."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget

from neopain import paths
from neopain.core.clock import Clock
from neopain.core.liveness.heartbeat import Beater, Pulse, PulseFinding
from neopain.core.liveness.watchdog_signal import WatchdogShown, WatchdogSignal
from neopain.ui.language.language import speak
from neopain.ui.platform.sound import AlarmSound
from neopain.ui.platform.sound_players import find_player, sound_output
from neopain.ui.style.theme import DAY
from neopain.ui.watchdog.reporter import LOOK_S, WatchdogReporter
from neopain.workers.watchdog.heartbeat_listener import HeartbeatListener

STYLE = f"""
QWidget#watchdog {{ background: {DAY.alarm_medium}; }}
QWidget#watchdog[over="true"] {{ background: {DAY.alarm_low}; }}
QLabel {{ color: {DAY.alarm_ink}; font-size: 20px; }}
QLabel#headline {{ font-size: 40px; font-weight: 800; }}
QPushButton {{ font-size: 22px; font-weight: 700; min-height: 60px; background: {DAY.panel};
    color: {DAY.ink}; border: 2px solid {DAY.alarm_ink}; border-radius: 6px; }}
"""


class WatchdogWindow(QWidget):
    """Shows what the signal says, sounds its bursts, and ends the program when all is said."""

    def __init__(
        self, heartbeats: HeartbeatListener, reporter: WatchdogReporter, clock: Clock, sound: AlarmSound
    ) -> None:
        super().__init__(None, Qt.WindowType.WindowStaysOnTopHint)
        self._heartbeats = heartbeats
        self._reporter = reporter
        self._clock = clock
        self._sound = sound
        self._signal = WatchdogSignal()
        self._told_again = True
        self._ended = False
        self.setObjectName("watchdog")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("NeoPain - watchdog"))
        self.setStyleSheet(STYLE)
        self.headline = QLabel()
        self.headline.setObjectName("headline")
        self.words = QLabel()
        for label in (self.headline, self.words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
        self.dismiss_button = QPushButton(self.tr("I have seen it"))
        self.dismiss_button.clicked.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 32, 32, 32)
        column.setSpacing(24)
        for widget in (self.headline, self.words, self.dismiss_button):
            column.addWidget(widget)
        self.resize(760, 380)
        self._timer = QTimer(self)
        self._timer.setInterval(round(1000 * LOOK_S))
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing is dismissing: the signal ends until something worse happens."""
        event.accept()
        if self._ended:
            return
        self._sound.stop()
        self._reporter.tell("dismissed", "somebody has seen it.")
        if self._signal.dismiss().done:
            self._end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape dismisses, too."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _look(self) -> None:
        shown = self._signal.update(self._heartbeats.look(), self._clock.monotonic())
        if shown.done:
            self._end()
            return
        if shown.failed is not None:
            self._show(shown, shown.failed)
        if shown.burst:
            self._burst()

    def _end(self) -> None:
        self._ended = True
        self._timer.stop()
        self._sound.stop()
        QApplication.quit()

    def _show(self, shown: WatchdogShown, failed: PulseFinding) -> None:
        if shown.news:
            self._told_again = False
            self._reporter.tell_failure(failed)
            self._say(failed)
            self.show()
            self.raise_()
            self.activateWindow()
        elif shown.runs_again and not self._told_again:
            self._told_again = True
            self._reporter.tell("alive", "the monitor runs again.")
            self._say_over(failed)

    def _say(self, failed: PulseFinding) -> None:
        self._dress(over=False)
        self.headline.setText(self.tr("MONITORING HAS STOPPED"))
        since = self.tr("Last sign of life: {time}.").format(time=self._reporter.since(failed))
        advice = self.tr("Look at the infant. Assess by hand. Restart NeoPain.")
        self.words.setText(f"{self._reason(failed)}\n{since}\n\n{advice}")

    def _say_over(self, failed: PulseFinding) -> None:
        self._dress(over=True)
        self.headline.setText(self.tr("MONITORING RUNS AGAIN"))
        words = self.tr("It stood still from {time}. Look at the infant, then at the record of that time.")
        self.words.setText(words.format(time=self._reporter.since(failed)))

    def _reason(self, failed: PulseFinding) -> str:
        if failed.pulse is Pulse.GONE:
            return self.tr("The program has ended unexpectedly.")
        if failed.silent == (Beater.SCREEN,):
            return self.tr("The screen does not answer: what it shows is old.")
        if failed.silent == (Beater.WATCH,):
            return self.tr("The alarm rules stand still: no alarm will come.")
        return self.tr("The program does not answer: what it shows is old.")

    def _dress(self, *, over: bool) -> None:
        self.setProperty("over", over)
        self.style().unpolish(self)
        self.style().polish(self)

    def _burst(self) -> None:
        if not self._sound.working or not self._sound.play("watchdog", 1.0):
            QApplication.beep()


def run_window(heartbeats: HeartbeatListener, reporter: WatchdogReporter, clock: Clock) -> int:
    """Guard until all is said. Returns: the exit code."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("NeoPain watchdog")
    app.setStyle("Fusion")
    speak(app)
    app.setQuitOnLastWindowClosed(False)
    sound = AlarmSound(find_player() if sound_output() else None, paths.assets() / "sounds")
    window = WatchdogWindow(heartbeats, reporter, clock, sound)
    code = app.exec()
    window.deleteLater()
    return code
