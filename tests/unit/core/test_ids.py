"""Ids that cross rooms are types: a wrong one is refused where it is given, never taken for none."""

from __future__ import annotations

import pytest

from neopain.core.alarms.conditions import ConditionId
from neopain.core.alarms.kinds import AlarmKind, Priority
from neopain.core.alarms.signals import AlarmChange, AlarmEvent, AlarmMessage
from neopain.core.clinical.annotation_choices import PROCEDURE_CODES, NoteCode, annotation_choices
from neopain.core.errors import ProgramFault
from neopain.core.sessions import SourceState, SourceStatus
from neopain.core.source_causes import REFUSALS, FailureKind, StaleKind


def message(condition_id: object) -> AlarmMessage:
    return AlarmMessage(
        1,
        condition_id,
        AlarmKind.TECHNICAL,
        Priority.LOW,
        "WORDS",
        "Act.",
        1.0,
        False,
        None,
        0.0,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("wrong", ["pain", "no_such_condition", None, 7])
def test_an_alarm_is_of_a_known_condition(wrong: object) -> None:
    with pytest.raises(ProgramFault, match="condition"):
        message(wrong)
    assert message(ConditionId.PAIN).condition_id is ConditionId.PAIN


@pytest.mark.parametrize("wrong", ["pain", "no_such_condition", 7])
def test_an_event_is_of_a_known_condition_or_of_the_sound(wrong: object) -> None:
    with pytest.raises(ProgramFault, match="condition"):
        AlarmEvent(AlarmChange.RAISED, 0.0, "WORDS", wrong)  # type: ignore[arg-type]
    assert AlarmEvent(AlarmChange.PAUSED, 0.0, "WORDS").condition_id is None


@pytest.mark.parametrize("wrong", ["login_refused", "no_such_cause", "", 7])
def test_a_source_names_a_known_cause(wrong: object) -> None:
    with pytest.raises(ProgramFault, match="cause"):
        SourceStatus(SourceState.FAILED, 0.0, "", wrong)  # type: ignore[arg-type]
    for cause in (None, *FailureKind, *StaleKind):
        assert SourceStatus(SourceState.FAILED, 0.0, "", cause).cause is cause


def test_names_of_causes_are_each_one() -> None:
    names = [*(one.value for one in FailureKind), *(one.value for one in StaleKind)]
    assert len(names) == len(set(names))
    assert set(FailureKind) > REFUSALS


def test_what_can_be_noted_with_one_touch_is_what_there_is_a_code_for() -> None:
    assert [choice.code for choice in annotation_choices()] == list(NoteCode)
    assert set(NoteCode) > PROCEDURE_CODES
