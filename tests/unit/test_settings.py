"""The ward's own settings: read, defaulted, or refused with key, value and range."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.alarms.sound_policy import AudioPolicy
from neopain.core.clinical.reassessment import DEFAULT_INTERVALS
from neopain.core.clinical.signing import LockAsks
from neopain.core.errors import SettingFault
from neopain.core.readings import OutsideTraining
from neopain.main import main
from neopain.settings import FILE, SITE_FILE, WardSettings, _File, _number, read_ward_settings


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
        ("[reassessment]\nroutine = 60\n", r"line 2: routine is none of the keys of .*routine_min"),
        ("[screen]\nreading_distance_m = 0.5\n", r"reading_distance_m is a number from 1 to 6; got 0.5"),
        ("[sound]\nlow_repeat_s = 15\n", r"low_repeat_s is a number from 16 to 300; got 15"),
        ("[sound]\nmedium_repeat_s = 31\n", r"medium_repeat_s is a number from 2.5 to 30; got 31"),
        ("[sound]\nreminder_min = 0\n", r"reminder_min is a number from 1 to 10; got 0"),
        (
            "[alarms]\nupper = 9\n",
            r"line 1: alarms is none of what a settings file holds, outside_training, adaptation, lock_asks, time_zone",
        ),
        ("screen = 3\n", r"line 1: screen is none of what"),
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


@pytest.mark.parametrize(
    "line",
    [
        f"[retention]\nkeep_days = {'9' * 5000}",
        f"[retention]\nkeep_days = 0x{'f' * 6000}",
        f"time_zone = 0x{'f' * 6000}",
        f"lock_asks = 0x{'f' * 6000}",
    ],
    ids=["decimal", "hexadecimal", "zone", "word"],
)
def test_a_number_of_thousands_of_digits_is_refused(tmp_path, line):
    (tmp_path / FILE).write_text(line + "\n")
    with pytest.raises(SettingFault, match=FILE):
        read_ward_settings(tmp_path)


def test_the_time_zone_of_the_ward(tmp_path):
    assert read_ward_settings(write(tmp_path, "[screen]\n")).time_zone is None
    zone = read_ward_settings(write(tmp_path, 'time_zone = "Europe/Berlin"\n')).time_zone
    assert str(zone) == "Europe/Berlin"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_a_named_pipe_is_refused_and_never_waited_for(tmp_path):
    os.mkfifo(tmp_path / "ward.toml")
    with pytest.raises(SettingFault, match="no regular file"):
        read_ward_settings(tmp_path)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingFault, match="cannot be read"):
        read_ward_settings(tmp_path)


@given(st.floats())
def test_a_number_is_taken_exactly_when_it_lies_within_the_bounds(value):
    from pathlib import Path

    try:
        taken = _number(_File(Path(FILE), "", {}), "screen", "reading_distance_m", value)
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


@pytest.fixture
def site(tmp_path, monkeypatch):
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.setenv("NEOPAIN_SITE", str(folder))

    def write_site(text):
        (folder / SITE_FILE).write_text(text, encoding="utf-8")

    return write_site


def test_the_site_s_file_holds_where_the_ward_says_nothing_and_the_ward_goes_before_it(tmp_path, site):
    site(
        'time_zone = "Europe/Berlin"\n[screen]\nreading_distance_m = 4\n[sound]\nleast_volume_percent = 80\n'
    )
    alone = read_ward_settings(tmp_path)
    assert (alone.reading_distance_m, alone.audio.least_volume, str(alone.time_zone)) == (
        4.0,
        0.8,
        "Europe/Berlin",
    )
    both = read_ward_settings(write(tmp_path, "[screen]\nreading_distance_m = 2\n"))
    assert (both.reading_distance_m, both.audio.least_volume, str(both.time_zone)) == (
        2.0,
        0.8,
        "Europe/Berlin",
    )


def test_the_command_line_goes_before_site_and_ward(tmp_path, site, capsys):
    site("[retention]\nkeep_days = 30\n")
    write(tmp_path, "[retention]\nkeep_days = 60\n")
    assert main(["purge", "--data", str(tmp_path), "--older-than", "90"]) == 0
    assert main(["purge", "--data", str(tmp_path)]) == 0
    first, second = [line for line in capsys.readouterr().out.splitlines() if "days" in line]
    assert "90" in first
    assert "60" in second


def test_what_the_site_locked_a_ward_cannot_set_and_both_files_are_named(tmp_path, site):
    site('locked = ["sound.reminder_min", "outside_training"]\noutside_training = "refuse"\n')
    assert (
        read_ward_settings(write(tmp_path, "[sound]\nmedium_repeat_s = 10\n")).audio.medium_repeat_s == 10.0
    )
    for text, line in (("[sound]\n\nreminder_min = 2\n", 3), ('outside_training = "show"\n', 1)):
        with pytest.raises(SettingFault, match="locked for the whole site") as refused:
            read_ward_settings(write(tmp_path, text))
        assert f"{FILE}, line {line}: " in str(refused.value)
        assert SITE_FILE in str(refused.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "\n\n[screen]\nreading_distance_m = 9\n",
            "line 4: reading_distance_m is a number from 1 to 6; got 9",
        ),
        ('locked = ["sound.loudness"]\n', "line 1: locked is a list of"),
        ('locked = "sound.reminder_min"\n', "line 1: locked is a list of"),
        ("[screen]\nreading_distance_m = = 3\n", "is no TOML file: .*line 2"),
        ("[sound]\nreminder_min = 2\n[other]\nreminder_min = 3\n", "line 3: other"),
    ],
)
def test_a_bad_line_of_the_site_is_told_with_its_file_and_line(tmp_path, site, text, words):
    site(text)
    with pytest.raises(SettingFault, match=words) as refused:
        read_ward_settings(tmp_path)
    assert SITE_FILE in str(refused.value)


def test_a_ward_cannot_lock(tmp_path, site):
    with pytest.raises(SettingFault, match="line 1: locked"):
        read_ward_settings(write(tmp_path, 'locked = ["time_zone"]\n'))


def test_the_site_s_folder_is_the_platform_s_own(monkeypatch):
    from neopain import paths

    monkeypatch.delenv("NEOPAIN_SITE", raising=False)
    assert paths.site().name == "neopain"
    assert paths.site().is_absolute()


def test_a_screen_lock_is_wished_with_minutes_and_what_it_asks(tmp_path):
    assert read_ward_settings(tmp_path).lock_after_min is None
    (tmp_path / "ward.toml").write_text('lock_asks = "pin"\n[screen]\nlock_after_min = 5\n')
    settings = read_ward_settings(tmp_path)
    assert (settings.lock_after_min, settings.lock_asks) == (5.0, LockAsks.PIN)
    (tmp_path / "ward.toml").write_text('lock_asks = "badge"\n')
    with pytest.raises(SettingFault, match=r'line 1: lock_asks is "who" or "pin"'):
        read_ward_settings(tmp_path)
