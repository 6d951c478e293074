"""A button that wants a finger for a while where a touch by mistake would end something."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from neopain.core.clock import Clock
from neopain.ui.widgets.buttons.grid_button import GridButton
from neopain.ui.widgets.buttons.hold import Hold

HOLD_S = 1.5
RING_PX = 5.0


class HoldButton(GridButton):
    """A ring fills while it is held, by finger, mouse or the space bar; its key only gives it the focus.

    Signals:
        done: it was held long enough, or clicked while it wants no hold.
        too_short: it was let go before.
    """

    done = Signal()
    too_short = Signal()

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wants_hold = True
        self._held = False
        self._share = 0.0
        self.hold = Hold(clock, HOLD_S, self)
        self.hold.progressed.connect(self._show_share)
        self.hold.done.connect(self._on_held)
        self.pressed.connect(self._on_pressed)
        self.released.connect(self._on_released)
        self.clicked.connect(self._on_clicked)

    def want_hold(self, *, on: bool) -> None:
        """Whether a click alone does nothing."""
        self._wants_hold = on
        if not on:
            self.hold.let_go()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Whoever turns elsewhere does not hold it any more."""
        self.hold.let_go()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ring over the button."""
        super().paintEvent(event)
        if self._share <= 0.0:
            return
        side = min(self.width(), self.height()) - 2.0 * RING_PX
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = QColor(self.palette().color(self.foregroundRole()))
        for colour, width, share in ((QColor(128, 128, 128, 90), RING_PX, 1.0), (ink, RING_PX, self._share)):
            pen = QPen(colour, width)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawArc(box, 90 * 16, -round(share * 360 * 16))
        painter.end()

    @Slot()
    def _on_held(self) -> None:
        self._held = True
        self.done.emit()

    @Slot()
    def _on_pressed(self) -> None:
        self._held = False
        if self._wants_hold:
            self.setFocus()
            self.hold.begin()

    @Slot()
    def _on_released(self) -> None:
        if self._wants_hold and self.hold.running:
            self.hold.let_go()
            self.too_short.emit()

    @Slot()
    def _on_clicked(self) -> None:
        # The finger that has held it long enough comes up when the button may mean something else.
        if not self._wants_hold and not self._held:
            self.done.emit()

    @Slot(float)
    def _show_share(self, share: float) -> None:
        self._share = share
        self.update()
