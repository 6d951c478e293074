"""Reads the outputs of a RetinaFace network.

Deng et al. 2019, *RetinaFace: Single-stage Dense Face Localisation in the Wild*, arXiv 1905.00641, in the
form that the PyTorch versions (MobileNet 0.25, ResNet-50) write to ONNX: two anchors a cell, boxes and points
as SSD encodes them (Liu et al. 2016, eq. 2), with variances 0.1 and 0.2.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from neopain.vision.finding.detectors.cells import grid, rows_of
from neopain.vision.finding.raw_faces import RawFaces

OUTPUTS = ("loc", "conf", "landms")
ANCHORS_PX = {8: (16, 32), 16: (64, 128), 32: (256, 512)}
"""Sides of the two anchors of a cell, by stride."""

_PLACE, _SIZE = 0.1, 0.2  # the variances
_SUM_MOST_OFF = 1e-2


def decoded(outputs: Mapping[str, NDArray[np.float32]], width: int, height: int, least: float) -> RawFaces:
    """Faces out of the three outputs of one picture.

    Every anchor stands in the middle of its cell and says: two probabilities, no face and face; the box's
    middle in tenths of the anchor, and the logarithm of its sides over the anchor's, times five; and five
    points from the anchor's middle, in tenths of it.

    Args:
        outputs: `loc` float32 (1, N, 4), `conf` (1, N, 2) after the softmax, `landms` (1, N, 10), by role.
        width: of the picture that the network was shown, px.
        height: of it.
        least: probability below which an anchor is left out.

    Raises: ValueError for other shapes, and for `conf` that holds no probabilities.
    """
    boxes = rows_of(outputs["loc"], 4, name="loc")
    confidences = rows_of(outputs["conf"], 2, name="conf")
    points = rows_of(outputs["landms"], 10, name="landms")
    anchors = _anchors(width, height)
    if not len(anchors) == len(boxes) == len(confidences) == len(points):
        raise ValueError(
            f"{len(anchors)} anchors in {width} x {height} px, but {len(boxes)} boxes, "
            f"{len(confidences)} confidences and {len(points)} points"
        )
    # Written so that NaN is refused too.
    if not np.abs(confidences.sum(axis=1) - 1.0).max() <= _SUM_MOST_OFF:
        raise ValueError("`conf` holds no probabilities that sum to 1: export the network with its softmax")
    kept = np.flatnonzero(confidences[:, 1] >= least)
    middle, side = anchors[kept, :2], anchors[kept, 2:]
    told = boxes[kept].astype(np.float64)
    return RawFaces(
        confidences[kept, 1].astype(np.float64),
        middle + told[:, :2] * _PLACE * side,
        side * np.exp(np.minimum(told[:, 2:] * _SIZE, 20.0)),
        middle[:, None] + points[kept].astype(np.float64).reshape(-1, 5, 2) * _PLACE * side[:, None],
    )


def _anchors(width: int, height: int) -> NDArray[np.float64]:
    """Middle (x, y) and side of every anchor, px, float64 (N, 3), in the network's order."""
    found = []
    for stride, sides in ANCHORS_PX.items():
        columns, rows = grid(width, height, stride)
        y, x, side = np.meshgrid(np.arange(rows), np.arange(columns), sides, indexing="ij")
        found.append(np.stack([(x.ravel() + 0.5) * stride, (y.ravel() + 0.5) * stride, side.ravel()], axis=1))
    return np.concatenate(found).astype(np.float64)
