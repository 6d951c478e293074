"""The trend of the bedside over a stay of the record: the same plot, but it never goes to now by itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from neopain.core.clock import Clock
from neopain.core.stay.reviewed import ReviewedStay
from neopain.core.watch.sign_seconds import SignSeconds
from neopain.ui.review.review_history import ReviewHistory
from neopain.ui.style.sizes import LEAST_TEXT_PX, Sizes
from neopain.ui.style.theme import Palette
from neopain.ui.trend.history.trend_before import Span
from neopain.ui.trend.strips.manual_strip import ManualStrip
from neopain.ui.trend.trend_layers import TrendLayers
from neopain.ui.trend.trend_panel import TrendPanel
from neopain.ui.widgets.clip_strip import ClipMark, ClipStrip

ASK_MS = 120
"""Somebody who scrolls asks for the finer rows once, when the hand rests."""

Look = tuple[Palette, Sizes]


class PastTrend(TrendPanel):
    """Shows a stay; asks for finer rows where somebody looks.

    Signals:
        finer_asked: Span.
    """

    finer_asked = Signal(object)

    def __init__(
        self,
        stay: ReviewedStay,
        clock: Clock,
        look: Look,
        layers: TrendLayers | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Args: what to show; the window's clock; the theme that it wears; what is shown beside the score."""
        self.rows = ReviewHistory(stay)
        self.stay = stay
        self._asked: Span | None = None
        super().__init__(self.rows, clock, layers, parent)
        self.plot.anchor(stay.utc(stay.start), stay.start)
        self.plot.tell_dates()
        self.strip = ManualStrip(self.plot.x_of)
        self.strip.show_standing(stay.assessments)
        self.clips = ClipStrip(self.plot.x_of)
        self.add_below_plot(self.clips)
        self.plot.reshaped.connect(self.clips.lay_again)
        self.add_below_plot(self.strip)
        self.head.live.setText(self.tr("END"))
        self.head.live.setToolTip(self.tr("To the newest of what was recorded"))
        self.head.live.setAccessibleName(self.head.live.toolTip())
        self._ask = QTimer(self)
        self._ask.setSingleShot(True)
        self._ask.setInterval(ASK_MS)
        self._ask.timeout.connect(self._ask_finer)
        self._timer.stop()
        self.head.add_span(self.tr("All"), self.tr("Show all of it"), "span_5", self.show_whole)
        self.paint_with(*look)
        self.show_whole()

    @property
    def in_review(self) -> bool:
        """Always: nothing here is live."""
        return True

    @property
    def seen(self) -> Span:
        """The stretch that is drawn."""
        end = self._now() if self._review_end is None else self._review_end
        return Span(end - self._span_s, end)

    def paint_with(self, palette: Palette, sizes: Sizes) -> None:
        """Take the theme."""
        super().paint_with(palette, sizes)
        self.strip.paint_with(palette, max(LEAST_TEXT_PX, sizes.small_px - 2))

    @Slot()
    def show_whole(self) -> None:
        """All of the stay."""
        self.show_span(1.01 * (self.stay.stop - self.stay.start))
        self.go_live()

    def show_clips(self, clips: Sequence[ClipMark]) -> None:
        """Mark where pictures are kept."""
        self.clips.show_clips(clips)
        self.refresh()

    def show_around(self, at: float, span_s: float | None = None) -> None:
        """Look at that time, in the middle."""
        if span_s is not None:
            self.show_span(span_s)
        self._look_at(at + 0.5 * self._span_s)

    def take_finer(self, span: Span, times: object, scores: object, signs: SignSeconds) -> None:
        """The rows that were asked for."""
        self.rows.signs.replace(span, signs)
        self.rows.refine(span, times, scores)  # type: ignore[arg-type]
        self.refresh()

    def _may_draw(self) -> bool:
        return True

    def _leave_later(self) -> None:
        """What somebody opened to look at stays open."""

    @Slot()
    def _refresh(self) -> None:
        super()._refresh()
        seen = self.seen
        scores = (one for one in self.stay.assessments if one.total is not None)
        self.strip.setVisible(any(seen.start <= one.at <= seen.end for one in scores))
        self.strip.update()
        self.clips.lay(seen.start, seen.end)
        wanted = self.rows.wants_finer(seen.start, seen.end)
        if wanted is not None and wanted != self._asked:
            self._ask.start()

    @Slot()
    def _ask_finer(self) -> None:
        seen = self.seen
        wanted = self.rows.wants_finer(seen.start, seen.end)
        if wanted is not None and wanted != self._asked:
            self._asked = wanted
            self.finer_asked.emit(wanted)
