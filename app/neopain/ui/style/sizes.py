"""How large things must be: physical sizes from the screen's pixel density and the reader's distance.

Sources: ISO 9241-3 (20 to 22 minutes of arc preferred, 16 at least); touch targets of 20 mm are hit reliably
with gloves, 10 mm are not.
"""

from __future__ import annotations

from dataclasses import dataclass

CAP_HEIGHT_EM = 0.73
"""Height of a capital or a digit over the font size, DejaVu Sans and its like."""
NUMERAL_MM_PER_M = 35.0 / 3.0
"""40 minutes of arc: the score numeral is 35 mm at 3 m."""
STATE_MM_PER_M = 17.5 / 3.0
"""20 minutes of arc."""
TOUCH_MM = 20.0
TOUCH_MIN_PX = 44
LEAST_TEXT_PX = 13
"""Smaller letters are never text."""
WIDE_PX = 1000
"""Below it the header and the alarm bar take smaller letters rather than fewer words."""
PLAUSIBLE_PX_PER_MM = (2.4, 14.0)
"""60 to 350 dpi; projectors and virtual screens report nonsense."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes in logical px. `numeral_px` and `state_px` are wanted font sizes; a panel may stay below them."""

    body_px: int
    small_px: int
    title_px: int
    state_px: int
    numeral_px: int
    touch_px: int
    gap_px: int


def sizes_for(*, width_px: int, height_px: int, px_per_mm: float, distance_m: float = 3.0) -> Sizes:
    """Sizes for a window of that many logical px on a screen of that density."""
    density = min(max(px_per_mm, PLAUSIBLE_PX_PER_MM[0]), PLAUSIBLE_PX_PER_MM[1])
    short = min(width_px, height_px)
    body = round(min(max(short / 50.0, 13.0), 34.0))
    per_mm = density / CAP_HEIGHT_EM
    return Sizes(
        body_px=body,
        small_px=max(LEAST_TEXT_PX, round(body * 0.85)),
        title_px=round(body * (1.25 if width_px >= WIDE_PX else 1.05)),
        state_px=max(round(STATE_MM_PER_M * distance_m * per_mm), round(0.06 * short)),
        numeral_px=max(round(NUMERAL_MM_PER_M * distance_m * per_mm), round(0.2 * short)),
        touch_px=max(TOUCH_MIN_PX, round(min(TOUCH_MM * density, short * 0.074))),
        gap_px=max(6, round(short / 120.0)),
    )
