"""The sign beside the state word, so that colour is never the only difference."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QWidget


class StateShape(QWidget):
    """A sign beside the state word, so that colour is never the only difference."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._level: int | None = None
        self._colour = QColor("#888888")
        self.setFixedSize(28, 28)

    def show_level(self, level: int | None, colour: str) -> None:
        """0 ring, 1 half-filled ring, 2 triangle, 3 filled diamond; None a dashed ring: not assessed."""
        self._level, self._colour = level, QColor(colour)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sign in its colour."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = painter.pen()
        pen.setColor(self._colour)
        pen.setWidthF(2.5)
        if self._level is None:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        side = min(self.width(), self.height())
        painter.translate((self.width() - side) / 2, (self.height() - side) / 2)
        _draw(painter, side, self._level, self._colour)
        painter.end()


def _draw(painter: QPainter, side: float, level: int | None, colour: QColor) -> None:
    """Draw the sign of `level` into a square of that side at the origin."""
    inner = QRectF(3, 3, side - 6, side - 6)
    if level is None or level <= 1:
        painter.drawEllipse(inner)
        if level == 1:
            painter.setBrush(colour)
            painter.drawChord(inner, 180 * 16, 180 * 16)
        return
    middle, top, foot = side / 2, 3.0, side - 3.0
    painter.setBrush(colour)
    if level == 2:
        points = [QPointF(middle, top), QPointF(foot, foot), QPointF(3.0, foot)]
    else:
        points = [QPointF(middle, top), QPointF(foot, middle), QPointF(middle, foot), QPointF(3.0, middle)]
    painter.drawPolygon(QPolygonF(points))
