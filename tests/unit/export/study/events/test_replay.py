"""The replay is the bedside's watch: its alarms come with its delays, and what it holds back is held back."""

import pytest

from neopain.core.score.presets import DEFAULT_PRESET, with_limits
from neopain_export.study.events.recordings import read_recording
from neopain_export.study.events.replay import replay
from tests.unit.export.study.events.exported import course, write_readings


def replayed(tmp_path, *parts, preset=DEFAULT_PRESET, rate=4.0):
    return replay(read_recording(write_readings(tmp_path / "a.csv", course(*parts, rate=rate))), preset)


def test_a_calm_recording_has_no_alarm(tmp_path):
    made = replayed(tmp_path, (120.0, 1.0))
    assert made.alarms == ()
    assert sum(one.length_s for one in made.stretches if one.scored) == pytest.approx(120.0, abs=0.5)


@pytest.mark.parametrize("rate", [1.0, 4.0, 10.0])
def test_an_alarm_comes_within_the_disclosed_delay(tmp_path, rate):
    made = replayed(tmp_path, (60.0, 0.0), (120.0, DEFAULT_PRESET.upper_limit + 2.0), (200.0, 0.0), rate=rate)
    (alarm,) = made.alarms
    assert 60.0 < alarm.start_s <= 60.0 + DEFAULT_PRESET.delay.total_s + 1.0 / rate
    assert alarm.priority == "medium"
    assert 120.0 < alarm.end_s < 160.0


def test_the_limits_asked_for_are_those_that_judge(tmp_path):
    parts = (30.0, 0.0), (90.0, 5.0)
    assert [one.priority for one in replayed(tmp_path, *parts).alarms] == ["low"]
    higher = with_limits(DEFAULT_PRESET, lower_limit=6.0, upper_limit=7.0)
    assert replayed(tmp_path, *parts, preset=higher).alarms == ()


def test_time_without_a_score_is_not_calm_time(tmp_path):
    made = replayed(tmp_path, (60.0, 1.0), (120.0, "turned_away"))
    assert sum(one.length_s for one in made.stretches if one.scored) == pytest.approx(60.0, abs=0.5)
    assert made.alarms == ()


def test_an_alarm_that_never_ends_lasts_as_long_as_the_recording(tmp_path):
    (alarm,) = replayed(tmp_path, (60.0, 9.5)).alarms
    assert alarm.end_s == pytest.approx(60.0, abs=1.0)
