"""MediaPipe's face detector and face mesh on one small picture; nobody else imports mediapipe.

Every picture is looked at afresh (MediaPipe's IMAGE mode), without its tracking, so that training and
bedside agree. Where to look, and which way up, is decided elsewhere: the mesh lays itself upright over a face
that lies on its side, and is sure of it (shown a portrait turned by 90 to 270 degrees, it was off by 17 to
55 px at every confidence asked for).
"""

from __future__ import annotations

import io
import os
import weakref
import zipfile
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from neopain.core.text import Text
from neopain.vision.left_out import left_out

# The graph's own progress notes; what goes wrong comes back as an exception. Read at the import.
os.environ.setdefault("GLOG_minloglevel", "2")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

# It loads these to plot and to record, which is a fifth of the way to the first score.
with left_out("matplotlib", "matplotlib.pyplot", "sounddevice"):
    import mediapipe as mp
    from mediapipe.tasks.python import BaseOptions
    from mediapipe.tasks.python import vision as tasks

from neopain.core.errors import ModelFault, ProgramFault
from neopain.core.frames import BgrImage
from neopain.core.memory import NO_MEMORY, address_room, model_fault
from neopain.vision.finding.proposal import Proposal
from neopain.vision.networks.stderr_capture import held_stderr

ROOM_BYTES = 640 << 20
ROOM_BYTES_A_CPU = 72 << 20
"""Address space from here to the first score, with all that comes after: 717 MB were measured with two
processors; each thread takes a stack and an arena of its own."""
_LEAST = 0.1
"""Asked of MediaPipe; what counts as a face is decided from its score and from what other looks say."""
_CONFIDENCE = 0.1  # inside the landmarker; its default of 0.5 loses grimaces first, the wrong thing to lose
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


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """A mesh in px of the picture.

    Attributes:
        points: float64 (478, 2), MediaPipe Face Mesh order.
        depth: float32 (478,), in the same scale, smaller is nearer.
        transformation: float64 (4, 4), the head's pose; see `head_pose.turn_of_head`.
    """

    points: NDArray[np.float64]
    depth: NDArray[np.float32]
    transformation: NDArray[np.float64]


class FaceLandmarker:
    """MediaPipe's two networks. Used by one thread."""

    def __init__(self, bundle: bytes) -> None:
        """Open a bundle.

        Args:
            bundle: a `face_landmarker.task`, already checked against its manifest.

        Raises:
            ModelFault: not such a bundle, a MediaPipe release that reports to its maker, or no room for it.
        """
        refuse_talking_release(mp.__version__)
        refuse_without_room()
        with held_stderr() as held:
            try:
                detector, landmarker = _opened(bundle)
            except (RuntimeError, ValueError, OSError, KeyError, MemoryError, zipfile.BadZipFile) as fault:
                raise model_fault(
                    fault,
                    Text(
                        "expected a MediaPipe Face Landmarker bundle, got {count} bytes it refuses: {short}. "
                        "Restore models/face_landmarker.",
                        count=len(bundle),
                        short=_short(fault),
                    ),
                ) from fault
        held.release(_HARMLESS_NOISE)
        self._detector, self._landmarker = detector, landmarker
        self._finalizer = weakref.finalize(self, _close, detector, landmarker)

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return not self._finalizer.alive

    @property
    def quick(self) -> bool:
        """Every picture costs the same, 3 ms."""
        return False

    def propose(self, picture: BgrImage, least: float) -> list[Proposal]:
        """Upright faces by MediaPipe's detector, the surest first; none below an eighth of it.

        It tells the middle of the mouth; the corners are set beside it, as wide apart as two thirds of the
        eyes.

        Raises: ProgramFault after `close`; ModelFault when MediaPipe fails.
        """
        height, width = picture.shape[:2]
        found = []
        for one in self._run(self._detector, picture).detections:
            confidence = float(one.categories[0].score)
            if confidence < least:
                continue
            box = one.bounding_box
            four = np.array([(point.x * width, point.y * height) for point in one.keypoints[:4]], np.float64)
            corner = (four[1] - four[0]) / 3
            found.append(
                Proposal(
                    confidence,
                    np.array([box.origin_x + box.width / 2, box.origin_y + box.height / 2]),
                    float((box.width * box.height) ** 0.5),
                    np.array([four[0], four[1], four[2], four[3] - corner, four[3] + corner]),
                )
            )
        return sorted(found, key=lambda one: -one.confidence)

    def mesh(self, picture: BgrImage) -> Mesh | None:
        """The mesh of the upright face in a picture, or None. Raises: as `sureness`."""
        result = self._run(self._landmarker, picture)
        if not result.face_landmarks:
            return None
        height, width = picture.shape[:2]
        points = np.array([(point.x, point.y, point.z) for point in result.face_landmarks[0]], np.float64)
        points *= (width, height, width)
        return Mesh(
            points[:, :2].copy(),
            points[:, 2].astype(np.float32),
            np.asarray(result.facial_transformation_matrixes[0], np.float64),
        )

    def close(self) -> None:
        """Release MediaPipe; twice is harmless."""
        self._finalizer()

    def _run(self, part: Any, picture: BgrImage) -> Any:  # noqa: ANN401  mediapipe ships no types
        if self.closed:
            raise ProgramFault("the face finder was used after close()")
        try:
            return part.detect(_shown(picture))
        except (RuntimeError, ValueError, LookupError, ArithmeticError, MemoryError, cv2.error) as fault:
            raise model_fault(
                fault,
                Text(
                    "MediaPipe failed on a picture {shape}: {short}. Restart; if it stays, run `neopain "
                    "doctor`.",
                    shape=picture.shape,
                    short=_short(fault),
                ),
            ) from fault


