"""Playing a kept clip: picture, its reading, and the clip's own trend with a line that moves along."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QSlider, QWidget

from neopain.bedside.contracts.pictures import ShownPicture, WholeClip
from neopain.ui.language.numbers import decimal
from neopain.ui.language.words import reason_words
from neopain.ui.sheets.sheet import Sheet
from neopain.ui.style.theme import DAY, Palette

LONGEST_STEP_MS = 1000
GREATEST = 10.0


class ClipPictureView(QWidget):
    """One picture, as large as there is room; grey words where it cannot be shown."""

    def __init__(self, *, simulated: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._simulated = simulated
        self._dim = 0.0
        self.setMinimumHeight(160)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Kept picture"))

    def paint_with(self, palette: Palette) -> None:
        """Take the theme: at night the picture must not light the room."""
        self._dim = palette.picture_dim
        self.update()

    def show_jpeg(self, jpeg: bytes) -> None:
        """Show it; what is no picture leaves the place empty."""
        self.show_image(QImage.fromData(jpeg))

    def show_image(self, image: QImage | None) -> None:
        """Show it; None and an empty one leave the place empty."""
        self._image = None if image is None or image.isNull() else image
        self.update()

    def mark_simulated(self, *, simulated: bool) -> None:
        """Whether the picture says that it is of no infant."""
        self._simulated = simulated
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture in the middle."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#05080b"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._image is None:
            painter.setPen(QColor("#9aa7b2"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.tr("NO IMAGE"))
        else:
            size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
            target = QRectF(left, top, size.width(), size.height())
            painter.drawImage(target, self._image)
            painter.fillRect(target, QColor(0, 0, 0, round(255 * self._dim)))
            self._mark(painter, target)
        painter.end()

    def _mark(self, painter: QPainter, target: QRectF) -> None:
        """What is no infant says so in the picture itself."""
        if not self._simulated:
            return
        font = painter.font()
        font.setPixelSize(max(14, round(target.height() / 10)))
        font.setBold(True)
        painter.setFont(font)
        for shift, colour in ((1.5, QColor(0, 0, 0, 140)), (0.0, QColor(255, 255, 255, 170))):
            painter.setPen(colour)
            place = target.translated(shift, shift)
            painter.drawText(
                place, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, self.tr("SIMULATED")
            )


class ClipTrend(QWidget):
    """The smoothed scores of a clip, 0 to 10; what has no score is a gap."""

    def __init__(self, clip: WholeClip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = clip.pictures
        self._alarm_at = clip.head.at
        self._row = 0
        self._palette = DAY
        self.setFixedHeight(84)
        self.setAccessibleName(self.tr("Trend of the clip"))

    def paint_with(self, palette: Palette) -> None:
        """Take the theme."""
        self._palette = palette
        self.update()

    def show_row(self, row: int) -> None:
        """Move the line."""
        self._row = row
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Curve, what it was kept for, and where the picture is."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._palette.panel))
        if self._pictures:
            ink = QColor(self._palette.ink)
            painter.setPen(QPen(QColor(self._palette.event), 2, Qt.PenStyle.DashLine))
            self._upright(painter, self._alarm_at)
            painter.setPen(QPen(QColor(self._palette.smoothed), 2))
            self._curve(painter)
            painter.setPen(QPen(ink, 2))
            self._upright(painter, self._pictures[self._row].picture.at)
            painter.drawText(4, painter.fontMetrics().ascent() + 2, "10")
            painter.drawText(4, self.height() - 4, "0")
        painter.end()

    def _curve(self, painter: QPainter) -> None:
        before: QPointF | None = None
        for one in self._pictures:
            score = None if one.reading is None else one.reading.smoothed
            point = None if score is None else QPointF(self._x(one.picture.at), self._y(score))
            if point is not None and before is not None:
                painter.drawLine(before, point)
            before = point

    def _upright(self, painter: QPainter, at: float) -> None:
        x = self._x(at)
        painter.drawLine(QPointF(x, 2), QPointF(x, self.height() - 2))

    def _x(self, at: float) -> float:
        first, last = self._pictures[0].picture.at, self._pictures[-1].picture.at
        return 24 + (self.width() - 32) * (at - first) / max(0.1, last - first)

    def _y(self, score: float) -> float:
        return 6 + (self.height() - 12) * (1.0 - score / GREATEST)


class ClipSheet(Sheet):
    """Plays at the clip's own pace; pause, and step picture by picture."""

    def __init__(self, clip: WholeClip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = self.tr("Clip (SIMULATED)") if clip.head.simulated else self.tr("Clip")
        self.set_title(title)
        self._clip = clip
        self._times = [one.picture.at for one in clip.pictures]
        self.row = 0
        self.picture, self.trend = ClipPictureView(simulated=clip.head.simulated), ClipTrend(clip)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, max(0, len(self._times) - 1))
        self.slider.setAccessibleName(self.tr("Place in the clip"))
        self.slider.valueChanged.connect(self.go_to)
        for widget in (self.picture, self._words, self.trend, self.slider):
            self.content.addWidget(widget)
        if not clip.whole:
            cut = QLabel(self.tr("This clip was cut: the program or the computer ended while it was kept."))
            cut.setProperty("role", "small")
            cut.setWordWrap(True)
            self.content.addWidget(cut)
        self.back = self.add_foot("\u25c0\u2759")
        self.play = self.add_foot(self.tr("Play"), strong=True)
        self.forward = self.add_foot("\u2759\u25b6")
        self.back.setAccessibleName(self.tr("One picture back"))
        self.forward.setAccessibleName(self.tr("One picture on"))
        self.back.clicked.connect(lambda: self._step(-1))
        self.forward.clicked.connect(lambda: self._step(1))
        self.play.clicked.connect(self._turn)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._next)
        self.closed.connect(self._timer.stop)
        self.go_to(0)

    def paint_with(self, palette: Palette) -> None:
        """Take the theme."""
        self.picture.paint_with(palette)
        self.trend.paint_with(palette)

    @property
    def playing(self) -> bool:
        """Whether it plays."""
        return self._timer.isActive()

    @property
    def words(self) -> str:
        """Time and reading of the picture that is shown."""
        return self._words.text()

    @Slot(int)
    def go_to(self, row: int) -> None:
        """Show that picture with its reading."""
        if not 0 <= row < len(self._times):
            self._words.setText(self.tr("There is no picture in it."))
            return
        self.row = row
        self.slider.blockSignals(True)
        self.slider.setValue(row)
        self.slider.blockSignals(False)
        self.picture.show_jpeg(self._clip.pictures[row].picture.jpeg)
        self.trend.show_row(row)
        self._words.setText(self._told(self._clip.pictures[row]))

    def _told(self, one: ShownPicture) -> str:
        seconds = decimal(one.picture.at - self._clip.head.at)
        reading = one.reading
        if reading is None:
            return self.tr("{seconds} s: no reading of this moment").format(seconds=seconds)
        if reading.smoothed is None or reading.raw is None:
            why = "" if reading.reason is None else reason_words(reading.reason)
            return self.tr("{seconds} s: CANNOT ASSESS, {why}").format(seconds=seconds, why=why)
        words = self.tr("{seconds} s: score {smoothed}, of this picture {raw} (investigational)")
        return words.format(seconds=seconds, smoothed=decimal(reading.smoothed), raw=decimal(reading.raw))

    def _step(self, by: int) -> None:
        self._pause()
        self.go_to(max(0, min(self.row + by, len(self._times) - 1)))

    @Slot()
    def _turn(self) -> None:
        if self.playing:
            self._pause()
            return
        if self.row >= len(self._times) - 1:
            self.go_to(0)
        self.play.setText(self.tr("Pause"))
        self._wait()

    @Slot()
    def _next(self) -> None:
        self.go_to(self.row + 1)
        self._wait()

    def _wait(self) -> None:
        if self.row >= len(self._times) - 1:
            self._pause()
            return
        wait_ms = round(1000 * (self._times[self.row + 1] - self._times[self.row]))
        self._timer.start(max(10, min(LONGEST_STEP_MS, wait_ms)))

    def _pause(self) -> None:
        self._timer.stop()
        self.play.setText(self.tr("Play"))
