from dataclasses import replace
from datetime import UTC, datetime, timedelta

from neopain.core.clinical.admission import Admission
from neopain.core.clinical.same_patient import GapKind, gap_before
from neopain.core.record import SessionSummary
from tests.recorded.records import a_session

START = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
HERE = Admission("P-17", 219, 13, (START - timedelta(minutes=1)).isoformat())
LAST = SessionSummary(
    a_session(), (START + timedelta(seconds=600)).isoformat(), a_session().started_at + 600.0, 10, 8, 0
)
CLOSED_AT = START + timedelta(seconds=600)


def test_nobody_admitted_nothing_to_ask():
    assert gap_before(None, LAST, CLOSED_AT + timedelta(days=1)) is None


def test_a_short_interruption_on_purpose_is_not_asked_about():
    assert gap_before(HERE, LAST, CLOSED_AT + timedelta(minutes=14)) is None


def test_a_long_gap_is_asked_about():
    gap = gap_before(HERE, LAST, CLOSED_AT + timedelta(minutes=16))
    assert gap.kind is GapKind.LONG_GAP
    assert gap.length_s == 960.0


def test_a_session_that_was_never_closed_is_asked_about_at_once():
    gap = gap_before(HERE, replace(LAST, ended_utc=None), CLOSED_AT + timedelta(seconds=5))
    assert gap.kind is GapKind.NOT_CLOSED
    assert gap.length_s == 5.0


def test_an_unclosed_session_of_the_one_before_does_not_count():
    infant = replace(HERE, admitted_utc=(CLOSED_AT + timedelta(minutes=1)).isoformat())
    assert gap_before(infant, replace(LAST, ended_utc=None), CLOSED_AT + timedelta(minutes=2)) is None


def test_a_clock_that_was_set_back_is_asked_about():
    gap = gap_before(HERE, LAST, START - timedelta(hours=1))
    assert gap.kind is GapKind.LONG_GAP
    assert gap.length_s is None


def test_admitted_long_ago_and_never_monitored_is_asked_about():
    assert gap_before(HERE, None, START) is None
    assert gap_before(HERE, None, START + timedelta(minutes=20)).kind is GapKind.LONG_GAP
