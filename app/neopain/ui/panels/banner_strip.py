"""The fixed strip under the alarm row: what is said here never moves the score."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QWidget

from neopain.ui.style.sizes import TOUCH_MIN_PX, Sizes

HIGH_BODY_PX = 20
"""Letters of a screen that is at least 1000 px wide in portrait."""


class BannerStrip(QWidget):
    """As high as its banners with two small lines each, whether anything is said or not."""

    def __init__(self, *banners: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = 1
        self._count = len(banners)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(4)
        for number, banner in enumerate(banners):
            self._box.addWidget(banner, 2 + number)

    def fit(self, sizes: Sizes, *, portrait: bool) -> None:
        """Beside each other, or on a narrow screen that is high enough under each other."""
        stacked = portrait and sizes.body_px >= HIGH_BODY_PX
        self._rows = self._count if stacked else 1
        directions = QBoxLayout.Direction
        self._box.setDirection(directions.TopToBottom if stacked else directions.LeftToRight)
        self.setFixedHeight(self._rows * max(TOUCH_MIN_PX + 4, round(2.5 * sizes.small_px) + 6))
