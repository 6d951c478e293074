"""A detector proves itself: it finds drawn faces where the drawing says, and none where there is none."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass

import numpy as np

from neopain.core.errors import ModelFault
from neopain.vision.finding.onnx_detector import OnnxFaceDetector
from neopain.vision.finding.proposal import Proposal
from neopain.vision.models.detector_part import DetectorPart
from neopain.vision.networks.inference import Network
from neopain_export.detectors.drawn_faces import SIDE_PX, DrawnFace

LEAST = 0.5
"""Confidence from which the monitor looks closely at a place."""
FOUND_LEAST = 2
"""Of three drawn faces: a network for photographs may miss one drawing."""
POINTS_MOST = 0.4
"""Mean distance of the five points from where they were drawn, over the distance from eyes to mouth."""
SIZE_LEAST, SIZE_MOST = 1.3, 5.0
"""Size of the box over the distance from eyes to mouth."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was seen.

    Attributes:
        found, shown: faces.
        apart: mean distance of the points, over the distance from eyes to mouth.
        confidence: the least of the faces that were found.
        milliseconds: median time for one picture here, on one core.
    """

    found: int
    shown: int
    apart: float
    confidence: float
    milliseconds: float

    @property
    def line(self) -> str:
        """For command line and card."""
        return (
            f"Found {self.found} of {self.shown} drawn faces where the drawing says (points {self.apart:.2f} "
            f"of the distance from eyes to mouth apart, confidence from {self.confidence:.2f}), none in an "
            f"empty picture; {self.milliseconds:.0f} ms for a picture of {SIDE_PX} px on one core."
        )


def prove(network: Network, part: DetectorPart, name: str, faces: list[DrawnFace]) -> Proof:
    """Run the network, on one core, as the monitor will.

    Raises: ModelFault when it does not see what was drawn.
    """
    detector = OnnxFaceDetector(network, part, name)
    empty = np.full((SIDE_PX, SIDE_PX, 3), 200, np.uint8)
    false = detector.propose(empty, LEAST)
    if false:
        raise ModelFault(
            f"{name}: expected no face in an empty grey picture; got {len(false)} of a confidence of {LEAST} "
            f"or more. Read as {part.family}, its outputs make no sense: look at --family, --channels, "
            "--mean and --scale, or export it again"
        )
    times, judged = [], []
    for face in faces:
        begun = time.perf_counter()
        proposals = detector.propose(face.picture, LEAST)
        times.append(time.perf_counter() - begun)
        judged.append(_judged(face, proposals))
    found = [one for one in judged if one.apart <= POINTS_MOST and one.size_fits]
    if len(found) < FOUND_LEAST:
        raise ModelFault(
            f"{name}: expected {FOUND_LEAST} of {len(faces)} drawn faces to be found where the drawing says; "
            f"found {len(found)}: {'; '.join(one.words for one in judged)}. Look at --family, --channels, "
            "--mean and --scale, or export it again"
        )
    return Proof(
        len(found),
        len(faces),
        statistics.mean(one.apart for one in found),
        min(one.confidence for one in found),
        1000.0 * statistics.median(times),
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    """The best proposal for one drawn face."""

    confidence: float
    apart: float
    size_fits: bool

    @property
    def words(self) -> str:
        if not self.confidence:
            return "no face at all"
        size = "" if self.size_fits else ", its box of another size"
        return f"points {self.apart:.2f} of the distance from eyes to mouth apart{size}"


def _judged(face: DrawnFace, proposals: list[Proposal]) -> _Judged:
    if not proposals:
        return _Judged(0.0, np.inf, size_fits=False)
    best = proposals[0]
    apart = float(np.linalg.norm(best.key_points - face.key_points, axis=1).mean()) / face.size_px
    return _Judged(best.confidence, apart, size_fits=SIZE_LEAST <= best.size_px / face.size_px <= SIZE_MOST)
