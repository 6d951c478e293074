"""Reads the outputs of a YuNet network.

Wu, Peng and Yu 2023, *YuNet: a tiny millisecond-level face detector*.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from neopain.vision.finding.raw_faces import RawFaces, joined

STRIDES = (8, 16, 32)
OUTPUTS = tuple(f"{part}_{stride}" for part in ("cls", "obj", "bbox", "kps") for stride in STRIDES)


def decoded(outputs: Mapping[str, NDArray[np.float32]], width: int, height: int, least: float) -> RawFaces:
    """Faces out of the twelve outputs of one picture.

    Every cell of three grids (8, 16 and 32 px) says: class and objectness 0..1, whose geometric mean is the
    confidence; the box's middle from the cell's corner and the logarithm of its sides, both in cells; and
    five points from the cell's corner, in cells.

    Args:
        outputs: `cls_8` float32 (1, N, 1) ... `kps_32` (1, N, 10), by name.
        width: of the picture that the network was shown, a multiple of 32.
        height: of it; not needed here.
        least: confidence below which a cell is left out.
    """
    del height
    found = []
    for stride in STRIDES:
        confidence = np.sqrt(
            np.clip(outputs[f"cls_{stride}"][0, :, 0], 0, 1)
            * np.clip(outputs[f"obj_{stride}"][0, :, 0], 0, 1)
        )
        kept = np.flatnonzero(confidence >= least)
        rows, columns = np.divmod(kept, width // stride)
        corner = np.stack([columns, rows], axis=1).astype(np.float64)
        box = outputs[f"bbox_{stride}"][0, kept].astype(np.float64)
        points = outputs[f"kps_{stride}"][0, kept].astype(np.float64).reshape(-1, 5, 2)
        found.append(
            RawFaces(
                confidence[kept].astype(np.float64),
                (corner + box[:, :2]) * stride,
                np.exp(box[:, 2:]) * stride,
                (corner[:, None] + points) * stride,
            )
        )
    return joined(found)
