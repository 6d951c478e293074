"""The trend of the score; the only file that knows pyqtgraph.

Pens are cosmetic and 1 px wide, downsampling keeps peaks and clips to the view: measured, a day of readings
then draws in under 10 ms, while one wide antialiased pen takes more than 100.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from neopain.ui.language.translate import shown_word
from neopain.ui.style.theme import Palette
from neopain.ui.trend.trend_history import Mark, MarkKind, Span, TrendHistory
from neopain.ui.trend.trend_thinning import STRETCHES, holes_as_rows, thinned

FLOOR = -1.7
"""Below zero there is room for the event ticks."""
HOLE_S = 2.0
MAX_NAMED_MARKS = 12


@dataclass(frozen=True, slots=True)
class LimitLine:
    """A threshold: value 0..10, its label, and whether it is the medium priority one."""

    value: float
    label: str
    medium: bool


class _ClockAxis(pg.AxisItem):  # type: ignore[misc]
    """Monotonic seconds in, local wall-clock times out."""

    def __init__(self) -> None:
        super().__init__(orientation="bottom")
        self.utc_of_zero = datetime.now(UTC)

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Times of day, with seconds when the ticks are closer than a minute."""
        del scale
        form = "%H:%M:%S" if spacing < 60 else "%H:%M"
        return [(self.utc_of_zero + timedelta(seconds=v)).astimezone().strftime(form) for v in values]

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:  # noqa: N802, N803
        """Steps of a clock: some four to eight labels."""
        wanted = (maxVal - minVal) / max(2.0, size / 140.0)
        steps = (5, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)
        step = next((step for step in steps if step >= wanted), 21600)
        return [(float(step), 0.0)]


class _Spans(pg.GraphicsObject):  # type: ignore[misc]
    """Full-height stretches of time, patterned in device pixels, so that zooming leaves the pattern alone."""

    def __init__(self, style: Qt.BrushStyle, z: float) -> None:
        super().__init__()
        self._style = style
        self._spans: tuple[Span, ...] = ()
        self._brush = QBrush()
        self.setZValue(z)

    def colour(self, colour: str) -> None:
        self._brush = QBrush(QColor(colour), self._style)
        self.update()

    def lay(self, spans: tuple[Span, ...]) -> None:
        if spans != self._spans:
            self.prepareGeometryChange()
            self._spans = spans
            self.update()

    def boundingRect(self) -> QRectF:
        if not self._spans:
            return QRectF()
        return QRectF(self._spans[0].start, 0.0, self._spans[-1].end - self._spans[0].start, 10.0)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        del option, widget
        transform = painter.transform()
        painter.resetTransform()
        for span in self._spans:
            rect = transform.mapRect(QRectF(span.start, 0.0, span.end - span.start, 10.0))
            painter.fillRect(rect, self._brush)


