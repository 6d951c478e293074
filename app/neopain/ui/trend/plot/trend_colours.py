"""Pens and mixed colours of the trend."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from neopain.ui.style.theme import Palette

BAND_ALPHA = 64
"""Of 255: the interval is seen, and lines and limits through it."""


def hair(colour: str, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A line of one pixel at any zoom."""
    pen = QPen(QColor(colour), 1.0, style)
    pen.setCosmetic(True)
    return pen


def band_on_panel(palette: Palette) -> str:
    """The band's colour as it looks on the panel, #rrggbb."""
    over, under = QColor(palette.smoothed), QColor(palette.panel)
    share = BAND_ALPHA / 255.0
    mixed = (
        round(share * top + (1.0 - share) * below)
        for top, below in (
            (getattr(over, part)(), getattr(under, part)()) for part in ("red", "green", "blue")
        )
    )
    return "#" + "".join(f"{part:02x}" for part in mixed)
