"""A search for a face that takes long is told while no face is found, and at no other time."""

from __future__ import annotations

import pytest

from neopain.core.alarms.conditions import ConditionId
from neopain.core.readings import Reason
from tests.unit.core.watch.bed import Bed

SLOW = ConditionId.FACE_SEARCH_SLOW


def searched(what: float | Reason, latency_s: float, until: float = 40.0) -> Bed:
    bed = Bed(fps=1, latency_s=latency_s)
    bed.run(until, what)
    return bed


def test_a_slow_search_in_vain_is_told_once_after_its_delay() -> None:
    bed = searched(Reason.FACE_NOT_FOUND, 1.8)
    [(at, change, _)] = bed.alarms(SLOW)
    assert change == "raised"
    assert at == pytest.approx(22.8, abs=0.3), "20 s from the first reading, which came after 2.8 s"


@pytest.mark.parametrize(
    ("what", "latency_s"),
    [(Reason.FACE_NOT_FOUND, 1.4), (Reason.TOO_DARK, 1.8), (2.0, 1.8), (Reason.OCCLUDED, 1.8)],
)
def test_a_quick_search_or_a_found_face_is_none(what: float | Reason, latency_s: float) -> None:
    assert searched(what, latency_s).alarms(SLOW) == []


def test_one_slow_picture_is_no_slow_search() -> None:
    bed = Bed(fps=1, latency_s=0.2)
    for until in range(10, 60, 10):
        bed.run(until, Reason.FACE_NOT_FOUND)
        bed.latency_s = 1.9 if bed.latency_s < 1.0 else 0.2
        bed.run(until + 1, Reason.FACE_NOT_FOUND)
        bed.latency_s = 0.2
    assert bed.alarms(SLOW) == []


def test_it_ends_when_a_face_is_found() -> None:
    bed = searched(Reason.FACE_NOT_FOUND, 1.8)
    bed.run(60.0, 3.0)
    assert [change for _, change, _ in bed.alarms(SLOW)] == ["raised", "cleared"]


def test_it_ends_when_readings_stop_as_another_alarm_then_speaks() -> None:
    bed = searched(Reason.FACE_NOT_FOUND, 1.8)
    bed.run(60.0, None)
    assert [change for _, change, _ in bed.alarms(SLOW)] == ["raised", "cleared"]
    assert bed.alarms(ConditionId.NO_READINGS)


def test_hands_over_the_face_in_care_are_no_slow_search() -> None:
    bed = Bed(fps=1, latency_s=1.8)
    bed.take(bed.watch.start_care(0.0))
    bed.run(40.0, Reason.FACE_NOT_FOUND)
    assert [m.condition_id for m in bed.shown().alarms.suspended_messages if m.condition_id == SLOW] == [SLOW]
