"""Signs on buttons, painted from paths: sharp at every size, in the colour of the text."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QIcon,
    QIconEngine,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
    QPixmap,
)

from neopain.ui.widgets.buttons.icon_paths import PATHS, SIDE, Icon


def icon_for(icon: Icon) -> QIcon:
    """The sign, in the colour of button texts of the palette in force when it is painted."""
    return QIcon(_PathEngine(PATHS[icon]()))


class _PathEngine(QIconEngine):
    """Strokes a path; disabled ones are faint."""

    colour: QColor | None = None

    def __init__(self, path: QPainterPath) -> None:
        super().__init__()
        self._path = path

    def clone(self) -> QIconEngine:
        return _PathEngine(self._path)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRectF(QPointF(0, 0), size.toSizeF()).toRect(), mode, state)
        painter.end()
        return pixmap

    def paint(self, painter: QPainter, rect: object, mode: QIcon.Mode, state: QIcon.State) -> None:
        del state
        box = QRectF(rect)  # type: ignore[call-overload]
        colour = QColor(_PathEngine.colour or QGuiApplication.palette().color(QPalette.ColorRole.ButtonText))
        if mode is QIcon.Mode.Disabled:
            colour.setAlphaF(0.4)
        side = min(box.width(), box.height())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(box.center().x() - side / 2, box.center().y() - side / 2)
        painter.scale(side / SIDE, side / SIDE)
        pen = QPen(colour, 2.0)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPath(self._path)
        painter.restore()


def colour_icons(colour: str) -> None:
    """Let every sign be painted in that colour from now on."""
    _PathEngine.colour = QColor(colour)
