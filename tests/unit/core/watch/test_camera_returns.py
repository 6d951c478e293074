"""A camera that is lost, refuses, was never there, or comes back."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from neopain.core.alarms.source_predicates import REFUSAL_CAUSES
from neopain.core.readings import Reason
from neopain.core.sessions import SourceState, SourceStatus
from tests.unit.core.watch.bed import Bed


@pytest.mark.clause("A8")
@pytest.mark.parametrize("cause", sorted(REFUSAL_CAUSES))
@pytest.mark.parametrize("seen_before", [False, True])
def test_a_refused_login_is_not_a_lost_camera(cause: str, seen_before: bool) -> None:
    bed = Bed()
    if seen_before:
        bed.run(10.0, 1.0)
    else:
        bed = Bed(source=SourceState.CONNECTING)
    at = bed.now
    bed.take(bed.watch.on_source(SourceStatus(SourceState.RECONNECTING, at, "refuses the login", cause)))
    bed.run(at + 20.0, None if not seen_before else Reason.NO_PICTURE)
    bed.take(bed.watch.on_source(SourceStatus(SourceState.FAILED, at + 20.0, "refuses the login", cause)))
    bed.run(at + 60.0, Reason.NO_PICTURE)
    assert bed.alarms("camera_refused")[0][1] == "raised"
    assert bed.alarms("camera_lost") == []
    assert "LOGIN REFUSED" in bed.shown().alarms.messages[0].text


def test_a_camera_that_was_never_seen_is_not_called_lost() -> None:
    bed = Bed(source=SourceState.CONNECTING)
    for at, state in ((1.0, SourceState.RECONNECTING), (30.0, SourceState.FAILED)):
        bed.run(at, Reason.NO_PICTURE)
        bed.take(bed.watch.on_source(SourceStatus(state, at, "does not answer")))
        bed.run(at + 10.0, Reason.NO_PICTURE)
        assert bed.shown().alarms.messages[0].text.startswith("!! CAMERA NOT CONNECTED")


@pytest.mark.clause("A8", "A4")
@settings(max_examples=12, deadline=None)
@given(
    loss=st.lists(
        st.tuples(
            st.sampled_from([SourceState.STALE, SourceState.RECONNECTING, SourceState.FAILED]),
            st.sampled_from([0.5, 3.0, 20.0, 150.0]),
        ),
        min_size=1,
        max_size=3,
    ),
    first_after_s=st.sampled_from([0.2, 2.0, 4.0]),
    hidden_s=st.sampled_from([0.0, 15.0, 100.0]),
)
@example(loss=[(SourceState.STALE, 0.5)], first_after_s=4.0, hidden_s=15.0)
@example(loss=[(SourceState.RECONNECTING, 150.0)], first_after_s=4.0, hidden_s=100.0)
def test_a_camera_that_returns_raises_nothing_new(loss, first_after_s, hidden_s) -> None:
    """Whatever was told before: from the return on alarms only end, as long as scores come."""
    bed = Bed(fps=5)
    bed.run(10.0, 1.0)
    bed.run(10.0 + hidden_s, Reason.TURNED_AWAY)
    for state, lasts_s in loss:
        bed.take(bed.watch.on_source(SourceStatus(state, bed.now)))
        bed.run(bed.now + lasts_s, Reason.NO_PICTURE)
    back_at = bed.now
    bed.take(bed.watch.on_source(SourceStatus(SourceState.LIVE, back_at)))
    bed.run(back_at + first_after_s, Reason.NO_PICTURE)
    bed.run(back_at + 40.0, 1.0)
    new = [line for line in bed.alarms() if line[0] >= back_at and line[1] != "cleared"]
    if not any(line[0] < back_at for line in bed.alarms()):
        # Too short to be told: a face that was hidden before is told in its own time.
        new = [line for line in new if line[2] != "cannot_assess"]
    assert new == []
    assert bed.shown().alarms.messages == ()


def test_a_face_that_stays_away_after_the_cameras_return_is_told_in_its_own_time() -> None:
    bed = Bed(fps=5)
    bed.run(10.0, 1.0)
    bed.take(bed.watch.on_source(SourceStatus(SourceState.RECONNECTING, 10.0)))
    bed.run(300.0, Reason.NO_PICTURE)
    bed.take(bed.watch.on_source(SourceStatus(SourceState.LIVE, 300.0)))
    bed.run(500.0, Reason.FACE_NOT_FOUND)
    times = [at for at, change, _ in bed.alarms("cannot_assess") if change in {"raised", "escalated"}]
    assert times == [pytest.approx(320.0, abs=0.3), pytest.approx(420.0, abs=0.3)]
