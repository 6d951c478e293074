from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.record import Bridge, SessionSummary, detail_from_json, detail_to_json
from tests.recorded.records import STARTED_AT, a_session


def test_the_bridge_gives_utc_across_a_change_to_summer_time():
    # 2026-03-29 01:00 UTC is when Europe changes; UTC must not notice.
    bridge = Bridge(a_session())
    assert bridge.utc(STARTED_AT + 3600.5) == datetime(2026, 3, 29, 1, 30, 0, 500_000, UTC)
    assert bridge.text(STARTED_AT + 3600.5) == "2026-03-29T01:30:00.500+00:00"


def test_the_bridge_turns_other_offsets_into_utc():
    bridge = Bridge(a_session(started_utc="2026-03-29T02:30:00+02:00"))
    assert bridge.text(STARTED_AT) == "2026-03-29T00:30:00.000+00:00"


def test_a_start_without_an_offset_is_refused():
    with pytest.raises(ValueError, match="offset"):
        Bridge(a_session(started_utc="2026-03-29T00:30:00"))


def test_a_session_without_a_date_has_no_utc():
    bridge = Bridge(a_session(started_utc=""))
    assert bridge.utc(STARTED_AT) is None
    assert bridge.text(STARTED_AT) == ""


def test_a_session_that_never_ended_is_not_closed():
    summary = SessionSummary(a_session(), None, STARTED_AT + 90.0, 900, 800, 1)
    assert not summary.closed
    assert summary.duration_s == 90.0
    assert summary.last_utc == "2026-03-29T00:31:30.000+00:00"


def test_a_session_without_readings_has_no_duration():
    summary = SessionSummary(a_session(), None, None, 0, 0, 0)
    assert (summary.duration_s, summary.last_utc) == (0.0, "")


_values = st.text() | st.integers() | st.booleans() | st.none() | st.floats()


@given(st.lists(st.tuples(st.text(), _values)).map(tuple))
def test_details_come_back_as_they_were(detail):
    assert repr(detail_from_json(detail_to_json(detail))) == repr(detail)
