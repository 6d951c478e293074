from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.alarms.kinds import AlarmKind, Priority
from neopain.core.alarms.line import alarm_line, duration_text, mark_of
from neopain.core.alarms.reason_words import REASON_WORDS
from neopain.core.readings import Reason


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-1.0, "0 s"), (0.0, "0 s"), (31.9999999, "32 s"), (59.0, "59 s"), (60.0, "1:00"), (3723.0, "1:02:03")],
)
def test_durations(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


@pytest.mark.clause("A11")
@given(st.floats(0.0, 10.0), st.integers(0, 100))
def test_no_alarm_says_that_a_number_is_over_itself(value: float, tenths: int) -> None:
    limit = tenths / 10
    text = alarm_line(AlarmKind.PHYSIOLOGICAL, Priority.LOW, "PAIN SCORE", 0.0, value=value, limit=limit)
    if ">" in text:
        left, right = text.removeprefix("* PAIN SCORE ").split(" (")[0].split(" > ")
        assert float(left) > float(right)


@pytest.mark.clause("A2", "D2")
def test_marks_tell_kind_and_priority_without_colour() -> None:
    marks = {mark_of(kind, one) for kind in AlarmKind for one in Priority}
    assert marks == {"*", "**", "***", "!", "!!", "!!!"}


def test_a_value_without_a_limit() -> None:
    assert alarm_line(AlarmKind.TECHNICAL, Priority.LOW, "X", 1.0, value=2.0) == "! X 2.0 (1 s)"


@pytest.mark.clause("B9")
def test_every_reason_has_words() -> None:
    assert set(REASON_WORDS) == set(Reason)