class TrendPlot(pg.PlotWidget):  # type: ignore[misc]
    """Raw and smoothed score over time, limits, gaps, care, events.

    Signals:
        dragged: a person moved the plot; float, the new right edge in monotonic s.
    """

    dragged = Signal(float)

    def __init__(self, history: TrendHistory, parent: QWidget | None = None) -> None:
        self._axis = _ClockAxis()
        super().__init__(parent, axisItems={"bottom": self._axis})
        self.setMinimumHeight(90)
        # Time goes from left to right in every language; so does the scene, which has a direction of its own.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.getPlotItem().setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._history = history
        self._end, self._span_s = 0.0, 600.0
        self._limits: list[pg.InfiniteLine] = []
        self._limit_values: tuple[LimitLine, ...] = ()
        self._names: list[pg.TextItem] = []
        self._marks_shown: tuple[Mark, ...] = ()
        self._care = _Spans(Qt.BrushStyle.SolidPattern, -20)
        self._gaps = _Spans(Qt.BrushStyle.BDiagPattern, -10)
        self._raw = pg.PlotDataItem(connect="finite")
        self._smoothed = pg.PlotDataItem(connect="finite")
        self._ticks = pg.PlotDataItem(connect="pairs")
        self._alarms = pg.PlotDataItem(connect="pairs")
        for item in (self._care, self._gaps, self._raw, self._smoothed, self._ticks, self._alarms):
            self.addItem(item, ignoreBounds=True)
        for curve in (self._raw, self._smoothed):
            curve.setDownsampling(auto=True, method="peak")
            curve.setClipToView(True)
        view = self.getViewBox()
        view.setMouseEnabled(x=True, y=False)
        view.setMenuEnabled(False)
        view.setDefaultPadding(0.0)
        view.disableAutoRange()
        view.sigRangeChangedManually.connect(self._on_dragged)
        self.hideButtons()
        self.setYRange(FLOOR, 10.2, padding=0)
        self.getAxis("left").setTicks([[(v, str(v)) for v in (0, 2, 4, 6, 8, 10)]])
        self.setAccessibleName(self.tr("Trend of the facial pain score"))

    def x_of(self, at: float) -> float:
        """Where monotonic s `at` stands, px from this widget's left edge; beyond an edge when not in view."""
        return float(self.getViewBox().mapViewToScene(QPointF(at, 0.0)).x())

    def anchor(self, utc: datetime, at: float) -> None:
        """Tell the axis that monotonic s `at` was that time."""
        self._axis.utc_of_zero = utc - timedelta(seconds=at)

    def paint_with(self, palette: Palette, font_px: int) -> None:
        """Take the theme."""
        self._palette, self._font_px = palette, font_px
        self.setBackground(palette.panel)
        font = self.font()
        font.setPixelSize(font_px)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(pg.mkPen(palette.edge))
            axis.setTextPen(pg.mkPen(palette.ink))
            axis.setTickFont(font)
        self.getAxis("left").setWidth(round(2.6 * font_px))
        self.getAxis("bottom").setHeight(round(2.2 * font_px))
        self._raw.setPen(_hair(palette.raw))
        self._smoothed.setPen(_hair(palette.smoothed))
        self._ticks.setPen(_hair(palette.event))
        self._alarms.setPen(_hair(palette.limit_medium))
        self._care.colour(palette.care)
        self._gaps.colour(palette.hatch)
        values, self._limit_values = self._limit_values, ()
        self.show_limits(values)
        self._marks_shown = ()

    def show_limits(self, limits: tuple[LimitLine, ...]) -> None:
        """Draw threshold lines with their labels."""
        if limits == self._limit_values:
            return
        for line in self._limits:
            self.removeItem(line)
        self._limit_values, self._limits = limits, []
        for limit in limits:
            colour = self._palette.limit_medium if limit.medium else self._palette.limit_low
            style = Qt.PenStyle.DashLine if limit.medium else Qt.PenStyle.DotLine
            line = pg.InfiniteLine(
                pos=limit.value,
                angle=0,
                pen=_hair(colour, style),
                label=limit.label,
                labelOpts={"position": 0.02, "anchors": [(0, 1), (0, 1)], "color": colour},
            )
            font = self.font()
            font.setPixelSize(self._font_px)
            line.label.setFont(font)
            self.addItem(line, ignoreBounds=True)
            self._limits.append(line)

    def show_window(self, end: float, span_s: float, now: float) -> None:
        """Draw the stretch of `span_s` seconds that ends at monotonic s `end`."""
        self._end, self._span_s = end, span_s
        start = end - span_s
        self.setXRange(start, end, padding=0)
        part = thinned(self._history.window(start - 5.0, end), span_s)
        times, raw, smoothed = holes_as_rows(part, max(HOLE_S, 2.5 * span_s / STRETCHES))
        self._raw.setData(times, raw)
        self._smoothed.setData(times, smoothed)
        self._gaps.lay(self._history.gaps(start, min(end, now)))
        self._care.lay(self._history.care_spans(start, end, now))
        self._show_marks(tuple(m for m in self._history.marks if start <= m.at <= end))

    def _show_marks(self, marks: tuple[Mark, ...]) -> None:
        if marks == self._marks_shown:
            return
        self._marks_shown = marks
        for curve, kind, top in ((self._ticks, MarkKind.EVENT, -0.15), (self._alarms, MarkKind.ALARM, 0.35)):
            at = np.repeat([m.at for m in marks if m.kind is kind], 2)
            curve.setData(at, np.tile([top, -0.75], len(at) // 2))
        for name in self._names:
            self.removeItem(name)
        named = [m for m in marks if m.kind is MarkKind.EVENT][-MAX_NAMED_MARKS:]
        self._names = [self._name(mark, low=bool(n % 2)) for n, mark in enumerate(named)]

    def _name(self, mark: Mark, *, low: bool) -> pg.TextItem:
        # Near the right edge the word stands to the left of its tick, so that it is not cut.
        late = mark.at > self._end - 0.15 * self._span_s
        name = pg.TextItem(shown_word(mark.text), color=self._palette.event, anchor=(float(late), 0.5))
        font = self.font()
        font.setPixelSize(max(11, self._font_px - 2))
        name.setFont(font)
        name.setPos(QPointF(mark.at, -1.3 if low else -0.6))
        self.addItem(name, ignoreBounds=True)
        return name

    def _on_dragged(self, _mouse: object) -> None:
        (start, end), _ = self.viewRange()
        self._span_s = end - start
        self.dragged.emit(end)


def _hair(colour: str, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    pen = QPen(QColor(colour), 1.0, style)
    pen.setCosmetic(True)
    return pen
