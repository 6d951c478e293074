from __future__ import annotations

import pytest

from neopain.core.alarms.conditions import ALARM_TABLE, Condition, ConditionId
from neopain.core.alarms.declared import Step
from neopain.core.alarms.kinds import AlarmKind, Priority
from neopain.core.alarms.signals import AlarmEvent, Suspension, lit
from neopain.core.alarms.system import AlarmSystem
from neopain.core.errors import ProgramFault
from neopain.core.sessions import LogKind

PAIN, VIEW, CAMERA = ConditionId.PAIN, ConditionId.CANNOT_ASSESS, ConditionId.CAMERA_LOST


def changes(events: tuple[AlarmEvent, ...]) -> list[str]:
    return [event.change.value for event in events]


def pain(alarms: AlarmSystem, now: float, level: int, value: float = 7.0) -> tuple[AlarmEvent, ...]:
    limit = 6.0 if level == 2 else 4.0
    return alarms.set_condition(PAIN, level > 0, now, level=level or None, value=value, limit=limit)


def texts(alarms: AlarmSystem, now: float) -> list[str]:
    return [message.text for message in alarms.signals(now).messages]


@pytest.mark.clause("A4", "A7")
def test_a_whole_life() -> None:
    alarms = AlarmSystem()
    story = [
        *pain(alarms, 0.0, 1, 4.7),
        *alarms.acknowledge(1.0),
        *pain(alarms, 2.0, 2, 7.2),
        *alarms.tick(34.0),
        *alarms.acknowledge(35.0),
        *pain(alarms, 36.0, 1, 5.0),
        *pain(alarms, 40.0, 0),
    ]
    assert changes(tuple(story)) == [
        "raised",
        "acknowledged",
        "escalated",
        "acknowledged",
        "deescalated",
        "cleared",
    ]
    assert {event.occurrence_id for event in story} == {1}
    signals = alarms.signals(41.0)
    assert (signals.messages, signals.unseen, signals.sound) == ((), (), None)


@pytest.mark.clause("A11")
def test_the_text_shows_the_worst_value_over_the_limit_and_how_long() -> None:
    alarms = AlarmSystem()
    pain(alarms, 0.0, 2, 7.2)
    pain(alarms, 20.0, 2, 6.4)
    assert texts(alarms, 32.0) == ["** PAIN SCORE 7.2 > 6.0 (32 s)"]
    pain(alarms, 100.0, 1, 5.2)
    assert texts(alarms, 100.0) == ["* PAIN SCORE 7.2 > 4.0 (1:40)"]


@pytest.mark.clause("A11")
def test_a_limit_above_the_value_is_not_printed() -> None:
    alarms = AlarmSystem()
    alarms.set_condition(PAIN, True, 0.0, level=1, value=6.0, limit=6.0)
    assert texts(alarms, 1.0) == ["* PAIN SCORE 6.0 (1 s)"]


def test_the_condition_counts_from_when_it_began() -> None:
    alarms = AlarmSystem()
    raised = alarms.set_condition(VIEW, True, 130.0, since=30.0, words="FACE NOT VISIBLE")
    assert changes(raised) == ["raised"]
    assert texts(alarms, 130.0) == ["! FACE NOT VISIBLE (1:40)"]
    assert changes(alarms.tick(150.0)) == ["escalated"]
    assert texts(alarms, 150.0) == ["!! FACE NOT VISIBLE (2:00)"]


def test_a_delay_keeps_short_conditions_quiet() -> None:
    alarms = AlarmSystem()
    assert alarms.set_condition(CAMERA, True, 0.0) == ()
    assert alarms.tick(4.9) == ()
    assert alarms.set_condition(CAMERA, False, 4.95) == ()
    assert alarms.tick(10.0) == ()
    alarms.set_condition(CAMERA, True, 20.0)
    assert changes(alarms.tick(25.0)) == ["raised"]
    assert alarms.priority_of(CAMERA)


@pytest.mark.clause("A3")
def test_time_alone_escalates_and_sounds_again_after_an_acknowledgement() -> None:
    alarms = AlarmSystem()
    alarms.set_condition(VIEW, True, 0.0)
    assert changes(alarms.tick(20.0)) == ["raised"]
    assert alarms.signals(20.0).sound is None
    alarms.acknowledge(21.0)
    assert changes(alarms.tick(120.0)) == ["escalated"]
    signals = alarms.signals(120.0)
    assert signals.sound is not None
    assert signals.flashing
    assert signals.highest is Priority.MEDIUM


