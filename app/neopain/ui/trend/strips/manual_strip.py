"""Manual totals as hollow diamonds on an axis of their own, under the trend and in step with its time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from neopain.core.clinical.scales import scale_by_id
from neopain.core.record import Assessment
from neopain.ui.language.translate import shown
from neopain.ui.sheets.annotation.earlier_pad import assessment_words
from neopain.ui.style.theme import DAY, Palette

HALF_PX = 6.0
XOf = Callable[[float], float]


class ManualStrip(QWidget):
    """The height is the share of the scale's own range, so that scales of unlike ranges fit one strip."""

    def __init__(self, x_of: XOf, parent: QWidget | None = None) -> None:
        """Args: where monotonic s `at` stands, px of this widget; NaN or out of it when not in view."""
        super().__init__(parent)
        self._x_of = x_of
        self._palette: Palette = DAY
        self._font_px = 12
        self._standing: tuple[Assessment, ...] = ()
        self.setFixedHeight(40)
        # Time goes from left to right in every language, in step with the plot.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Manual scores over time"))

    def paint_with(self, palette: Palette, font_px: int) -> None:
        """Take the theme."""
        self._palette, self._font_px = palette, font_px
        self.setFixedHeight(round(3.6 * font_px))

    def show_standing(self, standing: Sequence[Assessment]) -> None:
        """Take the assessments as they stand."""
        self._standing = tuple(one for one in standing if one.total is not None)
        self.setAccessibleDescription("; ".join(shown(assessment_words(one)) for one in self._standing))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The axis from the scale's least to its greatest, then the diamonds with their words."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = painter.font()
        font.setPixelSize(self._font_px)
        painter.setFont(font)
        top, foot = HALF_PX + 1.0, self.height() - HALF_PX - 1.0
        for y, words in ((top, self.tr("max")), (foot, self.tr("min"))):
            painter.setPen(QColor(self._palette.faint))
            painter.drawText(QPointF(0.0, y + 0.35 * self._font_px), words)
            left = painter.fontMetrics().horizontalAdvance(words) + 4.0
            painter.setPen(QPen(QColor(self._palette.edge), 1.0))
            painter.drawLine(QPointF(left, y), QPointF(self.width(), y))
        for one in self._standing:
            self._draw(painter, one, top, foot)
        painter.end()

    def _draw(self, painter: QPainter, one: Assessment, top: float, foot: float) -> None:
        x = self._x_of(one.at)
        if one.total is None or not 0.0 <= x <= self.width():
            return
        scale = scale_by_id(one.scale)
        share = (one.total - scale.least) / (scale.greatest_for(preterm=None) - scale.least)
        middle = QPointF(x, foot - share * (foot - top))
        corners = ((0.0, -HALF_PX), (HALF_PX, 0.0), (0.0, HALF_PX), (-HALF_PX, 0.0))
        painter.setPen(QPen(QColor(self._palette.event), 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(QPolygonF([middle + QPointF(*corner) for corner in corners]))
        words = shown(assessment_words(one))
        wide = painter.fontMetrics().horizontalAdvance(words)
        left = x + HALF_PX + 4.0 if x + HALF_PX + 4.0 + wide < self.width() else x - HALF_PX - 4.0 - wide
        painter.drawText(QPointF(left, 0.5 * (top + foot) + 0.35 * self._font_px), words)
