"""The fixed strip under the alarm row: what is said here never moves the score."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from neopain.ui.style.sizes import TOUCH_MIN_PX, Sizes


class BannerStrip(QWidget):
    """As high as two small lines, whether anything is said or not."""

    def __init__(self, *banners: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for banner in banners:
            row.addWidget(banner, 1)

    def fit(self, sizes: Sizes) -> None:
        """Take sizes."""
        self.setFixedHeight(max(TOUCH_MIN_PX + 4, round(2.5 * sizes.small_px) + 6))
