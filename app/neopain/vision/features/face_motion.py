"""Whether a face stirred since it was last scored: a glance at a small grey copy, at a fraction of a score.

The copy is compared in blocks, so that a brow or a mouth counts by itself; a change of the light that all
blocks share does not. How much blocks differ by the camera's noise alone is learnt while nothing stirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from neopain.core.frames import Face, Frame, GrayImage

SIDE = 32
BLOCK = 4
"""Blocks of the small copy: 8 x 8 of them over the face."""
MARGIN = 0.15
"""Of the face's box, around it."""
STIRRED = 5.0
"""Grey levels by which a block has to differ at least; noise averages out over its pixels."""
OVER_NOISE = 3.0
"""Times what blocks differ by anyway."""
FORGET = 0.1
"""How fast the noise that is known follows what is seen."""


class FaceMotion:
    """A MotionGlance; used by one thread."""

    def __init__(self) -> None:
        self._copy: GrayImage | None = None
        self._region: tuple[int, int, int, int] | None = None
        self._shape: tuple[int, ...] = ()
        self._noise = 0.0

    def remember(self, frame: Frame, face: Face | None) -> None:
        """Compare with this frame from now on; without a face everything is a stir."""
        self._copy = None
        if face is None:
            return
        height, width = frame.image.shape[:2]
        box = face.box
        across, down = MARGIN * box.width, MARGIN * box.height
        left, top = max(0, int(box.x - across)), max(0, int(box.y - down))
        right = min(width, int(box.x + box.width + across) + 1)
        bottom = min(height, int(box.y + box.height + down) + 1)
        if right - left < SIDE or bottom - top < SIDE:
            return
        self._region = (left, top, right, bottom)
        self._shape = frame.image.shape
        self._copy = self._look(frame)

    def stirred(self, frame: Frame) -> bool:
        """Whether the face may look otherwise than in the frame that is remembered."""
        if self._copy is None or frame.image.shape != self._shape:
            return True
        change = self._look(frame).astype(np.int16) - self._copy
        blocks = (change - np.median(change)).reshape(SIDE // BLOCK, BLOCK, SIDE // BLOCK, BLOCK)
        most = float(np.abs(blocks.mean(axis=(1, 3))).max())
        if most > max(STIRRED, OVER_NOISE * self._noise):
            return True
        self._noise += FORGET * (most - self._noise)
        return False

    def _look(self, frame: Frame) -> GrayImage:
        assert self._region is not None  # noqa: S101  remembered with the copy
        left, top, right, bottom = self._region
        small = cv2.resize(frame.image[top:bottom, left:right], (SIDE, SIDE), interpolation=cv2.INTER_AREA)
        return cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)  # type: ignore[return-value]
