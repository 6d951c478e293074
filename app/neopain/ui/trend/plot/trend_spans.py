"""Stretches of time behind the curve: gaps and care mode."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from neopain.ui.trend.history.trend_before import Span


class TrendSpans(pg.GraphicsObject):  # type: ignore[misc]
    """Full-height stretches of time, patterned in device pixels, so that zooming leaves the pattern alone."""

    def __init__(self, style: Qt.BrushStyle, z: float) -> None:
        super().__init__()
        self._style = style
        self._spans: tuple[Span, ...] = ()
        self._brush = QBrush()
        self.setZValue(z)

    def colour(self, colour: str) -> None:
        """Take the pattern's colour."""
        self._brush = QBrush(QColor(colour), self._style)
        self.update()

    def lay(self, spans: tuple[Span, ...]) -> None:
        """Let these stretches, in order, be the pattern's."""
        if spans != self._spans:
            self.prepareGeometryChange()
            self._spans = spans
            self.update()

    def boundingRect(self) -> QRectF:
        """From the first to the last stretch."""
        if not self._spans:
            return QRectF()
        return QRectF(self._spans[0].start, 0.0, self._spans[-1].end - self._spans[0].start, 10.0)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Fill each stretch in device pixels."""
        del option, widget
        transform = painter.transform()
        painter.resetTransform()
        for span in self._spans:
            rect = transform.mapRect(QRectF(span.start, 0.0, span.end - span.start, 10.0))
            painter.fillRect(rect, self._brush)
