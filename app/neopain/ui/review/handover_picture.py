"""The trend of a handover's page as a picture, black on white, as Qt draws it into documents and PDF."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen

from neopain.reports.content.handover import Handover
from neopain.ui.language.translate import shown
from neopain.ui.sheets.annotation.note_sheet import note_words
from neopain.ui.style.theme import DAY

WIDE, HIGH = 1360, 300
"""px; it is drawn finer than it is shown."""
NOTE_PX = 190
"""The longest words of a note; the next ones stand behind them."""


def trend_picture(one: Handover) -> QImage:
    """The time of the page: lowest to highest of each minute, limits, gaps hatched, notes, manual scores."""
    image = QImage(WIDE, HIGH, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = painter.font()
    font.setPixelSize(20)
    painter.setFont(font)
    _Picture(one, painter).draw()
    painter.end()
    return image


class _Picture:
    def __init__(self, one: Handover, painter: QPainter) -> None:
        self._one, self._painter = one, painter
        self._area = QRectF(44.0, 10.0, WIDE - 54.0, HIGH - 66.0)

    def draw(self) -> None:
        self._axes()
        self._gaps()
        self._scores()
        self._limits()
        self._marks()

    def _x(self, at: float) -> float:
        one = self._one
        share = (at - one.start) / max(1.0, one.stop - one.start)
        return self._area.left() + self._area.width() * min(max(share, 0.0), 1.0)

    def _y(self, points: float) -> float:
        return self._area.bottom() - self._area.height() * points / 10.0

    def _axes(self) -> None:
        painter, area = self._painter, self._area
        for points in (0, 2, 4, 6, 8, 10):
            painter.setPen(QPen(QColor("#d5dbe0"), 1.0))
            painter.drawLine(QPointF(area.left(), self._y(points)), QPointF(area.right(), self._y(points)))
            painter.setPen(QColor("black"))
            painter.drawText(QPointF(8.0, self._y(points) + 7.0), str(points))
        length_s = self._one.stop - self._one.start
        step_s = next((s for s in (600, 1800, 3600, 7200, 14400, 86400) if length_s / s <= 13), 172800)
        zero = self._one.stay.utc(self._one.start).astimezone(self._one.zone)
        past_s = (zero.hour * 3600 + zero.minute * 60 + zero.second) % step_s
        at = self._one.start + (step_s - past_s) % step_s
        while at <= self._one.stop:
            painter.setPen(QPen(QColor("#d5dbe0"), 1.0))
            painter.drawLine(QPointF(self._x(at), area.top()), QPointF(self._x(at), area.bottom()))
            painter.setPen(QColor("black"))
            when = self._one.stay.utc(at + 0.5).astimezone(self._one.zone)
            words = when.strftime("%H:%M" if step_s < 86400 else "%m-%d")
            painter.drawText(QPointF(self._x(at) - 26.0, HIGH - 32.0), words)
            at += step_s

    def _gaps(self) -> None:
        for start, stop in self._one.stay.gaps.tolist():
            low, high = max(start, self._one.start), min(stop, self._one.stop)
            if high > low:
                place = QRectF(
                    self._x(low),
                    self._area.top(),
                    max(1.0, self._x(high) - self._x(low)),
                    self._area.height(),
                )
                self._painter.fillRect(place, QColor(DAY.hatch))
                self._painter.fillRect(place.adjusted(1, 1, -1, -1), QColor("white"))
                self._painter.setPen(Qt.PenStyle.NoPen)
                self._painter.setBrush(QBrush(QColor(DAY.hatch), Qt.BrushStyle.BDiagPattern))
                self._painter.drawRect(place)

    def _scores(self) -> None:
        stay = self._one.stay
        inside = np.flatnonzero(
            (stay.minute_starts >= self._one.start - 60.0)
            & (stay.minute_starts < self._one.stop)
            & np.isfinite(stay.minutes["high"])
        )
        painter = self._painter
        width = max(1.5, self._x(self._one.start + 60.0) - self._x(self._one.start))
        for row in inside.tolist():
            x = self._x(stay.minute_starts[row] + 30.0)
            minute = stay.minutes[row]
            painter.setPen(QPen(QColor("#9cc5e6"), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            painter.drawLine(
                QPointF(x, self._y(float(minute["low"]))), QPointF(x, self._y(float(minute["high"])))
            )
            painter.setPen(QPen(QColor(DAY.smoothed), 3.0))
            painter.drawPoint(QPointF(x, self._y(float(minute["mean"]))))

    def _limits(self) -> None:
        steps = self._one.limits
        for number, step in enumerate(steps):
            stop = steps[number + 1].at if number + 1 < len(steps) else self._one.stop
            for limit, style in (
                (step.upper_limit, Qt.PenStyle.DashLine),
                (step.lower_limit, Qt.PenStyle.DotLine),
            ):
                if limit is not None:
                    self._painter.setPen(QPen(QColor("black"), 2.0, style))
                    start = max(step.at, self._one.start)
                    self._painter.drawLine(
                        QPointF(self._x(start), self._y(limit)), QPointF(self._x(stop), self._y(limit))
                    )

    def _marks(self) -> None:
        painter, foot = self._painter, self._area.bottom()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for score in self._one.assessments:
            x = self._x(score.at)
            painter.setPen(QPen(QColor("black"), 2.0))
            painter.drawText(
                QPointF(x - 8.0, self._area.top() + 18.0), f"◇{'' if score.total is None else score.total}"
            )
        last = -1e9
        for note in (*self._one.analgesia, *self._one.other_notes):
            x = self._x(note.at)
            painter.setPen(QPen(QColor(DAY.event), 2.0))
            painter.drawLine(QPointF(x, foot - 6.0), QPointF(x, foot + 10.0))
            if x - last > NOTE_PX + 10.0:
                words = painter.fontMetrics().elidedText(
                    shown(note_words(note)), Qt.TextElideMode.ElideRight, NOTE_PX
                )
                long = painter.fontMetrics().horizontalAdvance(words)
                painter.drawText(QPointF(min(x, self._area.right() - long), HIGH - 8.0), words)
                last = x
        for alarm in self._one.alarms:
            x = self._x(alarm.raised_at)
            painter.setPen(QPen(QColor("#a06a00"), 3.0))
            painter.drawLine(QPointF(x, self._area.top()), QPointF(x, self._area.top() + 10.0))
