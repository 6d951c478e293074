"""The strip under the trend: all kept time at a glance, with coverage, alarms and where the trend looks."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from neopain.ui.style.theme import DAY, Palette
from neopain.ui.trend.history.trend_before import Span
from neopain.ui.trend.history.trend_history import MarkKind, TrendHistory

BINS = 96
"""A quarter of an hour each over 24 hours."""
SHORTEST_S = 3600.0


class TrendOverview(QWidget):
    """Per bin the highest smoothed score as a bar and the scored share as a line below it.

    Signals:
        picked: float, monotonic s that a person touched.
    """

    picked = Signal(float)

    def __init__(self, history: TrendHistory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._palette: Palette = DAY
        self._looked_at = Span(0.0, 0.0)
        self._now = 0.0
        self._drawn: tuple[Span, int, int] | None = None
        self._bars: list[tuple[float | None, float]] = []
        self._picture: QPixmap | None = None
        self.setFixedHeight(56)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Overview of the recorded time; touch to look there"))
        self.setToolTip(self.tr("Highest score and scored share per stretch of time; touch to look there"))

    def paint_with(self, palette: Palette, height_px: int) -> None:
        """Take the theme."""
        self._palette = palette
        self._picture = None
        self.setFixedHeight(height_px)

    def refresh(self, looked_at: Span, now: float) -> None:
        """Recompute the bins; `looked_at` is what the trend shows."""
        self._looked_at, self._now = looked_at, now
        whole = self._stretch()
        drawn = (whole, len(self._history), len(self._history.marks))
        if drawn != self._drawn:
            # What does not move, as a stay that is looked back at, is summed up once.
            self._drawn = drawn
            self._bars = [self._bin(n) for n in range(BINS)]
            self._picture = None
        self.update()

    def _stretch(self) -> Span:
        oldest = self._history.oldest_at
        kept = SHORTEST_S if oldest is None else self._now - oldest
        return Span(self._now - min(max(kept, SHORTEST_S), self._history.keep_s), self._now)

    def _bin(self, n: int) -> tuple[float | None, float]:
        whole = self._stretch()
        width = (whole.end - whole.start) / BINS
        start = whole.start + n * width
        smoothed = self._history.window(start, start + width).smoothed
        scored = smoothed[np.isfinite(smoothed)]
        peak = float(scored.max()) if len(scored) else None
        return peak, self._history.coverage(start, start + width) or 0.0

    def paintEvent(self, event: QPaintEvent) -> None:
        """The strip, and a frame around the stretch that is looked at."""
        del event
        if self._picture is None:
            self._picture = self._painted()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.setPen(QPen(QColor(self._palette.ink), 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        left, right = self._x(self._looked_at.start), self._x(self._looked_at.end)
        painter.drawRect(
            QRectF(max(left, 0.5), 0.5, max(3.0, right - max(left, 0.5) - 1.0), self.height() - 1.5)
        )
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drawn anew at the next look."""
        super().resizeEvent(event)
        self._picture = None

    def _painted(self) -> QPixmap:
        """Bars, coverage, and alarm ticks: once, however often somebody scrolls over them."""
        picture = QPixmap(self.size() * self.devicePixelRatio())
        picture.setDevicePixelRatio(self.devicePixelRatio())
        painter = QPainter(picture)
        painter.fillRect(self.rect(), QColor(self._palette.page))
        width = self.width() / BINS
        foot = self.height() - 9.0
        for n, (peak, coverage) in enumerate(self._bars):
            if peak is not None:
                tall = max(2.0, (foot - 4.0) * peak / 10.0)
                bar = QRectF(n * width + 0.5, foot - tall, max(1.0, width - 1.0), tall)
                painter.fillRect(bar, QColor(self._palette.smoothed))
            if coverage > 0:
                line = QRectF(n * width, foot + 3.0, width * coverage, 3.0)
                painter.fillRect(line, QColor(self._palette.faint))
        painter.setPen(QPen(QColor(self._palette.limit_medium), 1.0))
        for mark in self._history.marks:
            if mark.kind is MarkKind.ALARM:
                x = round(self._x(mark.at))
                painter.drawLine(x, 0, x, 6)
        painter.end()
        return picture

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look at the touched time."""
        whole = self._stretch()
        share = event.position().x() / max(1, self.width())
        self.picked.emit(whole.start + share * (whole.end - whole.start))

    def _x(self, at: float) -> float:
        whole = self._stretch()
        return self.width() * (at - whole.start) / (whole.end - whole.start)
