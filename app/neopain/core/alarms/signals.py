"""Words of the alarm system: kinds, priorities, events for the record, signals for eyes and ears."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from neopain.core.alarms.conditions import ConditionId
from neopain.core.alarms.kinds import AlarmKind, Priority
from neopain.core.alarms.line import alarm_line, mark_of
from neopain.core.errors import ProgramFault
from neopain.core.sessions import LogEntry, LogKind
from neopain.core.text import Text

MESSAGE_TURN_S = 2.0
"""Several messages of one kind take turns of this length, as on other bedside monitors."""


class AlarmChange(StrEnum):
    """What happened to an occurrence (the first six), or to the sound."""

    RAISED = "raised"
    ESCALATED = "escalated"
    DEESCALATED = "deescalated"
    ACKNOWLEDGED = "acknowledged"
    REMINDER = "reminder"
    CLEARED = "cleared"
    PAUSED = "paused"
    RESUMED = "resumed"


CHANGE_WORDS = {
    AlarmChange.RAISED: Text("RAISED"),
    AlarmChange.ESCALATED: Text("ESCALATED"),
    AlarmChange.DEESCALATED: Text("DEESCALATED"),
    AlarmChange.ACKNOWLEDGED: Text("ACKNOWLEDGED"),
    AlarmChange.REMINDER: Text("REMINDER"),
    AlarmChange.CLEARED: Text("CLEARED"),
    AlarmChange.PAUSED: Text("PAUSED"),
    AlarmChange.RESUMED: Text("RESUMED"),
}


class Suspension(StrEnum):
    """Why alarm signals are held back; conditions go on being watched and logged."""

    NONE = ""
    CARE = "care"
    STANDBY = "standby"


class SoundPattern(StrEnum):
    """What to play; the value is the file's name in `assets/sounds` without `.wav`."""

    LOW = "alarm_low"
    MEDIUM = "alarm_medium"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True)
class AlarmEvent:
    """One change in the alarm system.

    Attributes:
        change: what happened.
        at: monotonic seconds.
        words: one line, as it stood in the alarm bar.
        condition_id, occurrence_id, kind, priority: whose; None for PAUSED and RESUMED.
        value: worst value of the occurrence, None when it has none.
        limit: limit in force.
        duration_s: how long the condition had been true.
        audio_paused, suspended: which signals were held back at the time.
    """

    change: AlarmChange
    at: float
    words: str
    condition_id: ConditionId | None = None
    occurrence_id: int | None = None
    kind: AlarmKind | None = None
    priority: Priority | None = None
    value: float | None = None
    limit: float | None = None
    duration_s: float | None = None
    audio_paused: bool = False
    suspended: Suspension = Suspension.NONE

    def __post_init__(self) -> None:
        """Raises: ProgramFault for a condition that there is not."""
        if self.condition_id is not None:
            _check_id(self.condition_id)

    def as_log(self) -> LogEntry:
        """The event as a line of the session's log."""
        return LogEntry(
            at=self.at,
            kind=LogKind.ALARM,
            code=self.change.value,
            text=Text("{change}: {alarm}", change=CHANGE_WORDS[self.change], alarm=self.words),
            detail=(
                ("condition", self.condition_id),
                ("occurrence", self.occurrence_id),
                ("kind", None if self.kind is None else self.kind.value),
                ("priority", None if self.priority is None else self.priority.name.lower()),
                ("value", self.value),
                ("limit", self.limit),
                ("duration_s", self.duration_s),
                ("audio_paused", self.audio_paused),
                ("suspended", self.suspended.value),
            ),
        )


