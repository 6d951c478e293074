"""The fixed strip under the alarm row: what is said here never moves the score."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QWidget

from neopain.ui.style.sizes import TOUCH_MIN_PX, Sizes


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

    def arrange(self, *, portrait: bool) -> None:
        """Beside each other, or on a narrow screen under each other."""
        self._rows = self._count if portrait else 1
        directions = QBoxLayout.Direction
        self._box.setDirection(directions.TopToBottom if portrait else directions.LeftToRight)

    def fit(self, sizes: Sizes) -> None:
        """Take sizes."""
        self.setFixedHeight(self._rows * max(TOUCH_MIN_PX + 4, round(2.5 * sizes.small_px) + 6))
