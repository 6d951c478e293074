"""One blink clock for the whole screen, so that everything that flashes does so in phase."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from neopain.core.alarms.kinds import Priority
from neopain.core.alarms.occurrence import FLASH_HZ
from neopain.core.alarms.signals import lit
from neopain.core.clock import Clock

TICK_MS = 50


class BlinkClock(QObject):
    """Follows the phase that `core.alarm_types.lit` defines for medium priority.

    Signals:
        phase_changed: bool, whether flashing things are lit now.
    """

    phase_changed = Signal(bool)

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._lit = True
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._turn)
        self._timer.start()

    @property
    def lit(self) -> bool:
        """Whether flashing things are lit now."""
        return self._lit

    def _turn(self) -> None:
        now_lit = lit(FLASH_HZ[Priority.MEDIUM], self._clock.monotonic())
        if now_lit != self._lit:
            self._lit = now_lit
            self.phase_changed.emit(now_lit)
