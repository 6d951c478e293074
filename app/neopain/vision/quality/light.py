"""Light on a face, its colour, and what a camera's compression left of it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from neopain.core.frames import BgrImage, Box, GrayImage, RgbImage

FACE = (slice(56, 196), slice(44, 180))
"""Rows and columns of the crop from the brow to the mouth, between the temples."""

_BLOCK_PX = 8
_NEARLY_BLACK = 16


def light_ratio(gray: GrayImage) -> float:
    """Median grey of the darker half of the face over that of the lighter, 0..1; halves across and down.

    gray: uint8 (224, 224), the aligned face.
    """
    face = gray[FACE]
    height, width = face.shape
    counts = np.array(
        [
            [_counted(half[:, : width // 2]), _counted(half[:, width // 2 :])]
            for half in (face[: height // 2], face[height // 2 :])
        ]
    )
    ratios = []
    for one, other in (counts.sum(axis=0), counts.sum(axis=1)):
        first, second = _median(one) + 1.0, _median(other) + 1.0
        ratios.append(min(first, second) / max(first, second))
    return min(ratios)


def _counted(gray: GrayImage) -> NDArray[np.int64]:
    """How many pixels there are of each grey level, (256,)."""
    return np.bincount(gray.ravel(), minlength=256)


def _median(counts: NDArray[np.int64]) -> float:
    """Of grey levels that were counted: quicker than to sort them."""
    up_to = np.cumsum(counts)
    middle = ((int(up_to[-1]) - 1) // 2, int(up_to[-1]) // 2)
    return float(np.searchsorted(up_to, middle, side="right").mean())


def crushed_share(gray: GrayImage) -> float:
    """Share of the face that is nearly black, 0..1: there a camera or a gamma has left no detail.

    gray: uint8 (224, 224), the aligned face.
    """
    return float((gray[FACE] < _NEARLY_BLACK).mean())


def colour_cast(image: RgbImage) -> float:
    """How much bluer or greener than red a face is, 0 or more.

    Skin of every tone reflects red most: under white light the mean red of a face is over its blue and green.
    A cast is the logarithm (base 2) of the larger of blue and green over red, where that is positive. Under
    the blue of phototherapy (430 to 490 nm) it is over one.

    image: uint8 (224, 224, 3) RGB, the aligned face.
    """
    face = image[FACE]
    red, green, blue = (total / (face.shape[0] * face.shape[1]) + 1.0 for total in cv2.sumElems(face)[:3])
    return max(0.0, float(np.log2(max(blue, green) / red)))


def coarseness(image: BgrImage, box: Box) -> float:
    """Steps of grey at the borders of JPEG's 8 x 8 blocks over the steps elsewhere; 1 without blocks.

    Measured in the frame, where the blocks lie on a grid from its corner (Wang, Bovik and Evans 2000 look for
    the same period). 1 too where the box holds less than four blocks.

    Args:
        image: uint8 (H, W, 3) BGR, the frame.
        box: of the face in it.
    """
    height, width = image.shape[:2]
    left, top = max(0, int(box.x)) // _BLOCK_PX * _BLOCK_PX, max(0, int(box.y)) // _BLOCK_PX * _BLOCK_PX
    right, bottom = min(width, int(box.x + box.width)), min(height, int(box.y + box.height))
    if right - left < 4 * _BLOCK_PX or bottom - top < 4 * _BLOCK_PX:
        return 1.0
    gray = cv2.cvtColor(np.ascontiguousarray(image[top:bottom, left:right]), cv2.COLOR_BGR2GRAY)
    across = np.abs(np.diff(gray.astype(np.float32), axis=1)).mean(axis=0)
    down = np.abs(np.diff(gray.astype(np.float32), axis=0)).mean(axis=1)
    at_borders = np.concatenate([across[_BLOCK_PX - 1 :: _BLOCK_PX], down[_BLOCK_PX - 1 :: _BLOCK_PX]])
    everywhere = np.concatenate([across, down])
    elsewhere = (everywhere.sum() - at_borders.sum()) / max(1, len(everywhere) - len(at_borders))
    return float((at_borders.mean() + 0.1) / (elsewhere + 0.1))
