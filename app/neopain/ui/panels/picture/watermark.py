"""Words aslant all over a picture, drawn once for each size."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap

from neopain.ui.style.sizes import LEAST_TEXT_PX


def drawn_watermark(size: QSize, text: str, like: QFont, scale: float) -> QPixmap:
    """`text` aslant all over a clear ground; `scale`: device pixels a pixel."""
    made = QPixmap(size * scale)
    made.setDevicePixelRatio(scale)
    made.fill(Qt.GlobalColor.transparent)
    target = QRectF(QPointF(0, 0), QSizeF(size))
    painter = QPainter(made)
    font = QFont(like)
    font.setPixelSize(max(LEAST_TEXT_PX, round(target.height() / 16)))
    font.setBold(True)
    painter.setFont(font)
    painter.translate(target.center())
    painter.rotate(-24)
    reach, step = target.width() + target.height(), target.height() / 4
    for line in range(-4, 5):
        stripe = QRectF(-reach / 2 + line * 40, line * step - step / 2, reach, step)
        # Dark under light, so that it is seen on a white sheet, too.
        for colour, shift in ((QColor(0, 0, 0, 60), 1.5), (QColor(255, 255, 255, 80), 0.0)):
            painter.setPen(colour)
            painter.drawText(stripe.translated(shift, shift), Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return made
