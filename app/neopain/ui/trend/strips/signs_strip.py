"""The facial actions under the trend, in step with its time: darker is a larger share of the last 30 seconds.

Hatched is not assessed, and never a light field: a light field is a sign at rest. Where nothing is known, as
before the program began, nothing is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from neopain.core.facial_actions import FacialAction
from neopain.core.watch.sign_seconds import ACTIONS
from neopain.ui.language.sign_words import action_words
from neopain.ui.style.sizes import LEAST_TEXT_PX, Sizes
from neopain.ui.style.theme import DAY, Palette
from neopain.ui.trend.history.signs_history import SignsHistory

TimeAt = Callable[[float], float]
_LIGHTEST, _DARKEST = 0.0, 0.85
"""Of the way from the panel to the ink, at a share of 0 and of 1."""
_LINE_EM = 1.05
"""Height of a lane in its names' font size."""


class SignsStrip(QWidget):
    """Drawn anew only when a column of it has changed.

    Signals:
        pointed: float, monotonic s under the pointer, NaN when it has gone; and the action, None between.
    """

    pointed = Signal(float, object)

    def __init__(self, history: SignsHistory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._palette: Palette = DAY
        self._font_px = LEAST_TEXT_PX
        self._left = self._right = 0
        self._start, self._width_s = 0.0, 1.0
        self._drawn: tuple[float, float, int, int, int] | None = None
        self._cursor = math.nan
        self._picture = QPixmap()
        self.painted = 0
        self.setMouseTracking(True)
        # Time goes from left to right in every language, in step with the plot.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Single signs over time"))
        self.setToolTip(
            self.tr("Stronger: present in more of the last 30 s. Plain: at rest. Hatched: not assessed.")
        )

    def paint_with(self, palette: Palette, sizes: Sizes) -> None:
        """Take the theme."""
        self._palette = palette
        self._font_px = max(LEAST_TEXT_PX, sizes.small_px - 2)
        self.setFixedHeight(len(ACTIONS) * round(_LINE_EM * self._font_px) + 4)
        self._drawn = None
        self.update()

    @property
    def names_px(self) -> int:
        """Width that the names of the lanes need."""
        metrics = QFontMetrics(self._font())
        return max(metrics.horizontalAdvance(short) for short, _ in action_words().values()) + 6

    def lay(self, left: float, right: float, start: float, end: float) -> None:
        """Show monotonic s `start` to `end` between two places, px from the left edge."""
        self._left, self._right = round(left), max(round(left) + 1, round(right))
        width_s = (end - start) / (self._right - self._left)
        # Columns lie at multiples of their width, so that the picture does not tremble while time moves.
        begin = math.floor(start / width_s) * width_s
        drawn = (begin, width_s, self._left, self._right, self._history.changed)
        if drawn != self._drawn:
            self._drawn = drawn
            self._start, self._width_s = begin, width_s
            self._picture = QPixmap()
            self.update()

    def point_at(self, at: float) -> None:
        """Draw the pointer's line at that time; NaN for none."""
        if at != self._cursor and not (math.isnan(at) and math.isnan(self._cursor)):
            self._cursor = at
            self.update()

    def columns(self) -> NDArray[np.float32]:
        """What is drawn: share by action and column, NaN for a gap. float32 (6, columns)."""
        starts = self._start + self._width_s * np.arange(self._right - self._left, dtype=np.float64)
        return self._history.shares(starts, self._width_s)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The strip, and the pointer's line."""
        del event
        if self._picture.isNull():
            self._picture = self._painted()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        x = self._left + (self._cursor - self._start) / self._width_s
        if math.isfinite(x) and self._left <= x <= self._right:
            painter.setPen(QPen(QColor(self._palette.ink), 1.0))
            painter.drawLine(round(x), 0, round(x), self.height())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drawn anew."""
        super().resizeEvent(event)
        self._picture = QPixmap()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """What stands there is read."""
        self._tell(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A finger points without moving first."""
        self._tell(event)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer has gone."""
        super().leaveEvent(event)
        self.pointed.emit(math.nan, None)

    def action_at(self, y: float) -> FacialAction | None:
        """The lane at that height, px from the top."""
        place = int((y - 2) // max(1.0, (self.height() - 4) / len(ACTIONS)))
        return ACTIONS[place] if 0 <= place < len(ACTIONS) else None

    def _tell(self, event: QMouseEvent) -> None:
        x = event.position().x()
        inside = self._left <= x <= self._right
        at = self._start + (x - self._left) * self._width_s if inside else math.nan
        self.pointed.emit(at, self.action_at(event.position().y()) if inside else None)

    def _painted(self) -> QPixmap:
        self.painted += 1
        picture = QPixmap(self.size() * self.devicePixelRatio())
        picture.setDevicePixelRatio(self.devicePixelRatio())
        picture.fill(QColor(self._palette.panel))
        painter = QPainter(picture)
        painter.setFont(self._font())
        known = self._paint_known(painter)
        area = QRect(self._left, 2, self._right - self._left, self.height() - 4)
        painter.drawImage(area, _image(self.columns(), self._palette))
        lane = area.height() / len(ACTIONS)
        for place, (short, _) in enumerate(action_words().values()):
            row = QRectF(0.0, area.top() + place * lane, self._left - 6.0, lane)
            painter.setPen(QColor(self._palette.ink))
            painter.drawText(row, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, short)
            if known:
                painter.setPen(QPen(QColor(self._palette.panel), 1.0))
                painter.drawLine(area.left(), round(row.bottom()), area.right(), round(row.bottom()))
        painter.end()
        return picture

    def _paint_known(self, painter: QPainter) -> bool:
        """Hatched as far as it is known; what was seen is drawn over it. Words and False where nothing is."""
        known = self._history.known
        end = self._start + self._width_s * (self._right - self._left)
        if known is None or known.end <= self._start or known.start >= end:
            words = self.tr("Single signs: nothing here yet, or look closer (8 h or less)")
            painter.setPen(QColor(self._palette.faint))
            room = QRectF(self._left, 0.0, self._right - self._left, self.height())
            words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, round(room.width()))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)
            return False
        low, high = (
            self._left + (min(max(at, self._start), end) - self._start) / self._width_s
            for at in (known.start, known.end)
        )
        room = QRectF(low, 2.0, high - low, self.height() - 4.0)
        painter.save()
        hatch = painter.brush()
        hatch.setStyle(Qt.BrushStyle.BDiagPattern)
        hatch.setColor(QColor(self._palette.hatch))
        painter.fillRect(room, hatch)
        painter.restore()
        return True

    def _font(self) -> QFont:
        font = self.font()
        font.setPixelSize(self._font_px)
        return font


def _image(shares: NDArray[np.float32], palette: Palette) -> QImage:
    """One pixel for each lane and column; clear where nothing was assessed."""
    panel, ink = QColor(palette.edge), QColor(palette.ink)
    ground = QColor(palette.panel)
    seen = np.isfinite(shares)
    dark = _LIGHTEST + (_DARKEST - _LIGHTEST) * np.nan_to_num(shares)
    pixels = np.zeros((*shares.shape, 4), np.uint8)
    light = [(0.35 * getattr(panel, of)() + 0.65 * getattr(ground, of)()) for of in ("blue", "green", "red")]
    strong = [getattr(ink, of)() for of in ("blue", "green", "red")]
    for place, (low, high) in enumerate(zip(light, strong, strict=True)):
        pixels[..., place] = np.where(seen, np.round(low + dark * (high - low)), 0)
    pixels[..., 3] = np.where(seen, 255, 0)
    height, width = shares.shape
    return QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_ARGB32).copy()
