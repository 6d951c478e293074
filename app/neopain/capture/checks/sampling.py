"""Few points of a picture, on which the checks of this room look."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from neopain.core.frames import BgrImage, GrayImage

BLOCKS_X, BLOCKS_Y = 24, 18
"""Regions of the picture; a burnt-in clock changes a few of them."""
POINTS = 8
"""Sampled points along each side of a block: single pixels, so that the sensor's noise is kept."""
SMALL_X, SMALL_Y = 48, 36


def sampled(image: BgrImage) -> GrayImage:
    """uint8 (144, 192): the green channel at a grid of single pixels; a smaller picture repeats some."""
    return image.take(_grid(*image.shape[:2]))


def averaged(image: BgrImage) -> NDArray[np.float32]:
    """float32 (144, 192): green, each point the mean of its part; a smaller picture is stretched."""
    green = cv2.extractChannel(image, 1)
    rows, columns = BLOCKS_Y * POINTS, BLOCKS_X * POINTS
    if green.shape[0] >= 4 * rows and green.shape[1] >= 2 * columns:
        # The same mean in two steps: halves are quick.
        green = cv2.resize(green, (green.shape[1] // 2, green.shape[0] // 2), interpolation=cv2.INTER_AREA)
    small: NDArray[np.float32] = cv2.resize(green, (columns, rows), interpolation=cv2.INTER_AREA).astype(
        np.float32
    )
    return small


def changed_blocks(now: GrayImage, before: GrayImage, floor: int) -> NDArray[np.bool_]:
    """Whether any point of each block differs by more than `floor` levels. bool (18, 24)."""
    differs = cv2.absdiff(now, before) > floor
    size = now.shape[0] // BLOCKS_Y
    # A block's points that lie beside each other are one whole number: 8 bytes, or 4 of a thinned picture.
    beside = differs.view(f"u{size}").reshape(BLOCKS_Y, size, BLOCKS_X)
    return np.asarray(np.bitwise_or.reduce(beside, axis=1) != 0)


def shrunk(image: BgrImage) -> NDArray[np.float32]:
    """float32 (36, 48): mean grey of each part, nearly free of noise."""
    # Every second pixel is enough for a mean, and half the work.
    thinned = _every_second(image) if min(image.shape[:2]) >= 2 * SMALL_X else image
    small = cv2.resize(thinned, (SMALL_X, SMALL_Y), interpolation=cv2.INTER_AREA)
    # Three sums of whole planes are several times as quick as a mean of three.
    grey: NDArray[np.float32] = small[:, :, 0].astype(np.float32)
    grey += small[:, :, 1]
    grey += small[:, :, 2]
    grey /= 3
    return grey


def detail(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """What differs from its surroundings in such a picture: structure without light and shade."""
    fine: NDArray[np.float32] = grey - cv2.blur(grey, (7, 7))
    return fine


def _every_second(image: BgrImage) -> BgrImage:
    """`image[::2, ::2]`, which OpenCV picks several times as quickly, but of even sizes only."""
    height, width = image.shape[:2]
    if height % 2 or width % 2:
        return image[::2, ::2]
    return cv2.resize(image, (width // 2, height // 2), interpolation=cv2.INTER_NEAREST)  # type: ignore[return-value]


@lru_cache(maxsize=8)
def _grid(height: int, width: int) -> NDArray[np.intp]:
    """Where the points are among the picture's bytes, (144, 192): one look-up each in place of two."""
    rows = np.linspace(0, height - 1, BLOCKS_Y * POINTS).round().astype(np.intp)
    columns = np.linspace(0, width - 1, BLOCKS_X * POINTS).round().astype(np.intp)
    return np.asarray((rows[:, None] * width + columns) * 3 + 1)
