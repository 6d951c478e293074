"""Ways of looking at one frame: a part of it, turned by quarters; and the way back to frame pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from neopain.core.frames import BgrImage, Box, RgbImage

_TURNS = {1: cv2.ROTATE_90_CLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_COUNTERCLOCKWISE}


@dataclass(frozen=True, slots=True)
class Look:
    """A rectangle of the frame, px, seen after `turns` quarter turns clockwise."""

    left: int
    top: int
    width: int
    height: int
    turns: int = 0

    def picture(self, image: BgrImage) -> RgbImage:
        """What is shown to the detector: contiguous RGB. image: (H, W, 3) BGR."""
        part = image[self.top : self.top + self.height, self.left : self.left + self.width]
        seen = cv2.cvtColor(part, cv2.COLOR_BGR2RGB)
        if self.turns:
            seen = cv2.rotate(seen, _TURNS[self.turns])
        return np.asarray(seen, np.uint8)

    def to_frame(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Points (N, 2) from px of the picture to px of the frame; both count from the picture's edge."""
        x, y = points[:, 0], points[:, 1]
        back_x, back_y = {
            0: (x, y),
            1: (y, self.height - x),
            2: (self.width - x, self.height - y),
            3: (self.width - y, x),
        }[self.turns]
        return np.stack([back_x + self.left, back_y + self.top], axis=1).astype(np.float32)


def whole(image: BgrImage, turns: int = 0) -> Look:
    """The whole frame."""
    height, width = image.shape[:2]
    return Look(0, 0, width, height, turns)


def middle(image: BgrImage, share: float, turns: int = 0) -> Look:
    """A square about the frame's middle; `share` is its side over the frame's shorter side."""
    height, width = image.shape[:2]
    side = max(1, round(share * min(width, height)))
    return Look((width - side) // 2, (height - side) // 2, side, side, turns)


def around(image: BgrImage, box: Box, margin: float, turns: int) -> Look:
    """A square of `margin` times the box's longer side about it, as far as the frame reaches."""
    height, width = image.shape[:2]
    half = margin * max(box.width, box.height) / 2
    middle_x, middle_y = box.x + box.width / 2, box.y + box.height / 2
    # A box may lie beyond the frame's edge; there is always at least one pixel to look at.
    left = int(min(max(0.0, middle_x - half), width - 1))
    top = int(min(max(0.0, middle_y - half), height - 1))
    right, bottom = int(min(width, middle_x + half)), int(min(height, middle_y + half))
    return Look(left, top, max(1, right - left), max(1, bottom - top), turns)
