"""Whether the monitor lives, judged from its heartbeats by another process.

The monitor says `beat screen` and `beat watch` once a second, each only if that part has turned since, and
`goodbye` when a person stops it. Silence is counted in time that the judge itself has lived through, at most
`LONGEST_STEP_S` a look: after a sleep of the whole machine nobody is accused of what the sleep kept back.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

BEAT_S = 1.0
"""Time between the beats that are sent."""
SILENCE_S = 8.0
"""Longest silence of a part that still counts as alive."""
LONGEST_STEP_S = 1.0
"""A longer time between two looks counts as this much: the judge itself stood still."""
GOODBYE = "goodbye"
PING = "ping"
"""Asks the judge for an answer, and is no sign of life of any part."""
ANSWER = "here"
GUARD = "guard-monitor"
"""On the program's own command line: be the watchdog. For where there is no interpreter to start one with."""


class Beater(StrEnum):
    """Who beats: what people see (the window's thread, or the status lines), and the alarm rules."""

    SCREEN = "screen"
    WATCH = "watch"


class Pulse(StrEnum):
    """How the monitor is."""

    ALIVE = "alive"
    STALLED = "stalled"
    GONE = "gone"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class PulseFinding:
    """What one look found.

    Attributes:
        pulse: how the monitor is; GONE means ended without a goodbye.
        silent: the parts that do not beat, when STALLED; all of them when GONE.
        since: monotonic second of the last sign of life that is missed; None when ALIVE or ENDED.
    """

    pulse: Pulse
    silent: tuple[Beater, ...] = ()
    since: float | None = None


@dataclass(slots=True)
class _LastBeat:
    at: float
    lived_s: float


class HeartbeatRule:
    """Takes words and time; one owner thread."""

    def __init__(self, now: float, *, silence_s: float = SILENCE_S) -> None:
        """Every part counts as having beaten just now."""
        self._silence_s = silence_s
        self._looked_at = now
        self._lived_s = 0.0
        self._beats = {beater: _LastBeat(now, 0.0) for beater in Beater}
        self._goodbye = False
        self._lost_at: float | None = None

    def hear(self, word: str, now: float) -> None:
        """Take one line from the monitor; what is no known word is no sign of life."""
        self._live(now)
        word = word.strip()
        if word == GOODBYE:
            self._goodbye = True
            return
        for beater in Beater:
            if word == beat_word(beater):
                self._beats[beater] = _LastBeat(now, self._lived_s)

    def lose(self, now: float) -> None:
        """The monitor's end of the line has closed: its process has ended."""
        self._live(now)
        if self._lost_at is None:
            self._lost_at = now

    def look(self, now: float) -> PulseFinding:
        """Judge, several times a second."""
        self._live(now)
        if self._goodbye:
            return PulseFinding(Pulse.ENDED)
        if self._lost_at is not None:
            return PulseFinding(Pulse.GONE, tuple(Beater), self._lost_at)
        silent = tuple(
            beater for beater, beat in self._beats.items() if self._lived_s - beat.lived_s > self._silence_s
        )
        if not silent:
            return PulseFinding(Pulse.ALIVE)
        return PulseFinding(Pulse.STALLED, silent, min(self._beats[beater].at for beater in silent))

    def _live(self, now: float) -> None:
        self._lived_s += min(max(0.0, now - self._looked_at), LONGEST_STEP_S)
        self._looked_at = max(now, self._looked_at)


def beat_word(beater: Beater) -> str:
    """The line that says that this part lives."""
    return f"beat {beater.value}"
