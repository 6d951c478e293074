"""Decides how the window looks now: the theme by choice and hour, the sizes by its screen and shape."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from neopain.core.clock import Clock
from neopain.ui.style.sizes import Sizes, sizes_for
from neopain.ui.style.theme import Palette, ThemeChoice, palette_for, style_sheet

CHECK_MS = 60_000
MM_PER_INCH = 25.4


class ThemeSwitch(QObject):
    """Watches one window; tells only what has changed.

    Signals:
        changed: (Palette, Sizes, bool), the last one whether the window is in portrait.
    """

    changed = Signal(object, object, bool)

    def __init__(self, window: QWidget, clock: Clock, *, distance_m: float) -> None:
        """`distance_m`: to whoever reads the screen from afar."""
        super().__init__(window)
        self._window = window
        self._clock = clock
        self._distance_m = distance_m
        self._choice = ThemeChoice.AUTO
        self._worn: tuple[Palette, Sizes, bool] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(CHECK_MS)
        self._timer.timeout.connect(self.dress)
        self._timer.start()

    @Slot(object)
    def choose(self, choice: ThemeChoice) -> None:
        """Take what a person chose."""
        self._choice = choice
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Look at hour, screen and shape again."""
        window = self._window
        palette = palette_for(self._choice, self._clock.utc().astimezone().hour)
        screen = window.screen()
        density = screen.physicalDotsPerInch() / screen.devicePixelRatio() / MM_PER_INCH
        sizes = sizes_for(
            width_px=window.width(),
            height_px=window.height(),
            px_per_mm=density,
            distance_m=self._distance_m,
        )
        wanted = (palette, sizes, window.height() > window.width())
        if wanted == self._worn:
            return
        self._worn = wanted
        app = QApplication.instance()
        if isinstance(app, QApplication) and app.styleSheet() != (sheet := style_sheet(palette, sizes)):
            # Each widget of the program is dressed anew by it.
            app.setStyleSheet(sheet)
        self.changed.emit(*wanted)
