"""What NeoPain and its peers see on one picture, each in one run."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from neopain import paths
from neopain.core.frames import Frame, View
from neopain.core.readings import Reason
from neopain.vision.finding.face_landmarker import FaceLandmarker
from neopain.vision.finding.head_pose import LEFT_EYE, RIGHT_EYE
from neopain.vision.models.manifest import read_trusted
from neopain.vision.open_finder import open_detector, read_detector
from neopain.vision.open_models import LANDMARKER, open_models
from neopain.vision.quality.view_quality import ViewLimits
from neopain_export.neonate.sets.pictures import draw_pictures

MEDIAPIPE, YUNET, NEOPAIN = "MediaPipe landmarker alone", "YuNet alone, 320 px, 0.8", "NeoPain"
SEARCHES = (MEDIAPIPE, YUNET, NEOPAIN)
LIMIT = 4.0
"""The usual limit; a score is wrong on the other side of it than the drawing's label."""
ROLL_RIGHT_DEG = 30.0
THUMB = (120, 90)
NEVER = sys.float_info.max
FIRST_LIMITS = ViewLimits(
    yaw_most_deg=45.0,
    key_points_yaw_most_deg=45.0,
    noise_most=NEVER,
    crushed_most=NEVER,
    inside_least=0.0,
    light_ratio_least=0.0,
    colour_cast_most=NEVER,
    coarseness_most=NEVER,
    maturity_most=NEVER,
)
"""Those of version 0.1.0, which knew nothing of covered parts, of other faces and of the way up."""


@dataclass(frozen=True)
class Found:
    """One search's face: where its middle is, its roll, and the processor's time for the picture."""

    middle: tuple[float, float] | None
    roll_deg: float
    busy_ms: float


@dataclass(frozen=True)
class Look:
    """One picture: what it is, and what was made of it.

    Attributes:
        about: what was drawn, by column name; empty for a photograph.
        found: by the search's name.
        view, score, distance: None where NeoPain found no face; reason: why it is not scored.
        thumb: uint8 (90, 120, 3) BGR of a drawing.
    """

    label: int
    about: dict[str, Any]
    found: dict[str, Found]
    view: View | None = None
    score: float | None = None
    distance: float | None = None
    reason: Reason | None = Reason.FACE_NOT_FOUND
    thumb: NDArray[np.uint8] | None = field(default=None, repr=False)

    @property
    def wrong(self) -> bool:
        """Whether the score is on the wrong side of the usual limit."""
        return self.score is not None and (self.score > LIMIT) != bool(self.label)

    @property
    def scored(self) -> bool:
        """Whether the monitor shows the score: view good and face known."""
        return self.reason is None and self.distance is not None and self.distance <= 1.0

    def right(self, search: str = NEOPAIN) -> bool:
        """Whether that search found the face the right way up."""
        seen = self.found[search]
        return (
            seen.middle is not None and between_deg(seen.roll_deg, -self.about["roll_deg"]) <= ROLL_RIGHT_DEG
        )


def between_deg(one: float, other: float) -> float:
    """Angle between two directions, 0..180."""
    return abs((one - other + 180) % 360 - 180)


class Eyes:
    """The monitor's parts and its peers, opened once."""

    def __init__(self) -> None:
        self._models = open_models(paths.models(), prefer_gpu=False, follow=False)
        self._mediapipe = FaceLandmarker(read_trusted(paths.models() / LANDMARKER)[1])
        self._yunet = open_detector(*read_detector(paths.models(), None))

    def close(self) -> None:
        self._models.close()
        self._mediapipe.close()

    def look(self, picture: NDArray[np.uint8], label: int = 0, about: dict[str, Any] | None = None) -> Look:
        """Of a picture, uint8 (H, W, 3) BGR."""
        frame = Frame(0, 0.0, np.ascontiguousarray(picture))
        found = {MEDIAPIPE: self._by_mediapipe(picture), YUNET: self._by_yunet(picture)}
        started = time.process_time()
        face = self._models.finder.find(frame)
        busy = 1000 * (time.process_time() - started)
        known = {} if about is None else about
        thumb = None if about is None else cv2.resize(picture, THUMB, interpolation=cv2.INTER_AREA)
        if face is None:
            return Look(label, known, found | {NEOPAIN: Found(None, 0.0, busy)}, thumb=thumb)
        box = face.box
        middle = box.x + box.width / 2, box.y + box.height / 2
        crop = self._models.aligner.crop(frame, face)
        view = self._models.aligner.view(frame, face, crop)
        features = self._models.extractor.extract(crop)
        return Look(
            label,
            known,
            found | {NEOPAIN: Found(middle, face.roll_deg, busy)},
            view,
            self._models.classifier.score(features).points,
            self._models.novelty.distance(features),
            self._models.aligner.refuse(view),
            thumb,
        )

    def _by_mediapipe(self, picture: NDArray[np.uint8]) -> Found:
        started = time.process_time()
        mesh = self._mediapipe.mesh(picture)
        busy = 1000 * (time.process_time() - started)
        if mesh is None:
            return Found(None, 0.0, busy)
        right, left = (mesh.points[list(eye)].mean(axis=0) for eye in (RIGHT_EYE, LEFT_EYE))
        return _found(mesh.points.mean(axis=0), left - right, busy)

    def _by_yunet(self, picture: NDArray[np.uint8]) -> Found:
        scale = 320 / max(picture.shape[:2])
        started = time.process_time()
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        faces = self._yunet.propose(small, 0.8)
        busy = 1000 * (time.process_time() - started)
        if not faces:
            return Found(None, 0.0, busy)
        points = faces[0].key_points
        return _found(faces[0].centre / scale, points[1] - points[0], busy)


def _found(middle: NDArray[np.float64], across: NDArray[np.float64], busy_ms: float) -> Found:
    return Found(
        (float(middle[0]), float(middle[1])), float(np.degrees(np.arctan2(across[1], across[0]))), busy_ms
    )


def drawn(eyes: Eyes, title: str, seed: int, count: int) -> Iterator[Look]:
    """Looks at the test group of a drawn set."""
    for one in draw_pictures(seed, count, title, "test"):
        about = {"title": title, "subject": one.subject, "state": one.state, **one.nuisances}
        yield eyes.look(np.ascontiguousarray(one.picture[:, :, ::-1]), one.label, about)
