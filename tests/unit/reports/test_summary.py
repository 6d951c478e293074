import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.readings import Reason
from neopain.core.record import CARE_ENDED, CARE_STARTED, RAISED
from neopain.core.sessions import LogKind
from neopain.reports.spans import NO_READING
from neopain.reports.summary import DEFAULT_LIMIT, Episode, Gap, limit_in_force, summarise
from tests.records import a_session, an_entry, any_readings, recorded, same, scored, unscored

SESSION = a_session()


def summed(readings, entries=(), **options):
    return summarise(SESSION, map(recorded, readings), list(entries), **({"limit": 6.0} | options))


def care(start, stop=None):
    entries = [an_entry(start, LogKind.STATE, CARE_STARTED)]
    return entries if stop is None else [*entries, an_entry(stop, LogKind.STATE, CARE_ENDED)]


def test_an_empty_session_has_nothing_to_say():
    summary = summed([])
    assert (summary.duration_s, summary.coverage, summary.over_share, summary.peak) == (0.0, 0.0, None, None)
    assert (summary.readings, summary.episodes, summary.gaps) == (0, (), ())


def test_time_over_the_limit_and_its_share_of_the_scored_time():
    summary = summed([scored(at, 7.0 if 10 <= at < 20 else 1.0) for at in range(40)])
    assert (summary.duration_s, summary.scored_s, summary.coverage) == (40.0, 40.0, 1.0)
    assert (summary.over_s, summary.over_share) == (10.0, 0.25)
    assert summary.episodes == (Episode(10.0, 20.0, 7.0),)
    assert summary.longest_s == 10.0
    assert (summary.peak, summary.peak_s) == (7.0, 10.0)


def test_exactly_at_the_limit_counts():
    assert summed([scored(0, 6.0), scored(1, 5.999), scored(2, 1.0)]).over_s == 1.0


def test_the_longest_of_several_episodes():
    points = [7, 7, 1, 8, 8, 8, 1, 7, 1]
    summary = summed([scored(at, points) for at, points in enumerate(points)])
    assert [episode.peak for episode in summary.episodes] == [7.0, 8.0, 7.0]
    assert summary.longest_s == 3.0


def test_unscored_time_is_never_comfort():
    summary = summed([unscored(at) for at in range(20)])
    assert (summary.scored_s, summary.coverage, summary.over_share, summary.peak) == (0.0, 0.0, None, None)
    assert summary.reasons == (("face_not_found", 20),)
    assert summary.gaps == (Gap(0.0, 20.0, "face_not_found"),)


def test_a_short_gap_does_not_split_an_episode_and_is_not_listed():
    readings = [scored(0, 8.0), *(unscored(at) for at in range(1, 5)), scored(5, 8.0), scored(6, 1.0)]
    summary = summed(readings)
    assert summary.episodes == (Episode(0.0, 6.0, 8.0),)
    assert summary.over_s == 2.0
    assert summary.gaps == ()


def test_a_long_gap_ends_an_episode_and_names_the_reason_that_held_longest():
    hidden = [unscored(at, Reason.OCCLUDED if at == 1 else Reason.TOO_DARK) for at in range(1, 8)]
    summary = summed([scored(0, 8.0), *hidden, scored(8, 8.0), scored(9, 1.0)])
    assert summary.episodes == (Episode(0.0, 1.0, 8.0), Episode(8.0, 9.0, 8.0))
    assert summary.gaps == (Gap(1.0, 8.0, "too_dark"),)
    assert summary.reasons == (("too_dark", 6), ("occluded", 1))


def test_time_without_any_reading_is_a_gap_and_not_scored():
    summary = summed([scored(0), scored(1), scored(61), scored(62)])
    assert summary.gaps == (Gap(3.0, 61.0, NO_READING),)
    assert same(summary.scored_s, 5.0)
    assert same(summary.duration_s, 63.0)


