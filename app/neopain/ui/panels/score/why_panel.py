"""Why: the single facial signs beside the score, as bars and a sketch, and whether they contradict it.

It shows what was seen, never a score. What cannot be seen is hatched in grey, never empty: an empty bar is a
sign at rest. No bar is green.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from neopain.core.facial_actions import FacialAction
from neopain.core.watch.signs import DISAGREEMENT_WORDS, Disagreement, Signs
from neopain.ui.language.sign_words import action_words
from neopain.ui.language.translate import shown
from neopain.ui.panels.score.face_sketch import draw_face
from neopain.ui.style.sizes import LEAST_TEXT_PX, Sizes
from neopain.ui.style.theme import Palette

EXPRESSION = "expression"
"""The second witness, shown as a bar behind those of the actions."""
_SKETCH_FROM_ROWS = 9.0
"""Height in rows of text from which there is room for the sketch and for lines of bars."""
_HEADING_ROWS = 1.3
_BARS_FROM_ROWS = 2.0
_FAINT = 90
"""Opacity of a bar of no confidence, of 255."""


class WhyPanel(QWidget):
    """Takes the signs of each snapshot and paints them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._signs = Signs()
        self._palette: Palette | None = None
        self._sizes: Sizes | None = None
        self._folded = False
        self._intensity = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)

    def paint_with(self, palette: Palette, sizes: Sizes) -> None:
        """Take the theme."""
        self._palette, self._sizes = palette, sizes
        self.fold(self._folded)
        self.update()

    def fold(self, folded: bool) -> None:  # noqa: FBT001  the state itself
        """Give way where the score needs the room; a contradiction stays, with the heading that tells it."""
        self._folded = folded
        self.setMinimumHeight(self.folded_px if folded else self.minimumSizeHint().height())
        self.setVisible(not folded or self._signs.disagreement is not None)

    @property
    def folded_px(self) -> int:
        """Height of what stays when it gives way."""
        return 0 if self._signs.disagreement is None else round(_HEADING_ROWS * self._line)

    @Slot()
    def show_nothing(self) -> None:
        """Nothing is monitored: all is unknown."""
        self.show_signs(Signs())

    @Slot(str)
    def show_intensity(self, words: str) -> None:
        """How strong the expression is, where it has no room beside the score; "" for nothing."""
        self._intensity = words
        self.update()

    def show_signs(self, signs: Signs) -> None:
        """Take the newest signs."""
        if signs == self._signs:
            return
        self._signs = signs
        self.setAccessibleName(self.heading)
        self.setAccessibleDescription(self.told)
        self.setToolTip(self._explanation())
        self.fold(self._folded)
        self.update()

    @property
    def heading(self) -> str:
        """The line over the bars: the contradiction while there is one."""
        said = self._signs.disagreement
        return self.tr("SINGLE SIGNS") if said is None else shown(DISAGREEMENT_WORDS[said][0])

    @property
    def told(self) -> str:
        """All bars as words, for readers of the screen and for tests."""
        lines = []
        for name, (_, words) in self._names().items():
            value = self._value(name)
            now = self.tr("not seen") if value is None else f"{round(100 * value)} %"
            share = self._share(name)
            lines.append(
                f"{words}: {now}"
                if share is None
                else self.tr("{sign}: {now}, present {share} % of the last 30 s").format(
                    sign=words, now=now, share=round(100 * share)
                )
            )
        return "\n".join(lines)

    @property
    def disagreement(self) -> Disagreement | None:
        """What is said in the heading."""
        return self._signs.disagreement

    def minimumSizeHint(self) -> QSize:
        """Heading, low bars and their names."""
        return QSize(120, round(4.2 * self._line))

    def sizeHint(self) -> QSize:
        """Room for the sketch."""
        return QSize(240, 3 * self.minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Heading, and bars with or without the sketch."""
        del event
        if self._palette is None or self._sizes is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font(self._sizes))
        line = float(painter.fontMetrics().height())
        self._paint_heading(painter, line)
        top = _HEADING_ROWS * line
        room = QRectF(0.0, top, self.width(), self.height() - top)
        if room.height() < _BARS_FROM_ROWS * line:
            painter.end()
            return
        if room.height() >= _SKETCH_FROM_ROWS * line:
            side = min(room.height(), 0.42 * room.width())
            sketch = QRectF(0.0, room.top() + (room.height() - side) / 2, side, side)
            draw_face(painter, sketch, self._signs.actions, self._palette)
            self._paint_lines(painter, room.adjusted(side + 0.8 * line, 0, 0, 0), line)
        else:
            side = room.height()
            if room.width() - side >= self._columns_least(painter):
                square = QRectF(room.topLeft(), QSizeF(side, side))
                draw_face(painter, square, self._signs.actions, self._palette)
                room.setLeft(side)
            self._paint_columns(painter, room, line)
        painter.end()

    def _paint_heading(self, painter: QPainter, line: float) -> None:
        palette = self._theme
        field = QRectF(0.0, 0.0, self.width(), 1.2 * line)
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        if self._signs.disagreement is None:
            painter.setPen(QColor(palette.faint))
            painter.drawText(field, Qt.AlignmentFlag.AlignVCenter, self.heading)
            legend = self._intensity or self.tr("wide now, narrow last 30 s")
            left = painter.fontMetrics().horizontalAdvance(self.heading) + line
            font.setBold(False)
            painter.setFont(font)
            painter.setPen(QColor(palette.ink if self._intensity else palette.faint))
            if left + painter.fontMetrics().horizontalAdvance(legend) <= field.width():
                right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(field, right, legend)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.disagree))
            painter.drawRoundedRect(field, 4, 4)
            painter.setPen(QColor(palette.alarm_ink))
            words = painter.fontMetrics().elidedText(
                self.heading, Qt.TextElideMode.ElideRight, round(field.width()) - 12
            )
            painter.drawText(field.adjusted(6, 0, -6, 0), Qt.AlignmentFlag.AlignVCenter, words)
        font.setBold(False)
        painter.setFont(font)

    def _paint_columns(self, painter: QPainter, room: QRectF, line: float) -> None:
        """Upright bars with their names under them."""
        names = self._names()
        step = room.width() / len(names)
        font = painter.font()
        narrower = min(1.0, room.width() / self._columns_least(painter))
        font.setPixelSize(max(LEAST_TEXT_PX, int(narrower * font.pixelSize())))
        painter.setFont(font)
        for place, (name, (short, _)) in enumerate(names.items()):
            left = room.left() + place * step
            high = room.height() - 1.2 * line
            bar = QRectF(left + 0.14 * step, room.top(), 0.54 * step, high)
            self._paint_bar(painter, bar, name, upright=True)
            self._paint_share(painter, QRectF(bar.right() + 2.0, room.top(), 0.14 * step, high), name)
            under = QRectF(left, room.bottom() - 1.1 * line, step, 1.1 * line)
            self._paint_name(painter, under, short, name, Qt.AlignmentFlag.AlignHCenter)

    def _paint_share(self, painter: QPainter, bar: QRectF, name: str) -> None:
        """A narrow bar: the share of the last 30 seconds; nothing where there is none."""
        share = self._share(name)
        if share is None:
            return
        painter.setPen(QPen(QColor(self._theme.edge), 1.0))
        painter.drawLine(bar.bottomLeft(), bar.bottomRight())
        filled = QRectF(bar)
        filled.setTop(bar.bottom() - share * bar.height())
        painter.fillRect(filled, QColor(self._theme.faint))

    def _columns_least(self, painter: QPainter) -> float:
        """The width below which names of columns would touch."""
        widest = max(painter.fontMetrics().horizontalAdvance(short) for short, _ in self._names().values())
        return len(self._names()) * (widest + 4.0)

    def _paint_lines(self, painter: QPainter, room: QRectF, line: float) -> None:
        """Lying bars with their names before them and the share of the last 30 seconds behind."""
        names = self._names()
        step = min(room.height() / (len(names) + 1), 2.0 * line)
        wide = max(painter.fontMetrics().horizontalAdvance(short) for short, _ in names.values()) + 0.6 * line
        behind = painter.fontMetrics().horizontalAdvance("100 %") + 0.4 * line
        top = room.top() + (room.height() - step * (len(names) + 1)) / 2
        painter.setPen(QColor(self._theme.faint))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(room.left(), top, room.width(), step), right, self.tr("last 30 s"))
        for place, (name, (short, _)) in enumerate(names.items(), 1):
            row = QRectF(room.left(), top + place * step, room.width(), step)
            self._paint_name(
                painter, QRectF(row.left(), row.top(), wide, step), short, name, Qt.AlignmentFlag.AlignLeft
            )
            bar = row.adjusted(wide, 0.2 * step, -behind, -0.2 * step)
            self._paint_bar(painter, bar, name, upright=False)
            share = self._share(name)
            painter.setPen(QColor(self._theme.faint))
            painter.drawText(row, right, "" if share is None else f"{round(100 * share)} %")

    def _paint_bar(self, painter: QPainter, bar: QRectF, name: str, *, upright: bool) -> None:
        palette = self._theme
        value = self._value(name)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if value is None:
            painter.setPen(QPen(QColor(palette.hatch), 1.0, Qt.PenStyle.DashLine))
            painter.setBrush(QColor(palette.hatch))
            brush = painter.brush()
            brush.setStyle(Qt.BrushStyle.BDiagPattern)
            painter.setBrush(brush)
            painter.drawRect(bar)
            return
        filled = QRectF(bar)
        if upright:
            filled.setTop(bar.bottom() - value * bar.height())
        else:
            filled.setWidth(value * bar.width())
        colour = QColor(palette.ink)
        colour.setAlpha(round(_FAINT + (255 - _FAINT) * self._confidence(name)))
        painter.fillRect(filled, colour)
        painter.setPen(QPen(QColor(palette.faint), 1.0))
        painter.drawRect(bar)

    def _paint_name(
        self, painter: QPainter, room: QRectF, short: str, name: str, align: Qt.AlignmentFlag
    ) -> None:
        known = self._value(name) is not None
        painter.setPen(QColor(self._theme.ink if known else self._theme.faint))
        painter.drawText(room, align | Qt.AlignmentFlag.AlignVCenter, short)

    def _names(self) -> dict[str, tuple[str, str]]:
        """By sign: the short name under its bar, and the whole one."""
        return {
            **{str(action): words for action, words in action_words().items()},
            EXPRESSION: (self.tr("face"), self.tr("Expression network: distress")),
        }

    def _value(self, name: str) -> float | None:
        if name == EXPRESSION:
            return self._signs.distress
        seen = None if self._signs.actions is None else self._signs.actions[FacialAction(name)]
        return None if seen is None else seen.strength

    def _confidence(self, name: str) -> float:
        if name == EXPRESSION or self._signs.actions is None:
            return 1.0
        seen = self._signs.actions[FacialAction(name)]
        return 0.0 if seen is None else seen.confidence

    def _share(self, name: str) -> float | None:
        return None if name == EXPRESSION else self._signs.shares.get(FacialAction(name))

    def _explanation(self) -> str:
        said = self._signs.disagreement
        more = [] if said is None else [shown(DISAGREEMENT_WORDS[said][1])]
        return "\n".join([*more, self.told, self.tr("An open mouth alone is no sign of pain.")])

    @property
    def _line(self) -> int:
        return 15 if self._sizes is None else QFontMetrics(self._font(self._sizes)).height()

    @property
    def _theme(self) -> Palette:
        if self._palette is None:
            raise RuntimeError("the panel is painted after it got a theme")
        return self._palette

    def _font(self, sizes: Sizes) -> QFont:
        font = self.font()
        font.setPixelSize(sizes.small_px)
        return font
