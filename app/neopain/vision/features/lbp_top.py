"""LBP-TOP: local binary patterns on three orthogonal planes of a sequence of aligned faces.

A feature of a sequence, used by the study; the bedside scores single pictures. Zhao and Pietikainen 2007,
section 3: patterns in the plane of the picture (XY) and in the two planes that time spans with a row (XT) and
with a column (YT), a histogram each. Eight neighbours at distance one, taken as the pixels themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import ModelFault
from neopain.core.text import Text
from neopain.vision.features.time_window import TimeWindow, window_named
from neopain.vision.quality.view_quality import gray_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neopain.core.features import Float32Vector
    from neopain.core.frames import RgbImage

FAMILY = "lbptop"
_NAME = re.compile(r"lbptop\.([un])8r1\.g(\d{1,2})x(\d{1,2})\.([a-z0-9]+)")
_ROUND = ((0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1), (1, 0), (1, 1))
"""Neighbours in the order of their bits: from the right, round through the top."""
_PLANES = ((1, 2), (0, 2), (0, 1))
"""XY, XT, YT as axes (down, across) of a volume (time, row, column)."""
_MOST_CELLS = 20


@dataclass(frozen=True, slots=True)
class LbpTop:
    """Histograms of uniform patterns by plane and cell of a grid over the face.

    Attributes:
        columns, rows: of the grid, 1..20.
        turns_alike: True: patterns that differ by rotation share a bin (10 bins). False: each uniform pattern
            has its own (59), so that a brightening and a darkening differ.
        window: the frames that it looks at.
    """

    columns: int = 5
    rows: int = 5
    turns_alike: bool = False
    window: TimeWindow = field(default_factory=TimeWindow)

    def __post_init__(self) -> None:
        if not (1 <= self.columns <= _MOST_CELLS and 1 <= self.rows <= _MOST_CELLS):
            raise ModelFault(
                Text("LBP-TOP wants a grid of 1..20 cells; got {got}. Choose another.", got=self)
            )

    @property
    def name(self) -> str:
        """Such as `lbptop.n8r1.g5x5.f9w1600`; letters as in LBP's names."""
        kind = "u" if self.turns_alike else "n"
        return f"{FAMILY}.{kind}8r1.g{self.columns}x{self.rows}.{self.window.name}"

    @property
    def size(self) -> int:
        """Length of the feature."""
        return self.columns * self.rows * len(_PLANES) * self._bins

    @property
    def _bins(self) -> int:
        return 10 if self.turns_alike else 59

    def features(self, crops: Sequence[RgbImage]) -> Float32Vector:
        """float32 (size,): cells row by row, in each the planes XY, XT, YT; every histogram sums to 1.

        `crops`: the window's frames, oldest first, uint8 (224, 224, 3) RGB, aligned. The rim of the volume in
        time and space has no eight neighbours and is left out. Raises: ModelFault for another number of them.
        """
        self.window.check(crops, self.name)
        volume = np.stack([gray_of(crop) for crop in crops])
        table = _TURNED if self.turns_alike else _UNIFORM
        height, width = volume.shape[1] - 2, volume.shape[2] - 2
        row_of = np.arange(height) * self.rows // height
        column_of = np.arange(width) * self.columns // width
        cell = row_of[:, np.newaxis] * self.columns + column_of[np.newaxis, :]
        cells = self.columns * self.rows
        told = np.empty((cells, len(_PLANES), self._bins), np.float64)
        for plane, axes in enumerate(_PLANES):
            places = cell[np.newaxis] * self._bins + table[_codes(volume, axes)]
            told[:, plane] = np.bincount(places.ravel(), minlength=cells * self._bins).reshape(cells, -1)
        told /= told.sum(axis=2, keepdims=True)
        return told.astype(np.float32).ravel()


def lbp_top_named(name: str) -> LbpTop:
    """The feature with the parameters that the block's name carries. Raises: ModelFault."""
    found = _NAME.fullmatch(name)
    window = window_named(found.group(4)) if found else None
    if not found or window is None:
        raise ModelFault(
            Text(
                "expected a block like {name}, got `{got}`. The model was made by another version of "
                "NeoPain: update, or build the model again.",
                name=LbpTop().name,
                got=name,
            )
        )
    return LbpTop(int(found.group(2)), int(found.group(3)), found.group(1) == "u", window)


def _codes(volume: NDArray[np.uint8], axes: tuple[int, int]) -> NDArray[np.uint8]:
    """The eight bits of every voxel inside the rim, uint8 (T - 2, H - 2, W - 2); an equal neighbour is 1."""
    inner = volume[1:-1, 1:-1, 1:-1]
    codes = np.zeros(inner.shape, np.uint8)
    for bit, (down, across) in enumerate(_ROUND):
        shift = [0, 0, 0]
        shift[axes[0]], shift[axes[1]] = down, across
        place = tuple(slice(1 + by, size - 1 + by) for by, size in zip(shift, volume.shape, strict=True))
        codes |= (volume[place] >= inner).view(np.uint8) << np.uint8(bit)
    return codes


def _tables() -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Code to bin: with a bin for every uniform pattern (59), and by the number of ones (10)."""
    bits = (np.arange(256)[:, np.newaxis] >> np.arange(8)) & 1
    uniform = (bits != np.roll(bits, 1, axis=1)).sum(axis=1) <= 2
    own = np.full(256, int(uniform.sum()), np.intp)
    own[uniform] = np.arange(int(uniform.sum()))
    return own, np.where(uniform, bits.sum(axis=1), 9).astype(np.intp)


_UNIFORM, _TURNED = _tables()
