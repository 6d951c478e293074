"""The alarms of a record, each as one thing: what raised it, what was told, who answered and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from neopain.core.alarms.kinds import Priority
from neopain.core.alarms.signals import AlarmChange
from neopain.core.sessions import LogEntry, LogKind, LogValue, number_of
from neopain.core.text import Text

REVIEWED = "alarm_reviewed"
"""Code of the ANNOTATION entry that says that somebody has looked at an alarm afterwards."""


@dataclass(slots=True)
class SeenAlarm:
    """One occurrence; times are monotonic s on the axis of the entries that it was made of.

    Attributes:
        session_id, occurrence: which one.
        condition: stable word of the condition.
        physiological: whether it is about the infant; else about camera, model or program.
        priority: the highest that it had.
        words: as it stood in the alarm bar when it was raised.
        raised_at: when.
        value, limit: worst value, and the limit in force when it was raised; None where it has none.
        acknowledged_at: when somebody first acknowledged it; None when nobody did.
        ended_at: when the condition was over; None when the record does not say.
        audio_paused, suspended: which signals were held back when it was raised.
        changes: every line of it, in order.
        reviewed: utc and initials of whoever looked at it afterwards; "" and "" for nobody.
    """

    session_id: str
    occurrence: int
    condition: str
    physiological: bool
    priority: Priority
    words: str
    raised_at: float
    value: float | None
    limit: float | None
    audio_paused: bool
    suspended: str
    acknowledged_at: float | None = None
    ended_at: float | None = None
    changes: list[LogEntry] = field(default_factory=list)
    reviewed: tuple[str, str] = ("", "")

    @property
    def response_s(self) -> float | None:
        """From raised to acknowledged, seconds; None when nobody acknowledged it."""
        return None if self.acknowledged_at is None else max(0.0, self.acknowledged_at - self.raised_at)


def seen_alarms(entries: Iterable[tuple[str, LogEntry]]) -> list[SeenAlarm]:
    """The alarms of a log, in the order in which they were raised.

    Args:
        entries: session id and line, by time.
    """
    found: dict[tuple[str, int], SeenAlarm] = {}
    for session_id, entry in entries:
        told = dict(entry.detail)
        occurrence = told.get("occurrence")
        if not isinstance(occurrence, int):
            continue
        key = (session_id, occurrence)
        if entry.kind is LogKind.ALARM and entry.code == AlarmChange.RAISED.value:
            found[key] = _raised(session_id, occurrence, entry, told)
        elif entry.kind is LogKind.ANNOTATION and entry.code == REVIEWED and key in found:
            found[key].reviewed = (str(told.get("utc") or ""), str(told.get("author") or ""))
        elif entry.kind is LogKind.ALARM and key in found:
            _change(found[key], entry, told)
    return sorted(found.values(), key=lambda alarm: alarm.raised_at)


def reviewed_line(alarm: SeenAlarm, at: float, *, utc: str, author: str) -> LogEntry:
    """The line that marks an alarm as looked at; `at`: its own time on its session's clock."""
    detail: tuple[tuple[str, LogValue], ...] = (
        ("occurrence", alarm.occurrence), ("utc", utc), ("author", author),
    )  # fmt: skip
    words = Text("Alarm reviewed by {who}", who=author) if author else Text("Alarm reviewed")
    return LogEntry(at, LogKind.ANNOTATION, REVIEWED, words, detail)


def alarm_words(entry: LogEntry) -> str:
    """What stood in the alarm bar; in the English of an older record, whose lines have no parts, too."""
    text = entry.text
    if isinstance(text, Text) and "alarm" in text.values:
        return str(text.values["alarm"])
    return text.removeprefix(f"{entry.code.upper()}: ")


def _raised(session_id: str, occurrence: int, entry: LogEntry, told: dict[str, LogValue]) -> SeenAlarm:
    return SeenAlarm(
        session_id=session_id,
        occurrence=occurrence,
        condition=str(told.get("condition") or ""),
        physiological=told.get("kind") == "physiological",
        priority=_priority(told),
        words=alarm_words(entry),
        raised_at=entry.at,
        value=_number(told, "value"),
        limit=_number(told, "limit"),
        audio_paused=told.get("audio_paused") is True,
        suspended=str(told.get("suspended") or ""),
        changes=[entry],
    )


def _change(alarm: SeenAlarm, entry: LogEntry, told: dict[str, LogValue]) -> None:
    alarm.changes.append(entry)
    alarm.priority = max(alarm.priority, _priority(told))
    value = _number(told, "value")
    if value is not None:
        alarm.value = value if alarm.value is None else max(value, alarm.value)
    if entry.code == AlarmChange.ACKNOWLEDGED.value and alarm.acknowledged_at is None:
        alarm.acknowledged_at = entry.at
    elif entry.code == AlarmChange.CLEARED.value:
        alarm.ended_at = entry.at


def _priority(told: dict[str, LogValue]) -> Priority:
    name = str(told.get("priority") or "").upper()
    return Priority[name] if name in Priority.__members__ else Priority.LOW


def _number(told: dict[str, LogValue], name: str) -> float | None:
    return number_of(told.get(name))
