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
    # Whole rows first, several times as quick as both ways at once.
    rows = differs.reshape(BLOCKS_Y, size, now.shape[1]).any(axis=1)
    return np.asarray(rows.reshape(BLOCKS_Y, BLOCKS_X, size).any(axis=2))


def shrunk(image: BgrImage) -> NDArray[np.float32]:
    """float32 (36, 48): mean grey of each part, nearly free of noise."""
    # Every second pixel is enough for a mean, and half the work.
    step = 2 if min(image.shape[:2]) >= 2 * SMALL_X else 1
    small = cv2.resize(image[::step, ::step], (SMALL_X, SMALL_Y), interpolation=cv2.INTER_AREA)
    grey: NDArray[np.float32] = small.astype(np.float32).mean(axis=2)
    return grey


def detail(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """What differs from its surroundings in such a picture: structure without light and shade."""
    fine: NDArray[np.float32] = grey - cv2.blur(grey, (7, 7))
    return fine


@lru_cache(maxsize=8)
def _grid(height: int, width: int) -> NDArray[np.intp]:
    """Where the points are among the picture's bytes, (144, 192): one look-up each in place of two."""
    rows = np.linspace(0, height - 1, BLOCKS_Y * POINTS).round().astype(np.intp)
    columns = np.linspace(0, width - 1, BLOCKS_X * POINTS).round().astype(np.intp)
    return np.asarray((rows[:, None] * width + columns) * 3 + 1)
