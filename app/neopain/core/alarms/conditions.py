"""The alarm conditions, as data: kind, priorities, delays, latching, words, and what to do.

The delays of the pain condition are the holds of the preset (`core.score.presets`): its steps have none here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from neopain.core.alarms.signals import AlarmKind, Priority
from neopain.core.errors import ProgramFault


class ConditionId(StrEnum):
    """Stable names of the conditions."""

    PAIN = "pain"
    CANNOT_ASSESS = "cannot_assess"
    UNLIKE_TRAINING = "unlike_training"
    CAMERA_LOST = "camera_lost"
    CAMERA_REFUSED = "camera_refused"
    SOURCE_ENDED = "source_ended"
    PICTURE_STALE = "picture_stale"
    PICTURE_FROZEN = "picture_frozen"
    PICTURE_BLACK = "picture_black"
    NO_READINGS = "no_readings"
    READINGS_LATE = "readings_late"
    MODEL_FAULT = "model_fault"
    DISK_LOW = "disk_low"
    RECORD_FAILING = "record_failing"
    NO_SOUND = "no_sound"
    CLOCK_STEP = "clock_step"
    MONITOR_STALLED = "monitor_stalled"
    WATCHDOG_MISSING = "watchdog_missing"


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of a condition: its priority once the predicate has held for `delay_s`."""

    priority: Priority
    delay_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Condition:
    """What may be wrong.

    Attributes:
        id: stable name.
        kind: about the infant or about the monitor.
        steps: rungs by rising priority; a later one escalates the occurrence.
        words: short line for the alarm bar, capitals, without mark.
        action: what to do about it.
        limit: where the limit comes from, for the report; "" when there is none.
        latching: whether it goes on, with its signals, until acknowledged, though its cause is over.
        in_care: whether it signals also in care mode, when hands cover the infant.
    """

    id: str
    kind: AlarmKind
    steps: tuple[Step, ...]
    words: str
    action: str
    limit: str = ""
    latching: bool = False
    in_care: bool = True


_LOW = Priority.LOW
_MEDIUM = Priority.MEDIUM
_TECHNICAL = AlarmKind.TECHNICAL

