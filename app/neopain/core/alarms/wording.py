"""How an alarm is written: mark, words, value over limit, duration."""

from __future__ import annotations

from neopain.core.alarms.signals import AlarmKind, Priority
from neopain.core.readings import Reason
from neopain.core.score.hysteresis import TIME_TOLERANCE_S, displayed

REASON_WORDS: dict[Reason, str] = {
    Reason.FACE_NOT_FOUND: "FACE NOT VISIBLE",
    Reason.FACE_TOO_SMALL: "FACE TOO SMALL",
    Reason.TURNED_AWAY: "FACE TURNED AWAY",
    Reason.TOO_DARK: "TOO DARK",
    Reason.TOO_BRIGHT: "TOO BRIGHT",
    Reason.BLURRED: "PICTURE BLURRED",
    Reason.OCCLUDED: "FACE COVERED",
    Reason.BROW_COVERED: "BROW COVERED",
    Reason.EYES_COVERED: "EYES COVERED",
    Reason.NOSE_COVERED: "NOSE COVERED",
    Reason.MOUTH_COVERED: "MOUTH COVERED",
    Reason.UNLIKE_TRAINING: "FACE UNLIKE TRAINING",
    Reason.NOT_AN_INFANT: "NOT AN INFANT'S FACE",
    Reason.PARTLY_OUT_OF_FRAME: "FACE PARTLY OUT OF THE PICTURE",
    Reason.UNEVEN_LIGHT: "LIGHT ON HALF THE FACE",
    Reason.COLOUR_CAST: "COLOURED LIGHT",
    Reason.COARSE_PICTURE: "PICTURE TOO COARSE",
    Reason.FACE_UNCLEAR: "FACE NOT CLEAR",
    Reason.FACE_MOVED: "FACE MOVED, WAITING",
    Reason.TWO_FACES: "MORE THAN ONE FACE",
    Reason.NO_PICTURE: "NO PICTURE",
    Reason.UNREADABLE_PICTURE: "PICTURE UNREADABLE",
    Reason.PICTURE_FROZEN: "PICTURE FROZEN",
    Reason.PICTURE_BLACK: "PICTURE BLACK",
    Reason.MODEL_FAULT: "MODEL FAULT",
}
"""Why there is no number, for the numeral's place and the alarm bar."""

_MARKS = {
    AlarmKind.PHYSIOLOGICAL: {Priority.LOW: "*", Priority.MEDIUM: "**", Priority.HIGH: "***"},
    AlarmKind.TECHNICAL: {Priority.LOW: "!", Priority.MEDIUM: "!!", Priority.HIGH: "!!!"},
}


def duration_text(seconds: float) -> str:
    """`32 s`, `1:40`, `2:03:00`; never negative."""
    whole = max(0, int(seconds + TIME_TOLERANCE_S))
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minute:02d}:{second:02d}"
    return f"{minutes}:{second:02d}" if minutes else f"{second} s"


def alarm_text(
    kind: AlarmKind,
    priority: Priority,
    words: str,
    duration_s: float,
    *,
    value: float | None = None,
    limit: float | None = None,
) -> str:
    """The line of the alarm bar, such as `** PAIN SCORE 7.2 > 6.0 (32 s)`.

    `value` is the worst of the occurrence. The limit is left out when the displayed value is not over it, as
    after a change of limits.
    """
    parts = [_MARKS[kind][priority], words]
    if value is not None:
        parts.append(f"{displayed(value):.1f}")
        if limit is not None and displayed(value) > limit:
            parts.append(f"> {limit:.1f}")
    parts.append(f"({duration_text(duration_s)})")
    return " ".join(parts)
