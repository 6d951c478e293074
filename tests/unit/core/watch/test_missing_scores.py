"""What is recorded is what is shown, and a missing score ends nothing."""

from __future__ import annotations

import pytest

from neopain.core.alarms.kinds import Priority
from neopain.core.readings import RawReading, Reason
from neopain.core.score.infant.adaptation import Adaptation
from neopain.core.score.presets import DEFAULT_PRESET
from neopain.core.watch.score_course import ScoreCourse
from neopain.core.watch.usual import NO_BASIS
from tests.unit.core.watch.bed import Bed, lanced


@pytest.mark.clause("B9")
def test_what_is_shown_is_what_was_given_to_the_record() -> None:
    bed = Bed()
    for until, raw in ((5.0, 1.0), (9.0, 9.0), (10.0, Reason.TWO_FACES), (12.0, 7.0)):
        bed.run(until, raw)
        newest = bed.readings[-1]
        shown = bed.shown()
        assert (shown.raw, shown.smoothed) == (newest.raw, newest.smoothed)
        assert shown.reason is newest.reason
    assert len(bed.readings) == bed.frames


@pytest.mark.clause("B9", "A8")
@pytest.mark.parametrize("reason", list(Reason))
def test_no_reason_for_a_missing_score_ends_or_lowers_a_pain_alarm(reason: Reason) -> None:
    """Not even with calm scores in between that stand for less than the recovery time."""
    bed = lanced()
    bed.run(49.0, reason)
    bed.read(49.05, 0.0)
    bed.run(54.0, reason)
    assert [line[1:] for line in bed.alarms("pain")] == [("raised", "pain"), ("escalated", "pain")]
    assert bed.shown().smoothed is None
    bed.run(330.0, reason)
    lines = [(at, change) for at, change, _ in bed.alarms("pain")][2:]
    others = [(at, change) for at, change, condition in bed.alarms() if condition != "pain"]
    (ended_at, change), *rest = lines
    assert (change, rest) == ("cleared", [])
    assert bed.shown().alarms.highest is Priority.MEDIUM, "one as urgent has taken over"
    assert any(at <= ended_at for at, _ in others)
    assert bed.shown().alarms.unseen[0].priority is Priority.MEDIUM


def test_numbers_outside_training_never_reach_the_smoothed_score() -> None:
    course, plain = ScoreCourse(DEFAULT_PRESET, 0.0), Adaptation(NO_BASIS, on=False)
    course.take(RawReading(0, 1.0, 0.0), None, plain)
    outside = RawReading(1, 2.0, reason=Reason.UNLIKE_TRAINING, distance=3.0, outside=10.0)
    shown = course.take(outside, None, plain)
    assert (shown.raw, shown.smoothed, shown.outside_score, shown.distance) == (None, None, 10.0, 3.0)
    later = course.take(RawReading(2, 3.0, 0.0), None, plain)
    assert (later.smoothed, later.outside_score) == (0.0, None)
