"""The data that flows from the camera to the screen and the record.

One way: Frame -> Face -> FaceCrop -> FeatureVector -> PainScore -> Reading -> AlarmEvent. Time travels in the
data: `captured_at` is monotonic seconds (`core.clock`), taken when the picture was grabbed; UTC appears only
in the record, through the bridge that `Session` holds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

BgrImage: TypeAlias = NDArray[np.uint8]
"""uint8 (H, W, 3), blue-green-red, as OpenCV gives it."""
RgbImage: TypeAlias = NDArray[np.uint8]
"""uint8 (H, W, 3), red-green-blue."""
GrayImage: TypeAlias = NDArray[np.uint8]
"""uint8 (H, W)."""
Float32Vector: TypeAlias = NDArray[np.float32]
"""float32 (D,)."""

CROP_SIDE_PX = 224
"""Side of the aligned face, the input of every VGG network (Simonyan and Zisserman 2014)."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture from a source.

    Attributes:
        seq: counts the source's pictures from 0, replaced ones included.
        captured_at: monotonic seconds at the grab.
        image: uint8 (H, W, 3) BGR; made read-only here, so that nobody paints on what the model will see.
    """

    seq: int
    captured_at: float
    image: BgrImage

    def __post_init__(self) -> None:
        if self.image.dtype != np.uint8 or self.image.ndim != 3 or self.image.shape[2] != 3:
            msg = f"a frame is uint8 (H, W, 3) BGR; got {self.image.dtype} {self.image.shape}"
            raise ValueError(msg)
        self.image.flags.writeable = False


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in picture pixels: left, top, width, height."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A found face.

    Attributes:
        box: bounds of the landmarks, px of the frame.
        landmarks: float32 (478, 2) px of the frame, MediaPipe Face Mesh order.
        depth: float32 (478,) relative depth, px-like scale, smaller is nearer (MediaPipe's z).
        roll_deg, yaw_deg, pitch_deg: head pose; roll clockwise in the picture, yaw towards the picture's
            right, pitch down, each 0 for an upright frontal face.
    """

    box: Box
    landmarks: NDArray[np.float32]
    depth: NDArray[np.float32]
    roll_deg: float
    yaw_deg: float
    pitch_deg: float


@dataclass(frozen=True, slots=True, eq=False)
class FaceCrop:
    """The similarity-aligned face: uint8 (224, 224, 3) RGB, eyes level, and the frame that it came from."""

    image: RgbImage
    frame_seq: int


@dataclass(frozen=True, slots=True)
class View:
    """How well the face can be seen; measured on the frame and the aligned crop.

    Attributes:
        face_width_px: width of the face box in the frame.
        face_share: that width over the frame's width, 0..1.
        brightness: mean grey of the crop, 0..255.
        contrast: standard deviation of the grey, 0..127.
        sharpness: variance of the Laplacian of the crop (Pech-Pacheco et al. 2000).
        roll_deg, yaw_deg, pitch_deg: as in Face.
    """

    face_width_px: float
    face_share: float
    brightness: float
    contrast: float
    sharpness: float
    roll_deg: float
    yaw_deg: float
    pitch_deg: float


@dataclass(frozen=True, slots=True)
class FeatureBlock:
    """One named slice of a feature vector, such as `vgg-16.block5_pool_gap` with 512 values."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class FeatureLayout:
    """Which features stand where; a classifier runs only on the layout that it was trained with.

    `id` names the blocks with all their parameters, so equal ids mean equal features.
    """

    blocks: tuple[FeatureBlock, ...]

    @property
    def id(self) -> str:
        """The blocks' names and sizes, in order: `name[size]+name[size]`."""
        return "+".join(f"{block.name}[{block.size}]" for block in self.blocks)

    @property
    def size(self) -> int:
        """Length of the whole vector."""
        return sum(block.size for block in self.blocks)

    def slice_of(self, name: str) -> slice:
        """Where block `name` stands. Raises: KeyError."""
        start = 0
        for block in self.blocks:
            if block.name == name:
                return slice(start, start + block.size)
            start += block.size
        raise KeyError(name)


@dataclass(frozen=True, slots=True, eq=False)
class FeatureVector:
    """Fused features of one face: float32 (layout.size,), all finite."""

    values: Float32Vector
    layout: FeatureLayout

    def __post_init__(self) -> None:
        if self.values.shape != (self.layout.size,) or self.values.dtype != np.float32:
            msg = (
                f"layout {self.layout.id} wants float32 ({self.layout.size},); "
                f"got {self.values.dtype} {self.values.shape}"
            )
            raise ValueError(msg)
        if not np.isfinite(self.values).all():
            raise ValueError(f"features of layout {self.layout.id} are not all finite")


@dataclass(frozen=True, slots=True)
class PainScore:
    """What the classifier says of one face.

    Attributes:
        probability: calibrated probability of a facial pain expression, 0..1.
        model_id: name and version of the model that said so.
    """

    probability: float
    model_id: str

    @property
    def points(self) -> float:
        """The probability on the screen's scale, 0..10. Not a clinical scale."""
        return 10.0 * self.probability


