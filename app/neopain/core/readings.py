"""What is said of one frame: a score, or the reason why there is none.

One way: Frame -> Face -> FaceCrop -> FeatureVector -> PainScore -> Reading -> AlarmEvent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from neopain.core.frames import Face, View


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
    BROW_COVERED = "brow_covered"
    EYES_COVERED = "eyes_covered"
    NOSE_COVERED = "nose_covered"
    MOUTH_COVERED = "mouth_covered"
    PARTLY_OUT_OF_FRAME = "partly_out_of_frame"
    UNEVEN_LIGHT = "uneven_light"
    COLOUR_CAST = "colour_cast"
    COARSE_PICTURE = "coarse_picture"
    FACE_UNCLEAR = "face_unclear"
    FACE_MOVED = "face_moved"
    TWO_FACES = "two_faces"
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
