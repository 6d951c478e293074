"""Under the trend: the last manual score, when the next one is due, and the strip of all of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from neopain.core.clinical.reassessment import Due, DueReason
from neopain.core.clinical.scales import band_of, scale_by_id
from neopain.core.record import Assessment
from neopain.ui.language.translate import shown
from neopain.ui.sheets.annotation.earlier_pad import TimeOf, assessment_words
from neopain.ui.style.sizes import LEAST_TEXT_PX, Sizes
from neopain.ui.style.theme import Palette
from neopain.ui.trend.strips.manual_strip import ManualStrip, XOf
from neopain.ui.widgets.elided_label import ElidedLabel


class ManualPanel(QWidget):
    """Never shows the automatic score, and is never fed by it."""

    def __init__(self, time_of: TimeOf, x_of: XOf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._time_of = time_of
        self._overdue = False
        self._palette: Palette | None = None
        self.strip = ManualStrip(x_of)
        self._line = ElidedLabel()
        self._line.setProperty("role", "small")
        self._chip = QLabel()
        row = QHBoxLayout()
        row.addWidget(self._line, 1)
        row.addWidget(self._chip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.strip)
        self.show_standing(())
        self.show_due(None, 0.0)

    @property
    def line(self) -> str:
        """The last manual score in words."""
        return self._line.text()

    @property
    def chip(self) -> str:
        """When the next one is due; "" without a session."""
        return self._chip.text()

    def paint_with(self, palette: Palette, sizes: Sizes) -> None:
        """Take the theme."""
        self._palette = palette
        self._font_px = sizes.small_px
        self.strip.paint_with(palette, max(LEAST_TEXT_PX, sizes.small_px - 2))
        self._paint_chip()

    def show_standing(self, standing: Sequence[Assessment]) -> None:
        """Take the assessments as they stand."""
        self.strip.show_standing(standing)
        self.strip.setVisible(any(one.total is not None for one in standing))
        last = max(standing, key=lambda one: one.at, default=None)
        if last is None:
            self._line.setText(self.tr("MANUAL  no assessment yet"))
            return
        band = self.tr("incomplete, no total")
        if last.total is not None:
            band = shown(band_of(scale_by_id(last.scale), last.total))
        by = self.tr(", by {author}").format(author=last.author) if last.author else ""
        text = f"◇ {shown(assessment_words(last))} @{self._time_of(last.at)}  ({band}{by})"
        self._line.setText(self.tr("MANUAL  {text}").format(text=text))

    def show_due(self, due: Due | None, now: float) -> None:
        """Tell when to assess again; None without a session."""
        if due is None:
            self._chip.setText("")
            self._overdue = False
        else:
            self._overdue = due.overdue(now)
            minutes = abs(round(due.left_s(now) / 60.0))
            span = f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"
            words = {
                DueReason.RAISED_SCORE: self.tr("raised score"),
                DueReason.ANALGESIC: self.tr("after analgesic"),
                DueReason.ROUTINE: self.tr("routine"),
            }[due.reason]
            text = (
                self.tr("REASSESS: due for {span} ({why})")
                if self._overdue
                else self.tr("reassess in {span} ({why})")
            )
            self._chip.setText(text.format(span=span, why=words))
        self._chip.setAccessibleName(self._chip.text())
        self._chip.setVisible(bool(self._chip.text()))
        self._paint_chip()

    def _paint_chip(self) -> None:
        if self._palette is None:
            return
        p = self._palette
        # Inverse, not an alarm's colour: a reminder to people, no alarm.
        colours = f"background: {p.ink}; color: {p.panel};" if self._overdue else f"color: {p.ink};"
        style = (
            f"{colours} font-size: {self._font_px}px; font-weight: 600; border: 1px solid {p.ink};"
            "border-radius: 4px; padding: 1px 6px;"
        )
        if style != self._chip.styleSheet():
            self._chip.setStyleSheet(style)
