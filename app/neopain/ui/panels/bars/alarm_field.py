"""One field of the alarm bar: the message whose turn it is, on the colour of its priority."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from neopain.core.alarms.conditions import ALARM_TABLE, ConditionId
from neopain.core.alarms.kinds import AlarmKind, Priority
from neopain.core.alarms.line import duration_text
from neopain.core.alarms.signals import AlarmMessage, AlarmSignals
from neopain.core.score.hysteresis import displayed
from neopain.ui.language.numbers import decimal
from neopain.ui.language.translate import kept_ltr, shown
from neopain.ui.style.sizes import Sizes
from neopain.ui.style.theme import Palette
from neopain.ui.widgets.blink import BlinkClock
from neopain.ui.widgets.yielding_line import SHORTENS, STAYS, Part, YieldingLine

_WORDS: dict[ConditionId, str] = {condition.id: condition.words for condition in ALARM_TABLE}
DURATION, PEAK, ACTION = 2, 3, 4
"""Ranks of what goes where there is too little room: the action first, then the peak, then the duration."""


class AlarmField(QFrame):
    """Shows the messages of one kind in turn; flashes while the shown one is unacknowledged and medium.

    The mark, the value and the limit are never left out, however narrow the field is.

    Signals:
        framed: str, the colour in which the alarm's frame is to be drawn now, "" for none.
    """

    framed = Signal(str)

    def __init__(self, kind: AlarmKind, empty: str, blink: BlinkClock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._empty = empty
        self._message: AlarmMessage | None = None
        self._unseen = 0
        self._styled = self._frame = ""
        self._testing = self._brief = False
        self._blink = blink
        blink.phase_changed.connect(self._paint)
        self.line = YieldingLine()
        self.line.show_parts([Part(empty, SHORTENS)])
        self._count = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 10, 2)
        row.addWidget(self.line, 1)
        row.addWidget(self._count)

    @property
    def text(self) -> str:
        """What the field says, whether there is room for all of it or not."""
        return self.line.text

    @property
    def message(self) -> AlarmMessage | None:
        """The alarm that is shown, None when nothing lasts."""
        return self._message

    def paint_with(self, palette: Palette, sizes: Sizes) -> None:
        """Take the theme."""
        self._palette, self._sizes = palette, sizes
        self._styled = ""
        self._paint()

    def show_test(self, *, on: bool) -> None:
        """Light the field up for the start-up test; a real alarm wins."""
        self._testing = on
        if self._message is None:
            self._say_nothing()
            self._paint()

    def hide_values(self, *, hide: bool) -> None:
        """Leave the numbers out while visitors look."""
        self._brief = hide

    def show_signals(self, signals: AlarmSignals, live: float | None = None) -> None:
        """Take the message whose two seconds it is; `live` is the score of now, None when there is none."""
        messages = signals.of_kind(self._kind)
        held = signals.held_of_kind(self._kind)
        unseen = [row for row in signals.unseen if row.kind is self._kind]
        self._message = signals.on_turn(self._kind)
        self._unseen = len(unseen)
        self._count.setText("")
        if self._message is not None:
            seen = "✓ " if self._message.acknowledged else ""
            self._say(self._parts(self._message, seen, live), shown(self._message.action))
            place = messages.index(self._message) + 1
            self._count.setText(f"▸ {place}/{len(messages)}" if len(messages) > 1 else "")
        elif held:
            # What lasts goes before what has ended: its row would read as if the infant had come to rest.
            back = Part(self.tr("HELD BACK:"), STAYS, small=True)
            self._say([back, *self._parts(held[0], "", live)], shown(held[0].action))
            self._count.setText(f"{len(held)}" if len(held) > 1 else "")
        elif unseen:
            ended = Part(self.tr("ENDED, NOT SEEN:"), STAYS, small=True)
            self._say([ended, *self._parts(unseen[0], "", None)], shown(unseen[0].action))
            self._count.setText(f"{len(unseen)}" if len(unseen) > 1 else "")
        else:
            self._say_nothing()
        self._paint()

    def _parts(self, message: AlarmMessage, seen: str, live: float | None) -> list[Part]:
        if self._brief:
            return [Part(seen + message.mark), Part(shown(_WORDS[message.condition_id]), SHORTENS)]
        parts = [Part(seen + message.mark), Part(shown(message.words), SHORTENS)]
        worst = None if message.value is None else displayed(message.value)
        value = worst if live is None or worst is None else displayed(live)
        if value is not None:
            over = message.limit is not None and value > message.limit
            limit = f" > {decimal(message.limit)}" if over and message.limit is not None else ""
            parts.append(Part(kept_ltr(decimal(value) + limit)))
        if worst is not None and value != worst:
            peak = self.tr("peak {value}").format(value=kept_ltr(decimal(worst)))
            parts.append(Part(peak, PEAK, small=True))
        parts.append(Part(kept_ltr(f"({duration_text(message.duration_s)})"), DURATION, small=True))
        parts.append(Part(shown(message.action), ACTION, small=True))
        return parts

    def _say_nothing(self) -> None:
        self._say([Part(self.tr("SELF TEST") if self._testing else self._empty, SHORTENS)], "")

    def _say(self, parts: list[Part], action: str) -> None:
        self.line.show_parts(parts)
        self.setAccessibleName(self.line.text)
        if action != self.toolTip():
            self.setToolTip(action)

    def _paint(self) -> None:
        ground, border, ink, bold, frame = self._look()
        self.line.paint_with(ink, self._sizes.title_px, bold=bold)
        style = (
            f"QFrame {{ background: {ground}; border: 2px solid {border}; border-radius: 5px; }}"
            f"QLabel {{ border: 0; color: {ink}; font-size: {self._sizes.title_px}px; font-weight: 700; }}"
        )
        if style != self._styled:
            self._styled = style
            self.setStyleSheet(style)
        if frame != self._frame:
            self._frame = frame
            self.framed.emit(frame)

    def _look(self) -> tuple[str, str, str, bool, str]:
        """Ground, border, ink, whether bold, and the frame for the score."""
        p, message = self._palette, self._message
        if message is None and self._testing:
            return p.alarm_medium, p.alarm_medium, p.alarm_ink, True, ""
        if message is None:
            border = p.alarm_low if self._unseen else p.edge
            return p.panel, border, p.ink if self._unseen else p.faint, False, ""
        colour = p.alarm_medium if message.priority >= Priority.MEDIUM else p.alarm_low
        dark = message.flash_hz > 0 and not self._blink.lit
        ground, ink = (p.header, colour) if dark else (colour, p.alarm_ink)
        return ground, colour, ink, True, p.header if dark else colour
