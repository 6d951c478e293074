"""The trend with its windows; one that shows the past says so, and returns to now by itself."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from neopain.core.clock import Clock
from neopain.core.facial_actions import FacialAction
from neopain.core.score.coverage import HOLD_S
from neopain.ui.style.sizes import Sizes
from neopain.ui.style.theme import DAY, Palette
from neopain.ui.trend.history.trend_before import Span
from neopain.ui.trend.history.trend_history import TrendHistory
from neopain.ui.trend.plot.trend_plot import TrendPlot
from neopain.ui.trend.strips.signs_strip import SignsStrip
from neopain.ui.trend.trend_foot import TrendFoot
from neopain.ui.trend.trend_head import WINDOWS_S, TrendHead
from neopain.ui.trend.trend_layers import TrendLayers
from neopain.ui.trend.trend_overview import TrendOverview
from neopain.ui.trend.trend_pace import QUICKEST_MS, refresh_ms, young_span_s
from neopain.ui.trend.trend_reading import span_words

REVIEW_MS = 60_000
"""A review ends by itself after a minute without a touch."""
OVERVIEW_S = 5.0
LIVE_SLACK_S = 2.0
SHORTEST_S = 10.0
LOW_PX = 520
"""A trend that is not so tall has no room for single signs and overview."""
NEAR_SHARE = 0.01
"""A note is under the pointer within this share of what is seen."""


class TrendPanel(QFrame):
    """Plot, overview strip, window buttons, and the review frame."""

    def __init__(
        self,
        history: TrendHistory,
        clock: Clock,
        layers: TrendLayers | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.layers = TrendLayers(self) if layers is None else layers
        self.setObjectName("panel")
        self._history = history
        self._clock = clock
        self._span_s = float(WINDOWS_S[0])
        self._review_end: float | None = None
        self._palette = DAY
        self._running = False
        self._overviewed_at = float("-inf")
        self.plot = TrendPlot(history)
        self.plot.dragged.connect(self._on_dragged)
        self.plot.pointed.connect(self._on_pointed)
        self.signs = SignsStrip(history.signs)
        self.signs.pointed.connect(self._on_sign_pointed)
        self.plot.reshaped.connect(self._lay_signs)
        self._pointed_at = math.nan
        self._pointed_sign: FacialAction | None = None
        self._compact = False
        self._overview = TrendOverview(history)
        self._overview.picked.connect(self._look_around)
        self._review_label = QLabel(self.tr("REVIEW - NOT LIVE"))
        self._review_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.head = TrendHead(self.layers)
        self.head.span_chosen.connect(self.show_span)
        self.head.stepped.connect(self.step)
        self.head.live.clicked.connect(self.go_live)
        self._foot = TrendFoot(history, self.plot, self.layers)
        self._arrange()
        self.layers.changed.connect(self._on_layers)
        self._review_timer = QTimer(self, singleShot=True, interval=REVIEW_MS)
        self._review_timer.timeout.connect(self.go_live)
        self._timer = QTimer(self, interval=QUICKEST_MS)
        self._timer.timeout.connect(self._refresh)
        self._timer.start()

    def add_below_plot(self, panel: QWidget) -> None:
        """Place what shares the plot's width and time, such as the manual scores, under it."""
        column = self.layout()
        if isinstance(column, QVBoxLayout):
            column.insertWidget(column.indexOf(self.signs) + 1, panel)

    @property
    def in_review(self) -> bool:
        """Whether the trend shows the past instead of now."""
        return self._review_end is not None

    def run(self, *, running: bool) -> None:
        """Let time move while a session runs; a stopped trend stands at its last reading."""
        self._running = running
        self._refresh()

    def paint_with(self, palette: Palette, sizes: Sizes) -> None:
        """Take the theme."""
        self._palette = palette
        self.plot.paint_with(palette, sizes.small_px)
        self._overview.paint_with(palette, max(40, round(3.2 * sizes.small_px)))
        self._review_label.setStyleSheet(
            f"background: {palette.review}; color: {palette.alarm_ink}; font-weight: 700; padding: 2px;"
        )
        self.signs.paint_with(palette, sizes)
        self._fit()
        self._frame_review()
        self._refresh()

    @Slot()
    def go_live(self) -> None:
        """Leave the review. Any new alarm calls this, too."""
        self._review_timer.stop()
        self._review_end = None
        self._overviewed_at = float("-inf")
        self._frame_review()
        self._refresh()

    @Slot(float)
    def go_to(self, at: float) -> None:
        """Show monotonic s `at` in the middle, as far as the record reaches, and what stood there."""
        self._look_around(at)
        self._on_pointed(at)

    def compact(self, on: bool) -> None:  # noqa: FBT001  the state itself
        """Leave out the overview and the single signs, so that the curve has room."""
        if on != self._compact:
            self._compact = on
            self._fit()

    def needed_px(self, *, compact: bool) -> int:
        """The least height, compact or with all that is wanted, whichever it is now."""
        shown = sum(one.height() for one in (self.signs, self._overview) if not one.isHidden())
        hidden = self._compact * self.layers.signs * self.signs.height()
        return self.minimumSizeHint().height() + (-shown if compact else hidden)

    def step(self, direction: int) -> None:
        """Scroll by half a window: -1 back, +1 forward."""
        end = self._now() if self._review_end is None else self._review_end
        self._look_at(end + 0.5 * direction * self._span_s)

    @property
    def span_s(self) -> float:
        """How many seconds are seen at most."""
        return self._span_s

    @property
    def span_text(self) -> str:
        """How long the stretch is that somebody zoomed to; "" where a button says it."""
        return self.head.span_words.text()

    @property
    def reading_text(self) -> str:
        """Time, score, limits and notes under the pointer; "" when it is elsewhere."""
        return self._foot.text

    def show_span(self, span_s: float) -> None:
        """Show a window of that many seconds."""
        self._span_s = min(max(span_s, SHORTEST_S), self._history.keep_s)
        named = self.head.mark_span(self._span_s)
        self.head.span_words.setText("" if named else span_words(self._span_s))
        self._overviewed_at = float("-inf")
        self._refresh()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(4)
        column.addWidget(self.head)
        column.addWidget(self._review_label)
        column.addWidget(self.plot, 1)
        column.addWidget(self.signs)
        column.addWidget(self._foot)
        column.addWidget(self._overview)

    def _now(self) -> float:
        newest = self._history.newest_at
        return self._clock.monotonic() if self._running or newest is None else newest

    @Slot(float)
    def _look_at(self, end: float) -> None:
        now, oldest = self._now(), self._history.oldest_at
        if end >= now - LIVE_SLACK_S:
            self.go_live()
            return
        # A fifth of the window shows the record's beginning, but a young record's window ends with now.
        self._review_end = end if oldest is None else max(end, min(oldest + 0.2 * self._span_s, now))
        self._leave_later()
        self._frame_review()
        self._refresh()

    def _leave_later(self) -> None:
        """A look at the past ends by itself."""
        self._review_timer.start()

    @Slot(float, float)
    def _on_dragged(self, end: float, span_s: float) -> None:
        if abs(span_s - self._span_s) > 0.5:
            self.show_span(span_s)
        self._look_at(end)

    @Slot(float)
    def _on_pointed(self, at: float) -> None:
        self._pointed_at, self._pointed_sign = at, None
        self._read()

    @Slot(float, object)
    def _on_sign_pointed(self, at: float, action: FacialAction | None) -> None:
        self._pointed_at, self._pointed_sign = at, action
        self._read()

    def _on_layers(self) -> None:
        self._fit()
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low trend shows either the single signs or the overview."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.layers.signs and not self._compact
        self.signs.setVisible(shown)
        self.head.signs.setEnabled(not self._compact)
        self._overview.setVisible(not self._compact and not (shown and self.height() < LOW_PX))
        self.plot.leave_left(self.signs.names_px if shown else 0)
        self.plot.show_intensity(self.layers.intensity)
        self._foot.say_legend(self._palette)

    def _read(self) -> None:
        """Time, score, limits and notes under the pointer, in the legend's place."""
        at, newest = self._pointed_at, self._history.newest_at
        oldest = self._history.oldest_at
        there = newest is not None and oldest is not None and oldest <= at <= newest + HOLD_S
        at = at if there else math.nan
        for drawn in (self.plot, self.signs):
            drawn.point_at(at)
        self._foot.read(at, self._pointed_sign, NEAR_SHARE * self._seen_s())

    def _seen_s(self) -> float:
        oldest = self._history.oldest_at
        if self.in_review or oldest is None:
            return self._span_s
        return young_span_s(self._span_s, self._now() - oldest)

    @Slot(float)
    def _look_around(self, at: float) -> None:
        self._look_at(at + 0.5 * self._span_s)

    def _frame_review(self) -> None:
        self._review_label.setVisible(self.in_review)
        self.head.live.setEnabled(self.in_review)
        style = f"border: 4px solid {self._palette.review};" if self.in_review else "border: 0;"
        if style != self.plot.styleSheet():
            self.plot.setStyleSheet(style)

    def _may_draw(self) -> bool:
        """A hand that drags the plot is not disturbed."""
        return not self.plot.underMouse() or not self.in_review

    @Slot()
    def refresh(self) -> None:
        """What is drawn has changed."""
        self._overviewed_at = float("-inf")
        self._refresh()

    def _lay_signs(self) -> None:
        """Under the plot, where it is now."""
        if not self.signs.isHidden():
            seen = self.plot.seen
            self.signs.lay(self.plot.x_of(seen.start), self.plot.x_of(seen.end), seen.start, seen.end)

    def _keep_pace(self, seen_s: float) -> None:
        """Drawn anew when it has moved by a pixel: more often nobody would see a difference."""
        wanted = refresh_ms(seen_s, self.plot.width())
        # A timer that is set anew begins anew.
        if abs(wanted - self._timer.interval()) > 0.1 * wanted:
            self._timer.setInterval(wanted)

    @Slot()
    def _refresh(self) -> None:
        now = self._now()
        end = now if self._review_end is None else self._review_end
        seen_s = self._seen_s()
        looked_at = Span(end - seen_s, end)
        self._keep_pace(seen_s)
        if self._may_draw():
            self.plot.show_window(end, seen_s, now)
            self._lay_signs()
        self._read()
        share = self._history.coverage(looked_at.start, looked_at.end)
        words = self.tr("{share} % scored")
        self.head.say_coverage("" if share is None else words.format(share=round(100 * share)))
        if self.in_review or abs(now - self._overviewed_at) >= OVERVIEW_S:
            self._overviewed_at = now
            self._overview.refresh(looked_at, now)
