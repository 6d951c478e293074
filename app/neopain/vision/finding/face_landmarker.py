"""Finds the face with MediaPipe's Face Landmarker; nobody else imports mediapipe.

Every picture is looked at afresh (MediaPipe's IMAGE mode), without its tracking, so that training and
bedside agree.

The landmark net lays an upright mesh over a face that lies on its side, and is sure of it: shown a portrait
turned by 90 to 270 degrees, it was off by 17 to 55 px at every confidence asked for. The detector's own score
tells the right quarter turn better (0.83 to 0.96 there, at most 0.74 elsewhere). So the detector looks first;
where it is not sure, all four quarter turns are looked at, and what they say is weighed (`sights`).
"""

from __future__ import annotations

import io
import os
import weakref
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

# The graph's own progress notes; what goes wrong comes back as an exception. Read at the import.
os.environ.setdefault("GLOG_minloglevel", "2")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import mediapipe as mp
from mediapipe.tasks.python import BaseOptions
from mediapipe.tasks.python import vision as tasks

from neopain.core.errors import ModelFault, ProgramFault
from neopain.core.frames import Box, Face
from neopain.vision.finding.head_pose import roll_of, turn_of_head
from neopain.vision.finding.orientation_vote import LEVEL_MARGINS, Sight, agree, confirms, levelled, weighed
from neopain.vision.finding.region import Look, around, middle, whole
from neopain.vision.stderr_capture import held_stderr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neopain.core.frames import BgrImage, Frame, RgbImage

SURE = 0.85
"""Detector score from which a look is taken without comparing it with the other quarter turns."""
POSSIBLE = 0.4
"""Detector score below which nothing is asked of the landmark net. Simulated neonates scored 0.47 to 0.86."""
LONGEST_SIDE_PX = 32_766
"""MediaPipe's own OpenCV ends the whole program at a longer side (SHRT_MAX in its `remap`)."""