class Quality(StrEnum):
    """Whether a Reading has a number; everything but OK is a gap in the trend."""

    OK = "ok"
    NO_FACE = "no_face"
    POOR_VIEW = "poor_view"
    FAULT = "fault"


class Reason(StrEnum):
    """Why a Reading has no number."""

    FACE_NOT_FOUND = "face_not_found"
    FACE_TOO_SMALL = "face_too_small"
    TURNED_AWAY = "turned_away"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    BLURRED = "blurred"
    OCCLUDED = "occluded"
    NO_PICTURE = "no_picture"
    UNREADABLE_PICTURE = "unreadable_picture"
    MODEL_FAULT = "model_fault"

    @property
    def quality(self) -> Quality:
        """The quality that a reading with this reason has."""
        if self is Reason.FACE_NOT_FOUND:
            return Quality.NO_FACE
        if self in {Reason.NO_PICTURE, Reason.UNREADABLE_PICTURE, Reason.MODEL_FAULT}:
            return Quality.FAULT
        return Quality.POOR_VIEW


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of one frame, or of one second without frames (`frame_seq` None, reason NO_PICTURE).

    A number or a reason, never both, never neither: a failed measurement cannot look like a comfortable baby.

    Attributes:
        frame_seq: the frame's number, None when there was no frame.
        captured_at: monotonic seconds of the grab (or of the missing picture's second).
        quality: OK exactly when `raw` is there.
        reason: why there is no number; None exactly when quality is OK.
        raw: 0..10, this frame's score; None when not OK.
        smoothed: 0..10, time-constant smoothed; None when not OK.
        latency_s: grab to this reading.
        face, view: what was seen, for the screen; None without a face.
    """

    frame_seq: int | None
    captured_at: float
    quality: Quality
    reason: Reason | None = None
    raw: float | None = None
    smoothed: float | None = None
    latency_s: float = 0.0
    face: Face | None = field(default=None, compare=False)
    view: View | None = None

    def __post_init__(self) -> None:
        scored = self.quality is Quality.OK
        if scored != (self.raw is not None) or scored != (self.smoothed is not None):
            raise ValueError(f"a reading has numbers exactly when its quality is ok; got {self}")
        if scored != (self.reason is None):
            raise ValueError(f"a reading has a reason exactly when it has no number; got {self}")
        if self.reason is not None and self.reason.quality is not self.quality:
            raise ValueError(
                f"reason {self.reason} belongs to quality {self.reason.quality}; got {self.quality}"
            )
        for value in (self.raw, self.smoothed):
            if value is not None and not 0.0 <= value <= 10.0:
                raise ValueError(f"a score lies in 0..10; got {value}")

    @classmethod
    def cannot_assess(
        cls,
        reason: Reason,
        *,
        frame_seq: int | None,
        captured_at: float,
        latency_s: float = 0.0,
        face: Face | None = None,
        view: View | None = None,
    ) -> Reading:
        """A reading without a number, and why."""
        return cls(
            frame_seq=frame_seq,
            captured_at=captured_at,
            quality=reason.quality,
            reason=reason,
            latency_s=latency_s,
            face=face,
            view=view,
        )


class SourceState(StrEnum):
    """Health of a picture source; RESTING while standby has let go of the camera."""

    CONNECTING = "connecting"
    LIVE = "live"
    STALE = "stale"
    RECONNECTING = "reconnecting"
    FAILED = "failed"
    ENDED = "ended"
    STOPPED = "stopped"
    RESTING = "resting"


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A source's state, since when (monotonic s), and in words what happened and what to do.

    `detail` never holds a password: sources redact their address first.
    """

    state: SourceState
    at: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """One recording.

    Attributes:
        id: UUID4 text.
        patient_code: pseudonym, "" when not admitted.
        started_utc: ISO 8601 with offset +00:00.
        started_at: monotonic seconds at the same instant: the bridge between the clocks.
        source: the source in words, redacted.
        simulated: whether the pictures come from the simulated neonate.
        app_version, model_id, provider: what made the readings.
    """

    id: str
    patient_code: str
    started_utc: str
    started_at: float
    source: str
    simulated: bool
    app_version: str
    model_id: str
    provider: str


class LogKind(StrEnum):
    """What a line of the session's log is about."""

    SESSION = "session"
    SOURCE = "source"
    ALARM = "alarm"
    STATE = "state"
    ANNOTATION = "annotation"
    ASSESSMENT = "assessment"
    SETTING = "setting"
    CLOCK = "clock"


LogValue: TypeAlias = str | float | int | bool | None


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of the session's log; the record keeps every one.

    Attributes:
        at: monotonic seconds.
        kind: what it is about.
        code: short stable word for programs, such as `raised` or `heel_lance`.
        text: one line for people.
        detail: further values, such as the limit in force; keys are stable.
    """

    at: float
    kind: LogKind
    code: str
    text: str
    detail: tuple[tuple[str, LogValue], ...] = ()
