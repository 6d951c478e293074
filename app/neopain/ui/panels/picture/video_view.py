"""The live picture, with its age on it; a picture that is not live is grey and says so."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from neopain.core.clock import Clock
from neopain.core.frames import Box, Face, Frame
from neopain.core.readings import Reading
from neopain.core.sessions import SourceState, SourceStatus
from neopain.core.watch.reading_rate import RateReason, ReadingRate
from neopain.ui.language.translate import shown
from neopain.ui.language.view_words import view_words
from neopain.ui.language.words import minutes_seconds, reason_words, source_words
from neopain.ui.panels.picture.arrivals import Arrivals
from neopain.ui.panels.picture.frame_rate import FrameRate
from neopain.ui.panels.picture.view_chips import draw_chips, fitting_px
from neopain.ui.panels.picture.watermark import drawn_watermark
from neopain.ui.style.sizes import LEAST_TEXT_PX
from neopain.ui.style.theme import Palette
from neopain.workers.frames.mailbox import Mailbox

LEAST_GAP_MS = 25
"""Between two pictures: of a camera that gives more than 40 a second, every second one is shown."""
IDLE_MS = 165
"""Without a new picture only its age and the words change: they are painted so often."""
LIVE_S = 1.5
"""A picture older than this is not live."""
LARGEST_WORD_PX = 60
"""Whether it is live is said no larger, as the strip lies over the picture."""
FACE_S = 2.0
"""A face box older than this is not drawn: the face may have moved."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where a face was, in which picture, and whether it is one that is scored."""

    box: Box
    at: float
    usable: bool