@pytest.mark.clause("A4")
def test_what_ended_unseen_stays_until_it_is_seen() -> None:
    alarms = AlarmSystem()
    pain(alarms, 0.0, 2, 7.2)
    pain(alarms, 10.0, 1, 5.0)
    pain(alarms, 12.0, 0)
    (row,) = alarms.signals(500.0).unseen
    assert (row.text, row.priority, row.ended_at) == ("** PAIN SCORE 7.2 > 6.0 (10 s)", Priority.MEDIUM, 12.0)
    alarms.set_condition(CAMERA, True, 600.0, since=590.0)
    assert changes(alarms.acknowledge(601.0)) == ["acknowledged"]
    assert len(alarms.signals(601.0).unseen) == 1
    assert changes(alarms.acknowledge(602.0)) == ["acknowledged"]
    assert alarms.signals(602.0).unseen == ()
    assert alarms.acknowledge(603.0) == ()


def test_a_second_escalation_is_not_covered_by_the_first_acknowledgement() -> None:
    alarms = AlarmSystem()
    pain(alarms, 0.0, 2)
    alarms.acknowledge(1.0)
    pain(alarms, 2.0, 1)
    assert alarms.signals(2.0).messages[0].acknowledged
    assert changes(pain(alarms, 3.0, 2)) == ["escalated"]
    assert not alarms.signals(3.0).messages[0].acknowledged
    assert alarms.signals(3.0).sound is not None


def test_an_escalation_that_passed_unseen_is_still_to_be_seen() -> None:
    alarms = AlarmSystem()
    pain(alarms, 0.0, 1)
    alarms.acknowledge(1.0)
    pain(alarms, 2.0, 2)
    pain(alarms, 3.0, 1)
    assert not alarms.signals(3.0).messages[0].acknowledged
    pain(alarms, 4.0, 0)
    assert alarms.signals(4.0).unseen[0].priority is Priority.MEDIUM


@pytest.mark.clause("A5")
def test_of_equally_urgent_messages_the_newest_comes_first() -> None:
    alarms = AlarmSystem()
    alarms.set_condition(ConditionId.DISK_LOW, True, 0.0)
    alarms.set_condition(ConditionId.SOURCE_ENDED, True, 10.0)
    shown = [message.condition_id for message in alarms.signals(30.0).messages]
    assert shown == [ConditionId.SOURCE_ENDED, ConditionId.DISK_LOW]


def test_of_equally_urgent_messages_that_of_the_infant_comes_before_that_of_the_equipment() -> None:
    alarms = AlarmSystem()
    pain(alarms, 0.0, 1, 4.7)
    alarms.set_condition(ConditionId.DISK_LOW, True, 10.0)
    shown = alarms.signals(30.0).messages
    assert [message.condition_id for message in shown] == [PAIN, ConditionId.DISK_LOW]
    assert shown[0].priority == shown[1].priority


def test_the_highest_unseen_rung_is_what_the_list_keeps() -> None:
    rungs = (Step(Priority.LOW), Step(Priority.MEDIUM), Step(Priority.HIGH))
    alarms = AlarmSystem([Condition(CAMERA, AlarmKind.TECHNICAL, rungs, "X", "Act.")])
    for at, level in enumerate((3, 2, 1)):
        alarms.set_condition(CAMERA, True, float(at), level=level)
    alarms.set_condition(CAMERA, False, 9.0)
    (row,) = alarms.signals(10.0).unseen
    assert (row.text, row.ended_at) == ("!!! X (1 s)", 9.0)


@pytest.mark.clause("A3")
def test_one_occurrence_can_be_acknowledged_by_its_number() -> None:
    alarms = AlarmSystem()
    pain(alarms, 0.0, 2)
    alarms.set_condition(CAMERA, True, 1.0, since=-9.0)
    assert [event.condition_id for event in alarms.acknowledge(2.0, 2)] == [CAMERA]
    assert [message.acknowledged for message in alarms.signals(2.0).messages] == [False, True]
    assert alarms.acknowledge(3.0, 99) == ()


@pytest.mark.clause("A3")
def test_what_comes_at_the_moment_of_an_acknowledgement_is_not_acknowledged() -> None:
    alarms = AlarmSystem()
    alarms.set_condition(VIEW, True, 0.0)
    alarms.tick(20.0)
    assert changes(alarms.acknowledge(120.0)) == ["acknowledged", "escalated"]
    assert not alarms.signals(120.0).messages[0].acknowledged


@pytest.mark.clause("A7")
def test_a_latched_condition_goes_on_until_acknowledged() -> None:
    alarms = AlarmSystem()
    assert changes(alarms.set_condition(ConditionId.MONITOR_STALLED, True, 0.0)) == ["raised"]
    assert alarms.set_condition(ConditionId.MONITOR_STALLED, False, 0.0) == ()
    assert alarms.signals(50.0).sound is not None
    assert changes(alarms.acknowledge(60.0)) == ["acknowledged", "cleared"]
    assert alarms.signals(60.0).messages == ()