def test_the_wait_for_the_first_reading_and_after_the_last_counts():
    entries = [an_entry(0, LogKind.SESSION, "started"), an_entry(30, LogKind.SESSION, "stopped")]
    summary = summed([scored(10), scored(11)], entries)
    assert summary.duration_s == 30.0
    assert [gap.reason for gap in summary.gaps] == [NO_READING, NO_READING]
    assert (summary.scored_s, same(summary.coverage, 2 / 30)) == (2.0, True)


def test_care_is_left_out_of_all_statistics():
    readings = [scored(at, 9.0 if 10 <= at < 20 else 1.0) for at in range(40)]
    summary = summed(readings, care(10.0, 20.0))
    assert (summary.duration_s, summary.care_s, summary.scored_s, summary.coverage) == (40.0, 10.0, 30.0, 1.0)
    assert (summary.over_s, summary.episodes, summary.peak, summary.in_care) == (0.0, (), 1.0, 10)
    assert (summary.readings, summary.scored) == (40, 40)


def test_unscored_time_in_care_is_no_gap():
    readings = [unscored(at) if 10 <= at < 20 else scored(at) for at in range(40)]
    summary = summed(readings, care(10.0, 20.0))
    assert (summary.gaps, summary.reasons) == ((), ())


def test_care_between_readings_cuts_time_exactly():
    summary = summed([scored(0, 7.0), scored(1, 7.0), scored(2, 7.0)], care(0.25, 1.5))
    assert same(summary.care_s, 1.25)
    assert same(summary.over_s, 0.25 + 0.5 + 1.0)
    assert len(summary.episodes) == 2


def test_care_that_never_ended_lasts_to_the_end():
    assert summed([scored(at, 9.0) for at in range(10)], care(5.0)).over_s == 5.0


def test_alarms_are_those_raised():
    entries = [an_entry(1, LogKind.ALARM, RAISED), an_entry(2, LogKind.ALARM, "acknowledged")]
    assert summed([], entries).alarms == 1


def test_the_limit_is_the_newest_that_was_set():
    entries = [
        an_entry(0, LogKind.SETTING, "preset", upper_limit=5.0),
        an_entry(9, LogKind.SETTING, "preset", upper_limit=5.5, lower_limit=4),
        an_entry(10, LogKind.ALARM, RAISED, upper_limit=1.0),
        an_entry(11, LogKind.SETTING, "volume", level=3),
    ]
    assert limit_in_force(entries) == 5.5
    assert limit_in_force([]) == DEFAULT_LIMIT
    assert summed([], entries, limit=None).limit == 5.5


_edges = st.lists(st.floats(0.0, 1e6), max_size=6).map(sorted)


@given(any_readings, _edges)
def test_times_add_up(readings, edges):
    codes = [CARE_STARTED, CARE_ENDED] * 3
    entries = [an_entry(at, LogKind.STATE, code) for at, code in zip(edges, codes, strict=False)]
    summary = summed(readings, entries)
    parts = summary.scored_s + summary.care_s + sum(gap.stop_s - gap.start_s for gap in summary.gaps)
    assert parts <= summary.duration_s * (1 + 1e-9) + 1e-6
    assert summary.over_s <= summary.scored_s + 1e-9
    assert 0.0 <= summary.coverage <= 1.0
    assert summary.longest_s <= summary.duration_s + 1e-6
    assert summary.scored <= summary.readings
    assert (
        summary.duration_s
        >= max((reading.captured_at for reading in readings), default=0) - SESSION.started_at - 1e-6
    )


@pytest.mark.parametrize("rate_hz", [1, 5, 30])
def test_the_numbers_do_not_depend_on_the_frame_rate(rate_hz):
    readings = [scored(n / rate_hz, 7.0 if 10 <= n / rate_hz < 25 else 1.0) for n in range(60 * rate_hz)]
    summary = summed(readings)
    assert same(summary.duration_s, 60.0)
    assert same(summary.over_s, 15.0)
    assert len(summary.episodes) == 1
