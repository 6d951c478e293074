"""From what is known about pictures and trend to the conditions of the alarm system."""

from __future__ import annotations

from neopain.core.alarms.conditions import ConditionId
from neopain.core.alarms.signals import AlarmEvent
from neopain.core.alarms.system import AlarmSystem
from neopain.core.score.pain_state import PainTrend
from neopain.core.score.presets import Preset
from neopain.core.watch.source_health import PICTURE_CONDITIONS, PictureHealth

_WATCHED: tuple[str, ...] = (
    *PICTURE_CONDITIONS,
    ConditionId.READINGS_LATE,
    ConditionId.UNLIKE_TRAINING,
    ConditionId.CANNOT_ASSESS,
    ConditionId.PAIN,
)

Events = tuple[AlarmEvent, ...]


def judge(alarms: AlarmSystem, trend: PainTrend, health: PictureHealth, preset: Preset, now: float) -> Events:
    """Feed every condition of pictures, view and pain as it is `now`; give what changed.

    A pain alarm is not ended by the loss of the face: it lasts until a score under the limit is seen, or
    until a technical alarm has taken over saying that nothing can be said.
    """
    trend.advance(now)
    events: Events = ()
    for one in health.predicates(now):
        events += alarms.set_condition(one.condition_id, one.active, now, since=one.since, words=one.words)
    explained = any(alarms.is_current(condition_id) for condition_id in PICTURE_CONDITIONS)
    since = trend.unscored_since
    unscored = since is not None and not health.stopped and not explained
    unlike = health.unlike_training(now)
    events += alarms.set_condition(ConditionId.UNLIKE_TRAINING, unscored and unlike, now, since=since)
    events += alarms.set_condition(
        ConditionId.CANNOT_ASSESS,
        unscored and not unlike,
        now,
        since=since,
        words=health.reason_words(now),
    )
    unassessed = (ConditionId.UNLIKE_TRAINING, ConditionId.CANNOT_ASSESS)
    if since is not None and (explained or any(alarms.is_current(one) for one in unassessed)):
        trend.forget()
    return events + _judge_pain(alarms, trend, health, preset, now)


def judge_standby(alarms: AlarmSystem, now: float) -> Events:
    """In standby nothing is expected of the camera, and nothing is said about the infant."""
    events: Events = ()
    for condition_id in _WATCHED:
        events += alarms.set_condition(condition_id, False, now)
    return events


def _judge_pain(
    alarms: AlarmSystem, trend: PainTrend, health: PictureHealth, preset: Preset, now: float
) -> Events:
    rung = trend.rung
    reading = health.number_at(now)
    return alarms.set_condition(
        ConditionId.PAIN,
        rung > 0,
        now,
        level=rung if rung > 0 else None,
        value=None if reading is None else reading.smoothed,
        limit=preset.upper_limit if rung == 2 else preset.lower_limit,
        since=trend.over_since,
    )
