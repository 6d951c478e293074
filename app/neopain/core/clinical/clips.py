"""Clips: the seconds of pictures around an alarm or a procedure, or those that somebody asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ClipReason(StrEnum):
    """Why a clip was kept."""

    ALARM = "alarm"
    PROCEDURE = "procedure"
    ASKED = "asked"


PICTURES_ON, PICTURES_OFF = "pictures_on", "pictures_off"
CLIP_KEPT, CLIP_FAILED, CLIPS_REMOVED = "clip_kept", "clip_failed", "clips_removed"
"""Codes of the SESSION entries about pictures."""
PICTURE_CODES = frozenset({PICTURES_ON, PICTURES_OFF, CLIP_KEPT, CLIP_FAILED, CLIPS_REMOVED})


@dataclass(frozen=True, slots=True)
class ClipRule:
    """What the ward chose.

    Attributes:
        before_s, after_s: seconds of a clip before and after what it is kept for.
        keep_days: how long a clip is kept.
        most_mb: how much of the disk all clips may take, in millions of bytes; the oldest go first.
    """

    before_s: float = 10.0
    after_s: float = 20.0
    keep_days: float = 30.0
    most_mb: float = 5000.0


DEFAULT_CLIPS = ClipRule()
CLIP_BOUNDS: Mapping[str, tuple[float, float]] = {
    "before_s": (0.0, 60.0),
    "after_s": (5.0, 120.0),
    "keep_days": (1.0, 3650.0),
    "most_mb": (100.0, 1e6),
}
"""Least and most that a ward may choose, in the order of the rule."""


@dataclass(frozen=True, slots=True)
class ClipHead:
    """What a clip says of itself, inside its encryption.

    Attributes:
        id: UUID4 text.
        stay_id, session_id: whose it is; its readings are those of this session in the record.
        reason: why it is kept.
        what: stable word of the alarm condition or the note; "" when asked for.
        at: monotonic second of what it is kept for, on the session's clock.
        utc: the same in UTC, ISO 8601 with offset.
        purpose: what the consent allows, a word of `ConsentFor`.
        simulated: whether the pictures are of the simulated neonate.
    """

    id: str
    stay_id: str
    session_id: str
    reason: ClipReason
    what: str
    at: float
    utc: str
    purpose: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class ClipPicture:
    """One picture of a clip.

    Attributes:
        at: monotonic seconds at the grab, on the session's clock.
        seq: the frame's number in its session.
        jpeg: the picture, packed.
    """

    at: float
    seq: int
    jpeg: bytes