_CONFIDENCE = 0.3  # inside the landmarker; its default of 0.5 loses grimaces first, the wrong thing to lose
_MARGIN = 3.0  # the detector is at its best when a face fills about a third of what it sees
_LEANING_MOST_DEG = (
    70.0  # in the right quarter turn a face leans 45 degrees at most, and some measuring error
)
_ENLARGED = (1.0, 0.5)  # squares about the middle, over the frame's shorter side
_TRUSTED_FOR = 15  # pictures; then the looks are compared again, so that no error lasts
_FIRST_TALKING_RELEASE = (0, 10, 34)
_ALLOW_REPORTS = "NEOPAIN_ALLOW_MEDIAPIPE_REPORTS"
_DETECTOR_FILE = "face_detector.tflite"
_HARMLESS_NOISE = (
    "absl::InitializeLog",
    "FaceBlendshapesGraph acceleration",
    "XNNPACK delegate",
    "inference_feedback_manager",
    "gl_context",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """The detector's best score in a look, 0 for nothing, and a closer look at what it found there."""

    score: float
    close_up: Look


class MediaPipeFaceFinder:
    """A FaceFinder: the most certain face of the picture. Used by one thread.

    The whole upright frame comes first, then the quarter turn in which a face was found last. A face that the
    detector is sure of is taken at once, and so is one that stays where the last picture's face was. Else all
    quarter turns are compared, then those of the middle of the frame, enlarged: lying on a side is normal, so
    are small faces. The detector finds faces from about 0.12 of the longer side of what it is shown on (adult
    portrait, measured).
    """

    def __init__(self, bundle: bytes, *, follow: bool = True) -> None:
        """Open a bundle.

        Args:
            bundle: a `face_landmarker.task`, already checked against its manifest.
            follow: let the last picture's face vouch for this one's (a live picture, a video). False for
                single pictures, whose result must not depend on their order.

        Raises:
            ModelFault: not such a bundle, or a MediaPipe release that reports to its maker.
        """
        refuse_talking_release(mp.__version__)
        with held_stderr() as held:
            try:
                detector, landmarker = _opened(bundle)
            except (RuntimeError, ValueError, OSError, KeyError, zipfile.BadZipFile) as fault:
                raise ModelFault(
                    f"expected a MediaPipe Face Landmarker bundle, got {len(bundle)} bytes it refuses: "
                    f"{_short(fault)}. Restore models/face_landmarker."
                ) from fault
        held.release(_HARMLESS_NOISE)
        self._detector, self._landmarker = detector, landmarker
        self._finalizer = weakref.finalize(self, _close, detector, landmarker)
        self._follow = follow
        self._last_good: Sight | None = None
        self._trusted_for = 0

    def find(self, frame: Frame) -> Face | None:
        """The face, or None. Raises: ProgramFault after `close`; ModelFault when MediaPipe fails."""
        if not self._finalizer.alive:
            raise ProgramFault("the face finder was used after close()")
        image = frame.image
        if max(image.shape) > LONGEST_SIDE_PX:
            raise ModelFault(
                f"a picture has sides of at most {LONGEST_SIDE_PX} px; got {image.shape}: make it smaller"
            )
        try:
            return self._found(image)
        except (RuntimeError, ValueError, LookupError, ArithmeticError, cv2.error) as fault:
            raise ModelFault(
                f"MediaPipe failed on a picture {image.shape}: {_short(fault)}. "
                "Restart; if it stays, run `neopain doctor`."
            ) from fault

    def close(self) -> None:
        """Release the detector; twice is harmless."""
        self._finalizer()

    def _found(self, image: BgrImage) -> Face | None:
        seen: dict[int, Candidate] = {}
        for turns in dict.fromkeys((0, self._last_good.turns if self._last_good else 0)):
            candidate = seen[turns] = self._detected(image, whole(image, turns))
            sight = self._at_once(image, candidate)
            if sight is not None:
                return self._taken(sight)
        for turns in range(4):
            if turns not in seen:
                seen[turns] = self._detected(image, whole(image, turns))
        sight = self._agreed(image, seen.values())
        for share in _ENLARGED:
            if sight is None:
                enlarged = [self._detected(image, middle(image, share, turns)) for turns in range(4)]
                sight = self._agreed(image, enlarged)
        if sight is None:
            return None
        self._trusted_for = _TRUSTED_FOR
        return self._taken(sight)

    def _at_once(self, image: BgrImage, candidate: Candidate) -> Sight | None:
        """The candidate's face, when the detector is sure or it is where the last picture's face was."""
        followed = self._last_good is not None and self._trusted_for > 0
        if candidate.score < (POSSIBLE if followed else SURE):
            return None
        sight = self._landmarks(image, candidate)
        if sight is None or abs(sight.leaning_deg) > _LEANING_MOST_DEG:
            return None
        if candidate.score >= SURE:
            return sight
        self._trusted_for -= 1
        return sight if self._last_good is not None and agree(sight.face, self._last_good.face) else None

    def _agreed(self, image: BgrImage, candidates: Iterable[Candidate]) -> Sight | None:
        """The face that several looks and closer looks agree on."""
        possible = [candidate for candidate in candidates if candidate.score >= POSSIBLE]
        sights = [s for s in (self._landmarks(image, candidate) for candidate in possible) if s is not None]
        return weighed(sights, lambda face: self._confirmations(image, face))

    def _confirmations(self, image: BgrImage, face: Face) -> int:
        found = 0
        for margin in LEVEL_MARGINS:
            picture, expected = levelled(image, face, margin)
            result = self._landmarker.detect(_shown(picture))
            if result.face_landmarks:
                found += confirms(_points(result, picture)[:, :2], expected)
        return found

    def _taken(self, sight: Sight) -> Face:
        if self._follow:
            self._last_good = sight
        return sight.face

    def _detected(self, image: BgrImage, look: Look) -> Candidate:
        found = self._detector.detect(_shown(look.picture(image))).detections
        if not found:
            return Candidate(0.0, look)
        best = max(found, key=lambda detection: detection.categories[0].score)
        bounds = best.bounding_box
        corners = np.array(
            [
                [bounds.origin_x, bounds.origin_y],
                [bounds.origin_x + bounds.width, bounds.origin_y + bounds.height],
            ],
            np.float32,
        )
        box = _bounds(look.to_frame(corners))
        return Candidate(float(best.categories[0].score), around(image, box, _MARGIN, look.turns))

    def _landmarks(self, image: BgrImage, candidate: Candidate) -> Sight | None:
        look = candidate.close_up
        picture = look.picture(image)
        result = self._landmarker.detect(_shown(picture))
        if not result.face_landmarks:
            return None
        points = _points(result, picture)
        leaning_deg = roll_of(points[:, :2])
        matrix = np.asarray(result.facial_transformation_matrixes[0], np.float64)
        yaw_deg, pitch_deg = turn_of_head(matrix, leaning_deg)
        landmarks = look.to_frame(points[:, :2])
        face = Face(
            box=_bounds(landmarks),
            landmarks=landmarks,
            depth=points[:, 2].copy(),
            roll_deg=roll_of(landmarks),
            yaw_deg=yaw_deg,
            pitch_deg=pitch_deg,
        )
        return Sight(face, leaning_deg, look.turns, candidate.score)


def refuse_talking_release(version: str) -> None:
    """Stop before a MediaPipe release that opens connections and cannot be told not to; see decision 2.

    Raises: ModelFault, unless NEOPAIN_ALLOW_MEDIAPIPE_REPORTS=1 says that somebody accepted it.
    """
    numbers = tuple(int(part) for part in version.split(".")[:3] if part.isdigit())
    if numbers >= _FIRST_TALKING_RELEASE and os.environ.get(_ALLOW_REPORTS) != "1":
        raise ModelFault(
            f"MediaPipe {version} reports usage to its maker and has no switch against it; NeoPain opens no "
            f"connection but the camera's. Install `mediapipe>=0.10.30,<0.10.34`, or, on a machine that is "
            f"cut off from the network, set {_ALLOW_REPORTS}=1."
        )


def _opened(bundle: bytes) -> tuple[Any, Any]:
    """Detector and landmarker out of one bundle, each run once, so that the first face does not wait."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as parts:
        detector_model = parts.read(_DETECTOR_FILE)
    detector = tasks.FaceDetector.create_from_options(
        tasks.FaceDetectorOptions(
            base_options=BaseOptions(model_asset_buffer=detector_model),
            running_mode=tasks.RunningMode.IMAGE,
            min_detection_confidence=POSSIBLE,
        )
    )
    landmarker = tasks.FaceLandmarker.create_from_options(
        tasks.FaceLandmarkerOptions(
            base_options=BaseOptions(model_asset_buffer=bundle),
            running_mode=tasks.RunningMode.IMAGE,
            num_faces=1,
            min_face_detection_confidence=_CONFIDENCE,
            min_face_presence_confidence=_CONFIDENCE,
            output_facial_transformation_matrixes=True,
        )
    )
    blank = _shown(np.zeros((128, 128, 3), np.uint8))
    detector.detect(blank)
    landmarker.detect(blank)
    return detector, landmarker


def _points(result: Any, picture: RgbImage) -> NDArray[np.float32]:  # noqa: ANN401  mediapipe ships no types
    """The first face's landmarks, float32 (478, 3), px of the picture; the depth in the same scale."""
    height, width = picture.shape[:2]
    points = np.array([(point.x, point.y, point.z) for point in result.face_landmarks[0]], np.float32)
    return points * np.array([width, height, width], np.float32)


def _close(*parts: Any) -> None:  # noqa: ANN401  mediapipe ships no types
    for part in parts:
        try:
            part.close()
        except RuntimeError:
            # At the interpreter's exit MediaPipe's own thread has ended already, and its destructor would
            # print a traceback for each part. Without a handle it lets be; the process frees the memory.
            part._handle = None  # noqa: SLF001


def _bounds(points: NDArray[np.float32]) -> Box:
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    return Box(float(left), float(top), float(right - left), float(bottom - top))


def _shown(picture: RgbImage) -> Any:  # noqa: ANN401  mediapipe ships no types
    return mp.Image(image_format=mp.ImageFormat.SRGB, data=picture)


def _short(fault: Exception) -> str:
    return " ".join(str(fault).split())[:200]
