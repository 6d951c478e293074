"""The procedures of a stay: their curves over each other, from before the mark to five minutes after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from neopain.core.score.reactivity import AFTER_S, BEFORE_S, ReactivityCard
from neopain.ui.language.numbers import decimal
from neopain.ui.review.figures_sheet import FiguresGrid
from neopain.ui.sheets.annotation.procedure_sheet import ProcedureNote
from neopain.ui.sheets.sheet import Sheet
from neopain.ui.style.sizes import LEAST_TEXT_PX
from neopain.ui.style.theme import Palette

MOST = 4
"""Curves that can be told apart by their dashes alone."""
STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """One procedure: local time in words, its card, and the smoothed score around it, s from the mark."""

    when: str
    card: ReactivityCard
    passed_s: NDArray[np.float64]
    scores: NDArray[np.float32]


class ProcedureCurves(QWidget):
    """Gaps stay gaps."""

    def __init__(self, courses: Sequence[Course], palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._courses, self._palette = courses, palette
        self.setMinimumHeight(140)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAccessibleName(self.tr("Curves of the procedures"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Axes, the mark, the curves with their numbers."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(self._palette.panel))
        font = painter.font()
        font.setPixelSize(LEAST_TEXT_PX)
        painter.setFont(font)
        area = QRectF(34.0, 8.0, self.width() - 44.0, self.height() - 34.0)
        for points in (0, 5, 10):
            y = area.bottom() - area.height() * points / 10.0
            painter.setPen(QPen(QColor(self._palette.edge), 1.0))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(self._palette.ink))
            painter.drawText(QPointF(8.0, y + 5.0), str(points))
        for minute in range(round(-BEFORE_S / 60), round(AFTER_S / 60) + 1):
            x = self._x(area, 60.0 * minute)
            painter.setPen(QPen(QColor(self._palette.event if not minute else self._palette.edge), 1.0))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(QColor(self._palette.ink))
            painter.drawText(QPointF(x - 14.0, self.height() - 8.0), f"{minute:+d} min" if minute else "0")
        for number, course in enumerate(self._courses):
            painter.setPen(QPen(QColor(self._palette.smoothed), 2.0, STYLES[number % len(STYLES)]))
            self._draw(painter, area, course)
        painter.end()

    def _x(self, area: QRectF, passed_s: float) -> float:
        return area.left() + area.width() * (passed_s + BEFORE_S) / (BEFORE_S + AFTER_S)

    def _draw(self, painter: QPainter, area: QRectF, course: Course) -> None:
        before: QPointF | None = None
        before_s = 0.0
        for passed_s, score in zip(course.passed_s.tolist(), course.scores.tolist(), strict=True):
            point = QPointF(self._x(area, passed_s), area.bottom() - area.height() * score / 10.0)
            there = score == score  # noqa: PLR0124 - NaN is a gap
            if there and before is not None and passed_s - before_s <= 5.0:
                painter.drawLine(before, point)
            before, before_s = (point if there else None), passed_s


class ProceduresSheet(Sheet):
    """The newest procedures beside each other."""

    def __init__(self, courses: Sequence[Course], palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_title(self.tr("Procedures"))
        self.figures = FiguresGrid()
        if courses:
            self.content.addWidget(ProcedureCurves(courses, palette), 1)
            self.figures.fill(self._rows(courses))
        else:
            self.content.addWidget(QLabel(self.tr("No procedure was marked in this time.")))
        self.content.addWidget(self.figures)
        self.content.addStretch(0 if courses else 1)
        self.content.addWidget(ProcedureNote())

    def _rows(self, courses: Sequence[Course]) -> list[tuple[str, ...]]:
        lines = ("━━", "╍╍", "┈┈", "━┈")
        missing = self.tr("not scored")

        def points(value: float | None) -> str:
            return missing if value is None else decimal(value)

        def span(value: float | None) -> str:
            return "-" if value is None else f"{value:.0f} s"

        return [
            ("", *(f"{sign} {one.when}" for sign, one in zip(lines, courses, strict=False))),
            (self.tr("Baseline, 2 min before"), *(points(one.card.baseline) for one in courses)),
            (self.tr("Highest after"), *(points(one.card.peak) for one in courses)),
            (self.tr("Rise"), *(points(one.card.rise) for one in courses)),
            (self.tr("Time to the highest"), *(span(one.card.time_to_peak_s) for one in courses)),
            (self.tr("Back at the baseline after"), *(span(one.card.recovery_s) for one in courses)),
            (
                self.tr("Scored before / after"),
                *(f"{100 * o.card.before_share:.0f} % / {100 * o.card.after_share:.0f} %" for o in courses),
            ),
        ]
