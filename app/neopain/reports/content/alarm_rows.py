"""The alarms of a session or a stay, for formats that tell each as one thing."""

from __future__ import annotations

from neopain.core.alarms.seen_alarms import SeenAlarm, seen_alarms
from neopain.reports.content.level import Content


def alarms_of(content: Content) -> list[SeenAlarm]:
    """In order; an occurrence's number is its own only within its session, which a stay's lines tell."""
    return seen_alarms((str(dict(entry.detail).get("session_no", "")), entry) for entry in content.entries)
