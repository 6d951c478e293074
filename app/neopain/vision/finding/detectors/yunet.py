"""Reads the outputs of a YuNet network.

Wu, Peng and Yu 2023, *YuNet: a tiny millisecond-level face detector*.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from neopain.vision.finding.detectors.cells import anchors_in, corners, rows_of
from neopain.vision.finding.raw_faces import RawFaces, joined

STRIDES = (8, 16, 32)
OUTPUTS = tuple(f"{part}_{stride}" for part in ("cls", "obj", "bbox", "kps") for stride in STRIDES)


def decoded(outputs: Mapping[str, NDArray[np.float32]], width: int, height: int, least: float) -> RawFaces:
    """Faces out of the twelve outputs of one picture.

    Every cell of three grids (8, 16 and 32 px) says: class and objectness 0..1, whose geometric mean is the
    confidence; the box's middle from the cell's corner and the logarithm of its sides, both in cells; and
    five points from the cell's corner, in cells.

    Args:
        outputs: `cls_8` float32 (1, N, 1) ... `kps_32` (1, N, 10), by role.
        width: of the picture that the network was shown, a multiple of 32.
        height: of it.
        least: confidence below which a cell is left out.

    Raises: ValueError for other shapes.
    """
    found = []
    for stride in STRIDES:
        classes, objects = (rows_of(outputs[f"{part}_{stride}"], 1, name=part) for part in ("cls", "obj"))
        confidence = np.sqrt(np.clip(classes[:, 0], 0, 1) * np.clip(objects[:, 0], 0, 1))
        if anchors_in(len(confidence), width, height, stride, name=f"cls_{stride}") != 1:
            raise ValueError(f"`cls_{stride}` has {len(confidence)} rows, expected one a cell")
        kept = np.flatnonzero(confidence >= least)
        corner = corners(kept, width, stride)
        box = rows_of(outputs[f"bbox_{stride}"], 4, name="bbox")[kept].astype(np.float64)
        points = rows_of(outputs[f"kps_{stride}"], 10, name="kps")[kept].astype(np.float64).reshape(-1, 5, 2)
        found.append(
            RawFaces(
                confidence[kept].astype(np.float64),
                (corner + box[:, :2]) * stride,
                np.exp(box[:, 2:]) * stride,
                (corner[:, None] + points) * stride,
            )
        )
    return joined(found)
