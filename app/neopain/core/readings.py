"""What is said of one frame: a score, or the reason why there is none.

One way: Frame -> Face -> FaceCrop -> FeatureVector -> PainScore -> RawReading -> Reading -> AlarmEvent. The
analysis gives raw readings, each of one frame by itself; the watch, which owns the averaging, makes readings
of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum

from neopain.core.facial_actions import FacialActions
from neopain.core.frames import Face, View
from neopain.core.interval import Interval


class Quality(StrEnum):
    """Whether a Reading has a number; everything but OK is a gap in the trend."""

    OK = "ok"
    NO_FACE = "no_face"
    POOR_VIEW = "poor_view"
    UNKNOWN_FACE = "unknown_face"
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
    UNLIKE_TRAINING = "unlike_training"
    NOT_AN_INFANT = "not_an_infant"
    PARTLY_OUT_OF_FRAME = "partly_out_of_frame"
    UNEVEN_LIGHT = "uneven_light"
    COLOUR_CAST = "colour_cast"
    COARSE_PICTURE = "coarse_picture"
    FACE_UNCLEAR = "face_unclear"
    FACE_MOVED = "face_moved"
    TWO_FACES = "two_faces"
    NO_PICTURE = "no_picture"
    UNREADABLE_PICTURE = "unreadable_picture"
    PICTURE_FROZEN = "picture_frozen"
    PICTURE_BLACK = "picture_black"
    MODEL_FAULT = "model_fault"

    @property
    def quality(self) -> Quality:
        """The quality that a reading with this reason has."""
        if self is Reason.FACE_NOT_FOUND:
            return Quality.NO_FACE
        if self in {Reason.UNLIKE_TRAINING, Reason.NOT_AN_INFANT}:
            return Quality.UNKNOWN_FACE
        if self in _FAULTS:
            return Quality.FAULT
        return Quality.POOR_VIEW


_FAULTS = frozenset(
    {
        Reason.NO_PICTURE,
        Reason.UNREADABLE_PICTURE,
        Reason.PICTURE_FROZEN,
        Reason.PICTURE_BLACK,
        Reason.MODEL_FAULT,
    }
)


class OutsideTraining(StrEnum):
    """What is done with the number of a face unlike all that the model was trained on; a ward's setting.

    REFUSE: it is not even computed. SHOW, for research: it is computed, drawn hollow and recorded apart, and
    limits, trend and statistics never see it.
    """

    REFUSE = "refuse"
    SHOW = "show"


@dataclass(frozen=True, slots=True)
class RawReading:
    """What one frame by itself says, or one second without frames (`frame_seq` None, reason NO_PICTURE).

    Not yet averaged and not yet believed: only the watch turns it into a `Reading`, which is what is
    recorded, shown and judged.

    Attributes:
        frame_seq: the frame's number, None when there was no frame.
        captured_at: monotonic seconds of the grab (or of the missing picture's second).
        raw: 0..10, this frame's score; None exactly when there is a reason.
        reason: why there is no score.
        latency_s: grab to this raw reading.
        face, view: what was seen, for the screen; None without a face.
        distance: as in `Reading`.
        outside: 0..10, this frame's number of a face unlike training, where the ward wants to see it.
        interval: around `raw`; None without a score, or with a model that knows none.
        intensity: 0..10, how strong the expression is; None as above.
        actions: what was seen of the single facial actions; also of a face that gets no score.
        distress: 0..1, what the second witness, the expression network, says; as `actions`.
    """

    frame_seq: int | None
    captured_at: float
    raw: float | None = None
    reason: Reason | None = None
    latency_s: float = 0.0
    face: Face | None = field(default=None, compare=False)
    view: View | None = None
    distance: float | None = None
    outside: float | None = None
    interval: Interval | None = None
    intensity: float | None = None
    actions: FacialActions | None = None
    distress: float | None = None

    def __post_init__(self) -> None:
        if (self.raw is None) == (self.reason is None):
            raise ValueError(
                f"a raw reading has either a score or a reason; got {self.raw} and {self.reason}"
            )
        if self.distance is not None and not 0.0 <= self.distance < math.inf:
            raise ValueError(f"a distance is finite and not negative; got {self.distance}")
        if self.outside is not None and self.reason is not Reason.UNLIKE_TRAINING:
            raise ValueError(f"only a face unlike training has a number outside training; got {self}")
        for value in (self.raw, self.outside):
            if value is not None and not 0.0 <= value <= 10.0:
                raise ValueError(f"a score lies in 0..10; got {value}")
        _check_beside(self.raw, self.interval, self.intensity, self.distress)

    @property
    def quality(self) -> Quality:
        """OK exactly when there is a score."""
        return Quality.OK if self.reason is None else self.reason.quality


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
        distance: how far the face is from all that the model was trained on, in multiples of the limit: over
            1 it is unlike training; None where the model did not look.
        outside_score: 0..10, smoothed; the number that the model gives a face unlike training, where the ward
            wants to see it (`OutsideTraining.SHOW`). It is no measurement: `raw` and `smoothed` stay None.
        interval: around `smoothed`, averaged alike; None without a score, or with a model that knows none.
        intensity, actions, distress: as in `RawReading`; None where the face is not believed to be the
            infant's.
        unadapted: 0..10, what `smoothed` would be without the adaptation to this infant; None without a
            score, and while nothing is adapted.
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
    distance: float | None = None
    outside_score: float | None = None
    interval: Interval | None = None
    intensity: float | None = None
    actions: FacialActions | None = None
    distress: float | None = None
    unadapted: float | None = None

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
        if self.distance is not None and not 0.0 <= self.distance < math.inf:
            raise ValueError(f"a distance is finite and not negative; got {self.distance}")
        if self.outside_score is not None and self.reason is not Reason.UNLIKE_TRAINING:
            raise ValueError(f"only a face unlike training has a number outside training; got {self}")
        for value in (self.raw, self.smoothed, self.outside_score):
            if value is not None and not 0.0 <= value <= 10.0:
                raise ValueError(f"a score lies in 0..10; got {value}")
        _check_beside(self.raw, self.interval, self.intensity, self.distress, self.unadapted)

    @classmethod
    def of(
        cls,
        raw: RawReading,
        smoothed: float | None,
        reason: Reason | None = None,
        outside_score: float | None = None,
        interval: Interval | None = None,
        unadapted: float | None = None,
    ) -> Reading:
        """The reading that the watch makes of a raw one: with its smoothed score, or without a number.

        Args:
            raw: what the frame said.
            smoothed: 0..10; None when there is no score, or when it is not believed.
            reason: why a score is not believed; None for the raw reading's own reason.
            outside_score: 0..10, the smoothed number of a face unlike training.
            interval: the averaged interval around `smoothed`.
            unadapted: 0..10, the averaged score without the adaptation, while there is one.
        """
        believed = reason is None
        reason = reason or raw.reason
        return cls(
            frame_seq=raw.frame_seq,
            captured_at=raw.captured_at,
            quality=Quality.OK if reason is None else reason.quality,
            reason=reason,
            raw=raw.raw if reason is None else None,
            smoothed=smoothed if reason is None else None,
            latency_s=raw.latency_s,
            face=raw.face,
            view=raw.view,
            distance=raw.distance,
            outside_score=outside_score if reason is Reason.UNLIKE_TRAINING else None,
            interval=interval if reason is None else None,
            intensity=raw.intensity if reason is None else None,
            actions=raw.actions if believed else None,
            distress=raw.distress if believed else None,
            unadapted=unadapted if reason is None else None,
        )

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
        distance: float | None = None,
        outside_score: float | None = None,
        actions: FacialActions | None = None,
        distress: float | None = None,
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
            distance=distance,
            outside_score=outside_score,
            actions=actions,
            distress=distress,
        )


def _check_beside(
    raw: float | None,
    interval: Interval | None,
    intensity: float | None,
    distress: float | None,
    unadapted: float | None = None,
) -> None:
    """What stands beside a score only, and within its range. Raises: ValueError."""
    if raw is None and (interval is not None or intensity is not None):
        raise ValueError(f"only a score has an interval and an intensity; got {interval} and {intensity}")
    if unadapted is not None and (raw is None or not 0.0 <= unadapted <= 10.0):
        raise ValueError(f"a score without adaptation lies in 0..10, beside a score; got {unadapted}")
    if intensity is not None and not 0.0 <= intensity <= 10.0:
        raise ValueError(f"an intensity lies in 0..10; got {intensity}")
    if distress is not None and not 0.0 <= distress <= 1.0:
        raise ValueError(f"distress lies in 0..1; got {distress}")
