"""The score's large numeral: as large as wanted for the reading distance, or as the panel allows."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from neopain.ui.language.numbers import decimal

WIDEST = "9.9"
"""The size is for one digit before the point; only 10.0 itself may be smaller."""
NOTHING = "--"


class Numeral(QWidget):
    """Paints one number, or `--` in grey."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = NOTHING
        self._wanted_px = 96
        self._ink, self._faint = QColor("#ffffff"), QColor("#888888")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 64)
        self.setAccessibleName(self.tr("No score"))

    @property
    def text(self) -> str:
        """What is painted."""
        return self._text

    @property
    def colour(self) -> QColor:
        """In which colour: grey exactly when there is no number."""
        return self._faint if self._text == NOTHING else self._ink

    def paint_with(self, ink: str, faint: str, wanted_px: int) -> None:
        """Take the theme and the wanted font size."""
        self._ink, self._faint, self._wanted_px = QColor(ink), QColor(faint), wanted_px
        self.updateGeometry()
        self.update()

    def show_value(self, value: float | None) -> None:
        """Show a score 0..10 with one decimal, or that there is none."""
        text = NOTHING if value is None else decimal(value)
        if text != self._text:
            self._text = text
            spoken = self.tr("No score") if value is None else self.tr("Score {value}").format(value=text)
            self.setAccessibleName(spoken)
            self.update()

    def sizeHint(self) -> QSize:
        """Room for the wanted size."""
        metrics = QFontMetrics(self._font(self._wanted_px))
        return QSize(metrics.horizontalAdvance(WIDEST), metrics.capHeight() + metrics.descent())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The largest font that fits, up to the wanted one."""
        del event
        probe = QFontMetrics(self._font(100))
        by_width = 100 * self.width() / max(map(probe.horizontalAdvance, (WIDEST, self._text)))
        by_height = 100 * self.height() / (1.12 * probe.capHeight())
        painter = QPainter(self)
        painter.setFont(self._font(max(12, int(min(by_width, by_height, self._wanted_px)))))
        painter.setPen(self.colour)
        metrics = painter.fontMetrics()
        left = 0 if self.isLeftToRight() else self.width() - metrics.horizontalAdvance(self._text)
        painter.drawText(left, (self.height() + metrics.capHeight()) // 2, self._text)
        painter.end()

    def _font(self, size_px: int) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(size_px)
        font.setWeight(QFont.Weight.DemiBold)
        font.setStyleHint(QFont.StyleHint.SansSerif)
        return font
