"""Whether alarms are on is said truly in every state: the sentence is compared with what a pain alarm does."""

from __future__ import annotations

from itertools import product

import pytest

from neopain.core.alarms.conditions import ConditionId
from neopain.core.alarms.inactivation import NO_ANSWER, NOT_MONITORING, inactivation_of
from neopain.core.alarms.kinds import AlarmKind
from neopain.core.alarms.signals import Suspension
from neopain.core.alarms.system import AlarmSystem

pytestmark = pytest.mark.clause("D5")


def system(suspension: Suspension, *, paused: bool, silent: bool) -> AlarmSystem:
    alarms = AlarmSystem()
    if silent:
        alarms.set_condition(ConditionId.NO_SOUND, True, 0.0, since=-10.0)
    if paused:
        # Of a medium alarm, so that a pain alarm does not break it.
        alarms.set_condition(ConditionId.RECORD_FAILING, True, 0.0)
        alarms.pause_audio(0.0, 120.0)
    if suspension is not Suspension.NONE:
        alarms.suspend(suspension, 0.0, 300.0 if suspension is Suspension.CARE else float("inf"))
    return alarms


@pytest.mark.parametrize(
    ("suspension", "paused", "silent"), list(product(Suspension, (False, True), (False, True)))
)
def test_the_sentence_is_true_of_a_pain_alarm_that_comes_now(suspension, paused, silent) -> None:
    alarms = system(suspension, paused=paused, silent=silent)
    told = inactivation_of(alarms.signals(20.0))
    alarms.set_condition(ConditionId.PAIN, True, 20.0, level=2)
    signals = alarms.signals(20.0)
    assert told.seen == bool(signals.of_kind(AlarmKind.PHYSIOLOGICAL))
    assert told.heard == (told.seen and signals.sound is not None and not silent)
    assert (told.text == "Alarms are on.") == (told.seen and told.heard)
    assert bool(told.marks) == (told.text != "Alarms are on.")
    assert ("are shown" in told.text) == (told.seen and not told.heard)
    assert (told.marks[:1] == ("STANDBY: ALARMS OFF",)) == (suspension is Suspension.STANDBY)
    assert (told.marks[:1] == ("CARE: ALARMS PAUSED",)) == (suspension is Suspension.CARE)
    assert any(mark.startswith("AUDIO PAUSED") for mark in told.marks) == paused


def test_the_countdowns_are_told() -> None:
    told = inactivation_of(system(Suspension.CARE, paused=True, silent=False).signals(20.0))
    assert told.text == "Care mode, 4:40 left: pain alarms are held back."
    assert told.marks == ("CARE: ALARMS PAUSED", "AUDIO PAUSED 1:40")
    told = inactivation_of(system(Suspension.NONE, paused=True, silent=False).signals(80.0))
    assert told.text == "Alarms are shown; the sound is paused, 40 s left."


def test_a_sound_that_has_just_failed_is_told_before_its_alarm_is_due() -> None:
    told = inactivation_of(AlarmSystem().signals(0.0), sound_works=False)
    assert (told.heard, told.marks) == (False, ("AUDIO OFF",))


@pytest.mark.parametrize("told", [NOT_MONITORING, NO_ANSWER])
def test_without_a_session_or_without_news_nobody_says_that_alarms_are_on(told) -> None:
    assert not told.seen
    assert not told.heard
    assert told.marks
    assert "on." not in told.text


def test_what_is_held_back_can_be_told_from_what_has_ended() -> None:
    alarms = system(Suspension.NONE, paused=False, silent=False)
    alarms.set_condition(ConditionId.PAIN, True, 1.0, level=2, value=8.0)
    alarms.set_condition(ConditionId.PAIN, False, 2.0)
    alarms.suspend(Suspension.CARE, 3.0, 300.0)
    alarms.set_condition(ConditionId.PAIN, True, 4.0, level=2, value=9.4)
    signals = alarms.signals(5.0)
    assert signals.of_kind(AlarmKind.PHYSIOLOGICAL) == ()
    (held,) = signals.held_of_kind(AlarmKind.PHYSIOLOGICAL)
    assert "9.4" in held.text
    assert len(signals.unseen) == 1
