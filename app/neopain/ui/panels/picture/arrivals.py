"""From the camera's thread to the window: a picture lies in the mailbox."""

from __future__ import annotations

import contextlib

from PySide6.QtCore import QObject, Signal


class Arrivals(QObject):
    """May be told from any thread, at any time, also when the window that it belongs to is gone.

    Signals:
        arrived: no value. To be connected queued: it comes on the teller's thread.
    """

    arrived = Signal()

    def tell(self) -> None:
        """Emit `arrived`."""
        # PySide raises when the C++ half is deleted. A closed window must not end the camera's thread.
        with contextlib.suppress(RuntimeError):
            self.arrived.emit()
