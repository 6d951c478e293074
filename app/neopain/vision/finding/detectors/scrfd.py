"""Reads the outputs of an SCRFD network with key points.

Guo et al. 2021, *Sample and Computation Redistribution for Efficient Face Detection*, arXiv 2105.04714, as
its authors' tools write it to ONNX: scores after the sigmoid, boxes as distances from the anchor to the four
sides (FCOS, Tian et al. 2019, section 3.1).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from neopain.vision.finding.detectors.cells import anchors_in, corners, rows_of
from neopain.vision.finding.raw_faces import RawFaces, joined

STRIDES = (8, 16, 32)
OUTPUTS = tuple(f"{part}_{stride}" for part in ("score", "bbox", "kps") for stride in STRIDES)


def decoded(outputs: Mapping[str, NDArray[np.float32]], width: int, height: int, least: float) -> RawFaces:
    """Faces out of the nine outputs of one picture.

    Every anchor stands on the upper left corner of its cell and says: a score 0..1; how far the box reaches
    to the left, up, right and down; and five points from the anchor; all lengths in cells.

    Args:
        outputs: `score_8` float32 (1, N, 1) or (N, 1), `bbox_8` (N, 4), `kps_8` (N, 10) ..., by role.
        width: of the picture that the network was shown, px.
        height: of it.
        least: score below which an anchor is left out.

    Raises: ValueError for other shapes.
    """
    found = []
    for stride in STRIDES:
        confidence = rows_of(outputs[f"score_{stride}"], 1, name=f"score_{stride}")[:, 0]
        boxes = rows_of(outputs[f"bbox_{stride}"], 4, name=f"bbox_{stride}")
        points = rows_of(outputs[f"kps_{stride}"], 10, name=f"kps_{stride}")
        each = anchors_in(len(confidence), width, height, stride, name=f"score_{stride}")
        if not len(confidence) == len(boxes) == len(points):
            raise ValueError(
                f"stride {stride}: {len(confidence)} scores, {len(boxes)} boxes, {len(points)} points"
            )
        kept = np.flatnonzero(confidence >= least)
        anchors = corners(kept // each, width, stride)
        reach = boxes[kept].astype(np.float64)
        first, last = anchors - reach[:, :2], anchors + reach[:, 2:]
        found.append(
            RawFaces(
                confidence[kept].astype(np.float64),
                (first + last) / 2 * stride,
                (last - first) * stride,
                (anchors[:, None] + points[kept].astype(np.float64).reshape(-1, 5, 2)) * stride,
            )
        )
    return joined(found)
