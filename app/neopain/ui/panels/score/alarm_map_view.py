"""The last pain alarm's face with what its score hung on, small beside the single signs; larger when touched.

It explains a number, never an infant: it says so in its words, wears no alarm colour, and is there only while
a session has a map in memory.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from neopain.core.frames import RgbImage
from neopain.ui.style.sizes import LEAST_TEXT_PX, Sizes
from neopain.ui.style.theme import Palette
from neopain.workers.explaining.alarm_map import AlarmExplainer, AlarmMap

_MOST_OF_PANEL = 0.3
"""Of the panel's width."""


class AlarmMapView(QWidget):
    """A thumbnail; hidden while there is no map.

    Signals:
        asked: AlarmMap, somebody wants to see it large.
    """

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explainer: AlarmExplainer | None = None
        self._map: AlarmMap | None = None
        self._picture: QPixmap | None = None
        self._palette: Palette | None = None
        self._sizes: Sizes | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        words = self.tr(
            "What the score hung on at the last pain alarm. Not where it hurts. Touch to enlarge."
        )
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.hide()

    def paint_with(self, palette: Palette, sizes: Sizes) -> None:
        """Take the theme."""
        self._palette, self._sizes = palette, sizes
        self.update()

    def watch(self, explainer: AlarmExplainer | None) -> None:
        """Show the maps of this session; None for no session, and nothing stays."""
        self._explainer = explainer
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Take the newest map, or let it go; called with every snapshot."""
        found = None if self._explainer is None else self._explainer.found
        if found is self._map:
            return
        self._map = found
        self._picture = None if found is None else QPixmap.fromImage(image_of(found.picture))
        self.setVisible(found is not None)
        self.update()

    def cover(self, covered: bool) -> None:  # noqa: FBT001  the state itself
        """Visitors look, or no longer: the map and the face are forgotten."""
        if self._explainer is not None:
            self._explainer.cover(covered)
        self.refresh()

    @property
    def shown(self) -> AlarmMap | None:
        """The map that is shown."""
        return self._map

    @property
    def large_px(self) -> int:
        """Side of the picture where it is shown large."""
        return 280 if self._sizes is None else 18 * self._sizes.body_px

    def fit(self, height: int, panel: int) -> None:
        """As wide as it is tall, px, but never more than its share of the panel's width."""
        self.setFixedWidth(max(24, min(height, round(_MOST_OF_PANEL * panel))))

    def sizeHint(self) -> QSize:
        """Square."""
        return QSize(self.width(), self.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, and over its foot the words LAST ALARM."""
        del event
        if self._picture is None or self._palette is None or self._sizes is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        side = min(self.width(), self.height())
        place = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        painter.drawPixmap(place, self._picture, QRectF(self._picture.rect()))
        painter.setPen(QPen(QColor(self._palette.faint), 1.0))
        painter.drawRect(place.adjusted(0, 0, -1, -1))
        font = self.font()
        words = self.tr("last alarm")
        font.setPixelSize(max(LEAST_TEXT_PX, round(0.8 * self._sizes.small_px)))
        painter.setFont(font)
        line = painter.fontMetrics().height()
        if painter.fontMetrics().horizontalAdvance(words) + 4 <= side and side >= 3 * line:
            foot = QRectF(place.left(), place.bottom() - line, side, line)
            painter.fillRect(foot, QColor(self._palette.panel))
            painter.setPen(QColor(self._palette.ink))
            painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, words)
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for it large."""
        if self.rect().contains(event.position().toPoint()):
            self._ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Return as a touch."""
        if event.key() in {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._ask()
        else:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        if self._map is not None:
            self.asked.emit(self._map)


def image_of(picture: RgbImage) -> QImage:
    """A picture for Qt, of its own memory."""
    height, width = picture.shape[:2]
    return QImage(picture.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
