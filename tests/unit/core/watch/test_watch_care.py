"""Care mode, standby, baseline, another infant: what people do at the bed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neopain.core.alarms.conditions import ConditionId
from neopain.core.alarms.kinds import AlarmKind
from neopain.core.alarms.signals import Suspension
from neopain.core.score.pain_state import PainState
from neopain.core.score.presets import DEFAULT_PRESET, PRESETS
from neopain.core.sessions import LogKind, SourceState, SourceStatus
from neopain.core.watch.watch import MAX_CARE_S, BedsideWatch
from tests.fakes import raw_reading

START = datetime(2026, 1, 1, tzinfo=UTC)


def feed(watch: BedsideWatch, start: float, until: float, smoothed: float, fps: int = 5) -> list:
    """Readings of one score from `start` to `until`, and a tick with each; the log's lines."""
    log = []
    for number in range(round((until - start) * fps)):
        at = start + (number + 1) / fps
        log.extend(watch.on_reading(raw_reading(at, smoothed, number))[1])
        log.extend(watch.on_tick(at, START + timedelta(seconds=at)))
    return log


def codes(log) -> list[str]:
    return [entry.code for entry in log if entry.kind is not LogKind.SOURCE]


def live() -> BedsideWatch:
    watch = BedsideWatch()
    watch.on_source(SourceStatus(SourceState.LIVE, 0.0))
    feed(watch, 0.0, 2.0, 1.0)
    return watch


@pytest.mark.clause("E1", "E2")
def test_care_holds_back_the_alarm_records_it_and_ends_by_itself() -> None:
    watch = live()
    assert codes(watch.start_care(2.0, 60.0)) == ["care_started"]
    log = feed(watch, 2.0, 40.0, 9.0)
    assert [code for code in codes(log) if code in {"raised", "escalated"}] == ["raised", "escalated"]
    shown = watch.snapshot(40.0)
    assert (shown.alarms.messages, shown.alarms.sound) == ((), None)
    assert shown.alarms.suspension is Suspension.CARE
    assert shown.care_remaining_s == 22.0
    assert shown.smoothed == pytest.approx(9.0, abs=0.01)
    log = feed(watch, 40.0, 62.0, 9.0)
    assert codes(log) == ["care_ended"]
    shown = watch.snapshot(62.0)
    assert shown.care_remaining_s is None
    assert shown.alarms.sound is not None
    assert shown.statistics.over_upper_s == pytest.approx(0.0, abs=0.3)
    assert shown.statistics.excluded_s == pytest.approx(60.0, abs=0.3)


@pytest.mark.clause("E1")
def test_care_ends_for_the_screen_even_when_nothing_calls() -> None:
    watch = live()
    watch.start_care(2.0, 60.0)
    shown = watch.snapshot(62.0)
    assert (shown.care_remaining_s, shown.alarms.suspension) == (None, Suspension.NONE)


@pytest.mark.clause("E1")
@settings(max_examples=50)
@given(st.lists(st.tuples(st.floats(0.1, 400.0), st.floats(-10.0, 2000.0)), min_size=1, max_size=8))
def test_care_always_ends(renewals) -> None:
    watch, now = live(), 2.0
    last_valid = None
    for wait_s, length_s in renewals:
        now += wait_s
        refused = "refused" in codes(watch.start_care(now, length_s))
        assert refused == (not 0.0 < length_s <= MAX_CARE_S)
        last_valid = last_valid if refused else now + length_s
        remaining = watch.snapshot(now).care_remaining_s
        assert remaining is None or remaining <= MAX_CARE_S + 1e-6
    end = now if last_valid is None else max(now, last_valid)
    watch.on_tick(end + 0.1, START)
    assert watch.snapshot(end + 0.1).care_remaining_s is None
    assert watch.snapshot(end + 0.1).alarms.suspension is Suspension.NONE


def test_care_can_be_ended_by_hand() -> None:
    watch = live()
    watch.start_care(2.0)
    assert codes(watch.end_care(3.0)) == ["care_ended"]
    assert watch.end_care(4.0) == ()
    assert watch.snapshot(4.0).alarms.suspension is Suspension.NONE