@pytest.mark.clause("E1", "E3")
def test_care_holds_back_pain_and_view_but_not_the_camera() -> None:
    alarms = AlarmSystem()
    alarms.suspend(Suspension.CARE, 0.0, 300.0)
    raised = pain(alarms, 10.0, 2)
    assert raised[0].suspended is Suspension.CARE
    alarms.set_condition(CAMERA, True, 10.0, since=0.0)
    signals = alarms.signals(11.0)
    assert [message.condition_id for message in signals.messages] == [CAMERA]
    assert [message.condition_id for message in signals.suspended_messages] == [PAIN]
    assert signals.suspension is Suspension.CARE
    alarms.acknowledge(12.0)
    assert alarms.signals(12.0).sound is None
    after = alarms.signals(300.0)
    assert after.suspension is Suspension.NONE
    assert after.messages[0].condition_id == PAIN
    assert not after.messages[0].acknowledged
    alarms.tick(300.0)
    assert alarms.signals(300.0).sound is not None


@pytest.mark.clause("E4")
def test_standby_holds_back_everything() -> None:
    alarms = AlarmSystem()
    alarms.set_condition(ConditionId.RECORD_FAILING, True, 0.0)
    alarms.suspend(Suspension.STANDBY, 1.0)
    signals = alarms.signals(1e6)
    assert (signals.messages, signals.sound, signals.suspension) == ((), None, Suspension.STANDBY)
    alarms.suspend(Suspension.NONE, 1e6)
    assert alarms.signals(1e6).sound is not None


@pytest.mark.clause("A2", "A5")
def test_messages_take_turns_within_their_field() -> None:
    alarms = AlarmSystem()
    alarms.set_condition(CAMERA, True, 0.0, since=-9.0)
    alarms.set_condition(ConditionId.DISK_LOW, True, 0.0)
    turns = [alarms.signals(at).on_turn(AlarmKind.TECHNICAL) for at in (0.0, 1.9, 2.0, 4.0)]
    assert [turn.condition_id for turn in turns if turn] == [CAMERA, CAMERA, ConditionId.DISK_LOW, CAMERA]
    assert alarms.signals(0.0).on_turn(AlarmKind.PHYSIOLOGICAL) is None
    assert len(alarms.signals(0.0).of_kind(AlarmKind.TECHNICAL)) == 2
    assert AlarmSystem().signals(0.0).highest is None


def test_unknown_conditions_and_levels_are_our_fault() -> None:
    alarms = AlarmSystem()
    with pytest.raises(ProgramFault, match="got 'fire'"):
        alarms.set_condition("fire", True, 0.0)
    for level in (0, -1, 3):
        with pytest.raises(ProgramFault, match="levels 1 to 2"):
            alarms.set_condition(PAIN, True, 0.0, level=level)


@pytest.mark.clause("A12")
def test_an_event_becomes_a_line_of_the_log_with_the_limit_in_force() -> None:
    alarms = AlarmSystem()
    line = pain(alarms, 3.0, 2, 7.2)[0].as_log()
    assert (line.at, line.kind, line.code) == (3.0, LogKind.ALARM, "raised")
    assert line.text == "RAISED: ** PAIN SCORE 7.2 > 6.0 (0 s)"
    assert dict(line.detail) == {
        "condition": "pain",
        "occurrence": 1,
        "kind": "physiological",
        "priority": "medium",
        "value": 7.2,
        "limit": 6.0,
        "duration_s": 0.0,
        "audio_paused": False,
        "suspended": "",
    }
    paused = alarms.pause_audio(4.0)[0].as_log()
    assert dict(paused.detail)["priority"] is None
    assert dict(paused.detail)["audio_paused"] is True


@pytest.mark.clause("D1")
def test_flashing_is_medium_only_within_the_band_and_half_on() -> None:
    alarms = AlarmSystem()
    pain(alarms, 0.0, 2)
    alarms.set_condition(ConditionId.DISK_LOW, True, 0.0)
    medium, low = alarms.signals(1.0).messages
    assert (medium.flash_hz, low.flash_hz) == (0.6, 0.0)
    shown = [lit(medium.flash_hz, step / 100) for step in range(1000)]
    assert sum(shown) == pytest.approx(500, abs=5)
    starts = sum(now and not before for before, now in zip(shown, shown[1:], strict=False))  # noqa: RUF007
    assert 0.4 <= starts / 10 <= 0.8
    assert lit(low.flash_hz, 0.99)


@pytest.mark.clause("A1", "A6")
def test_the_table_keeps_its_promises() -> None:
    ids = [condition.id for condition in ALARM_TABLE]
    assert sorted(ids) == sorted(set(ConditionId))
    for condition in ALARM_TABLE:
        priorities = [step.priority for step in condition.steps]
        delays = [step.delay_s for step in condition.steps]
        assert priorities == sorted(set(priorities))
        assert delays == sorted(delays)
        assert max(priorities) <= Priority.MEDIUM
        assert condition.words == condition.words.upper()
        assert condition.action.endswith(".")
        assert (condition.kind is AlarmKind.PHYSIOLOGICAL) == (condition.id == ConditionId.PAIN)
