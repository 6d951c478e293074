"""A camera that is lost, refuses, was never there, or comes back."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from neopain.core.readings import Reason
from neopain.core.sessions import SourceState, SourceStatus
from neopain.core.source_causes import REFUSALS, FailureKind
from tests.unit.core.watch.bed import Bed


@pytest.mark.clause("A8")
@pytest.mark.parametrize("cause", sorted(REFUSALS))
@pytest.mark.parametrize("seen_before", [False, True])
def test_a_refused_login_is_not_a_lost_camera(cause: FailureKind, seen_before: bool) -> None:
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
    bed = Bed(fps=2, hz=4)
    bed.run(10.0, 1.0)
    bed.run(10.0 + hidden_s, Reason.TURNED_AWAY)
    for state, lasts_s in loss:
        bed.take(bed.watch.on_source(SourceStatus(state, bed.now)))
        bed.run(bed.now + lasts_s, Reason.NO_PICTURE)
    back_at = bed.now
    bed.take(bed.watch.on_source(SourceStatus(SourceState.LIVE, back_at)))
    bed.run(back_at + first_after_s, Reason.NO_PICTURE)
    # Lost twice, it is told for a minute more that it comes and goes.
    bed.run(back_at + 70.0, 1.0)
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


LOST, UNSTEADY = "camera_lost", "camera_unsteady"
AWAY = [SourceState.RECONNECTING, SourceState.FAILED, SourceState.CONNECTING]


def _comes_and_goes(course, *, score: float = 1.0) -> tuple[Bed, list[tuple[float, float, set[str]]]]:
    """Losses and returns. Gives the bed, and second by second: since when it is lost, now, which alarms stand."""
    bed = Bed(fps=2, hz=4)
    bed.run(30.0, score)
    seen = []

    def go_on(until: float, raw, lost_at: float | None) -> None:
        while bed.now < until - 1e-9:
            bed.run(min(bed.now + 1.0, until), raw)
            standing = {str(one.condition_id) for one in bed.shown().alarms.messages if one.ended_at is None}
            seen.append((bed.now if lost_at is None else lost_at, bed.now, standing))

    for away_s, there_s, turns in course:
        began = bed.now
        for turn in range(turns):
            state = AWAY[turn % len(AWAY)]
            bed.take(bed.watch.on_source(SourceStatus(state, bed.now, "lost")))
            go_on(began + away_s * (turn + 1) / turns, Reason.NO_PICTURE, began)
        bed.take(bed.watch.on_source(SourceStatus(SourceState.LIVE, bed.now)))
        go_on(bed.now + there_s, score, None)
    return bed, seen


def _steady_times(course) -> int:
    """How often it was there for over a minute; what is too short to be a loss does not interrupt it."""
    steady_s, found = 0.0, 0
    for away_s, there_s, _ in course:
        before_s = 0.0 if away_s >= 5.0 else steady_s
        steady_s = there_s if away_s >= 5.0 else steady_s + away_s + there_s
        found += before_s <= 60.0 < steady_s
    return found


def _raised(bed: Bed) -> list[str]:
    return [
        condition for _, change, condition in bed.alarms() if change == "raised" and "camera" in condition
    ]


def test_a_camera_that_comes_and_goes_is_one_lasting_alarm() -> None:
    bed, seen = _comes_and_goes([(6.0, 2.0, 1)] * 20)
    assert _raised(bed) == [LOST, UNSTEADY]
    assert all(UNSTEADY in standing for _, now, standing in seen if now > 30.0 + 8.0 + 6.0)
    assert any("CAMERA COMES AND GOES" in one.text for one in bed.shown().alarms.messages)
    bed.run(bed.now + 58.0, 1.0)
    assert UNSTEADY in {str(one.condition_id) for one in bed.shown().alarms.messages}
    bed.run(bed.now + 4.0, 1.0)
    assert bed.alarms(UNSTEADY)[-1][1] == "cleared"


def test_acknowledged_as_unsteady_it_is_told_once_more_when_it_is_lost_for_good() -> None:
    bed, _ = _comes_and_goes([(6.0, 2.0, 1)] * 4)
    bed.take(bed.watch.acknowledge(bed.now))
    at = bed.now
    bed.take(bed.watch.on_source(SourceStatus(SourceState.RECONNECTING, at, "lost")))
    bed.run(at + 16.0, Reason.NO_PICTURE)
    [message] = [one for one in bed.shown().alarms.messages if one.condition_id == LOST]
    assert not message.acknowledged


@settings(max_examples=60, deadline=None)
@given(
    course=st.lists(
        st.tuples(
            st.sampled_from([1.0, 4.0, 6.0, 9.0, 14.0, 16.0, 40.0]),
            st.sampled_from([0.5, 2.0, 10.0, 30.0, 59.0, 65.0, 200.0]),
            st.sampled_from([1, 2, 5]),
        ),
        min_size=1,
        max_size=8,
    )
)
@example(course=[(6.0, 2.0, 1), (6.0, 2.0, 1), (40.0, 200.0, 5)])
@example(course=[(6.0, 0.5, 1), (1.0, 59.0, 1), (6.0, 59.0, 1)])
def test_no_loss_is_lost_and_short_ones_are_one_alarm(course) -> None:
    bed, seen = _comes_and_goes(course)
    for lost_at, now, standing in seen:
        if now - lost_at >= 5.2:
            assert standing & {LOST, UNSTEADY}, f"lost since {now - lost_at:.1f} s"
        if now - lost_at >= 15.2:
            assert LOST in standing, f"lost since {now - lost_at:.1f} s and only called unsteady"
    raised = _raised(bed)
    long = sum(away_s >= 15.0 for away_s, _, _ in course)
    apart = 1 + _steady_times(course)
    assert raised.count(UNSTEADY) <= apart
    assert raised.count(LOST) <= long + apart, "a short loss of an unsteady camera is no alarm of its own"
    bed.run(bed.now + 62.0, 1.0)
    assert not {str(one.condition_id) for one in bed.shown().alarms.messages if one.ended_at is None} & {
        LOST,
        UNSTEADY,
    }
