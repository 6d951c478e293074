"""The ward's own settings: read, defaulted, or refused with key, value and range."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.alarms.sound_policy import AudioPolicy
from neopain.core.clinical.reassessment import DEFAULT_INTERVALS
from neopain.core.errors import SettingFault
from neopain.core.readings import OutsideTraining
from neopain.main import main
from neopain.settings import FILE, WardSettings, _number, read_ward_settings


def write(folder, text):
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def test_without_a_file_the_usual_settings_hold(tmp_path):
    assert read_ward_settings(tmp_path) == WardSettings(DEFAULT_INTERVALS, 3.0)
    assert read_ward_settings(tmp_path / "not there") == WardSettings()


def test_an_empty_file_says_nothing(tmp_path):
    assert read_ward_settings(write(tmp_path, "")) == WardSettings()


def test_what_is_written_holds_and_the_rest_is_usual(tmp_path):
    text = "[reassessment]\nafter_raised_min = 60\nroutine_min = 240.5\n[screen]\nreading_distance_m = 2\n"
    settings = read_ward_settings(write(tmp_path, text))
    assert settings.intervals.after_raised_s == 3600.0
    assert settings.intervals.after_analgesic_s == DEFAULT_INTERVALS.after_analgesic_s
    assert settings.intervals.routine_s == 240.5 * 60
    assert settings.reading_distance_m == 2.0


def test_the_ward_chooses_which_alarms_sound_and_how_often(tmp_path):
    assert read_ward_settings(tmp_path).audio == AudioPolicy()
    text = "[sound]\nlow_repeat_s = 60\nmedium_repeat_s = 10\nreminder_min = 2\n"
    audio = read_ward_settings(write(tmp_path, text)).audio
    assert audio == AudioPolicy(medium_repeat_s=10.0, low_repeat_s=60.0, reminder_s=120.0)


@pytest.mark.parametrize("choice", list(OutsideTraining))
def test_what_is_done_outside_training_is_chosen_above_the_tables(tmp_path, choice):
    text = f'outside_training = "{choice}"\n[screen]\nreading_distance_m = 2\n'
    settings = read_ward_settings(write(tmp_path, text))
    assert settings.outside_training is choice
    assert settings.reading_distance_m == 2.0


def test_outside_training_is_refused_unless_the_ward_says_otherwise(tmp_path):
    assert read_ward_settings(tmp_path).outside_training is OutsideTraining.REFUSE


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("outside_training = 'hide'\n", r'outside_training is "refuse" or "show"; got .hide.'),
        ("outside_training = true\n", r"outside_training is .*; got True"),
        ("outside_training = ['show']\n", r"outside_training is .*; got \['show'\]"),
        ("[reassessment]\nroutine_min = 4\n", r"routine_min is a number from 5 to 1440; got 4"),
        ("[reassessment]\nafter_raised_min = 1441\n", r"after_raised_min .* 5 to 1440; got 1441"),
        ("[reassessment]\nafter_analgesic_min = 'soon'\n", r"after_analgesic_min .* got 'soon'"),
        ("[reassessment]\nroutine_min = true\n", r"routine_min .* got True"),
        ("[reassessment]\nroutine_min = nan\n", r"routine_min .* got nan"),
        ("[reassessment]\nroutine = 60\n", r"has the keys .*routine_min; got 'routine'"),
        ("[screen]\nreading_distance_m = 0.5\n", r"reading_distance_m is a number from 1 to 6; got 0.5"),
        ("[sound]\nlow_repeat_s = 15\n", r"low_repeat_s is a number from 16 to 300; got 15"),
        ("[sound]\nmedium_repeat_s = 31\n", r"medium_repeat_s is a number from 2.5 to 30; got 31"),
        ("[sound]\nreminder_min = 0\n", r"reminder_min is a number from 1 to 10; got 0"),
        ("[alarms]\nupper = 9\n", r"holds outside_training, time_zone, .*got 'alarms'"),
        ("screen = 3\n", r"got 'screen'"),
        ("[screen\n", "is no TOML file"),
        ('time_zone = "Europe/Nowhere"\n', r'"Europe/Berlin"; got \'Europe/Nowhere\''),
        ('time_zone = "../../etc/passwd"\n', "time_zone is a name"),
        ('time_zone = "Europe"\n', "time_zone is a name"),
        ('time_zone = ""\n', "time_zone is a name"),
        ("time_zone = 1\n", "got 1"),
    ],
)
def test_what_makes_no_sense_is_refused_with_file_key_value_and_range(tmp_path, text, words):
    with pytest.raises(SettingFault, match=words) as refused:
        read_ward_settings(write(tmp_path, text))
    assert FILE in str(refused.value)


def test_the_time_zone_of_the_ward(tmp_path):
    assert read_ward_settings(write(tmp_path, "[screen]\n")).time_zone is None
    zone = read_ward_settings(write(tmp_path, 'time_zone = "Europe/Berlin"\n')).time_zone
    assert str(zone) == "Europe/Berlin"


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingFault, match="cannot be read"):
        read_ward_settings(tmp_path)


@given(st.floats())
def test_a_number_is_taken_exactly_when_it_lies_within_the_bounds(value):
    from pathlib import Path

    try:
        taken = _number(Path(FILE), "screen", "reading_distance_m", value)
    except SettingFault:
        assert not 1.0 <= value <= 6.0
    else:
        assert taken == value
        assert 1.0 <= taken <= 6.0


def test_the_window_does_not_start_on_a_wrong_file(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    write(tmp_path, "[reassessment]\nroutine_min = 4\n")
    assert main(["monitor", "--data", str(tmp_path), "--for", "1s"]) == 1
    assert "routine_min is a number from 5 to 1440; got 4" in capsys.readouterr().err
