"""One field of the alarm bar: the message whose turn it is, on the colour of its priority."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from neopain.core.alarms.conditions import ALARM_TABLE
from neopain.core.alarms.signals import AlarmKind, AlarmMessage, AlarmSignals, Priority
from neopain.ui.language.translate import shown_line, shown_word
from neopain.ui.style.sizes import Sizes
from neopain.ui.style.theme import Palette
from neopain.ui.widgets.blink import BlinkClock
from neopain.ui.widgets.elided_label import ElidedLabel

_WORDS = {condition.id: condition.words for condition in ALARM_TABLE}


class AlarmField(QFrame):
    """Shows the messages of one kind in turn; flashes while the shown one is unacknowledged and medium."""

    def __init__(self, kind: AlarmKind, empty: str, blink: BlinkClock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._empty = empty
        self._message: AlarmMessage | None = None
        self._unseen = 0
        self._styled = ""
        self._testing = self._brief = False
        self._blink = blink
        blink.phase_changed.connect(self._paint)
        self._text = ElidedLabel(empty)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._count = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 10, 2)
        row.addWidget(self._text, 1)
        row.addWidget(self._count)

    @property
    def text(self) -> str:
        """What the field says."""
        return self._text.text()

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
            self._say(self.tr("SELF TEST") if on else self._empty, "")
            self._paint()

    def hide_values(self, *, hide: bool) -> None:
        """Leave the numbers out while visitors look."""
        self._brief = hide

    def show_signals(self, signals: AlarmSignals) -> None:
        """Take the message whose two seconds it is."""
        messages = signals.of_kind(self._kind)
        held = signals.held_of_kind(self._kind)
        unseen = [row for row in signals.unseen if row.kind is self._kind]
        self._message = signals.on_turn(self._kind)
        self._unseen = len(unseen)
        if self._message is not None:
            seen = "✓ " if self._message.acknowledged else ""
            self._say(seen + self._words(self._message), shown_word(self._message.action))
            place = messages.index(self._message) + 1
            self._count.setText(f"▸ {place}/{len(messages)}" if len(messages) > 1 else "")
        elif held:
            # What lasts goes before what has ended: its row would read as if the infant had come to rest.
            self._say(
                self.tr("HELD BACK: {text}").format(text=self._words(held[0])), shown_word(held[0].action)
            )
            self._count.setText(f"{len(held)}" if len(held) > 1 else "")
        elif unseen:
            self._say(
                self.tr("ENDED, NOT SEEN: {text}").format(text=self._words(unseen[0])),
                shown_word(unseen[0].action),
            )
            self._count.setText(f"{len(unseen)}" if len(unseen) > 1 else "")
        else:
            self._say(self.tr("SELF TEST") if self._testing else self._empty, "")
            self._count.setText("")
        self._paint()

    def _words(self, message: AlarmMessage) -> str:
        if self._brief:
            return f"{message.text.partition(' ')[0]} {shown_word(_WORDS[message.condition_id])}"
        return shown_line(message.text)

    def _say(self, text: str, action: str) -> None:
        if text != self._text.text():
            self._text.setText(text)
            self.setAccessibleName(text)
            self.setToolTip(action)

    def _paint(self) -> None:
        style = self._style()
        if style != self._styled:
            self._styled = style
            self.setStyleSheet(style)

    def _style(self) -> str:
        p, size = self._palette, self._sizes.title_px
        message = self._message
        if message is None and self._testing:
            return (
                f"QFrame {{ background: {p.alarm_medium}; border-radius: 5px; }}"
                f"QLabel {{ border: 0; color: {p.alarm_ink}; font-size: {size}px; font-weight: 700; }}"
            )
        if message is None:
            border = p.alarm_low if self._unseen else p.edge
            return (
                f"QFrame {{ background: {p.panel}; border: 2px solid {border}; border-radius: 5px; }}"
                f"QLabel {{ border: 0; color: {p.ink if self._unseen else p.faint}; font-size: {size}px; }}"
            )
        colour = p.alarm_medium if message.priority >= Priority.MEDIUM else p.alarm_low
        dark = message.flash_hz > 0 and not self._blink.lit
        ground, ink = (p.header, colour) if dark else (colour, p.alarm_ink)
        return (
            f"QFrame {{ background: {ground}; border: 2px solid {colour}; border-radius: 5px; }}"
            f"QLabel {{ border: 0; color: {ink}; font-size: {size}px; font-weight: 700; }}"
        )
