"""What a session comes to, by the same rule of time as the screen."""

from __future__ import annotations

import io
import json
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neopain.core.readings import Reason
from neopain.core.record import (
    CARE_ENDED,
    CARE_STARTED,
    LIMITS,
    RAISED,
    STANDBY_ENDED,
    STANDBY_STARTED,
    RecordedReading,
)
from neopain.core.score.episodes import Episode, Gap
from neopain.core.score.presets import PRESETS, with_limits
from neopain.core.score.reactivity import scored_seconds
from neopain.core.sessions import LogKind, SourceState, SourceStatus
from neopain.core.watch.watch import BedsideWatch
from neopain.reports.content.summary import summarise
from tests.fakes import raw_reading
from tests.recorded.records import (
    STARTED_AT,
    a_session,
    an_entry,
    any_entries,
    any_readings,
    recorded,
    same,
    scored,
    unscored,
)
from tests.recorded.session_files import write_csv

SESSION = a_session()


def limits(lower, upper, at=0.0):
    return an_entry(at, LogKind.SETTING, LIMITS, lower_limit=lower, upper_limit=upper)


def stopped(at):
    return an_entry(at, LogKind.SESSION, "stopped")


def summed(readings, entries=(), *, until=None):
    entries = [limits(4.0, 6.0), *entries, *([] if until is None else [stopped(until)])]
    return summarise(SESSION, map(recorded, readings), sorted(entries, key=lambda entry: entry.at))


def away(start, stop=None, began=CARE_STARTED, ended=CARE_ENDED):
    entries = [an_entry(start, LogKind.STATE, began)]
    return entries if stop is None else [*entries, an_entry(stop, LogKind.STATE, ended)]


def test_an_empty_session_has_nothing_to_say():
    summary = summed([])
    assert (summary.duration_s, summary.statistics.scored_share, summary.over_upper_share) == (
        0.0,
        None,
        None,
    )
    assert (summary.readings, summary.episodes, summary.gaps, summary.peak) == (0, (), (), None)


def test_time_over_the_limits_and_its_share_of_the_scored_time():
    summary = summed([scored(at, 7.0 if 10 <= at < 20 else 5.0) for at in range(40)], until=40.0)
    times = summary.statistics
    assert (summary.duration_s, times.scored_s, times.over_upper_s, times.over_lower_s) == (40, 40, 10, 40)
    assert (summary.over_upper_share, summary.over_lower_share) == (0.25, 1.0)
    assert summary.episodes == (Episode(10.0, 20.0, 7.0),)
    assert (summary.lower_episodes, summary.longest_s) == (1, 10.0)
    assert (summary.peak, summary.peak_s) == (7.0, 10.0)


def test_exactly_at_the_limit_as_displayed_is_not_over_it():
    found = summed([scored(0, 6.0), scored(1, 6.04), scored(2, 6.06), scored(3, 1.0)], until=4.0)
    assert found.statistics.over_upper_s == 1.0


def test_a_limit_counts_from_when_it_was_set():
    found = summed([scored(at, 5.0) for at in range(20)], [limits(4.0, 4.5, at=15.0)], until=20.0)
    assert found.statistics.over_upper_s == 5.0
    assert (found.lower_limit, found.upper_limit) == (4.0, 4.5)


def test_limits_that_the_log_never_told_are_unknown_and_not_zero():
    found = summarise(SESSION, [recorded(scored(0, 9.0)), recorded(scored(1, 9.0))], [])
    assert (found.upper_limit, found.over_upper_share, found.over_lower_share) == (None, None, None)
    assert found.statistics.scored_s == 1.0


def test_unscored_time_is_never_comfort():
    summary = summed([unscored(at) for at in range(20)], until=20.0)
    assert (summary.statistics.scored_s, summary.statistics.scored_share) == (0.0, 0.0)
    assert (summary.over_upper_share, summary.peak) == (None, None)
    assert summary.reasons == (("face_not_found", 20),)
    assert summary.gaps == (Gap(0.0, 20.0, Reason.FACE_NOT_FOUND),)


def test_the_last_word_of_the_record_is_its_end_when_nobody_ended_it():
    assert summed([scored(0), scored(1), scored(61)]).duration_s == 61.0
    late_note = an_entry(9000.0, LogKind.ANNOTATION, "heel_lance")
    assert summed([scored(0), scored(61)], [late_note]).duration_s == 61.0


def test_time_without_any_reading_is_a_gap_and_not_scored():
    summary = summed([scored(0), scored(1), scored(61), scored(62)], until=63.0)
    assert summary.gaps == (Gap(6.0, 61.0, None),)
    assert same(summary.statistics.scored_s, 8.0)


@pytest.mark.parametrize("codes", [(CARE_STARTED, CARE_ENDED), (STANDBY_STARTED, STANDBY_ENDED)])
def test_care_and_standby_are_left_out_of_all_statistics(codes):
    readings = [scored(at, 9.0) if 10 <= at < 20 else scored(at, 1.0) for at in range(40)]
    summary = summed(readings, away(10.0, 20.0, *codes), until=40.0)
    times = summary.statistics
    assert (summary.duration_s, times.excluded_s, times.scored_s, times.observed_s) == (40, 10, 30, 30)
    assert (times.over_upper_s, summary.episodes, summary.peak, summary.excluded) == (0, (), 1.0, 10)
    assert (summary.readings, summary.scored) == (40, 40)