class VideoView(QWidget):
    """Shows the newest frame of a mailbox as soon as it is there; draws on the widget, never on the frame."""

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._mailbox: Mailbox[Frame] | None = None
        self._frame: Frame | None = None
        self._image: QImage | None = None
        self._grey: QImage | None = None
        self._rate = FrameRate()
        self._rate_words = ""
        self._reading: Reading | None = None
        self._mark: _Mark | None = None
        self._simulated = False
        self._source: SourceState | None = None
        self._hidden = False
        self._dim = 0.0
        self._kept_watermark: tuple[tuple[QSize, str, str, float], QPixmap] | None = None
        self.setMinimumSize(240, 180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Live picture"))
        # Asked 30 times a second, the mailbox of a camera of 30 would be empty or written over now and then.
        self._arrivals = Arrivals(self)
        self._arrivals.arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._gap = QTimer(self, singleShot=True, interval=LEAST_GAP_MS, timerType=Qt.TimerType.PreciseTimer)
        self._gap.timeout.connect(self._take)
        self._idle = QTimer(self, interval=IDLE_MS)
        self._idle.timeout.connect(self._show_age)
        self._idle.start()

    @property
    def live(self) -> bool:
        """Whether the picture that is shown is fresh, and others are to come."""
        return self._mailbox is not None and self._frame is not None and self._age_s() < LIVE_S

    @property
    def picture_hidden(self) -> bool:
        """Whether a person hid the picture; monitoring goes on."""
        return self._hidden

    def paint_with(self, palette: Palette) -> None:
        """Take the theme: at night the picture must not light the room."""
        self._dim = palette.picture_dim
        self.update()

    def watch(self, mailbox: Mailbox[Frame] | None, *, simulated: bool) -> None:
        """Show frames of this mailbox from now on; None when monitoring has stopped."""
        if self._mailbox is not None:
            self._mailbox.tell(None)
        self._mailbox = mailbox
        self._simulated = simulated
        if mailbox is not None:
            self._frame = self._image = self._grey = self._reading = self._source = self._mark = None
            self._rate = FrameRate()
            mailbox.tell(self._arrivals.tell)
            self._arrivals.tell()
        self._rate_words = ""
        self.update()

    def show_reading(self, reading: Reading) -> None:
        """Take the face box, or the reason for there being none."""
        self._reading = reading
        face = reading.face
        self._mark = None if face is None else _Mark(face.box, reading.captured_at, reading.reason is None)

    def mark_face(self, face: Face | None, at: float, *, usable: bool) -> None:
        """Mark a face that was looked for without a reading, in the picture of monotonic s `at`."""
        self._mark = None if face is None else _Mark(face.box, at, usable)

    def show_source(self, status: SourceStatus) -> None:
        """Take the source's state for the line under the picture."""
        self._source = status.state

    def show_rate(self, rate: ReadingRate) -> None:
        """How often pictures are scored, and why."""
        rests = rate.reason is RateReason.CALM
        self._rate_words = self.tr("1 score/s") if rests else self.tr("full rate")
        self.setToolTip(shown(rate.words))

    def hide_picture(self, hide: bool) -> None:  # noqa: FBT001  a toggled signal's slot
        """Cover or uncover the picture."""
        self._hidden = hide
        self.update()

    def _age_s(self) -> float:
        return 0.0 if self._frame is None else self._clock.monotonic() - self._frame.captured_at

    @Slot()
    def _take(self) -> None:
        frame = None if self._mailbox is None or self._gap.isActive() else self._mailbox.take()
        if frame is None:
            return
        self._gap.start()
        self._frame, self._grey = frame, None
        self._rate = self._rate.seen(frame.captured_at)
        height, width, _ = frame.image.shape
        # The image borrows the frame's read-only pixels; `_frame` keeps them alive.
        self._image = QImage(
            frame.image.data, width, height, frame.image.strides[0], QImage.Format.Format_BGR888
        )
        self._idle.start()
        self._show_age()

    @Slot()
    def _show_age(self) -> None:
        if self.isVisible():
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Picture, face box, watermark, then the words over it."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#05080b"))
        if self._hidden:
            self._words(painter, self.tr("IMAGE HIDDEN"), self.tr("monitoring goes on") if self.live else "")
        elif self._image is None:
            self._words(painter, self.tr("NO IMAGE"), "")
        else:
            self._picture(painter, self._image)
        self._status(painter)
        painter.end()

    def _picture(self, painter: QPainter, image: QImage) -> None:
        target = self._target(image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self.live:
            painter.drawImage(target, image)
            if self._dim > 0.0:
                painter.fillRect(target, QColor(0, 0, 0, round(255 * self._dim)))
            self._face_box(painter, target, target.width() / image.width())
        else:
            if self._grey is None:
                self._grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
            painter.drawImage(target, self._grey)
            painter.fillRect(target, QColor(5, 8, 11, 150))
            self._words(painter, self.tr("NO LIVE IMAGE"), minutes_seconds(self._age_s()))
        if self._simulated:
            self._watermark(painter, target)

    def _target(self, image: QImage) -> QRectF:
        scale = min(self.width() / image.width(), self.height() / image.height())
        width, height = image.width() * scale, image.height() * scale
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    def _face_box(self, painter: QPainter, target: QRectF, scale: float) -> None:
        mark = self._mark
        if mark is None or self._clock.monotonic() - mark.at > FACE_S:
            return
        box = mark.box
        rect = QRectF(
            target.x() + box.x * scale, target.y() + box.y * scale, box.width * scale, box.height * scale
        )
        scored = mark.usable
        for colour, width in (("#05080b", 4.0), ("#ffffff" if scored else "#9aa7b2", 2.0)):
            style = Qt.PenStyle.SolidLine if scored else Qt.PenStyle.DashLine
            painter.setPen(QPen(QColor(colour), width, style))
            _corners(painter, rect)

    def _watermark(self, painter: QPainter, target: QRectF) -> None:
        """Drawn once for each size and kept: its eighteen turned lines cost as much as half a picture."""
        text = "   ".join([self.tr("SIMULATED")] * 6)
        scale = self.devicePixelRatioF()
        wanted = (target.toRect().size(), text, self.font().key(), scale)
        if self._kept_watermark is None or self._kept_watermark[0] != wanted:
            self._kept_watermark = (wanted, drawn_watermark(*wanted[:2], self.font(), scale))
        painter.drawPixmap(target.topLeft(), self._kept_watermark[1])

    def _words(self, painter: QPainter, title: str, below: str) -> None:
        font = QFont(self.font())
        font.setPixelSize(max(16, min(self.height() // 9, self.width() // 14)))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor("#e8eef4"))
        text = f"{title}\n{below}" if below else title
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)

    def status_px(self) -> tuple[int, int]:
        """Sizes of the letters that say whether it is live, for whoever stands afar, and of those beside."""
        small = max(LEAST_TEXT_PX, min(self.height() // 18, 22))
        large = max(small, min(self.height() // 8, self.width() // 8, LARGEST_WORD_PX))
        return fitting_px(self.font(), self._whether_live(), large, 0.6 * self.width(), bold=True), small

    def _whether_live(self) -> str:
        return self.tr("LIVE") if self.live else self._why_not_live()

    def _status(self, painter: QPainter) -> None:
        large, small = self.status_px()
        font = QFont(self.font())
        font.setPixelSize(large)
        font.setBold(True)
        painter.setFont(font)
        chip, word = self._chip(), self._whether_live()
        height = painter.fontMetrics().height() + 4
        strip = QRectF(0, self.height() - height, self.width(), height)
        painter.fillRect(strip, QColor(5, 8, 11, 190))
        painter.setPen(QColor("#e8eef4"))
        inner = strip.adjusted(8, 0, -8, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | middle, word)
        inner.setLeft(inner.left() + painter.fontMetrics().horizontalAdvance(f"{word} "))
        left = right = ""
        if self._frame is not None and self.live:
            fps, age = f"{self._rate.fps:.0f}", f"{1000 * self._age_s():.0f}"
            right = self.tr("{fps} fps   age {age} ms").format(fps=fps, age=age)
            # How often it is scored, in short; all of it, and why, is the tool tip.
            left = self._rate_words
        font.setBold(False)
        font.setPixelSize(fitting_px(self.font(), f"{left}   {right}", small, inner.width()))
        painter.setFont(font)
        if painter.fontMetrics().horizontalAdvance(f"{left}   {right}") > inner.width():
            # Whether the picture is live and scored goes before how fast it comes.
            right = ""
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | middle, left)
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | middle, right)
        font.setPixelSize(small)
        painter.setFont(font)
        height = painter.fontMetrics().height() + 8
        words = view_words(self._reading) if self.live else ()
        draw_chips(painter, words, QRectF(0, strip.top() - height, self.width(), height))
        if chip:
            width = painter.fontMetrics().horizontalAdvance(chip) + 20
            rect = QRectF(8, 8, width, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor("#7fd4ff"))
            painter.drawRoundedRect(rect, 4, 4)
            painter.setPen(QColor("#10161c"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, chip)

    def _why_not_live(self) -> str:
        if self._source is None or self._source is SourceState.LIVE:
            return self.tr("NOT LIVE")
        return source_words(self._source)

    def _chip(self) -> str:
        reason = None if self._reading is None or self._mailbox is None else self._reading.reason
        return "" if reason is None else reason_words(reason)


def _corners(painter: QPainter, rect: QRectF) -> None:
    arm = 0.2 * min(rect.width(), rect.height())
    for x, dx in ((rect.left(), arm), (rect.right(), -arm)):
        for y, dy in ((rect.top(), arm), (rect.bottom(), -arm)):
            corner = QPointF(x, y)
            painter.drawLine(corner, QPointF(x + dx, y))
            painter.drawLine(corner, QPointF(x, y + dy))
