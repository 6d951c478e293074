"""Views of one frame: any part of it, turned by any angle, at any size; and the way back to frame pixels.

Points count from the picture's edge, not from the first pixel's centre.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from neopain.core.frames import BgrImage

Points = NDArray[np.float64]

OUTSIDE = (114, 114, 114)
"""What lies beyond the frame is shown as middle grey."""

_RANGE_ENOUGH = 140.0
_RANGE_WANTED = 200.0
_GAIN_MOST = 8.0
_DARKEST = 20.0
_LITTLE_LIGHT = 180.0
_GRAIN_PX = 2.0  # of the Gaussian that takes it out
_ROOM_MOST = 4 * 912 * 912  # bytes; the largest view of a frame that is searched at 640 px
_kept = threading.local()


class FrameLevels:
    """A frame, and itself at half, a quarter ... of its size, made when first asked for.

    A view that shrinks by more than two would otherwise take one pixel of many, and turn hair into noise.
    """

    def __init__(self, image: BgrImage, *, is_softened: bool = False) -> None:
        self._levels = [image]
        self._in_fours: dict[int, NDArray[np.uint8]] = {}
        self.is_softened = is_softened

    @property
    def image(self) -> BgrImage:
        """The frame itself."""
        return self._levels[0]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, px."""
        return self.image.shape[1], self.image.shape[0]

    @property
    def dim(self) -> bool:
        """Whether the frame was taken in little light: nothing in it is bright, and little contrasts."""
        seen = _lights(self.image)
        return seen is not None and seen[1] < _LITTLE_LIGHT

    def softened(self) -> FrameLevels:
        """The same without the grain that a camera adds in little light, and which hides a face."""
        soft = np.asarray(cv2.GaussianBlur(self.image, (0, 0), _GRAIN_PX), np.uint8)
        return FrameLevels(soft, is_softened=True)

    def at(self, scale: float) -> tuple[NDArray[np.uint8], Points]:
        """The smallest level that is not smaller than `scale`, and its size over the frame's, (x, y).

        The level is uint8 (H, W, 4), BGR and a channel of no meaning: so OpenCV turns it in half the time, to
        the same pixels.
        """
        wanted = max(0, math.floor(-math.log2(scale))) if scale < 1.0 else 0
        while len(self._levels) <= wanted and min(self._levels[-1].shape[:2]) >= 16:
            height, width = self._levels[-1].shape[:2]
            half = cv2.resize(
                self._levels[-1], ((width + 1) // 2, (height + 1) // 2), interpolation=cv2.INTER_AREA
            )
            self._levels.append(np.asarray(half, np.uint8))
        number = min(wanted, len(self._levels) - 1)
        level = self._levels[number]
        if number not in self._in_fours:
            self._in_fours[number] = np.asarray(cv2.cvtColor(level, cv2.COLOR_BGR2BGRA), np.uint8)
        ratio = np.array([level.shape[1] / self.size[0], level.shape[0] / self.size[1]])
        return self._in_fours[number], ratio


@dataclass(frozen=True, slots=True, eq=False)
class TurnedView:
    """Part of a frame as a picture of `width` x `height` px.

    Attributes:
        centre: float64 (2,), px of the frame; comes to lie in the middle.
        roll_deg: a face of this roll stands upright in the picture.
        scale: px of the picture for each px of the frame.
    """

    centre: Points
    roll_deg: float
    scale: float
    width: int
    height: int

    @property
    def matrix(self) -> Points:
        """(2, 3): px of the frame to px of the picture."""
        turn = math.radians(self.roll_deg)
        cos, sin = self.scale * math.cos(turn), self.scale * math.sin(turn)
        linear = np.array([[cos, sin], [-sin, cos]])
        shift = np.array([self.width / 2, self.height / 2]) - linear @ self.centre
        return np.column_stack([linear, shift])

    def picture(self, frame: FrameLevels) -> BgrImage:
        """What is seen: uint8 (height, width, 3) BGR."""
        level, ratio = frame.at(self.scale)
        to_picture = self.matrix
        to_picture[:, :2] /= ratio
        # OpenCV counts from the first pixel's centre.
        to_picture[:, 2] += to_picture[:, :2] @ np.array([0.5, 0.5]) - 0.5
        seen = cv2.warpAffine(
            level,
            to_picture,
            (self.width, self.height),
            dst=_room(self.height, self.width),
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=OUTSIDE,
        )
        return evened(np.asarray(cv2.cvtColor(seen, cv2.COLOR_BGRA2BGR), np.uint8))

    def to_frame(self, points: Points) -> Points:
        """Points (N, 2), px of the picture, in px of the frame."""
        matrix = self.matrix
        return np.asarray((points - matrix[:, 2]) @ np.linalg.inv(matrix[:, :2]).T, np.float64)

    def to_picture(self, points: Points) -> Points:
        """Points (N, 2), px of the frame, in px of the picture."""
        matrix = self.matrix
        return np.asarray(points @ matrix[:, :2].T + matrix[:, 2], np.float64)


def _room(height: int, width: int) -> NDArray[np.uint8]:
    """Where a view is turned, uint8 (height, width, 4): the same memory again and again, a thread.

    Taken anew for each view, it is given back to the system each time, which costs as much as the turning.
    """
    size = 4 * height * width
    if size > _ROOM_MOST:
        return np.empty((height, width, 4), np.uint8)
    if not hasattr(_kept, "room"):
        _kept.room = np.empty(_ROOM_MOST, np.uint8)
    room: NDArray[np.uint8] = _kept.room[:size].reshape(height, width, 4)
    return room


def evened(picture: BgrImage) -> BgrImage:
    """A picture whose lights use too little of the range, stretched; others as they are.

    The networks learned from photographs of usual exposure: in a dim ward, or behind fog, they see a face
    only so. The detectors alone are shown this; what is scored is never touched.
    """
    seen = _lights(picture)
    if seen is None:
        return picture
    dark, light = seen
    gain = min(_GAIN_MOST, _RANGE_WANTED / (light - dark))
    levels = np.clip((np.arange(256) - dark) * gain + _DARKEST, 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(picture, levels), np.uint8)


def _lights(picture: BgrImage) -> tuple[float, float] | None:
    """The darkest and the brightest of the lights, 0..255; None where they use enough of the range."""
    some = picture[::4, ::4]
    lights = np.maximum(np.maximum(some[..., 0], some[..., 1]), some[..., 2])
    # Every view asks: counted once instead of sorted, and no axis of three to walk along.
    counts = np.bincount(lights.ravel(), minlength=256)
    counts[OUTSIDE[0]] = 0
    up_to = np.cumsum(counts)
    if not up_to[-1]:
        return None
    dark, light = _percentile(up_to, 0.02), _percentile(up_to, 0.98)
    if not 2 <= light - dark < _RANGE_ENOUGH:
        return None
    return dark, light


def _percentile(up_to: NDArray[np.int64], share: float) -> float:
    """Of grey levels, between the nearest ranks; `up_to` counts those of each level and below, (256,)."""
    rank = share * (int(up_to[-1]) - 1)
    below, above = np.searchsorted(up_to, (math.floor(rank), math.ceil(rank)), side="right")
    part = rank - math.floor(rank)
    # From the nearer of the two, as NumPy does, to the last bit.
    return float(below + (above - below) * part if part < 0.5 else above - (above - below) * (1.0 - part))


def whole(frame: FrameLevels, roll_deg: float, longest_px: float) -> TurnedView:
    """The whole frame, turned, its longer side `longest_px` long."""
    width, height = frame.size
    scale = longest_px / max(width, height)
    turn = math.radians(roll_deg)
    cos, sin = abs(math.cos(turn)), abs(math.sin(turn))
    return TurnedView(
        np.array([width / 2, height / 2]),
        roll_deg,
        scale,
        max(1, round(scale * (width * cos + height * sin))),
        max(1, round(scale * (width * sin + height * cos))),
    )


def about(centre: Points, size_px: float, roll_deg: float, *, margin: float, side_px: int) -> TurnedView:
    """A square about a face of `size_px`, `margin` times as wide, shown `side_px` wide."""
    scale = side_px / (margin * max(1.0, size_px))
    return TurnedView(np.asarray(centre, np.float64), roll_deg, scale, side_px, side_px)
