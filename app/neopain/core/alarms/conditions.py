"""The alarm conditions, as data: kind, priorities, delays, latching, words, what to do, and how each is seen.

A new condition is an id, a row, and a predicate where it is seen in pictures or readings: all here.
The delays of the pain condition are the holds of the preset (`core.score.presets`): its steps have none here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

from neopain.core.alarms.declared import DeclaredCondition, Step
from neopain.core.alarms.evidence import Evidence, Holding
from neopain.core.alarms.kinds import AlarmKind, Priority
from neopain.core.alarms.source_predicates import (
    camera_lost,
    camera_refused,
    camera_unsteady,
    face_search_slow,
    source_in,
)
from neopain.core.errors import ProgramFault
from neopain.core.readings import Reason
from neopain.core.sessions import SourceState
from neopain.core.text import Text


class ConditionId(StrEnum):
    """Stable names of the conditions."""

    PAIN = "pain"
    CANNOT_ASSESS = "cannot_assess"
    UNLIKE_TRAINING = "unlike_training"
    NOT_AN_INFANT = "not_an_infant"
    CAMERA_LOST = "camera_lost"
    CAMERA_UNSTEADY = "camera_unsteady"
    CAMERA_REFUSED = "camera_refused"
    SOURCE_ENDED = "source_ended"
    PICTURE_STALE = "picture_stale"
    PICTURE_FROZEN = "picture_frozen"
    PICTURE_BLACK = "picture_black"
    NO_READINGS = "no_readings"
    READINGS_LATE = "readings_late"
    SCORES_BROKEN = "scores_broken"
    FACE_SEARCH_SLOW = "face_search_slow"
    MODEL_FAULT = "model_fault"
    DISK_LOW = "disk_low"
    RECORD_FAILING = "record_failing"
    NO_SOUND = "no_sound"
    CLOCK_STEP = "clock_step"
    MONITOR_STALLED = "monitor_stalled"
    PROGRAM_FAULT = "program_fault"
    WATCHDOG_MISSING = "watchdog_missing"


Condition: TypeAlias = DeclaredCondition[ConditionId]


def _no_readings(seen: Evidence) -> Holding | None:
    return None if seen.silent_since is None else Holding(seen.silent_since)


def _readings_late(seen: Evidence) -> Holding | None:
    if seen.delay_broken:
        return Holding(seen.now, level=2)
    return None if seen.late_since is None else Holding(seen.late_since, level=1)


def _scores_broken(seen: Evidence) -> Holding | None:
    return None if seen.broken_since is None else Holding(seen.broken_since)


def _model_fault(seen: Evidence) -> Holding | None:
    return Holding(seen.now) if seen.reason is Reason.MODEL_FAULT else None


_LOW = Priority.LOW
_MEDIUM = Priority.MEDIUM
_TECHNICAL = AlarmKind.TECHNICAL

ALARM_TABLE: tuple[Condition, ...] = (
    Condition(
        ConditionId.PAIN,
        AlarmKind.PHYSIOLOGICAL,
        (Step(_LOW), Step(_MEDIUM)),
        Text("PAIN SCORE"),
        Text("Look at the infant and assess with the ward's scale."),
        limit="preset: LOW over lower_limit for lower_hold_s, MEDIUM over upper_limit for upper_hold_s",
        in_care=False,
    ),
    Condition(
        ConditionId.CANNOT_ASSESS,
        _TECHNICAL,
        (Step(_LOW, 20.0), Step(_MEDIUM, 120.0)),
        Text("CANNOT ASSESS"),
        Text("Free the view of the face or move the camera; assess by hand meanwhile."),
        in_care=False,
    ),
    Condition(
        ConditionId.UNLIKE_TRAINING,
        _TECHNICAL,
        # The second step is fed only where a MEDIUM pain alarm stood when the model lost its footing.
        (Step(_LOW, 20.0), Step(_MEDIUM, 120.0)),
        Text("FACE UNLIKE TRAINING"),
        Text("This model has never seen a face like this one: no score. Assess by hand."),
        in_care=False,
    ),
    Condition(
        ConditionId.NOT_AN_INFANT,
        _TECHNICAL,
        # The second step as above.
        (Step(_LOW, 20.0), Step(_MEDIUM, 120.0)),
        Text("NOT AN INFANT'S FACE"),
        Text("The camera sees an adult's face: no score. Point it at the infant; assess by hand meanwhile."),
        in_care=False,
    ),
    Condition(
        ConditionId.CAMERA_LOST,
        _TECHNICAL,
        (Step(_MEDIUM, 5.0),),
        Text("CAMERA LOST"),
        Text("Check the camera's cable and power; assess by hand meanwhile."),
        predicate=camera_lost,
        explains_gap=True,
    ),
    Condition(
        ConditionId.CAMERA_UNSTEADY,
        _TECHNICAL,
        (Step(_MEDIUM),),
        Text("CAMERA COMES AND GOES"),
        Text("Check its cable, power and network: pain may go unseen. Assess by hand meanwhile."),
        predicate=camera_unsteady,
    ),
    Condition(
        ConditionId.CAMERA_REFUSED,
        _TECHNICAL,
        (Step(_MEDIUM, 5.0),),
        Text("CAMERA LOGIN REFUSED"),
        Text(
            "The camera answers but refuses the login: check user name and password; assess by "
            "hand meanwhile."
        ),
        predicate=camera_refused,
        explains_gap=True,
    ),
    Condition(
        ConditionId.SOURCE_ENDED,
        _TECHNICAL,
        (Step(_LOW),),
        Text("PICTURES ENDED"),
        Text("The recording is over: choose another source or stop the session."),
        predicate=source_in(SourceState.ENDED),
        explains_gap=True,
    ),
    Condition(
        ConditionId.PICTURE_STALE,
        _TECHNICAL,
        (Step(_LOW, 2.0), Step(_MEDIUM, 10.0)),
        Text("PICTURE STALE"),
        Text("The camera has stopped sending: check its cable or network."),
        predicate=source_in(SourceState.STALE),
        explains_gap=True,
    ),
    Condition(
        ConditionId.PICTURE_FROZEN,
        _TECHNICAL,
        (Step(_MEDIUM, 5.0),),
        Text("PICTURE FROZEN"),
        Text("The camera repeats one picture: restart it; assess by hand meanwhile."),
        told=True,
        explains_gap=True,
    ),
    Condition(
        ConditionId.PICTURE_BLACK,
        _TECHNICAL,
        (Step(_LOW, 5.0), Step(_MEDIUM, 30.0)),
        Text("PICTURE BLACK"),
        Text("Uncover the lens or turn on a light; assess by hand meanwhile."),
        in_care=False,
        told=True,
        explains_gap=True,
    ),
    Condition(
        ConditionId.NO_READINGS,
        _TECHNICAL,
        (Step(_MEDIUM, 5.0),),
        Text("NO READINGS"),
        Text("The analysis has stopped: restart NeoPain; assess by hand meanwhile."),
        predicate=_no_readings,
        explains_gap=True,
    ),
    Condition(
        ConditionId.READINGS_LATE,
        _TECHNICAL,
        (Step(_LOW, 10.0), Step(_MEDIUM, 15.0)),
        Text("SCORES COME LATE"),
        Text("Pain alarms come late or not at all: close other programs, check the camera; assess by hand."),
        predicate=_readings_late,
    ),
    Condition(
        ConditionId.SCORES_BROKEN,
        _TECHNICAL,
        (Step(_LOW, 30.0), Step(_MEDIUM, 90.0)),
        Text("SCORES FOR MOMENTS ONLY"),
        Text("Too short for a pain alarm: free the view, check the camera and its network; assess by hand."),
        in_care=False,
        predicate=_scores_broken,
    ),
    Condition(
        ConditionId.FACE_SEARCH_SLOW,
        _TECHNICAL,
        (Step(_LOW, 20.0),),
        Text("FACE SEARCH SLOW"),
        Text("Each search for a face takes over 1.5 s: show the face, close other programs; look often."),
        in_care=False,
        predicate=face_search_slow,
    ),
    Condition(
        ConditionId.MODEL_FAULT,
        _TECHNICAL,
        (Step(_MEDIUM, 3.0),),
        Text("MODEL FAULT"),
        Text("The model cannot score: run `neopain doctor`; assess by hand meanwhile."),
        predicate=_model_fault,
        explains_gap=True,
    ),
    Condition(
        ConditionId.DISK_LOW,
        _TECHNICAL,
        (Step(_LOW),),
        Text("DISK ALMOST FULL"),
        Text("Free space on the disk of the sessions' folder."),
        told=True,
    ),
    Condition(
        ConditionId.RECORD_FAILING,
        _TECHNICAL,
        (Step(_MEDIUM),),
        Text("RECORD NOT SAVED"),
        Text("The session cannot be written: check the disk; note findings by hand."),
        told=True,
    ),
    Condition(
        ConditionId.NO_SOUND,
        _TECHNICAL,
        (Step(_LOW, 2.0),),
        Text("NO SOUND OUTPUT"),
        Text("Connect a loudspeaker; until then alarms can only be seen."),
        told=True,
    ),
    Condition(
        ConditionId.CLOCK_STEP,
        _TECHNICAL,
        (Step(_LOW),),
        Text("CLOCK CHANGED"),
        Text("The wall clock was set or the machine slept: check the times in the record."),
        latching=True,
    ),
    Condition(
        ConditionId.MONITOR_STALLED,
        _TECHNICAL,
        (Step(_MEDIUM),),
        Text("MONITOR STALLED"),
        Text("The program stood still and missed time: check the infant, then the machine's load."),
        latching=True,
        told=True,
    ),
    Condition(
        ConditionId.PROGRAM_FAULT,
        _TECHNICAL,
        (Step(_MEDIUM),),
        Text("PROGRAM FAULT"),
        Text("A part of NeoPain failed, the rest goes on: check the infant; restart NeoPain when you can."),
        latching=True,
        told=True,
    ),
    Condition(
        ConditionId.WATCHDOG_MISSING,
        _TECHNICAL,
        (Step(_LOW),),
        Text("WATCHDOG MISSING"),
        Text("If NeoPain stops now, nothing will say so: look at the screen often and restart when you can."),
        told=True,
    ),
)
"""Every condition of NeoPain. Pain is at most MEDIUM; HIGH stays unused."""

FACTS: frozenset[ConditionId] = frozenset(condition.id for condition in ALARM_TABLE if condition.told)
"""Conditions that are told from outside; the others `core.watch.watch` finds out by itself."""

PICTURE_CONDITIONS: tuple[ConditionId, ...] = tuple(
    condition.id for condition in ALARM_TABLE if condition.explains_gap
)
"""Conditions that by themselves say why there is no score."""


def unknown_fact(condition_id: str) -> ProgramFault:
    """What is wrong about a fact that is none of `FACTS`."""
    return ProgramFault(f"facts are {', '.join(sorted(FACTS))}; got {condition_id!r}: mend the caller")
