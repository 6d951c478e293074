"""The score as a large numeral, what it means, its limits, and what it does not say."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from neopain.core.readings import Reason
from neopain.core.score.pain_state import PainState
from neopain.core.watch.snapshot import WatchSnapshot
from neopain.ui.language.numbers import decimal
from neopain.ui.language.translate import shown
from neopain.ui.language.words import reason_words, state_help, state_words
from neopain.ui.panels.score.beside_number import BesideNumber
from neopain.ui.panels.score.numeral import Numeral
from neopain.ui.panels.score.score_figures import score_figures
from neopain.ui.panels.score.state_shape import StateShape
from neopain.ui.style.sizes import Sizes
from neopain.ui.style.theme import Palette

FRAME_PX = 7.0
LEVELS: dict[PainState, int | None] = {
    PainState.NO_SIGNS_SEEN: 0,
    PainState.AMBIGUOUS: 1,
    PainState.POSSIBLE_PAIN: 2,
    PainState.SUSTAINED_PAIN: 3,
    PainState.CANNOT_ASSESS: None,
}

READABLE_PX = 21
"""The state gives way to the lines around it no further than this."""
LARGE_SHARE = 0.78
"""A state that is smaller, of what its words and its panel allow, is small for what stands around it."""
STATE_LINES = 2.35
"""Height of the state's two lines, in sizes of its font."""


