"""What an alarm is about, and how urgent it is."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class AlarmKind(StrEnum):
    """About the infant, or about the monitor. Kept apart from priority, so that neither hides the other."""

    PHYSIOLOGICAL = "physiological"
    TECHNICAL = "technical"


class Priority(IntEnum):
    """Urgency, ordered. HIGH (red) is left to the vital-sign monitor; no condition here uses it."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
