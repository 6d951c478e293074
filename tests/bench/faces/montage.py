"""What is still missed, to be looked at: drawn faces only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from tests.bench.faces.looks import NEOPAIN, THUMB, Look

COLUMNS, ROWS = 10, 6
_BAND = 16


def draw(looks: Sequence[Look], path: Path) -> int:
    """A sheet of drawings that were not found or taken the wrong way up; returns how many there are."""
    missed = [look for look in looks if not look.right()]
    rows = min(ROWS, -(-len(missed) // COLUMNS))
    sheet = np.full((max(1, rows) * (THUMB[1] + _BAND), COLUMNS * THUMB[0], 3), 255, np.uint8)
    # Evenly out of all, so that one infant does not fill the sheet.
    places = np.linspace(0, len(missed) - 1, min(len(missed), ROWS * COLUMNS)).round().astype(int)
    for number, look in enumerate(missed[place] for place in places):
        top, left = number // COLUMNS * (THUMB[1] + _BAND), number % COLUMNS * THUMB[0]
        sheet[top : top + THUMB[1], left : left + THUMB[0]] = look.thumb
        seen = "not found" if look.found[NEOPAIN].middle is None else "wrong way up"
        words = f"{seen}, {look.about['state']}"
        at = (left + 2, top + THUMB[1] + 11)
        cv2.putText(sheet, words, at, cv2.FONT_HERSHEY_SIMPLEX, 0.3, (0, 0, 0), 1, cv2.LINE_AA)
    cv2.imwrite(str(path), sheet)
    return len(missed)
