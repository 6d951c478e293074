"""The screen lock for cleaning: everything stays visible, nothing can be touched, two seconds unlock."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

HOLD_MS = 2000
STEP_MS = 50


class CleaningLock(QWidget):
    """Lies over the whole window and swallows touches; holding anywhere for two seconds ends it.

    Signals:
        unlocked: the hold was long enough.
    """

    unlocked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._held_ms = 0
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self._hold_on)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Screen locked for cleaning; hold space for two seconds to unlock"))
        parent.installEventFilter(self)
        self.hide()

    def lock(self) -> None:
        """Cover the window."""
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()
        self.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._window.rect())
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to hold."""
        event.accept()
        self._timer.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Too short."""
        event.accept()
        self._let_go()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space held does the same."""
        event.accept()
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._timer.start()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Too short."""
        event.accept()
        if not event.isAutoRepeat():
            self._let_go()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A band at the foot, so that numeral and alarms stay readable."""
        del event
        painter = QPainter(self)
        band = self.rect()
        band.setTop(band.bottom() - max(64, self.height() // 9))
        painter.fillRect(self.rect(), QColor(5, 8, 11, 60))
        painter.fillRect(band, QColor("#16222e"))
        done = band.adjusted(0, 0, 0, 0)
        done.setWidth(round(band.width() * self._held_ms / HOLD_MS))
        painter.fillRect(done, QColor("#2f4a60"))
        font = painter.font()
        font.setPixelSize(max(18, band.height() // 3))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor("#e8eef4"))
        words = self.tr("SCREEN LOCKED FOR CLEANING - hold two seconds to unlock")
        painter.drawText(band, Qt.AlignmentFlag.AlignCenter, words)
        painter.end()

    def _hold_on(self) -> None:
        self._held_ms += STEP_MS
        if self._held_ms >= HOLD_MS:
            self._let_go()
            self.hide()
            self.unlocked.emit()
        self.update()

    def _let_go(self) -> None:
        self._timer.stop()
        self._held_ms = 0
        self.update()