@dataclass(frozen=True, slots=True)
class AlarmMessage:
    """One line of the alarm bar or of the list.

    Attributes:
        occurrence_id: what `acknowledge` wants.
        condition_id, kind, priority: whose; the background colour follows the priority.
        words: what is wrong, capitals, without mark and figures.
        action: what to do about it, one sentence.
        duration_s: how long the condition has been, or was, true.
        acknowledged: whether somebody has seen this occurrence at this priority.
        ended_at: monotonic second at which it ended unseen; None while it lasts.
        flash_hz: 0 for steady.
        value, limit: worst value of the occurrence and the limit in force; None when there is none.
    """

    occurrence_id: int
    condition_id: ConditionId
    kind: AlarmKind
    priority: Priority
    words: str
    action: str
    duration_s: float
    acknowledged: bool
    ended_at: float | None
    flash_hz: float
    value: float | None = None
    limit: float | None = None

    def __post_init__(self) -> None:
        """Raises: ProgramFault for a condition that there is not."""
        _check_id(self.condition_id)

    @property
    def mark(self) -> str:
        """Kind and priority without colour, such as `**`."""
        return mark_of(self.kind, self.priority)

    def seen(self, now: float) -> AlarmEvent:
        """That somebody has seen this row `now`."""
        return AlarmEvent(
            AlarmChange.ACKNOWLEDGED,
            now,
            self.text,
            self.condition_id,
            self.occurrence_id,
            self.kind,
            self.priority,
            duration_s=self.duration_s,
        )

    @property
    def text(self) -> Text:
        """The whole line, such as `** PAIN SCORE 7.2 > 6.0 (32 s)`."""
        return alarm_line(
            self.kind, self.priority, self.words, self.duration_s, value=self.value, limit=self.limit
        )


@dataclass(frozen=True, slots=True)
class SoundCue:
    """The one sound that is due. Play the pattern once for each new pair of `sequence` and `burst`.

    Attributes:
        pattern: which file.
        sequence: counts reasons to sound, from 1.
        burst: repetitions of that reason, from 0.
        volume_step: 0..3, rising while nobody acknowledges; the player maps it over its own minimum.
    """

    pattern: SoundPattern
    sequence: int
    burst: int
    volume_step: int


@dataclass(frozen=True, slots=True)
class AlarmSignals:
    """All that eyes and ears are to be told at one moment.

    Attributes:
        at: monotonic second.
        messages: lasting conditions, most urgent first (priority, unacknowledged, physiological, newest).
        unseen: what ended before anybody acknowledged it, newest first; steady, silent, for the list.
        suspended_messages: lasting conditions held back by `suspension`; not for the alarm bar.
        sound: the cue, or None for silence.
        audio_paused_remaining_s: countdown, None when the sound is not paused.
        suspension: why signals are held back, if they are.
        suspension_remaining_s: countdown of a suspension that ends by itself, else None.
    """

    at: float
    messages: tuple[AlarmMessage, ...] = ()
    unseen: tuple[AlarmMessage, ...] = ()
    suspended_messages: tuple[AlarmMessage, ...] = ()
    sound: SoundCue | None = None
    audio_paused_remaining_s: float | None = None
    suspension: Suspension = Suspension.NONE
    suspension_remaining_s: float | None = None

    def of_kind(self, kind: AlarmKind) -> tuple[AlarmMessage, ...]:
        """The messages of one field of the alarm bar, most urgent first."""
        return tuple(message for message in self.messages if message.kind is kind)

    def held_of_kind(self, kind: AlarmKind) -> tuple[AlarmMessage, ...]:
        """The lasting messages of one field that are held back, most urgent first."""
        return tuple(message for message in self.suspended_messages if message.kind is kind)

    def on_turn(self, kind: AlarmKind) -> AlarmMessage | None:
        """The message whose two seconds it is in that field; None when there is none."""
        messages = self.of_kind(kind)
        return messages[int(self.at // MESSAGE_TURN_S) % len(messages)] if messages else None

    @property
    def highest(self) -> Priority | None:
        """Priority of the most urgent message."""
        return max((message.priority for message in self.messages), default=None)

    @property
    def flashing(self) -> bool:
        """Whether any message flashes."""
        return any(message.flash_hz > 0.0 for message in self.messages)


def lit(flash_hz: float, now: float) -> bool:
    """Whether a sign flashing at `flash_hz`, half on and half off, is lit; all signs share this phase."""
    return flash_hz <= 0.0 or (now * flash_hz) % 1.0 < 0.5


def _check_id(condition_id: object) -> None:
    if not isinstance(condition_id, ConditionId):
        raise ProgramFault(f"an alarm is of a condition such as {ConditionId.PAIN!r}; got {condition_id!r}")
