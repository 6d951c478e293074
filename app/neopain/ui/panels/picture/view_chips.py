"""Small chips over a picture: numbers of the live view, the refusing ones marked; and letters that fit."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from neopain.ui.language.view_words import REFUSED
from neopain.ui.style.sizes import LEAST_TEXT_PX

GAP_PX = 6.0
_EDGES_PX = 12.0


def fitting_px(like: QFont, words: str, most: int, room: float, *, bold: bool = False) -> int:
    """The size in which the words fit a line of `room` px, `most` at most, and never one that is no text."""
    font = QFont(like)
    font.setBold(bold)
    font.setPixelSize(most)
    wanted = QFontMetricsF(font).horizontalAdvance(words)
    return most if wanted <= room else max(LEAST_TEXT_PX, int(most * room / wanted))


def draw_chips(painter: QPainter, words: tuple[str, ...], strip: QRectF) -> None:
    """As many as the strip has room for, in the painter's font or a smaller one; the refusing ones first."""
    if not words:
        return
    wanted = sum(_wide(painter, word) + GAP_PX for word in words) + GAP_PX
    if wanted > strip.width():
        font = QFont(painter.font())
        font.setPixelSize(max(LEAST_TEXT_PX, int(font.pixelSize() * strip.width() / wanted)))
        painter.setFont(font)
    left = strip.left() + GAP_PX
    for word in _fitting(painter, words, strip.width()):
        refused = word.startswith(REFUSED)
        width = _wide(painter, word)
        chip = QRectF(left, strip.top() + 2, width, strip.height() - 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#7fd4ff") if refused else QColor(5, 8, 11, 190))
        painter.drawRoundedRect(chip, 4, 4)
        painter.setPen(QColor("#10161c") if refused else QColor("#e8eef4"))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, word)
        left += width + GAP_PX


def _wide(painter: QPainter, word: str) -> float:
    return painter.fontMetrics().horizontalAdvance(word) + _EDGES_PX


def _fitting(painter: QPainter, words: tuple[str, ...], room: float) -> tuple[str, ...]:
    shown: list[str] = []
    for word in sorted(words, key=lambda one: not one.startswith(REFUSED)):
        room -= _wide(painter, word) + GAP_PX
        if room >= GAP_PX:
            shown.append(word)
    return tuple(word for word in words if word in shown)
