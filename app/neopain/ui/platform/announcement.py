"""Tells a new alarm to those who hear the screen instead of seeing it."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from neopain.core.alarms.signals import AlarmMessage, AlarmSignals


class Announcer:
    """Knows which alarms have been told: each occurrence once, and again when it becomes more urgent."""

    def __init__(self) -> None:
        self._told: dict[int, int] = {}

    def new_ones(self, signals: AlarmSignals) -> tuple[AlarmMessage, ...]:
        """Those of `signals` that have not been told at their priority; most urgent first."""
        new = tuple(
            message
            for message in signals.messages
            if not message.acknowledged and message.priority > self._told.get(message.occurrence_id, 0)
        )
        self._told = {message.occurrence_id: int(message.priority) for message in signals.messages}
        return new


def announce(speaker: QObject, words: str, *, urgent: bool) -> None:
    """Let a screen reader say it, at once when it is urgent, else when it has finished its sentence."""
    event = QAccessibleAnnouncementEvent(speaker, words)
    event.setPoliteness(
        QAccessible.AnnouncementPoliteness.Assertive if urgent else QAccessible.AnnouncementPoliteness.Polite
    )
    QAccessible.updateAccessibility(event)
