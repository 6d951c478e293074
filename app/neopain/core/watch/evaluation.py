"""From what is known about pictures and trend to the conditions of the alarm system."""

from __future__ import annotations

from collections.abc import Container

from neopain.core.alarms.conditions import ALARM_TABLE, PICTURE_CONDITIONS, ConditionId
from neopain.core.alarms.evidence import Evidence, Holding
from neopain.core.alarms.kinds import Priority
from neopain.core.alarms.signals import AlarmEvent
from neopain.core.alarms.system import AlarmSystem
from neopain.core.score.pain_state import PainState
from neopain.core.sessions import LogEntry
from neopain.core.watch.log_lines import state_line
from neopain.core.watch.score_course import ScoreCourse
from neopain.core.watch.signs import Disagreement, state_said
from neopain.core.watch.source_health import STRANGE, PictureHealth

_RUNG_PRIORITY = (Priority.LOW, Priority.LOW, Priority.MEDIUM)
"""Of the pain alarm, by rung; at rung 0 anything that is told ends a hold."""
_OF_PICTURES = tuple((one.id, one.predicate, one.told) for one in ALARM_TABLE if one.of_pictures)
_UNSCORED = (*STRANGE.values(), ConditionId.CANNOT_ASSESS)
"""Of a face without a score; at most one is true."""
_NO_PAIN = ((ConditionId.PAIN, None),)
_EXPLAINING = frozenset(PICTURE_CONDITIONS)
_STRANGE = frozenset(STRANGE.values())
_NOTHING_SAID = _EXPLAINING | _STRANGE | {ConditionId.CANNOT_ASSESS}
"""Each tells that nothing can be said of the infant."""
_OFF_IN_STANDBY: tuple[ConditionId, ...] = (
    *(condition_id for condition_id, _, _ in _OF_PICTURES),
    *STRANGE.values(),
    ConditionId.CANNOT_ASSESS,
    ConditionId.PAIN,
)

Events = tuple[AlarmEvent, ...]


class StateNews:
    """Tells the log of each new pain state."""

    def __init__(self) -> None:
        self._logged = PainState.CANNOT_ASSESS

    def news(
        self, course: ScoreCourse, health: PictureHealth, now: float, disagreement: Disagreement | None
    ) -> tuple[LogEntry, ...]:
        """The line of a state that is not the one before; `disagreement` as the screen says it."""
        state = state_said(course.trend.state_at(now), disagreement)
        if state is self._logged:
            return ()
        self._logged = state
        reading = health.number_at(now)
        smoothed = None if reading is None else reading.smoothed
        return (state_line(now, state, smoothed, course.preset, health.reason_words(now)),)


def judge(alarms: AlarmSystem, course: ScoreCourse, health: PictureHealth, now: float) -> Events:
    """Feed every condition of pictures, view and pain as it is `now`; give what changed.

    A pain alarm is not ended by the loss of the face: it lasts until a score under the limit is seen, or
    until a technical alarm that is as urgent says that nothing can be said.
    """
    trend = course.trend
    events = _judge_pictures(alarms, health.evidence(course.preset, now), health.facts, now)
    explained = alarms.most_urgent(_EXPLAINING)
    if explained is not None:
        health.explained_at = now
    since = trend.unscored_since
    strange = health.strange(now)
    holding = None
    if since is not None and explained is None and not health.stopped:
        if strange is not None:
            # By itself it stays LOW however long it lasts; what takes over a pain alarm is as urgent as that.
            urgent = Priority.MEDIUM in {_RUNG_PRIORITY[trend.rung], alarms.most_urgent(_STRANGE)}
            holding = Holding(since, level=2 if urgent else 1)
        else:
            # What another alarm has explained is told; the time without a view counts from its end.
            holding = Holding(max(since, health.explained_at), health.reason_words(now))
    found = ConditionId.CANNOT_ASSESS if strange is None else strange
    events += alarms.set_holdings([(one, holding if one is found else None) for one in _UNSCORED], now)
    told = alarms.most_urgent(_NOTHING_SAID)
    if told is not None and told >= _RUNG_PRIORITY[trend.rung]:
        if since is not None:
            trend.forget()
        elif health.silent(now):
            trend.hush()
    return events + _judge_pain(alarms, course, health, now)


def judge_standby(alarms: AlarmSystem, now: float) -> Events:
    """In standby nothing is expected of the camera, and nothing is said about the infant."""
    events: Events = ()
    for condition_id in _OFF_IN_STANDBY:
        events += alarms.set_condition(condition_id, False, now)
    return events


def _judge_pictures(
    alarms: AlarmSystem, evidence: Evidence, facts: Container[ConditionId], now: float
) -> Events:
    holdings = []
    for condition_id, predicate, told in _OF_PICTURES:
        holding = None if predicate is None else predicate(evidence)
        if holding is None and told and condition_id in facts:
            holding = Holding(now)
        holdings.append((condition_id, holding))
    return alarms.set_holdings(holdings, now)


def _judge_pain(alarms: AlarmSystem, course: ScoreCourse, health: PictureHealth, now: float) -> Events:
    trend, preset = course.trend, course.preset
    rung = trend.rung
    if rung == 0:
        return alarms.set_holdings(_NO_PAIN, now)
    reading = health.number_at(now)
    return alarms.set_condition(
        ConditionId.PAIN,
        True,
        now,
        level=rung,
        value=None if reading is None else reading.smoothed,
        limit=preset.upper_limit if rung == 2 else preset.lower_limit,
        since=trend.over_since,
    )
