"""Handcrafted texture features: local binary patterns and oriented gradients, by scikit-image.

The parameters are in the block's name, and the name gives them back, so that equal names mean equal features.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import ModelFault
from neopain.core.text import Text
from neopain.vision.features.local_binary_pattern import POINTS, RADIUS_PX, riu2_codes
from neopain.vision.left_out import left_out
from neopain.vision.quality.view_quality import gray_of

# SciPy below it takes every name of NumPy, and so its builder for Fortran and its helps for tests.
with left_out("numpy.f2py", "numpy.testing"):
    from skimage.feature import hog, local_binary_pattern

if TYPE_CHECKING:
    from neopain.core.features import Float32Vector
    from neopain.core.frames import GrayImage, RgbImage

_LBP_NAME = re.compile(r"lbp\.([un])(\d{1,2})r(\d{1,2})\.g(\d{1,2})x(\d{1,2})")
_HOG_NAME = re.compile(r"hog\.o(\d{1,2})c(\d{1,3})b(\d{1,2})s(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Lbp:
    """Uniform local binary patterns, one normalised histogram per grid cell.

    Ojala, Pietikainen, Maenpaa 2002, eq. 9-13; cells as in Ahonen, Hadid, Pietikainen 2006, section 2.

    Attributes:
        points: neighbours P on the circle, 4..24.
        radius_px: the circle's radius R.
        columns, rows: of the grid.
        turns_alike: True: patterns that differ by rotation share a bin (riu2, P + 2 bins). False: each
            uniform pattern has its own (u2, P (P - 1) + 3 bins).
    """

    points: int = 8
    radius_px: int = 1
    columns: int = 7
    rows: int = 7
    turns_alike: bool = True

    def __post_init__(self) -> None:
        if not (4 <= self.points <= 24 and self.radius_px >= 1 and self.columns >= 1 and self.rows >= 1):
            raise ModelFault(
                Text(
                    "LBP wants 4..24 points, radius and grid of at least 1; got {got}. Choose others.",
                    got=self,
                )
            )

    @property
    def name(self) -> str:
        """Such as `lbp.u8r1.g7x7`: u for riu2, n for u2; points, radius, columns x rows."""
        kind = "u" if self.turns_alike else "n"
        return f"lbp.{kind}{self.points}r{self.radius_px}.g{self.columns}x{self.rows}"

    @property
    def size(self) -> int:
        """Length of the feature."""
        return self.columns * self.rows * self._bins

    def features(self, image: RgbImage) -> Float32Vector:
        """float32 (size,), each cell's histogram sums to 1; cells row by row. image: uint8 (H, W, 3) RGB."""
        codes = self._codes(gray_of(image))
        places = _first_bins(*codes.shape, self.rows, self.columns, self._bins) + codes
        counts = np.bincount(places.ravel(), minlength=self.size)
        histograms = counts.reshape(-1, self._bins).astype(np.float64)
        histograms /= histograms.sum(axis=1, keepdims=True)
        return histograms.astype(np.float32).ravel()

    def _codes(self, gray: GrayImage) -> NDArray[np.intp] | NDArray[np.uint8]:
        if self.turns_alike and (self.points, self.radius_px) == (POINTS, RADIUS_PX):
            return riu2_codes(gray)
        method = "uniform" if self.turns_alike else "nri_uniform"
        codes: NDArray[np.intp] = local_binary_pattern(gray, self.points, self.radius_px, method).astype(
            np.intp
        )
        return codes

    @property
    def _bins(self) -> int:
        return self.points + 2 if self.turns_alike else self.points * (self.points - 1) + 3


@lru_cache(maxsize=8)
def _first_bins(height: int, width: int, rows: int, columns: int, bins: int) -> NDArray[np.intp]:
    """For each pixel where the histogram of its cell begins; the same for every face."""
    row_of = np.arange(height) * rows // height
    column_of = np.arange(width) * columns // width
    first: NDArray[np.intp] = (row_of[:, np.newaxis] * columns + column_of[np.newaxis, :]) * bins
    first.flags.writeable = False
    return first


@dataclass(frozen=True, slots=True)
class Hog:
    """Histograms of oriented gradients, blocks normalised by L2-Hys (Dalal and Triggs 2005, section 6).

    Attributes:
        orientations: bins over 180 degrees.
        cell_px: side of a cell.
        block_cells: side of a block.
        side_px: the grey face is scaled to this side first.
    """

    orientations: int = 9
    cell_px: int = 14
    block_cells: int = 2
    side_px: int = 112

    def __post_init__(self) -> None:
        if min(self.orientations, self.cell_px, self.block_cells) < 1 or self._blocks < 1:
            raise ModelFault(
                Text(
                    "HOG wants at least one block of whole cells inside its side; got {got}. Choose others.",
                    got=self,
                )
            )

    @property
    def name(self) -> str:
        """Such as `hog.o9c14b2s112`."""
        return f"hog.o{self.orientations}c{self.cell_px}b{self.block_cells}s{self.side_px}"

    @property
    def size(self) -> int:
        """Length of the feature."""
        return self._blocks**2 * self.block_cells**2 * self.orientations

    def features(self, image: RgbImage) -> Float32Vector:
        """float32 (size,). image: uint8 (H, W, 3) RGB."""
        gray = gray_of(image)
        if gray.shape != (self.side_px, self.side_px):
            gray = np.asarray(
                cv2.resize(gray, (self.side_px, self.side_px), interpolation=cv2.INTER_AREA), np.uint8
            )
        values = hog(
            gray,
            orientations=self.orientations,
            pixels_per_cell=(self.cell_px, self.cell_px),
            cells_per_block=(self.block_cells, self.block_cells),
            block_norm="L2-Hys",
        )
        return np.asarray(values, np.float32)

    @property
    def _blocks(self) -> int:
        """Blocks along one side; they overlap by all cells but one."""
        return self.side_px // self.cell_px - self.block_cells + 1


def texture_named(name: str) -> Lbp | Hog:
    """The feature with the parameters that the block's name carries. Raises: ModelFault."""
    lbp = _LBP_NAME.fullmatch(name)
    if lbp:
        points, radius_px, columns, rows = (int(number) for number in lbp.groups()[1:])
        return Lbp(points, radius_px, columns, rows, turns_alike=lbp.group(1) == "u")
    found = _HOG_NAME.fullmatch(name)
    if found:
        return Hog(*(int(number) for number in found.groups()))
    raise ModelFault(
        Text(
            "expected a texture block like {name} or {other}, got `{got}`. The model was made "
            "by another version of NeoPain: update, or build the model again.",
            name=Lbp().name,
            other=Hog().name,
            got=name,
        )
    )
