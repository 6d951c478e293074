"""How much time the live trend shows, and how often it is drawn anew while time moves."""

from __future__ import annotations

QUICKEST_MS = 250
SLOWEST_MS = 2000
YOUNGEST_S = 10.0
"""A trend is never drawn wider than this many seconds over the width."""


def young_span_s(span_s: float, age_s: float) -> float:
    """Seconds over the width: a record of `age_s` fills it, and grows in it until `span_s` is reached."""
    return min(span_s, max(YOUNGEST_S, 1.02 * age_s))


def refresh_ms(seen_s: float, width_px: int) -> int:
    """Whole ms until a plot of `seen_s` seconds over `width_px` has moved by a pixel, 250 to 2000.

    Drawn more often it would look the same; a new reading is in it after as long.
    """
    return round(min(max(QUICKEST_MS, 1000 * seen_s / max(1, width_px)), SLOWEST_MS))
