from __future__ import annotations

import pytest

from neopain.core.alarms.conditions import ConditionId
from neopain.core.alarms.kinds import Priority
from neopain.core.alarms.signals import AlarmEvent, SoundPattern, Suspension
from neopain.core.alarms.sound_policy import AudioPolicy
from neopain.core.alarms.system import AlarmSystem
from neopain.core.errors import SettingFault

PAIN, VIEW, CAMERA = ConditionId.PAIN, ConditionId.CANNOT_ASSESS, ConditionId.CAMERA_LOST


def changes(events: tuple[AlarmEvent, ...]) -> list[str]:
    return [event.change.value for event in events]


def pain(alarms: AlarmSystem, now: float, level: int, value: float = 7.0) -> tuple[AlarmEvent, ...]:
    limit = 6.0 if level == 2 else 4.0
    return alarms.set_condition(PAIN, level > 0, now, level=level or None, value=value, limit=limit)


@pytest.mark.clause("C3")
def test_a_pause_is_silent_counts_down_and_ends() -> None:
    alarms = AlarmSystem()
    pain(alarms, 0.0, 2)
    assert changes(alarms.pause_audio(10.0, 120.0)) == ["paused"]
    signals = alarms.signals(27.0)
    assert (signals.sound, signals.audio_paused_remaining_s) == (None, 103.0)
    assert signals.flashing
    assert changes(alarms.tick(130.0)) == ["resumed"]
    assert alarms.signals(130.0).sound is not None


@pytest.mark.clause("C3")
def test_only_a_higher_priority_breaks_a_pause() -> None:
    alarms = AlarmSystem()
    alarms.set_condition(ConditionId.DISK_LOW, True, 0.0)
    alarms.pause_audio(1.0)
    assert changes(alarms.set_condition(ConditionId.NO_SOUND, True, 2.0, since=0.0)) == ["raised"]
    assert changes(pain(alarms, 3.0, 2)) == ["raised", "resumed"]
    assert alarms.signals(3.0).sound is not None
    alarms.pause_audio(4.0)
    assert changes(alarms.set_condition(CAMERA, True, 10.0, since=0.0)) == ["raised"]
    assert alarms.signals(10.0).sound is None
    assert changes(alarms.resume_audio(11.0)) == ["resumed"]
    assert alarms.resume_audio(12.0) == ()


def test_a_renewed_pause_keeps_what_it_silences() -> None:
    alarms = AlarmSystem()
    pain(alarms, 0.0, 2)
    alarms.pause_audio(1.0, 60.0)
    alarms.acknowledge(2.0)
    alarms.pause_audio(3.0, 60.0)
    alarms.set_condition(CAMERA, True, 20.0, since=0.0)
    assert alarms.signals(20.0).sound is None
    assert alarms.signals(20.0).audio_paused_remaining_s == 43.0


@pytest.mark.clause("C3")
@pytest.mark.parametrize("length_s", [0.0, -1.0, 601.0, float("nan")])
def test_a_senseless_pause_is_refused(length_s: float) -> None:
    with pytest.raises(SettingFault):
        AlarmSystem().pause_audio(0.0, length_s)


@pytest.mark.clause("C5")
def test_bursts_are_counted_from_the_alarms_begin_whenever_that_was() -> None:
    alarms = AlarmSystem(audio=AudioPolicy(medium_repeat_s=10.0))
    pain(alarms, 1007.0, 2)
    cues = [alarms.signals(at).sound for at in (1007.0, 1016.9, 1017.1, 1027.1)]
    assert [cue.burst for cue in cues if cue] == [0, 0, 1, 2]


@pytest.mark.clause("C5")
def test_bursts_repeat_and_grow_louder_until_acknowledged() -> None:
    alarms = AlarmSystem()
    pain(alarms, 0.0, 2)
    cues = [alarms.signals(at).sound for at in (0.0, 29.9, 30.0, 65.0, 300.0)]
    assert [(cue.burst, cue.volume_step) for cue in cues if cue] == [(0, 0), (0, 0), (1, 1), (2, 2), (10, 3)]
    alarms.acknowledge(301.0)
    assert alarms.signals(301.0).sound is None


@pytest.mark.clause("A13")
def test_something_new_of_the_same_priority_sounds_at_once_and_something_lower_does_not() -> None:
    alarms = AlarmSystem()
    pain(alarms, 0.0, 2)
    first = alarms.signals(10.0).sound
    alarms.set_condition(ConditionId.DISK_LOW, True, 10.0)
    assert alarms.signals(10.0).sound == first
    alarms.set_condition(CAMERA, True, 11.0, since=0.0)
    second = alarms.signals(11.0).sound
    assert first is not None
    assert second is not None
    assert (second.sequence, second.burst) == (first.sequence + 1, 0)
    alarms.set_condition(CAMERA, False, 12.0)
    assert alarms.signals(12.0).sound == second


@pytest.mark.clause("C5")
def test_low_sounds_only_when_chosen() -> None:
    alarms = AlarmSystem(audio=AudioPolicy(low_repeat_s=30.0))
    pain(alarms, 0.0, 1)
    cue = alarms.signals(31.0).sound
    assert cue is not None
    assert (cue.pattern, cue.burst) == (SoundPattern.LOW, 1)


@pytest.mark.clause("C4")
def test_a_lasting_acknowledged_alarm_is_recalled() -> None:
    alarms = AlarmSystem()
    pain(alarms, 0.0, 2)
    alarms.acknowledge(10.0)
    assert alarms.tick(189.9) == ()
    assert changes(alarms.tick(190.0)) == ["reminder"]
    cue = alarms.signals(195.0).sound
    assert cue is not None
    assert cue.pattern is SoundPattern.REMINDER
    assert alarms.signals(196.0).sound is None
    assert alarms.signals(196.0).messages[0].acknowledged
    assert changes(alarms.tick(370.0)) == ["reminder"]


@pytest.mark.clause("C4")
def test_reminders_wait_for_the_pause() -> None:
    alarms = AlarmSystem()
    pain(alarms, 0.0, 2)
    alarms.acknowledge(10.0)
    alarms.pause_audio(180.0, 60.0)
    assert alarms.tick(200.0) == ()
    assert changes(alarms.tick(240.0)) == ["resumed", "reminder"]


@pytest.mark.clause("C3")
def test_a_higher_priority_revealed_by_the_end_of_care_breaks_the_pause() -> None:
    alarms = AlarmSystem()
    alarms.suspend(Suspension.CARE, 0.0, 60.0)
    pain(alarms, 10.0, 2)
    alarms.pause_audio(20.0)
    assert changes(alarms.tick(59.0)) == []
    assert changes(alarms.tick(60.0)) == ["resumed"]
    assert alarms.signals(60.0).sound is not None


def test_every_priority_from_medium_up_repeats_and_sounds_as_medium_does() -> None:
    audio = AudioPolicy(medium_repeat_s=7.0, low_repeat_s=20.0)
    assert [audio.repeat_s(one) for one in Priority] == [20.0, 7.0, 7.0]
    assert [audio.pattern(one) for one in Priority] == [
        SoundPattern.LOW,
        SoundPattern.MEDIUM,
        SoundPattern.MEDIUM,
    ]


@pytest.mark.clause("C3")
def test_a_pause_lasts_two_minutes_unless_asked_otherwise() -> None:
    alarms = AlarmSystem()
    (paused, *_) = alarms.pause_audio(10.0)
    assert paused.words == "AUDIO PAUSED FOR 120 s"
    assert alarms.signals(10.0).audio_paused_remaining_s == 120.0
