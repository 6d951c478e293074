"""The trend of the score, drawn by pyqtgraph.

Pens are cosmetic and 1 px wide, and curves are thinned to the plot's pixels before pyqtgraph sees them
(`trend_thinning`): measured, a day of readings then draws in under 10 ms, while one wide antialiased pen
takes more than 100. pyqtgraph's own downsampling and clipping would do each curve twice as time moves.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsPathItem, QWidget

from neopain.core.score.coverage import HOLD_S
from neopain.ui.language.numbers import decimal
from neopain.ui.language.translate import shown
from neopain.ui.style.sizes import LEAST_TEXT_PX
from neopain.ui.style.theme import Palette
from neopain.ui.trend.history.trend_before import Limits, Span
from neopain.ui.trend.history.trend_history import NAMED, Mark, MarkKind, TrendHistory
from neopain.ui.trend.plot.clock_axis import ClockAxis
from neopain.ui.trend.plot.trend_band import outline
from neopain.ui.trend.plot.trend_colours import BAND_ALPHA, hair
from neopain.ui.trend.plot.trend_spans import TrendSpans
from neopain.ui.trend.plot.trend_thinning import STRETCHES, holes_as_rows, intensity_line, thinned

FLOOR = -1.7
"""Below zero there is room for the event ticks."""
LEAST_PX = 130
"""A flatter curve shows no limit."""
MAX_NAMED_MARKS = 12


class TrendPlot(pg.PlotWidget):  # type: ignore[misc]
    """Raw and smoothed score over time with its interval, limits, gaps, care, events.

    Signals:
        dragged: a person moved or zoomed the plot; (float, float), the new right edge in monotonic s, and
            the seconds that are seen.
        pointed: float, monotonic s under the pointer or the finger; NaN when it has gone.
        reshaped: no value; times stand at other places, as after a resize.
    """

    dragged = Signal(float, float)
    pointed = Signal(float)
    reshaped = Signal()

    def __init__(self, history: TrendHistory, parent: QWidget | None = None) -> None:
        self._axis = ClockAxis()
        super().__init__(parent, axisItems={"bottom": self._axis}, enableMenu=False)
        self.setMinimumHeight(LEAST_PX)
        # Time goes from left to right in every language; so does the scene, which has a direction of its own.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.getPlotItem().setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._history = history
        self._end, self._span_s = 0.0, 600.0
        self._steps = {medium: pg.PlotDataItem(connect="finite") for medium in (True, False)}
        self._limit_names = {medium: pg.TextItem(anchor=(0, 1)) for medium in (True, False)}
        self._limits_shown: tuple[Limits, ...] = ()
        self._cursor = pg.InfiniteLine(angle=90)
        self._cursor.hide()
        self._names: list[pg.TextItem] = []
        self._marks_shown: tuple[Mark, ...] = ()
        self._care = TrendSpans(Qt.BrushStyle.SolidPattern, -20)
        self._gaps = TrendSpans(Qt.BrushStyle.BDiagPattern, -10)
        self._raw = pg.PlotDataItem(connect="finite")
        self._smoothed = pg.PlotDataItem(connect="finite")
        self._intensity = pg.PlotDataItem(connect="finite")
        # Two curves and what pyqtgraph fills between them would cost more than everything else that is drawn.
        self._band = QGraphicsPathItem()
        self._band.setPen(Qt.PenStyle.NoPen)
        self._ticks = pg.PlotDataItem(connect="pairs")
        self._alarms = pg.PlotDataItem(connect="pairs")
        for item in (
            self._care, self._gaps, self._band, self._raw, self._intensity, self._smoothed,
            self._ticks, self._alarms, *self._steps.values(), *self._limit_names.values(), self._cursor,
        ):  # fmt: skip
            self.addItem(item, ignoreBounds=True)
        self.scene().sigMouseMoved.connect(self._on_moved)
        view = self.getViewBox()
        view.setMouseEnabled(x=True, y=False)
        view.setMenuEnabled(False)
        view.setDefaultPadding(0.0)
        view.disableAutoRange()
        view.sigRangeChangedManually.connect(self._on_dragged)
        self.hideButtons()
        self._font_px = 0
        view.sigResized.connect(self._fit_scale)
        view.sigResized.connect(lambda _view: self.reshaped.emit())
        self._fit_scale()
        self.getAxis("left").setTicks([[(v, str(v)) for v in (0, 2, 4, 6, 8, 10)]])
        self.setAccessibleName(self.tr("Trend of the facial pain score"))

    @property
    def seen(self) -> Span:
        """The stretch that is drawn."""
        return Span(self._end - self._span_s, self._end)

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
        self.leave_left(0)
        self.getAxis("bottom").setHeight(round(2.2 * font_px))
        self._raw.setPen(hair(palette.raw))
        self._smoothed.setPen(hair(palette.smoothed))
        self._intensity.setPen(hair(palette.intensity, Qt.PenStyle.DashLine))
        band = QColor(palette.smoothed)
        band.setAlpha(BAND_ALPHA)
        self._band.setBrush(band)
        self._ticks.setPen(hair(palette.event))
        self._alarms.setPen(hair(palette.limit_medium))
        self._care.colour(palette.care)
        self._gaps.colour(palette.hatch)
        self._cursor.setPen(hair(palette.ink))
        for medium, curve in self._steps.items():
            colour = palette.limit_medium if medium else palette.limit_low
            curve.setPen(hair(colour, Qt.PenStyle.DashLine if medium else Qt.PenStyle.DotLine))
            self._limit_names[medium].setColor(colour)
            self._limit_names[medium].setFont(font)
        self._marks_shown = ()
        self._fit_scale()

    def leave_left(self, least_px: int) -> None:
        """Begin the plot that far from the left edge, or farther."""
        self.getAxis("left").setWidth(max(round(2.6 * self._font_px), least_px))

    def show_intensity(self, on: bool) -> None:  # noqa: FBT001  the state itself
        """Draw the line of the intensity, or leave it out."""
        self._intensity.setVisible(on)

    @property
    def limits_shown(self) -> tuple[Limits, ...]:
        """The limits as they are drawn, from left to right."""
        return self._limits_shown

    def time_words(self, at: float) -> str:
        """Local time of day of monotonic s `at`, HH:MM:SS; with its date where the plot tells dates."""
        return self._axis.time_of(at).strftime("%Y-%m-%d %H:%M:%S" if self._axis.dated else "%H:%M:%S")

    def tell_dates(self) -> None:
        """What is drawn is not of today alone."""
        self._axis.dated = True

    def point_at(self, at: float) -> None:
        """Draw the pointer's line at that time; NaN for none."""
        self._cursor.setVisible(math.isfinite(at))
        if math.isfinite(at):
            self._cursor.setPos(at)

    def _fit_scale(self, _view: object = None) -> None:
        """Above 10 there is room for the upper half of its digits, however flat the plot is."""
        share = min(0.25, 0.6 * self._font_px / max(1.0, float(self.getViewBox().height())))
        self.setYRange(FLOOR, max(10.2, (10.0 - FLOOR * share) / (1.0 - share)), padding=0)
        # Which words have room depends on the size, too.
        marks, self._marks_shown = self._marks_shown, ()
        self._show_marks(marks)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer has gone."""
        super().leaveEvent(event)
        self.pointed.emit(math.nan)

    def _on_moved(self, place: QPointF) -> None:
        view = self.getViewBox()
        inside = view.sceneBoundingRect().contains(place)
        self.pointed.emit(float(view.mapSceneToView(place).x()) if inside else math.nan)

    def _show_limits(self, start: float, end: float) -> None:
        """Steps, each as it was in force; the names stand at the left, beside the first of them."""
        self._limits_shown = steps = self._history.limit_steps(start, end)
        at = [x for one in steps for x in (one.at, one.at)][1:] + ([end] if steps else [])
        for medium, sign in ((True, "▲▲"), (False, "▲")):
            values = [one.upper if medium else one.lower for one in steps]
            self._steps[medium].setData(at, [y for y in values for _ in (0, 1)])
            name = self._limit_names[medium]
            name.setVisible(bool(values))
            if values:
                _say(name, f"{sign} {decimal(values[0])}")
                name.setPos(QPointF(steps[0].at + 0.01 * (end - start), values[0]))

    def show_window(self, end: float, span_s: float, now: float) -> None:
        """Draw the stretch of `span_s` seconds that ends at monotonic s `end`."""
        self._end, self._span_s = end, span_s
        start = end - span_s
        self.setXRange(start, end, padding=0)
        part = thinned(self._history.window(start - HOLD_S, end), span_s)
        part = holes_as_rows(part, max(self._history.hole_s(span_s), 2.5 * span_s / STRETCHES))
        self._raw.setData(part.times, part.raw)
        self._smoothed.setData(part.times, part.smoothed)
        self._band.setPath(pg.arrayToQPath(*outline(part.times, part.low, part.high), finiteCheck=False))
        if self._intensity.isVisible():
            self._intensity.setData(*intensity_line(*self._history.signs.intensity(start, end), span_s))
        self._show_limits(start, end)
        self._gaps.lay(self._history.gaps(start, min(end, now)))
        self._care.lay(self._history.care_spans(start, end, now))
        self._show_marks(tuple(m for m in self._history.marks if start <= m.at <= end))

    def _show_marks(self, marks: tuple[Mark, ...]) -> None:
        if marks == self._marks_shown:
            return
        self._marks_shown = marks
        for curve, kinds, top in ((self._ticks, NAMED, -0.15), (self._alarms, {MarkKind.ALARM}, 0.35)):
            at = np.repeat([m.at for m in marks if m.kind in kinds], 2)
            curve.setData(at, np.tile([top, -0.75], len(at) // 2))
        for name in self._names:
            self.removeItem(name)
        named = [m for m in marks if m.kind in NAMED][-MAX_NAMED_MARKS:]
        view = self.getViewBox()
        two_rows = 0.7 * view.height() / view.viewRect().height() >= 0.8 * self._font_px
        self._names, ends = [], [-math.inf, -math.inf]
        for mark in named:
            # A word that would lie on another one is left out: its tick stays, and the pointer reads it.
            row = 0 if ends[0] <= ends[1] or not two_rows else 1
            name = self._name(mark, low=bool(row))
            left, right = self._reach(mark, name)
            if left < ends[row]:
                self.removeItem(name)
                continue
            ends[row] = right
            self._names.append(name)

    def _reach(self, mark: Mark, name: pg.TextItem) -> tuple[float, float]:
        """From where to where a word goes, px of this widget."""
        x, wide = self.x_of(mark.at), float(name.boundingRect().width())
        return (x - wide, x) if name.anchor.x() else (x, x + wide)

    def _name(self, mark: Mark, *, low: bool) -> pg.TextItem:
        # Near the right edge the word stands to the left of its tick, so that it is not cut.
        late = mark.at > self._end - 0.15 * self._span_s
        name = pg.TextItem(shown(mark.text), color=self._palette.event, anchor=(float(late), 0.5))
        font = self.font()
        font.setPixelSize(max(LEAST_TEXT_PX, self._font_px - 2))
        name.setFont(font)
        name.setPos(QPointF(mark.at, -1.3 if low else -0.6))
        self.addItem(name, ignoreBounds=True)
        return name

    def _on_dragged(self, _mouse: object) -> None:
        (start, end), _ = self.viewRange()
        self._span_s = end - start
        self.dragged.emit(end, end - start)


def _say(item: pg.TextItem, words: str) -> None:
    """Laying out a text costs as much as a curve, also when it is the same."""
    if item.toPlainText() != words:
        item.setText(words)
