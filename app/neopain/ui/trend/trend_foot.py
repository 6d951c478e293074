"""The line under the trend: what the lines are, or what stood where somebody points."""

from __future__ import annotations

import math

from PySide6.QtWidgets import QLabel, QStackedLayout, QWidget

from neopain.core.facial_actions import FacialAction
from neopain.ui.style.theme import Palette
from neopain.ui.trend.history.trend_history import TrendHistory
from neopain.ui.trend.plot.trend_plot import TrendPlot
from neopain.ui.trend.trend_layers import TrendLayers
from neopain.ui.trend.trend_reading import legend_words, reading_words, sign_reading
from neopain.ui.widgets.elided_label import ElidedLabel


class TrendFoot(QWidget):
    """The legend, and in its place the reading."""

    def __init__(
        self, history: TrendHistory, plot: TrendPlot, layers: TrendLayers, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._history, self._plot, self._layers = history, plot, layers
        self._legend = QLabel()
        self._legend.setProperty("role", "small")
        self._reading = ElidedLabel()
        self._reading.setAccessibleName(self.tr("What stood there at that time"))
        self._places = QStackedLayout(self)
        self._places.addWidget(self._legend)
        self._places.addWidget(self._reading)

    @property
    def text(self) -> str:
        """The reading; "" for none."""
        return self._reading.text()

    def say_legend(self, palette: Palette) -> None:
        """Say what the lines are."""
        self._legend.setText(legend_words(palette, intensity=self._layers.intensity))

    def read(self, at: float, action: FacialAction | None, slack_s: float) -> None:
        """Say what stood at monotonic s `at`, of an action or of the score; NaN for the legend."""
        words = ""
        if math.isfinite(at) and action is not None:
            words = sign_reading(self._history, self._plot, at, action)
        elif math.isfinite(at):
            shown = self._layers.intensity
            words = reading_words(self._history, self._plot, at, slack_s, intensity=shown)
        self._reading.setText(words)
        self._places.setCurrentWidget(self._reading if words else self._legend)