@pytest.mark.clause("E4")
def test_standby_expects_nothing_says_so_and_keeps_what_was_not_seen() -> None:
    watch = live()
    feed(watch, 2.0, 20.0, 9.0)
    watch.start_care(20.0)
    log = watch.standby(True, 21.0)
    assert codes(log) == ["care_ended", "standby_started", "cleared"]
    for second in range(22, 400):
        assert watch.on_tick(float(second), START + timedelta(seconds=second)) == ()
    assert watch.on_reading(raw_reading(400.0, 9.0)) == (None, ())
    shown = watch.snapshot(400.0)
    assert shown.standby
    assert (shown.state, shown.smoothed) == (PainState.CANNOT_ASSESS, None)
    assert shown.alarms.suspension is Suspension.STANDBY
    assert shown.alarms.messages == ()
    assert len(shown.alarms.unseen) == 1
    assert codes(watch.start_care(401.0)) == ["refused"]
    assert watch.standby(True, 402.0) == ()
    assert codes(watch.standby(False, 403.0)) == ["standby_ended", "cannot_assess"]
    feed(watch, 403.0, 406.0, 1.0)
    shown = watch.snapshot(406.0)
    assert shown.state is PainState.NO_SIGNS_SEEN
    assert shown.statistics.excluded_s == pytest.approx(382.0, abs=2.0)


def test_a_failing_record_is_remembered_through_standby() -> None:
    watch = live()
    watch.on_fact(ConditionId.RECORD_FAILING, True, 3.0)
    watch.standby(True, 4.0)
    watch.on_fact(ConditionId.PICTURE_BLACK, True, 5.0)
    assert watch.snapshot(6.0).alarms.messages == ()
    watch.on_tick(6.0, START + timedelta(seconds=6.0))
    watch.standby(False, 7.0)
    feed(watch, 7.0, 13.0, 1.0)
    shown = [message.condition_id for message in watch.snapshot(13.0).alarms.messages]
    assert shown == [ConditionId.RECORD_FAILING, ConditionId.PICTURE_BLACK]


def test_a_baseline_is_measured_shown_and_refused_when_restless() -> None:
    watch = live()
    assert codes(watch.usual.measure_baseline(2.0)) == ["refused"]
    feed(watch, 2.0, 80.0, 1.0)
    (entry,) = watch.usual.measure_baseline(80.0)
    assert (entry.code, dict(entry.detail)["median"]) == ("baseline", 1.0)
    feed(watch, 80.0, 110.0, 3.5)
    shown = watch.snapshot(110.0)
    assert shown.usual.baseline is not None
    assert shown.usual.over == pytest.approx(2.5, abs=0.01)
    assert watch.snapshot(120.0).usual.over is None


def test_another_infant_begins_with_nothing_of_the_one_before() -> None:
    watch = live()
    feed(watch, 2.0, 80.0, 1.0)
    watch.usual.measure_baseline(80.0)
    feed(watch, 80.0, 100.0, 9.0)
    watch.on_fact(ConditionId.DISK_LOW, True, 100.0)
    watch.start_care(100.0)
    log = watch.new_infant(101.0, PRESETS[0])
    assert codes(log) == ["care_ended", "limits", "cannot_assess", "cleared", "acknowledged"]
    shown = watch.snapshot(101.0)
    assert (shown.preset, shown.usual.baseline, shown.smoothed) == (PRESETS[0], None, None)
    assert shown.statistics.observed_s == 0.0
    assert [message.kind for message in (*shown.alarms.messages, *shown.alarms.unseen)] == [
        AlarmKind.TECHNICAL
    ]
    assert shown.source_state is SourceState.LIVE
    assert shown.lower_limit != DEFAULT_PRESET.lower_limit


def test_a_technical_row_stays_when_the_infant_goes() -> None:
    watch = live()
    watch.on_fact(ConditionId.DISK_LOW, True, 3.0)
    watch.on_fact(ConditionId.DISK_LOW, False, 4.0)
    watch.new_infant(5.0, DEFAULT_PRESET)
    assert [row.condition_id for row in watch.snapshot(5.0).alarms.unseen] == [ConditionId.DISK_LOW]


@pytest.mark.clause("B9")
def test_old_numbers_are_not_shown() -> None:
    watch = live()
    assert watch.snapshot(7.0).smoothed == 1.0
    shown = watch.snapshot(7.1)
    assert (shown.smoothed, shown.raw, shown.state) == (None, None, PainState.CANNOT_ASSESS)
    assert shown.reading_age_s == pytest.approx(5.1)
