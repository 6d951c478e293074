"""The screen lock for cleaning: everything stays visible, no touch and no key acts, two seconds unlock."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from neopain.core.clock import Clock
from neopain.ui.widgets.buttons.hold import Hold

HOLD_S = 2.0
PRESSED = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TouchBegin})
RELEASED = frozenset({QEvent.Type.MouseButtonRelease, QEvent.Type.TouchEnd, QEvent.Type.TouchCancel})
SWALLOWED = frozenset(
    {
        *PRESSED,
        *RELEASED,
        QEvent.Type.MouseMove,
        QEvent.Type.TouchUpdate,
        QEvent.Type.Wheel,
        QEvent.Type.ContextMenu,
        QEvent.Type.Gesture,
        QEvent.Type.NativeGesture,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
        QEvent.Type.TabletRelease,
        QEvent.Type.DragEnter,
        QEvent.Type.Drop,
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        # A key that is a shortcut reaches its owner as one of these, whatever has the focus.
        QEvent.Type.Shortcut,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.InputMethod,
    }
)


class CleaningLock(QWidget):
    """Lies over the window and takes every touch and key of the program; holding for two seconds ends it.

    Signals:
        unlocked: the hold was long enough.
    """

    unlocked = Signal()

    def __init__(self, window: QWidget, clock: Clock) -> None:
        super().__init__(window)
        self._window = window
        self.hold = Hold(clock, HOLD_S, self)
        self.hold.progressed.connect(self._show_share)
        self.hold.done.connect(self.unlock)
        self._share = 0.0
        self._locked = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Screen locked for cleaning; hold space for two seconds to unlock"))
        self.hide()

    @property
    def locked(self) -> bool:
        """Whether touches and keys are swallowed."""
        return self._locked

    def lock(self) -> None:
        """Cover the window."""
        app = QApplication.instance()
        if self._locked or app is None:
            return
        self._locked = True
        app.installEventFilter(self)
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()
        self.setFocus()

    def unlock(self) -> None:
        """Let touches and keys through again."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self._locked = False
        self.hold.let_go()
        self.hide()
        self.unlocked.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what a hand does; the hold is read from it, and everything else comes to nothing."""
        kind = event.type()
        if kind is QEvent.Type.Resize and watched is self._window:
            self.setGeometry(self._window.rect())
        if kind not in SWALLOWED:
            return False
        if kind in PRESSED or self._is_space(event, QEvent.Type.KeyPress):
            self.hold.begin()
        elif kind in RELEASED or self._is_space(event, QEvent.Type.KeyRelease):
            self.hold.let_go()
        # An override that is not accepted lets the key become a shortcut.
        event.accept()
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """A band at the foot, so that numeral and alarms stay readable."""
        del event
        painter = QPainter(self)
        band = self.rect()
        band.setTop(band.bottom() - max(64, self.height() // 9))
        painter.fillRect(band, QColor("#16222e"))
        done = band.adjusted(0, 0, 0, 0)
        done.setWidth(round(band.width() * self._share))
        painter.fillRect(done, QColor("#2f4a60"))
        words = self.tr("SCREEN LOCKED FOR CLEANING - hold two seconds to unlock")
        font = QFont(painter.font())
        font.setBold(True)
        font.setPixelSize(max(18, band.height() // 3))
        painter.setFont(font)
        wide = painter.fontMetrics().horizontalAdvance(words)
        if wide > band.width() - 24:
            font.setPixelSize(max(13, font.pixelSize() * (band.width() - 24) // wide))
            painter.setFont(font)
        painter.setPen(QColor("#e8eef4"))
        painter.drawText(band, Qt.AlignmentFlag.AlignCenter, words)
        painter.end()

    def _is_space(self, event: QEvent, kind: QEvent.Type) -> bool:
        return (
            event.type() is kind
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Space
            and not event.isAutoRepeat()
        )

    def _show_share(self, share: float) -> None:
        self._share = share
        self.update()
