"""Numbers as the screen's language writes them; the record and the exports keep the point."""

from __future__ import annotations

import re

from PySide6.QtCore import QLocale

from neopain.core.interval import Interval

_POINT = re.compile(r"(?<=\d)\.(?=\d)")


def decimal(value: float, digits: int = 1, *, signed: bool = False) -> str:
    """`7.2`, or `7,2` where people write so; no separators of thousands."""
    sign = "+" if signed else ""
    return localized(f"{value:{sign}.{digits}f}")


def range_words(interval: Interval) -> str:
    """`9.2-9.9`, or `9,2-9,9`."""
    return f"{decimal(interval.low)}-{decimal(interval.high)}"


def localized(figures: str) -> str:
    """English figures with the decimal sign of the screen's language; for text without dates and versions."""
    sign = QLocale().decimalPoint()
    return figures if sign == "." else _POINT.sub(sign, figures)
