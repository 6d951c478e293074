"""The table of conditions is whole: each id has one row, and each row an origin."""

from __future__ import annotations

from neopain.core.alarms.conditions import ALARM_TABLE, FACTS, PICTURE_CONDITIONS, ConditionId
from neopain.core.alarms.evidence import Evidence
from neopain.core.alarms.signals import AlarmKind, Priority

JUDGED_BY_THE_WATCH = {
    ConditionId.PAIN,
    ConditionId.CANNOT_ASSESS,
    ConditionId.UNLIKE_TRAINING,
    ConditionId.NOT_AN_INFANT,
    ConditionId.CLOCK_STEP,
}
"""Their predicates need the trend, the other alarms, or two ticks."""


def test_each_id_has_one_row() -> None:
    assert [condition.id for condition in ALARM_TABLE] == list(ConditionId)


def test_each_row_is_seen_told_or_judged_by_the_watch() -> None:
    without = {one.id for one in ALARM_TABLE if one.predicate is None and not one.told}
    assert without == JUDGED_BY_THE_WATCH


def test_each_row_says_what_to_do_and_rises() -> None:
    for condition in ALARM_TABLE:
        assert condition.words == condition.words.upper()
        assert condition.action.endswith(".")
        priorities = [step.priority for step in condition.steps]
        assert priorities == sorted(set(priorities))
        assert max(priorities) <= Priority.MEDIUM


def test_nothing_is_true_before_anything_is_known() -> None:
    assert [one.id for one in ALARM_TABLE if one.predicate and one.predicate(Evidence(0.0))] == []


def test_only_technical_conditions_are_told_or_explain_a_gap() -> None:
    technical = {one.id for one in ALARM_TABLE if one.kind is AlarmKind.TECHNICAL}
    assert technical >= FACTS | set(PICTURE_CONDITIONS)
