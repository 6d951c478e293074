"""A button with its sign over its words, for bars where a word alone is found too slowly."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QWidget

GAP_PX = 2
PADDING_PX = 4
LARGEST_SIGN_PX = 64


class GridButton(QPushButton):
    """Words in up to two lines; the sign takes the height that they leave."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoDefault(False)

    def sizeHint(self) -> QSize:
        """As wide as the longest line, as high as sign and lines."""
        metrics, lines = self.fontMetrics(), self.text().split("\n")
        wide = max(metrics.horizontalAdvance(line) for line in lines) + 4 * PADDING_PX
        sign = 0 if self.icon().isNull() else metrics.height() + GAP_PX
        high = sign + metrics.lineSpacing() * len(lines) + 2 * PADDING_PX
        return QSize(wide, max(high, super().sizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        """The same: words are never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and frame, then the sign, then the words under it."""
        if self.icon().isNull():
            super().paintEvent(event)
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        text, sign = self.text(), self.icon()
        option.text, option.icon = "", QIcon()
        painter = QPainter(self)
        style = self.style()
        style.drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        words = self.fontMetrics().lineSpacing() * len(text.split("\n"))
        side = max(
            10, min(self.height() - words - GAP_PX - 2 * PADDING_PX, LARGEST_SIGN_PX, self.width() // 2)
        )
        top = (self.height() - side - GAP_PX - words) // 2
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        sign.paint(painter, QRect((self.width() - side) // 2, top, side, side), mode=mode)
        option.text = text
        option.rect = QRect(0, top + side + GAP_PX, self.width(), words)
        style.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option, painter, self)
        painter.end()
