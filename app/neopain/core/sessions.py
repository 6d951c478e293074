"""One recording: its session, the states of its source, and the lines of its log.

UTC appears only in the record, through the bridge that `Session` holds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from neopain.core.errors import ProgramFault
from neopain.core.source_causes import SourceCause
from neopain.core.text import Text


class SourceState(StrEnum):
    """Health of a picture source; RESTING while standby has let go of the camera."""

    CONNECTING = "connecting"
    LIVE = "live"
    STALE = "stale"
    RECONNECTING = "reconnecting"
    FAILED = "failed"
    ENDED = "ended"
    STOPPED = "stopped"
    RESTING = "resting"


SOURCE_WORDS = {
    SourceState.CONNECTING: Text("connecting"),
    SourceState.LIVE: Text("live"),
    SourceState.STALE: Text("stale"),
    SourceState.RECONNECTING: Text("reconnecting"),
    SourceState.FAILED: Text("failed"),
    SourceState.ENDED: Text("ended"),
    SourceState.STOPPED: Text("stopped"),
    SourceState.RESTING: Text("resting"),
}
"""For a line of the log whose source says no more."""


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A source's state, since when (monotonic s), and in words what happened and what to do.

    `detail` never holds a password: sources redact their address first. `cause` names what happened, None
    when there is nothing to name.
    """

    state: SourceState
    at: float
    detail: str = ""
    cause: SourceCause | None = None

    def __post_init__(self) -> None:
        """Raises: ProgramFault for a cause that there is not: whoever judges by it would take it for none."""
        if self.cause is not None and not isinstance(self.cause, SourceCause):
            raise ProgramFault(f"a cause is one of {SourceCause}; got {self.cause!r}: mend the source")


CAMERA_CHANGED = "camera_changed"
"""Code of the event that another camera gives the pictures from now on."""
VIEW_EVENTS: Mapping[str, Text] = {
    CAMERA_CHANGED: Text("Other camera"),
    "view_changed": Text("Camera moved"),
    "grey_pictures": Text("Night picture"),
    "colour_pictures": Text("Day picture"),
    "size_changed": Text("Picture size"),
    "light_flickers": Text("Flicker"),
}
"""Codes of the events after which the infant is seen in another way; the words stand at their ticks."""


@dataclass(frozen=True, slots=True)
class SourceEvent:
    """Something about the pictures that belongs into the log and ends nothing, such as a changed size.

    Attributes:
        at: monotonic seconds.
        code: short stable word.
        text: one line for people, without credentials.
    """

    at: float
    code: str
    text: str


LONGEST_SESSION_S = 400 * 86_400.0
"""Whatever says that a session lasted longer is damaged, and would be walked for ever."""


@dataclass(frozen=True, slots=True)
class Session:
    """One recording.

    Attributes:
        id: UUID4 text.
        patient_code: pseudonym, "" when not admitted.
        started_utc: ISO 8601 with offset +00:00.
        started_at: monotonic seconds at the same instant: the bridge between the clocks.
        source: the source in words, redacted.
        simulated: whether the pictures come from the simulated neonate.
        app_version, model_id, provider: what made the readings.
    """

    id: str
    patient_code: str
    started_utc: str
    started_at: float
    source: str
    simulated: bool
    app_version: str
    model_id: str
    provider: str


class LogKind(StrEnum):
    """What a line of the session's log is about."""

    SESSION = "session"
    SOURCE = "source"
    ALARM = "alarm"
    STATE = "state"
    ANNOTATION = "annotation"
    ASSESSMENT = "assessment"
    SETTING = "setting"
    CLOCK = "clock"


LogValue: TypeAlias = str | float | int | bool | None


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of the session's log; the record keeps every one.

    Attributes:
        at: monotonic seconds.
        kind: what it is about.
        code: short stable word for programs, such as `raised` or `heel_lance`.
        text: one line for people.
        detail: further values, such as the limit in force; keys are stable.
    """

    at: float
    kind: LogKind
    code: str
    text: str
    detail: tuple[tuple[str, LogValue], ...] = ()


def number_of(value: object, least: float = -math.inf, most: float = math.inf) -> float | None:
    """A number that a line tells, if it is finite and lies from `least` to `most`; None for all else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) and least <= number <= most else None
