"""The score's large numeral: as large as wanted for the reading distance, or as the panel allows."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from neopain.ui.language.numbers import decimal

WIDEST = "9.9"
"""The size is for one digit before the point; only 10.0 itself may be smaller."""
NOTHING = "--"


class Numeral(QWidget):
    """Paints one number, hollow where it is no measurement, or `--` in grey."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = NOTHING
        self._hollow = False
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
    def hollow(self) -> bool:
        """Whether only the outline is painted: the number is no measurement."""
        return self._hollow

    @property
    def colour(self) -> QColor:
        """In which colour: grey exactly when nothing was measured."""
        return self._faint if self._hollow or self._text == NOTHING else self._ink

    def paint_with(self, ink: str, faint: str, wanted_px: int) -> None:
        """Take the theme and the wanted font size."""
        self._ink, self._faint, self._wanted_px = QColor(ink), QColor(faint), wanted_px
        self.updateGeometry()
        self.update()

    def show_value(self, value: float | None) -> None:
        """Show a score 0..10 with one decimal, or that there is none."""
        spoken = self.tr("No score") if value is None else self.tr("Score {value}")
        self._show(NOTHING if value is None else decimal(value), spoken, hollow=False)

    def show_outside(self, value: float) -> None:
        """Show, hollow and grey, the number 0..10 of a face outside training."""
        self._show(decimal(value), self.tr("No score. Outside training {value}"), hollow=True)

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
        metrics = painter.fontMetrics()
        left = 0 if self.isLeftToRight() else self.width() - metrics.horizontalAdvance(self._text)
        base = (self.height() + metrics.capHeight()) // 2
        if self._hollow:
            outline = QPainterPath()
            outline.addText(left, base, painter.font(), self._text)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.strokePath(outline, QPen(self.colour, max(1.5, metrics.capHeight() / 40)))
        else:
            painter.setPen(self.colour)
            painter.drawText(left, base, self._text)
        painter.end()

    def _show(self, text: str, spoken: str, *, hollow: bool) -> None:
        if (text, hollow) != (self._text, self._hollow):
            self._text, self._hollow = text, hollow
            self.setAccessibleName(spoken.format(value=text))
            self.update()

    def _font(self, size_px: int) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(size_px)
        font.setWeight(QFont.Weight.DemiBold)
        font.setStyleHint(QFont.StyleHint.SansSerif)
        return font
