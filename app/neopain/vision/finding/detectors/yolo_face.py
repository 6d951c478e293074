"""Reads the output of a YOLO network for faces with five key points.

Qi et al. 2021, *YOLO5Face: Why Reinventing a Face Detector*, arXiv 2105.12931, and the same idea upon later
YOLO networks. All are read as they come out of the usual exports: one output, boxes and points decoded to px
of the network's picture, overlapping faces not yet merged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neopain.vision.finding.raw_faces import RawFaces

OUTPUTS = ("faces",)


@dataclass(frozen=True, slots=True)
class _Row:
    """Where a row's numbers stand: first of the points, numbers a point, and what is multiplied."""

    points: int
    step: int
    confidence: tuple[int, ...]


ROWS: dict[int, _Row] = {
    15: _Row(5, 2, (4,)),
    16: _Row(5, 2, (4, 15)),
    20: _Row(5, 3, (4,)),
    21: _Row(6, 3, (4, 5)),
}
"""By a row's length: x, y, width, height, then

- 15: score, five points (x, y): YOLOv8 and later, pose head without visibility;
- 16: objectness, five points (x, y), class: YOLOv5-face;
- 20: score, five points (x, y, visibility): YOLOv8-face and later, pose head;
- 21: objectness, class, five points (x, y, visibility): YOLOv7-face.
"""


def decoded(outputs: Mapping[str, NDArray[np.float32]], width: int, height: int, least: float) -> RawFaces:
    """Faces out of the one output of one picture.

    Args:
        outputs: `faces` float32 (1, N, R) or (1, R, N), R one of `ROWS`.
        width: of the picture; not needed, as all is in px of it.
        height: likewise.
        least: confidence below which a row is left out.

    Raises: ValueError for other shapes.
    """
    del width, height
    values = outputs["faces"]
    if values.ndim != 3 or values.shape[0] != 1:
        raise ValueError(f"`faces` is {values.shape}, expected one table for one picture")
    table = values[0]
    # Rows are many: thousands of places; so the other axis is a row's length.
    if table.shape[1] not in ROWS or table.shape[0] < table.shape[1]:
        table = table.T
    if table.shape[1] not in ROWS:
        lengths = ", ".join(str(length) for length in ROWS)
        raise ValueError(f"`faces` is {values.shape}, expected rows of {lengths} numbers, with five points")
    row = ROWS[table.shape[1]]
    confidence = np.prod(table[:, row.confidence].astype(np.float64), axis=1)
    kept = np.flatnonzero(confidence >= least)
    told = table[kept].astype(np.float64)
    points = told[:, row.points : row.points + 5 * row.step].reshape(-1, 5, row.step)
    return RawFaces(confidence[kept], told[:, :2], told[:, 2:4], points[:, :, :2])