class ScorePanel(QFrame):
    """Shows a snapshot. Without a number: `--` and the reason, in grey, never a zero, never green.

    Signals:
        emptied: nothing is known of the infant any more, also not why.
    """

    emptied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room_px: int | None = None
        self._mosts_px: tuple[int, ...] = ()
        self._fitted: tuple[object, ...] = ()
        self.setObjectName("panel")
        title = _label(self.tr("FACIAL PAIN SCORE (investigational)"), "title")
        scale = _label(self.tr("0-10, not a clinical scale; does not rule out pain"), "small")
        self.numeral = Numeral()
        self.beside = BesideNumber()
        self._shape = StateShape()
        self._state = QLabel()
        self._state.setWordWrap(True)
        self._state.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._help = _label("", "plain")
        self._numbers = _label("", "plain")
        self._delay = _label("", "small")
        number_row = QHBoxLayout()
        number_row.addWidget(self.numeral, 1)
        number_row.addWidget(self.beside)
        state_row = QHBoxLayout()
        state_row.addWidget(self._shape)
        state_row.addWidget(self._state, 1)
        self._lines = column = QVBoxLayout(self)
        self._why = QVBoxLayout()
        column.setContentsMargins(12, 6, 12, 5)
        column.setSpacing(3)
        column.addWidget(title)
        column.addWidget(scale)
        column.addLayout(number_row, 3)
        column.addLayout(state_row)
        column.addWidget(self._help)
        column.addLayout(self._why, 2)
        column.addWidget(self._numbers)
        column.addWidget(self._delay)
        self._level: int | None = None
        self._frame = ""

    def wear_frame(self, colour: str) -> None:
        """The frame of the pain alarm that lasts, in its colour of this moment; "" for none."""
        if colour != self._frame:
            self._frame = colour
            self.update()

    def place_why(self, panel: QWidget, beside: QWidget) -> None:
        """Place what explains the score, and beside it what explains the last alarm, over its figures."""
        row = QHBoxLayout()
        row.addWidget(panel, 1)
        row.addWidget(beside)
        self._why.addLayout(row)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The panel, and the alarm's frame around it."""
        super().paintEvent(event)
        if not self._frame:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._frame), FRAME_PX))
        half = FRAME_PX / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), 6, 6)
        painter.end()

    @property
    def state_text(self) -> str:
        """The state word, or the reason for there being no number."""
        return self._state.text()

    @property
    def help_text(self) -> str:
        """The line under the state word."""
        return self._help.text()

    @property
    def limits_text(self) -> str:
        """The limits beside the numeral."""
        return self.beside.limits.text()

    @property
    def interval_text(self) -> str:
        """How uncertain the number is, beside it; "" without a number, or where the model does not say."""
        return self.beside.interval.text()

    @property
    def intensity_text(self) -> str:
        """How strong the expression is, beside the number or over the single signs; "" as above."""
        return self.beside.words

    def paint_with(self, palette: Palette, sizes: Sizes) -> None:
        """Take the theme."""
        self._palette, self._sizes = palette, sizes
        self.numeral.paint_with(palette.ink, palette.faint, sizes.numeral_px)
        shape = max(24, min(sizes.state_px, 2 * sizes.body_px))
        self._shape.setFixedSize(shape, shape)
        self.beside.paint_with(palette, sizes)
        self._numbers.setStyleSheet(f"font-size: {sizes.body_px}px;")
        self._shape.show_level(self._level, palette.faint if self._level is None else palette.ink)
        self._fit_state()

    def show_snapshot(self, snapshot: WatchSnapshot) -> None:
        """Take the newest state."""
        if snapshot.outside_score is not None:
            self.numeral.show_outside(snapshot.outside_score)
            self._say(
                self.tr("OUTSIDE TRAINING"),
                self.tr("This model has never seen a face like this one. The number is no measurement."),
                None,
            )
        elif snapshot.reason is Reason.UNLIKE_TRAINING:
            self.numeral.show_value(None)
            self._say(
                reason_words(snapshot.reason),
                self.tr("This model has never seen a face like this one. Assess the infant by hand."),
                None,
            )
        elif snapshot.reason is Reason.NOT_AN_INFANT:
            self.numeral.show_value(None)
            self._say(
                reason_words(snapshot.reason),
                self.tr("The camera sees an adult's face. Assess the infant by hand."),
                None,
            )
        elif snapshot.smoothed is None or snapshot.state is PainState.CANNOT_ASSESS:
            # A first score alone is not yet an assessment: no number stands beside CANNOT ASSESS.
            self.numeral.show_value(None)
            words = (
                state_words(PainState.CANNOT_ASSESS)
                if snapshot.reason is None
                else reason_words(snapshot.reason)
            )
            self._say(words, state_help(PainState.CANNOT_ASSESS), None)
        else:
            self.numeral.show_value(snapshot.smoothed)
            self._say(state_words(snapshot.state), shown(snapshot.state_help), LEVELS[snapshot.state])
        self.beside.show_snapshot(snapshot)
        self._numbers.setText("\n".join(score_figures(snapshot)))
        self._delay.setText(
            self.tr(
                "Averaging {tau} s. Alert delay up to {total} s "
                "(averaging {smoothing} + hold {hold} + system {system})"
            ).format(
                tau=decimal(snapshot.preset.smoothing_s, 0),
                total=decimal(snapshot.delay.total_s),
                smoothing=decimal(snapshot.delay.smoothing_s),
                hold=decimal(snapshot.delay.hold_s),
                system=decimal(snapshot.delay.system_s),
            )
        )
        self._fit_if_changed()

    def show_nothing(self, words: str, explanation: str) -> None:
        """No session, or no news from the watch: no number, and why."""
        self.emptied.emit()
        self.numeral.show_value(None)
        self.beside.show_nothing()
        self._numbers.setText("")
        self._say(words, explanation, None)

    def take_room(self, height: int | None, mosts: tuple[int, ...] = ()) -> None:
        """Where its height follows from its lines, as the state's: how tall it wants to be, px; else None.

        `mosts`: how tall its lines may get, without what explains the score; the first that leaves the state
        large is taken, else the last.
        """
        if (height, mosts) != (self._room_px, self._mosts_px):
            self._room_px, self._mosts_px = height, mosts
            self._fit_state()

    def lines_height(self, width: int) -> int:
        """Height that every line of it needs at this width, without what explains the score, px."""
        margins = self._lines.contentsMargins()
        inner = width - margins.left() - margins.right()
        items = [self._lines.itemAt(place) for place in range(self._lines.count())]
        heights = [
            item.heightForWidth(inner) if item.hasHeightForWidth() else item.minimumSize().height()
            for item in items
            if item is not None and item.layout() is not self._why
        ]
        return sum(heights) + self._lines.spacing() * len(heights) + margins.top() + margins.bottom()

    def hasHeightForWidth(self) -> bool:
        """No: where the words need more than there is, the numeral gives way and not the picture beside."""
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the state word."""
        super().resizeEvent(event)
        self._fit_state()

    def _say(self, words: str, explanation: str, level: int | None) -> None:
        colour = self._palette.faint if level is None else self._palette.ink
        if words != self._state.text() or level != self._level or not self._state.styleSheet():
            self._level = level
            self._state.setText(words)
            self._state.setAccessibleName(words)
            self._shape.show_level(level, colour)
        self._help.setText(explanation)
        self._fit_if_changed()

    def _fit_if_changed(self) -> None:
        """Whenever a line around the state may have become taller or lower."""
        lines = (self._state.text(), self._level, self._help.text(), self._delay.text())
        around = (*lines, self._numbers.text().count("\n"), self.beside.sizeHint().height())
        if around != self._fitted:
            self._fitted = around
            self._fit_state()

    def _fit_state(self) -> None:
        """The largest font in which the longest word fits the line and the words fit two lines."""
        words = self._state.text().split() or ["SUSTAINED"]
        font = QFont(self.font())
        font.setBold(True)
        font.setPixelSize(100)
        metrics = QFontMetrics(font)
        longest = max(metrics.horizontalAdvance(word) for word in [*words, "SUSTAINED"])
        tall = self.height() if self._room_px is None else self._room_px
        room = max(60, self.width() - self._shape.width() - 44)
        others = self.lines_height(self.width()) - self._state.minimumHeight()
        own = self.height() - self._why.minimumSize().height()
        most = int(max(14, min(self._sizes.state_px, 96 * room / longest, tall / 11)))
        most = self._largest(font, most, room)
        size = 14
        for whole in (own,) if self._room_px is None else self._mosts_px:
            left = (whole - others) / STATE_LINES
            size = self._largest(font, max(14, min(most, int(max(left, READABLE_PX)))), room)
            if size >= LARGE_SHARE * most:
                break
        colour = self._palette.faint if self._level is None else self._palette.ink
        style = f"font-size: {size}px; font-weight: 700; color: {colour};"
        if style != self._state.styleSheet():
            self._state.setStyleSheet(style)
            self._state.setMinimumHeight(round(STATE_LINES * size))

    def _largest(self, font: QFont, size: int, room: int) -> int:
        """The largest size up to `size` in which the words fit two lines, px."""
        while size > 14 and not self._in_two_lines(font, size, room):
            size -= 1
        return size

    def _in_two_lines(self, font: QFont, size: int, room: int) -> bool:
        font.setPixelSize(size)
        metrics = QFontMetrics(font)
        wrapped = metrics.boundingRect(0, 0, room, 10_000, Qt.TextFlag.TextWordWrap, self._state.text())
        return wrapped.height() <= 2 * metrics.lineSpacing()


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label
