"""How an alarm is written: mark, words, value over limit, duration."""

from __future__ import annotations

from neopain.core.alarms.kinds import AlarmKind, Priority
from neopain.core.score.hysteresis import TIME_TOLERANCE_S, displayed
from neopain.core.text import Text

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


def mark_of(kind: AlarmKind, priority: Priority) -> str:
    """`*` to `***` about the infant, `!` to `!!!` about the monitor."""
    return _MARKS[kind][priority]


def alarm_line(
    kind: AlarmKind,
    priority: Priority,
    words: str,
    duration_s: float,
    *,
    value: float | None = None,
    limit: float | None = None,
) -> Text:
    """The line of the alarm bar, such as `** PAIN SCORE 7.2 > 6.0 (32 s)`.

    `value` is the worst of the occurrence. The limit is left out when the displayed value is not over it, as
    after a change of limits.
    """
    figures = _figures(value, limit, duration_text(duration_s))
    return Text("{mark} {words} {figures}", mark=mark_of(kind, priority), words=words, figures=figures)


def _figures(value: float | None, limit: float | None, duration: str) -> Text:
    if value is None:
        return Text("({duration})", duration=duration)
    shown = displayed(value)
    if limit is None or shown <= limit:
        return Text("{value:.1f} ({duration})", value=shown, duration=duration)
    return Text("{value:.1f} > {limit:.1f} ({duration})", value=shown, limit=limit, duration=duration)
