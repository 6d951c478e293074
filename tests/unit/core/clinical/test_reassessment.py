import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.clinical.reassessment import Due, DueReason, Intervals, ReassessmentTimer
from neopain.core.errors import SettingFault
from neopain.core.record import Assessment

WHEN = "2026-01-01T00:00:00+00:00"


def nips(at, total):
    return Assessment(at, "nips", (), total, "", "", WHEN)


def test_without_an_assessment_the_routine_runs_from_the_start():
    assert ReassessmentTimer(100.0).due == Due(100.0 + 3 * 3600, DueReason.ROUTINE)


def test_a_low_score_puts_the_routine_off():
    timer = ReassessmentTimer(0.0)
    timer.take_assessments([nips(1000.0, 2)])
    assert timer.due == Due(1000.0 + 3 * 3600, DueReason.ROUTINE)


def test_a_raised_score_is_followed_after_half_an_hour():
    timer = ReassessmentTimer(0.0)
    timer.take_assessments([nips(1000.0, 5), nips(500.0, 0)])
    due = timer.due
    assert due == Due(2800.0, DueReason.RAISED_SCORE)
    assert not due.overdue(2799.9)
    assert due.overdue(2800.0)
    assert due.left_s(2860.0) == -60.0


def test_a_partial_assessment_puts_nothing_off():
    timer = ReassessmentTimer(0.0)
    timer.take_assessments([nips(1000.0, 5)])
    timer.take_assessments([nips(1000.0, 5), nips(2000.0, None)])
    assert timer.due.at == 2800.0


def test_undoing_the_assessment_brings_the_older_due_time_back():
    timer = ReassessmentTimer(0.0)
    timer.take_assessments([nips(500.0, 0), nips(1000.0, 5)])
    timer.take_assessments([nips(500.0, 0)])
    assert timer.due == Due(500.0 + 3 * 3600, DueReason.ROUTINE)


def test_an_analgesic_is_followed_and_an_assessment_answers_it():
    timer = ReassessmentTimer(0.0)
    timer.take_analgesic(100.0)
    timer.take_analgesic(50.0)
    assert timer.due == Due(1900.0, DueReason.ANALGESIC)
    timer.take_assessments([nips(1500.0, 1)])
    assert timer.due.reason is DueReason.ROUTINE
    timer.take_analgesic(1600.0)
    assert timer.due == Due(3400.0, DueReason.ANALGESIC)
    timer.forget_analgesic()
    assert timer.due.reason is DueReason.ROUTINE


@given(st.lists(st.tuples(st.floats(0, 1e5), st.none() | st.integers(0, 7)), max_size=8))
def test_it_is_never_due_later_than_the_routine(given_scores):
    timer = ReassessmentTimer(0.0)
    timer.take_assessments([nips(at, total) for at, total in given_scores])
    last = max((at for at, total in given_scores if total is not None), default=0.0)
    assert last < timer.due.at <= last + 3 * 3600.0


@pytest.mark.parametrize("name", ["after_raised_s", "after_analgesic_s", "routine_s"])
@pytest.mark.parametrize("value", [0.0, 299.0, 86401.0, float("nan")])
def test_intervals_have_bounds(name, value):
    with pytest.raises(SettingFault, match=name):
        Intervals(**{name: value})
