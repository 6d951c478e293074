"""Which families there are, and the outputs that each decoder reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neopain.vision.finding.detectors import retinaface, scrfd, yolo_face, yunet
from neopain.vision.finding.raw_faces import RawFaces

Decoder = Callable[[Mapping[str, NDArray[np.float32]], int, int, float], RawFaces]
"""Outputs by role, width and height of the network's picture in px, and the least confidence: faces."""


@dataclass(frozen=True, slots=True)
class Family:
    """One family.

    Attributes:
        decoded: reads the outputs of one picture. Raises: ValueError, IndexError or KeyError for others.
        roles: what the outputs are to the decoder; a manifest names the graph's outputs in this order.
    """

    decoded: Decoder
    roles: tuple[str, ...]


FAMILIES: Final[dict[str, Family]] = {
    "yunet": Family(yunet.decoded, yunet.OUTPUTS),
    "yolo-face": Family(yolo_face.decoded, yolo_face.OUTPUTS),
    "retinaface": Family(retinaface.decoded, retinaface.OUTPUTS),
    "scrfd": Family(scrfd.decoded, scrfd.OUTPUTS),
}