ALARM_TABLE: tuple[Condition, ...] = (
    Condition(
        ConditionId.PAIN,
        AlarmKind.PHYSIOLOGICAL,
        (Step(_LOW), Step(_MEDIUM)),
        "PAIN SCORE",
        "Look at the infant and assess with the ward's scale.",
        limit="preset: LOW over lower_limit for lower_hold_s, MEDIUM over upper_limit for upper_hold_s",
        in_care=False,
    ),
    Condition(
        ConditionId.CANNOT_ASSESS,
        _TECHNICAL,
        (Step(_LOW, 20.0), Step(_MEDIUM, 120.0)),
        "CANNOT ASSESS",
        "Free the view of the face or move the camera; assess by hand meanwhile.",
        in_care=False,
    ),
    Condition(
        ConditionId.UNLIKE_TRAINING,
        _TECHNICAL,
        # The second step is fed only where a MEDIUM pain alarm stood when the model lost its footing.
        (Step(_LOW, 20.0), Step(_MEDIUM, 120.0)),
        "FACE UNLIKE TRAINING",
        "This model has never seen a face like this one: no score. Assess by hand.",
        in_care=False,
    ),
    Condition(
        ConditionId.CAMERA_LOST,
        _TECHNICAL,
        (Step(_MEDIUM, 5.0),),
        "CAMERA LOST",
        "Check the camera's cable and power; assess by hand meanwhile.",
    ),
    Condition(
        ConditionId.CAMERA_REFUSED,
        _TECHNICAL,
        (Step(_MEDIUM, 5.0),),
        "CAMERA LOGIN REFUSED",
        "The camera answers but refuses the login: check user name and password; assess by hand meanwhile.",
    ),
    Condition(
        ConditionId.SOURCE_ENDED,
        _TECHNICAL,
        (Step(_LOW),),
        "PICTURES ENDED",
        "The recording is over: choose another source or stop the session.",
    ),
    Condition(
        ConditionId.PICTURE_STALE,
        _TECHNICAL,
        (Step(_LOW, 2.0), Step(_MEDIUM, 10.0)),
        "PICTURE STALE",
        "The camera has stopped sending: check its cable or network.",
    ),
    Condition(
        ConditionId.PICTURE_FROZEN,
        _TECHNICAL,
        (Step(_MEDIUM, 5.0),),
        "PICTURE FROZEN",
        "The camera repeats one picture: restart it; assess by hand meanwhile.",
    ),
    Condition(
        ConditionId.PICTURE_BLACK,
        _TECHNICAL,
        (Step(_LOW, 5.0), Step(_MEDIUM, 30.0)),
        "PICTURE BLACK",
        "Uncover the lens or turn on a light; assess by hand meanwhile.",
        in_care=False,
    ),
    Condition(
        ConditionId.NO_READINGS,
        _TECHNICAL,
        (Step(_MEDIUM, 5.0),),
        "NO READINGS",
        "The analysis has stopped: restart NeoPain; assess by hand meanwhile.",
    ),
    Condition(
        ConditionId.READINGS_LATE,
        _TECHNICAL,
        (Step(_LOW, 10.0), Step(_MEDIUM, 15.0)),
        "SCORES COME LATE",
        "Pain alarms come late or not at all: close other programs, check the camera; assess by hand.",
    ),
    Condition(
        ConditionId.MODEL_FAULT,
        _TECHNICAL,
        (Step(_MEDIUM, 3.0),),
        "MODEL FAULT",
        "The model cannot score: run `neopain doctor`; assess by hand meanwhile.",
    ),
    Condition(
        ConditionId.DISK_LOW,
        _TECHNICAL,
        (Step(_LOW),),
        "DISK ALMOST FULL",
        "Free space on the disk of the sessions' folder.",
    ),
    Condition(
        ConditionId.RECORD_FAILING,
        _TECHNICAL,
        (Step(_MEDIUM),),
        "RECORD NOT SAVED",
        "The session cannot be written: check the disk; note findings by hand.",
    ),
    Condition(
        ConditionId.NO_SOUND,
        _TECHNICAL,
        (Step(_LOW, 2.0),),
        "NO SOUND OUTPUT",
        "Connect a loudspeaker; until then alarms can only be seen.",
    ),
    Condition(
        ConditionId.CLOCK_STEP,
        _TECHNICAL,
        (Step(_LOW),),
        "CLOCK CHANGED",
        "The wall clock was set or the machine slept: check the times in the record.",
        latching=True,
    ),
    Condition(
        ConditionId.MONITOR_STALLED,
        _TECHNICAL,
        (Step(_MEDIUM),),
        "MONITOR STALLED",
        "The program stood still and missed time: check the infant, then the machine's load.",
        latching=True,
    ),
    Condition(
        ConditionId.WATCHDOG_MISSING,
        _TECHNICAL,
        (Step(_LOW),),
        "WATCHDOG MISSING",
        "If NeoPain stops now, nothing will say so: look at the screen often and restart when you can.",
    ),
)
"""Every condition of NeoPain. Pain is at most MEDIUM; HIGH stays unused."""

FACTS: frozenset[ConditionId] = frozenset(
    {
        ConditionId.PICTURE_FROZEN,
        ConditionId.PICTURE_BLACK,
        ConditionId.MODEL_FAULT,
        ConditionId.DISK_LOW,
        ConditionId.RECORD_FAILING,
        ConditionId.NO_SOUND,
        ConditionId.MONITOR_STALLED,
        ConditionId.WATCHDOG_MISSING,
    }
)
"""Conditions that are told from outside; the others `core.watch.watch` finds out by itself."""


def unknown_fact(condition_id: str) -> ProgramFault:
    """What is wrong about a fact that is none of `FACTS`."""
    return ProgramFault(f"facts are {', '.join(sorted(FACTS))}; got {condition_id!r}: mend the caller")
