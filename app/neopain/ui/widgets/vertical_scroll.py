"""Scrolls up and down only: what is inside is as wide as there is room, and as high as it wants."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QScroller, QWidget


class VerticalScroll(QScrollArea):
    """By bar, wheel, keys, and a finger that drags."""

    def __init__(self, inside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)
        inside.installEventFilter(self)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what is inside, so that its width is never cut."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        """As wide as the inside needs; any height will do."""
        inside = self.widget()
        wide = 0 if inside is None else inside.minimumSizeHint().width()
        return QSize(min(wide + self.verticalScrollBar().sizeHint().width(), 400), 60)

    def sizeHint(self) -> QSize:
        """What the inside wants."""
        inside = self.widget()
        return super().sizeHint() if inside is None else inside.sizeHint()
