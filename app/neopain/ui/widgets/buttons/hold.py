"""A finger that stays: how long something has been held, and when it was long enough."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from neopain.core.clock import Clock

STEP_MS = 40


class Hold(QObject):
    """Counts by the monotonic clock, so that a busy machine neither shortens nor lengthens a hold.

    Signals:
        progressed: float, the share of the time that has been held, 0..1; 0 when let go.
        done: it was held long enough.
    """

    progressed = Signal(float)
    done = Signal()

    def __init__(self, clock: Clock, seconds: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._seconds = seconds
        self._since: float | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self.look)

    @property
    def running(self) -> bool:
        """Whether the finger is down."""
        return self._since is not None

    @property
    def share(self) -> float:
        """How much of the time has been held, 0..1."""
        held = 0.0 if self._since is None else self._clock.monotonic() - self._since
        return min(1.0, held / self._seconds)

    def begin(self) -> None:
        """The finger is down."""
        if self._since is None:
            self._since = self._clock.monotonic()
            self._timer.start()

    def let_go(self) -> None:
        """The finger is up: nothing was held."""
        self._since = None
        self._timer.stop()
        self.progressed.emit(0.0)

    def look(self) -> None:
        """Tell how far it is."""
        if self._since is None:
            return
        if self.share >= 1.0:
            self.let_go()
            self.done.emit()
        else:
            self.progressed.emit(self.share)
