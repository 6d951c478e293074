"""Local binary patterns of eight neighbours at radius one, whole pictures at a time.

The same codes as scikit-image's `local_binary_pattern`, bit for bit, in half of its time: it follows that
function's arithmetic step by step (Ojala, Pietikainen, Maenpaa 2002, eq. 9-13; values between pixels
bilinear, zero outside the picture), so that features learnt with the one are features of the other.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from neopain.core.frames import GrayImage

POINTS, RADIUS_PX = 8, 1
_DIAGONAL = round(float(np.sin(np.pi / 4)), 5)
"""scikit-image rounds where neighbours lie to five digits."""
_DIAGONALS = ((1, -1, 1), (3, -1, -1), (5, 1, -1), (7, 1, 1))
"""Bit, and the signs of row and column; bits go round from the right, upwards."""
_STRAIGHT = ((0, 0, 1), (2, -1, 0), (4, 0, -1), (6, 1, 0))


def riu2_codes(gray: GrayImage) -> NDArray[np.uint8]:
    """What `local_binary_pattern(gray, 8, 1, "uniform")` gives, as uint8: ones, 9 where not uniform.

    gray: uint8 (H, W).
    """
    codes: NDArray[np.uint8] = _RIU2[patterns(gray)]
    return codes


def patterns(gray: GrayImage) -> NDArray[np.uint8]:
    """The eight bits of each pixel, uint8 as `gray`: bit k is whether neighbour k is at least as bright."""
    height, width = gray.shape
    framed = np.zeros((height + 2, width + 2), np.uint8)
    framed[1:-1, 1:-1] = gray
    codes = np.zeros(gray.shape, np.uint8)
    for bit, down, right in _STRAIGHT:
        codes |= (framed[1 + down :, 1 + right :][:height, :width] >= gray).view(np.uint8) << np.uint8(bit)
    exact = framed.astype(np.float64)
    centre = exact[1:-1, 1:-1]
    across = {
        right: _mixed(exact[:, 1:-1], exact[:, 1 + right :][:, :width], right, _share(width, right))
        for right in (-1, 1)
    }
    for bit, down, right in _DIAGONALS:
        near, far = across[right][1:-1], across[right][1 + down :][:height]
        found = _mixed(near, far, down, _share(height, down)[:, np.newaxis])
        codes |= (found >= centre).view(np.uint8) << np.uint8(bit)
    return codes


def _mixed(
    near: NDArray[np.float64], far: NDArray[np.float64], sign: int, share: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Between two lines of pixels: `share` is of the one with the higher number, `far` for a sign of 1."""
    low, high = (near, far) if sign > 0 else (far, near)
    mixed: NDArray[np.float64] = (1 - share) * low
    mixed += share * high
    return mixed


@lru_cache(maxsize=8)
def _share(length: int, sign: int) -> NDArray[np.float64]:
    """How far each place plus the diagonal step lies beyond the whole number below it."""
    place = np.arange(length, dtype=np.float64) + sign * _DIAGONAL
    share: NDArray[np.float64] = place - np.floor(place)
    share.flags.writeable = False
    return share


def _riu2_table() -> NDArray[np.uint8]:
    bits = (np.arange(256)[:, np.newaxis] >> np.arange(POINTS)) & 1
    # From the first to the last, not round, as scikit-image counts.
    changes = np.abs(np.diff(bits, axis=1)).sum(axis=1)
    return np.where(changes <= 2, bits.sum(axis=1), POINTS + 1).astype(np.uint8)


_RIU2 = _riu2_table()
