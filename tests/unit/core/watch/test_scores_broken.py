"""A face or a camera that comes and goes is told, for no pain alarm could be; a plain return is quiet."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neopain.core.alarms.conditions import ConditionId
from neopain.core.readings import Reason
from neopain.core.score.presets import DEFAULT_PRESET
from tests.unit.core.watch.bed import Bed

BROKEN, PAIN = ConditionId.SCORES_BROKEN, ConditionId.PAIN
NEEDED_S = DEFAULT_PRESET.delay.smoothing_s + DEFAULT_PRESET.delay.hold_s


def alternating(seen_s: float, hidden_s: float, until: float, score: float = 9.5, fps: int = 2) -> Bed:
    bed = Bed(fps=fps)
    while bed.now < until:
        bed.run(bed.now + seen_s, score)
        bed.run(bed.now + hidden_s, Reason.FACE_NOT_FOUND)
    return bed


@pytest.mark.parametrize(
    ("seen_s", "hidden_s"), [(2.0, 6.0), (3.0, 19.0), (0.5, 9.0), (10.0, 8.0), (3.0, 25.0)]
)
def test_moments_are_told_though_no_pain_alarm_and_no_long_gap_is(seen_s: float, hidden_s: float) -> None:
    bed = alternating(seen_s, hidden_s, until=240.0)
    changes = [change for _, change, _ in bed.alarms(BROKEN)]
    assert changes == ["raised", "escalated"]
    first = bed.alarms(BROKEN)[0][0]
    assert first <= 3 * (seen_s + hidden_s) + 31.0


def test_the_alarm_ends_when_the_face_has_been_seen_for_long_enough() -> None:
    bed = alternating(2.0, 6.0, until=120.0, score=1.0)
    start = bed.now
    bed.run(start + 30.0, 1.0)
    at, change, _ = bed.alarms(BROKEN)[-1]
    assert change == "cleared"
    assert start + NEEDED_S - 1.0 <= at <= start + NEEDED_S + 2.0


@pytest.mark.parametrize("away_s", [6.0, 30.0, 200.0])
def test_one_return_is_quiet(away_s: float) -> None:
    bed = Bed(fps=2)
    bed.run(60.0, 1.0)
    bed.run(60.0 + away_s, Reason.FACE_NOT_FOUND)
    bed.run(62.0 + away_s, 1.0)
    bed.run(70.0 + away_s, Reason.FACE_NOT_FOUND)
    bed.run(140.0 + away_s, 1.0)
    assert bed.alarms(BROKEN) == []


def test_stretches_that_are_long_enough_are_quiet_and_tell_pain() -> None:
    bed = alternating(NEEDED_S + 3.0, 10.0, until=240.0)
    assert bed.alarms(BROKEN) == []
    assert bed.alarms(PAIN)


def test_a_slow_computer_has_an_alarm_of_its_own() -> None:
    bed = Bed(fps=1, latency_s=0.2)
    for second in range(0, 240, 8):
        bed.read(float(second), 9.5)
        bed.run(second + 8.0, None)
    assert bed.alarms(BROKEN) == []
    assert bed.alarms(ConditionId.READINGS_LATE)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.floats(0.5, 30.0), st.floats(0.5, 40.0)), min_size=6, max_size=10),
)
def test_lasting_pain_is_told_or_its_want_is(parts: list[tuple[float, float]]) -> None:
    """However the face shows and hides: over minutes either pain, or that it cannot be told, is told."""
    bed = Bed(fps=2)
    for seen_s, hidden_s in parts * 4:
        bed.run(bed.now + seen_s, 9.5)
        bed.run(bed.now + hidden_s, Reason.FACE_NOT_FOUND)
        told = {condition for _, change, condition in bed.alarms() if change == "raised"}
        if told & {PAIN, BROKEN, ConditionId.CANNOT_ASSESS}:
            # What was told stays told: nothing that comes later can break the law.
            return
    pytest.fail("neither pain nor that it cannot be told was told")
