"""The row over the trend: what is seen, and the buttons that choose it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from neopain.ui.language.sign_words import intensity_help
from neopain.ui.trend.trend_layers import TrendLayers
from neopain.ui.widgets.buttons.shortcuts import give_key
from neopain.ui.widgets.elided_label import ElidedLabel

WINDOWS_S = (600, 3600, 8 * 3600, 24 * 3600)
SPACING_PX = 4


class TrendHead(QWidget):
    """Title, coverage, the layers, the windows, the ways through time.

    Signals:
        span_chosen: float, seconds.
        stepped: int, -1 back or +1 forward.
    """

    span_chosen = Signal(float)
    stepped = Signal(int)

    def __init__(self, layers: TrendLayers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers = layers
        self.coverage = ElidedLabel()
        self.coverage.setProperty("role", "small")
        self.span_words = QLabel()
        self.span_words.setProperty("role", "small")
        self._spans: list[tuple[QPushButton, float]] = []
        self._span_row = QHBoxLayout()
        self.live = self.button(self.tr("LIVE"), self.tr("Back to the live trend"), "live")
        self.intensity = self._toggle("∿", self.tr("Show the intensity in the trend"), "layer_intensity")
        self.intensity.setAccessibleDescription(intensity_help())
        self.intensity.setToolTip(f"{self.intensity.toolTip()}\n{intensity_help()}")
        self.signs = self._toggle("▤", self.tr("Show the single signs under the trend"), "layer_signs")
        self.intensity.clicked.connect(lambda on: layers.choose(intensity=on))
        self.signs.clicked.connect(lambda on: layers.choose(signs=on))
        layers.changed.connect(self._follow)
        self._arrange()
        self._follow()

    def button(self, text: str, tip: str, key: str) -> QPushButton:
        """One of the row's kind."""
        button = QPushButton(text)
        button.setProperty("role", "slim")
        button.setAccessibleName(tip)
        button.setToolTip(f"{tip} ({give_key(button, key)})")
        return button

    def add_span(self, text: str, tip: str, key: str, show: Callable[[], None]) -> None:
        """One more stretch to choose."""
        button = self.button(text, tip, key)
        button.clicked.connect(show)
        self._span_row.addWidget(button)

    def mark_span(self, span_s: float) -> bool:
        """Press the button of that window; False when there is none."""
        for button, own_s in self._spans:
            button.setChecked(own_s == span_s)
        return any(button.isChecked() for button, _ in self._spans)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow one the title gives way, then how much was scored: the score's panel tells it, too."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Only now the letters have their size."""
        super().showEvent(event)
        self._fit()

    def say_coverage(self, words: str) -> None:
        """Say how much was scored; "" for nothing."""
        if words != self.coverage.text():
            self.coverage.setText(words)
            self._fit()

    def _fit(self) -> None:
        self.span_words.setVisible(bool(self.span_words.text()))
        row, yielding = self.layout(), (self._title, self.coverage)
        items = [row.itemAt(place) for place in range(row.count())] if isinstance(row, QHBoxLayout) else []
        left = self.width() - sum(
            item.sizeHint().width() + SPACING_PX
            for item in items
            if item is not None and item.widget() not in yielding
        )
        self.coverage.setVisible(left >= self.coverage.minimumSizeHint().width())
        least = self.coverage.sizeHint().width() + self._title.sizeHint().width() + SPACING_PX
        self._title.setVisible(left >= least)

    def _toggle(self, sign: str, tip: str, key: str) -> QPushButton:
        button = self.button(sign, tip, key)
        button.setCheckable(True)
        return button

    def _follow(self) -> None:
        self.intensity.setChecked(self._layers.intensity)
        self.signs.setChecked(self._layers.signs)

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING_PX)
        self._title = QLabel(self.tr("TREND"))
        self._title.setProperty("role", "title")
        row.addWidget(self._title)
        row.addWidget(self.span_words)
        row.addWidget(self.coverage, 1)
        row.addWidget(self.intensity)
        row.addWidget(self.signs)
        names = (self.tr("10 min"), self.tr("1 h"), self.tr("8 h"), self.tr("24 h"))
        for number, (span_s, name) in enumerate(zip(WINDOWS_S, names, strict=True), start=1):
            button = self.button(name, self.tr("Show the last {span}").format(span=name), f"span_{number}")
            button.setCheckable(True)
            button.setChecked(number == 1)
            button.clicked.connect(lambda _checked, span=span_s: self.span_chosen.emit(float(span)))
            self._spans.append((button, float(span_s)))
            row.addWidget(button)
        row.addLayout(self._span_row)
        past = QWidget()
        past.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        arrows = QHBoxLayout(past)
        arrows.setContentsMargins(0, 0, 0, 0)
        for direction, sign, tip, key in (
            (-1, "◀", self.tr("Back in time"), "back"),
            (1, "▶", self.tr("Forward in time"), "forward"),
        ):
            button = self.button(sign, tip, key)
            button.clicked.connect(lambda _checked, step=direction: self.stepped.emit(step))
            arrows.addWidget(button)
        row.addWidget(past)
        row.addWidget(self.live)