def refuse_talking_release(version: str) -> None:
    """Stop before a MediaPipe release that opens connections and cannot be told not to; see decision 2.

    Raises: ModelFault, unless NEOPAIN_ALLOW_MEDIAPIPE_REPORTS=1 says that somebody accepted it.
    """
    numbers = tuple(int(part) for part in version.split(".")[:3] if part.isdigit())
    if numbers >= _FIRST_TALKING_RELEASE and os.environ.get(_ALLOW_REPORTS) != "1":
        raise ModelFault(
            Text(
                "MediaPipe {version} reports usage to its maker and has no switch against it; "
                "NeoPain opens no connection but the camera's. Install "
                "`mediapipe>=0.10.30,<0.10.34`, or, on a machine that is cut off from the network, "
                "set {allow_reports}=1.",
                version=version,
                allow_reports=_ALLOW_REPORTS,
            )
        )


def _opened(bundle: bytes) -> tuple[Any, Any]:
    """Detector and landmarker out of one bundle, each run once, so that the first face does not wait."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as parts:
        detector_model = parts.read(_DETECTOR_FILE)
    detector = tasks.FaceDetector.create_from_options(
        tasks.FaceDetectorOptions(
            base_options=BaseOptions(model_asset_buffer=detector_model),
            running_mode=tasks.RunningMode.IMAGE,
            min_detection_confidence=_LEAST,
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


def _close(*parts: Any) -> None:  # noqa: ANN401  mediapipe ships no types
    for part in parts:
        try:
            part.close()
        except RuntimeError:
            # At the interpreter's exit MediaPipe's own thread has ended already, and its destructor would
            # print a traceback for each part. Without a handle it lets be; the process frees the memory.
            part._handle = None  # noqa: SLF001


def _shown(picture: BgrImage) -> Any:  # noqa: ANN401  mediapipe ships no types
    return mp.Image(image_format=mp.ImageFormat.SRGB, data=cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))


def _short(fault: Exception) -> str:
    return " ".join(str(fault).split())[:200]


def refuse_without_room() -> None:
    """Where the address space is limited: refuse before MediaPipe, which aborts the program in the midst.

    Raises: ModelFault.
    """
    room = address_room()
    if room is not None and room < ROOM_BYTES + (os.cpu_count() or 1) * ROOM_BYTES_A_CPU:
        raise ModelFault(Text("{memory}", memory=NO_MEMORY))
