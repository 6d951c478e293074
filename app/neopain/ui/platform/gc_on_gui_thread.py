"""Python's cyclic garbage is collected on the GUI thread only.

Left alone, the collector runs on whichever thread happens to allocate: a camera or model thread would then
destroy widgets and plot items that wait in reference cycles, and the program ends in a segmentation fault
(seen in four of five runs of the window's tests; never with the collector held here).
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

CHECK_MS = 1000


class GuiThreadGc(QObject):
    """While it is held, collections happen in its timer; thresholds stay Python's own."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(CHECK_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    @Slot()
    def spare_what_stays(self) -> None:
        """Never look again at what exists now, such as the models' libraries: full collections stay short."""
        gc.collect()
        gc.freeze()

    @Slot()
    def collect(self) -> None:
        """Collect the oldest generation that is due."""
        counted = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [generation for generation, (count, most) in enumerate(counted) if count > most]
        if due:
            gc.collect(due[-1])

    def end(self) -> None:
        """Give the collector back to Python; after the last window is gone."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