def test_unscored_time_in_care_is_no_gap():
    readings = [unscored(at) if 10 <= at < 20 else scored(at) for at in range(40)]
    summary = summed(readings, away(10.0, 20.0), until=40.0)
    assert (summary.gaps, summary.reasons) == ((), ())


def test_alarms_are_those_raised():
    entries = [an_entry(1, LogKind.ALARM, RAISED), an_entry(2, LogKind.ALARM, "acknowledged")]
    assert summed([], entries).alarms == 1


@given(any_readings, any_entries)
def test_times_add_up(readings, entries):
    summary = summarise(SESSION, map(recorded, readings), entries)
    times = summary.statistics
    parts = times.scored_s + times.excluded_s + sum(gap.stop - gap.start for gap in summary.gaps)
    assert parts <= summary.duration_s * (1 + 1e-9) + 1e-6
    assert times.over_upper_s <= times.scored_s + 1e-9
    assert summary.longest_s <= summary.duration_s + 1e-6
    assert summary.scored <= summary.readings


@pytest.mark.parametrize("rate_hz", [1, 5, 30])
def test_the_numbers_do_not_depend_on_the_frame_rate(rate_hz):
    readings = [scored(n / rate_hz, 7.0 if 10 <= n / rate_hz < 25 else 1.0) for n in range(60 * rate_hz)]
    summary = summed(readings, until=60.0)
    assert same(summary.duration_s, 60.0)
    assert same(summary.statistics.over_upper_s, 15.0)
    assert len(summary.episodes) == 1


ACTS = st.lists(
    st.tuples(
        st.floats(0.05, 7.0),
        st.floats(0.0, 10.0)
        | st.sampled_from([Reason.OCCLUDED, Reason.TOO_DARK, "care", "cared", "standby", "back"])
        | st.sampled_from([(3.0, 5.0), (4.0, 6.0), (4.5, 6.5), (5.0, 8.0)]),
    ),
    min_size=1,
    max_size=40,
)


def played(acts):
    """A watch through random readings, silences, care, standby and limits: its record, and what it shows."""
    watch, now, preset = BedsideWatch(PRESETS[0]), STARTED_AT, PRESETS[0]
    entries = [*watch.set_preset(preset, now), *watch.on_source(SourceStatus(SourceState.LIVE, now))]
    readings = []
    for step, act in acts:
        now += step
        entries += watch.on_tick(now, datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=now))
        match act:
            case "care":
                entries += watch.start_care(now, 20.0)
            case "cared":
                entries += watch.end_care(now)
            case "standby" | "back":
                entries += watch.standby(act == "standby", now)
            case (lower, upper):
                preset = with_limits(preset, lower_limit=lower, upper_limit=upper)
                entries += watch.set_preset(preset, now)
            case _:
                reading, lines = watch.on_reading(raw_reading(now, act))
                entries += lines
                readings += [] if reading is None else [reading]
    now += 0.5
    shown = watch.snapshot(now).statistics
    return [recorded(one) for one in readings], [*entries, stopped(now - STARTED_AT)], shown, now


@pytest.mark.clause("E2")
@settings(max_examples=80, deadline=None)
@given(ACTS)
def test_screen_summary_export_and_card_say_the_same(acts):
    readings, entries, shown, now = played(acts)
    summary = summarise(SESSION, readings, entries)
    for field in ("observed_s", "scored_s", "over_lower_s", "over_upper_s", "excluded_s"):
        assert getattr(summary.statistics, field) == pytest.approx(getattr(shown, field), abs=1e-6), field
    with tempfile.TemporaryDirectory() as folder:
        files = write_csv(SESSION, readings, entries, Path(folder) / "a.csv")
        said = json.loads(files[-1].read_text())["summary"]
    assert said["scored_s"] == pytest.approx(shown.scored_s, abs=1e-3)
    assert said["over_lower_limit_s"] == pytest.approx(shown.over_lower_s, abs=1e-3)
    assert said["over_upper_limit_share_of_scored"] == (
        None if shown.over_upper_share is None else pytest.approx(shown.over_upper_share, abs=1e-9)
    )
    if not shown.excluded_s:
        times, scores = columns_of(readings)
        assert scored_seconds(times, scores, STARTED_AT, now) == pytest.approx(shown.scored_s, abs=1e-6)


def columns_of(readings: list[RecordedReading]):
    import numpy as np

    scores = [np.nan if one.smoothed is None else one.smoothed for one in readings]
    return np.array([one.captured_at for one in readings], np.float64), np.array(scores, np.float64)


def test_the_session_that_said_0_on_the_screen_and_100_in_the_export():
    acts = [(1.0, 6.0)] * 30
    acts[0] = (1.0, (4.0, 6.0))
    readings, entries, shown, _ = played(acts)
    assert shown.over_upper_share == 0.0
    assert summarise(SESSION, readings, entries).over_upper_share == 0.0
    assert write_csv(SESSION, readings, entries, io.StringIO()) == []
