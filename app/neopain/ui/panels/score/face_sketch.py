"""A face in a few strokes that does what the single signs say; parts that are not seen are dashed."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from neopain.core.facial_actions import FacialAction, FacialActions
from neopain.ui.style.theme import Palette


def draw_face(painter: QPainter, room: QRectF, actions: FacialActions | None, palette: Palette) -> None:
    """Draw into a square. Each part moves with its action's strength."""
    painter.save()
    painter.translate(room.topLeft())
    painter.scale(room.width() / 100.0, room.height() / 100.0)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    outline = QPen(QColor(palette.faint), 2.0)
    outline.setStyle(Qt.PenStyle.SolidLine if actions is not None else Qt.PenStyle.DashLine)
    painter.setPen(outline)
    painter.drawEllipse(QRectF(12, 4, 76, 92))
    strength = {action: _strength(actions, action) for action in FacialAction}
    _brows(painter, strength[FacialAction.BROW_BULGE], palette)
    _eyes(painter, strength[FacialAction.EYE_SQUEEZE], palette)
    _folds(painter, strength[FacialAction.NASOLABIAL_FURROW], palette)
    tall, wide = strength[FacialAction.VERTICAL_STRETCH], strength[FacialAction.HORIZONTAL_STRETCH]
    _mouth(painter, strength[FacialAction.OPEN_LIPS], tall, wide, palette)
    painter.restore()


def _strength(actions: FacialActions | None, action: FacialAction) -> float | None:
    seen = None if actions is None else actions[action]
    return None if seen is None else seen.strength


def _pen(strength: float | None, palette: Palette) -> QPen:
    if strength is None:
        return QPen(QColor(palette.hatch), 1.5, Qt.PenStyle.DashLine)
    pen = QPen(QColor(palette.ink), 1.8 + 3.0 * strength)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen


def _brows(painter: QPainter, strength: float | None, palette: Palette) -> None:
    """Lower, and drawn together, with two folds between them."""
    down = strength or 0.0
    painter.setPen(_pen(strength, palette))
    for side in (-1, 1):
        outer, inner = QPointF(50 + side * 29, 34), QPointF(50 + side * (11 - 4 * down), 30 + 8 * down)
        painter.drawLine(outer, inner)
        if strength is not None and strength >= 0.5:
            painter.drawLine(QPointF(50 + side * 3, 25), QPointF(50 + side * 3, 25 + 9 * down))


def _eyes(painter: QPainter, strength: float | None, palette: Palette) -> None:
    """A lid line at rest; squeezed, it gets two wrinkles that meet at the outer corner."""
    painter.setPen(_pen(strength, palette))
    tight = strength or 0.0
    for side in (-1, 1):
        middle = 50 + side * 19
        painter.drawLine(QPointF(middle - 8, 45), QPointF(middle + 8, 45))
        if strength is not None and strength >= 0.25:
            outer = QPointF(middle + side * 9, 45)
            for way in (-1, 1):
                painter.drawLine(outer, QPointF(middle + side * (9 + 6 * tight), 45 + way * 6 * tight))


def _folds(painter: QPainter, strength: float | None, palette: Palette) -> None:
    """From the nose wings to the corners of the mouth."""
    painter.setPen(QPen(QColor(palette.faint), 1.8))
    nose = QPainterPath(QPointF(45, 58))
    nose.quadTo(QPointF(50, 63), QPointF(55, 58))
    painter.drawPath(nose)
    painter.setPen(_pen(strength, palette))
    if strength is not None and strength < 0.1:
        return
    for side in (-1, 1):
        fold = QPainterPath(QPointF(50 + side * 9, 56))
        fold.quadTo(QPointF(50 + side * 20, 60), QPointF(50 + side * 24, 72))
        painter.drawPath(fold)


def _mouth(
    painter: QPainter, lips: float | None, tall: float | None, wide: float | None, palette: Palette
) -> None:
    """As open, tall and wide as told."""
    painter.setPen(_pen(lips, palette))
    half = 9.0 + 9.0 * (wide or 0.0)
    open_by = 0.0 if lips is None else 3.0 * lips + 9.0 * (tall or 0.0) * min(1.0, 2.0 * lips)
    if open_by < 0.8:
        painter.drawLine(QPointF(50 - half, 78), QPointF(50 + half, 78))
    else:
        painter.drawEllipse(QPointF(50, 78), half, open_by)
