"""Which one sound is due: pause, repetition, reminder."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from neopain.core.alarms.kinds import Priority
from neopain.core.alarms.signals import SoundCue, SoundPattern
from neopain.core.errors import SettingFault
from neopain.core.text import Text

MAX_AUDIO_PAUSE_S = 600.0
LEAST_VOLUME = 0.5
"""Of the machine's volume: 6 dB under it. No screen and no ward can choose less, so that no alarm is mute."""
REMINDER_TONE_S = 6.0
"""How long a reminder's cue stands, so that a slow player does not miss it."""
_LAST_VOLUME_STEP = 3


@dataclass(frozen=True, slots=True)
class AudioPolicy:
    """What sounds. Visual first, for the noise limits of a newborn ward: LOW is silent unless it is wanted.

    Attributes:
        medium_repeat_s: seconds between bursts of MEDIUM (IEC 60601-1-8: 2.5 to 30).
        low_repeat_s: the same of LOW (over 15); None for no sound.
        reminder_s: seconds after which an acknowledged, lasting alarm of MEDIUM is recalled.
        least_volume: the least that may be chosen at the screen, a share of the machine's volume.
    """

    medium_repeat_s: float = 30.0
    low_repeat_s: float | None = None
    reminder_s: float = 180.0
    least_volume: float = LEAST_VOLUME

    def pattern(self, priority: Priority) -> SoundPattern | None:
        """What a priority sounds like."""
        if priority >= Priority.MEDIUM:
            return SoundPattern.MEDIUM
        return None if self.low_repeat_s is None else SoundPattern.LOW

    def repeat_s(self, priority: Priority) -> float:
        """Seconds from burst to burst."""
        return self.medium_repeat_s if priority >= Priority.MEDIUM else self.low_repeat_s or inf


DEFAULT_AUDIO = AudioPolicy()


class AudioState:
    """Pause and the running sound. It decides nothing about conditions.

    Attributes:
        paused_until: end of the pause, monotonic s; -inf when there is none.
        paused_priority: the highest priority that the pause silences.
    """

    def __init__(self, policy: AudioPolicy) -> None:
        self.policy = policy
        self.paused_until = -inf
        self.paused_priority = Priority.LOW
        self._priority: Priority | None = None
        self._from = 0.0
        self._reminded_at = -inf
        self._sequence = 0

    def paused(self, now: float) -> bool:
        """Whether the pause runs."""
        return now < self.paused_until

    def silenced(self, priority: Priority, now: float) -> bool:
        """Whether the pause holds back a sound of that priority."""
        return self.paused(now) and priority <= self.paused_priority

    def pause(self, now: float, duration_s: float, priority: Priority) -> None:
        """Begin or renew the pause, for sounds up to `priority`. Raises: SettingFault."""
        if not 0.0 < duration_s <= MAX_AUDIO_PAUSE_S:
            raise SettingFault(
                Text(
                    "an audio pause lasts over 0 and up to {most:g} s; got {got:g} s",
                    most=MAX_AUDIO_PAUSE_S,
                    got=duration_s,
                )
            )
        self.paused_priority = max(priority, self.paused_priority) if self.paused(now) else priority
        self.paused_until = now + duration_s

    def end_pause(self) -> None:
        """Sound again."""
        self.paused_until = -inf

    def follow(self, audible: Priority | None, now: float, newest: Priority | None = None) -> None:
        """Take the highest priority that may sound, and that of what has just begun to signal.

        Bursts start again when the priority rises, or when something of the same priority is new.
        """
        rises = audible is not None and (self._priority is None or audible > self._priority)
        if rises or (audible is not None and newest is not None and newest >= audible):
            self._sequence += 1
            self._from = now
        self._priority = audible

    def remind(self, now: float) -> None:
        """Let the reminder's tone sound once."""
        self._sequence += 1
        self._reminded_at = now

    def cue(self, now: float) -> SoundCue | None:
        """The sound that is due, at most one: the alarm's, else the reminder's."""
        pattern = None if self._priority is None else self.policy.pattern(self._priority)
        if self._priority is not None and pattern is not None:
            burst = max(0, int((now - self._from) // self.policy.repeat_s(self._priority)))
            return SoundCue(pattern, self._sequence, burst, min(burst, _LAST_VOLUME_STEP))
        if now - self._reminded_at < REMINDER_TONE_S and not self.paused(now):
            return SoundCue(SoundPattern.REMINDER, self._sequence, 0, 0)
        return None
