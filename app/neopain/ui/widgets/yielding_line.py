"""One line of several parts; where there is too little room, parts go in a stated order and figures never."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

GAP_EM = 0.5
SMALL = 0.72
LEAST_PX = 13
LEAST_SHARE = 0.75
"""Of the wanted size: to this the letters shrink before a word is shortened."""
STAYS, SHORTENS = 0, 1


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the line.

    Attributes:
        text: one word or several.
        rank: `STAYS` for what is never left out, `SHORTENS` for words that end in an ellipsis at worst; of
            the others the greatest goes first.
        small: in smaller letters.
    """

    text: str
    rank: int = STAYS
    small: bool = False


class YieldingLine(QWidget):
    """Paints the parts; where even what stays is too long, the letters become smaller."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[Part, ...] = ()
        self._colour = QColor("#000000")
        self._px, self._bold = 16, True
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @property
    def text(self) -> str:
        """All parts, whether there is room for them or not."""
        return " ".join(part.text for part in self._parts)

    @property
    def shown(self) -> tuple[str, ...]:
        """What there is room for, as it is painted."""
        return tuple(part.text for part in self._fitting()[0])

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Another line."""
        kept = tuple(part for part in parts if part.text)
        if kept != self._parts:
            self._parts = kept
            self.update()

    def paint_with(self, colour: str, px: int, *, bold: bool) -> None:
        """In which colour and size."""
        wanted = (QColor(colour), px, bold)
        if wanted != (self._colour, self._px, self._bold):
            self._colour, self._px, self._bold = wanted
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """One line high; any width will do."""
        return QSize(80, round(1.3 * self._px))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """From where the language begins."""
        del event
        parts, px = self._fitting()
        painter = QPainter(self)
        painter.setPen(self._colour)
        at = 0.0
        for part in parts:
            font = self._font(part, px)
            wide = QFontMetricsF(font).horizontalAdvance(part.text)
            left = at if self.isLeftToRight() else self.width() - at - wide
            painter.setFont(font)
            painter.drawText(
                QRectF(left, 0.0, wide + 1.0, self.height()), Qt.AlignmentFlag.AlignVCenter, part.text
            )
            at += wide + GAP_EM * px
        painter.end()

    def _fitting(self) -> tuple[tuple[Part, ...], int]:
        parts, room = list(self._parts), float(self.width())
        while parts and self._wide(parts, self._px) > room and max(part.rank for part in parts) > SHORTENS:
            worst = max(part.rank for part in parts)
            parts.remove(next(part for part in reversed(parts) if part.rank == worst))
        px = self._px
        while px > LEAST_PX and self._wide([p for p in parts if p.rank == STAYS], px) > 0.7 * room:
            px -= 1
        while px > max(LEAST_PX, LEAST_SHARE * self._px) and self._wide(parts, px) > room:
            px -= 1
        lack = self._wide(parts, px) - room
        if lack > 0.0:
            parts = [self._shortened(part, px, lack) if part.rank == SHORTENS else part for part in parts]
            parts = [part for part in parts if part.text]
        while px > 1 and self._wide(parts, px) > room:
            px -= 1
        return tuple(parts), px

    def _shortened(self, part: Part, px: int, lack: float) -> Part:
        metrics = QFontMetricsF(self._font(part, px))
        room = metrics.horizontalAdvance(part.text) - lack
        return Part(
            metrics.elidedText(part.text, Qt.TextElideMode.ElideRight, max(0.0, room)), part.rank, part.small
        )

    def _wide(self, parts: Sequence[Part], px: int) -> float:
        gaps = max(0, len(parts) - 1) * GAP_EM * px
        return gaps + sum(QFontMetricsF(self._font(part, px)).horizontalAdvance(part.text) for part in parts)

    def _font(self, part: Part, px: int) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(max(min(px, LEAST_PX), round(px * (SMALL if part.small else 1.0))))
        font.setBold(self._bold)
        return font
