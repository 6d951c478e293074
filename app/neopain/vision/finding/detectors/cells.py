"""The grids of cells over which most families spread their outputs."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray


def rows_of(values: NDArray[np.float32], width: int, *, name: str) -> NDArray[np.float32]:
    """An output (1, N, width) or (N, width) as (N, width). Raises: ValueError for another shape."""
    if values.ndim == 3 and values.shape[0] == 1:
        values = values[0]
    if values.ndim != 2 or values.shape[1] != width:
        raise ValueError(f"`{name}` is {values.shape}, expected rows of {width}")
    return values


def grid(width: int, height: int, stride: int) -> tuple[int, int]:
    """Columns and rows of the grid of one stride over a picture; a cell at its rim may hang over."""
    return math.ceil(width / stride), math.ceil(height / stride)


def anchors_in(count: int, width: int, height: int, stride: int, *, name: str) -> int:
    """How many anchors stand in each cell. Raises: ValueError where the count fits no whole number."""
    columns, rows = grid(width, height, stride)
    each, left = divmod(count, columns * rows)
    if left or not 1 <= each <= 4:
        raise ValueError(
            f"`{name}` has {count} rows for {columns} x {rows} cells of {stride} px: no whole number of "
            "anchors a cell"
        )
    return each


def corners(cells: NDArray[np.intp], width: int, stride: int) -> NDArray[np.float64]:
    """Column and row of cells counted line by line, float64 (N, 2)."""
    rows, columns = np.divmod(cells, math.ceil(width / stride))
    return np.stack([columns, rows], axis=1).astype(np.float64)
