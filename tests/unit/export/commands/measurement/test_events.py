"""`neopain-export events`, from exported sessions to its report."""

import csv

from neopain import paths
from neopain.core.score.presets import DEFAULT_PRESET
from neopain_export import cli
from tests.unit.export.study.events.exported import course, write_events, write_readings

LANCE = (60.0, 1.0), (100.0, 9.0), (180.0, 1.0)


def test_events_are_found_counted_and_written(tmp_path, capsys):
    readings = [
        str(write_readings(tmp_path / f"{name}.csv", course(*LANCE), simulated=True)) for name in ("a", "b")
    ]
    readings.append(str(write_readings(tmp_path / "c.csv", course((200.0, 1.0)))))
    events = write_events(tmp_path / "e.csv", "a,s1,60,100,1", "b,s2,0,50,0", "b,s2,60,100,1")
    words = ["events", "--readings", *readings, "--events", str(events), "--out", str(tmp_path / "out")]
    assert cli.main(words) == 0
    told = capsys.readouterr().out
    assert "painful events with an alarm: 1.000" in told
    assert "without events, counted for false alarms only: c" in told
    with (tmp_path / "out" / "events.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["pain"] for row in rows] == ["1", "0", "1"]
    assert DEFAULT_PRESET.lower_hold_s < float(rows[0]["delay_s"]) <= DEFAULT_PRESET.delay.total_s
    assert rows[1]["alarm_s"] == ""
    report = (tmp_path / "out" / "report.md").read_text()
    assert "(SIMULATED)" in report
    assert "neopain-export events" in report
    assert cli.main(words) == 0, "its own earlier result is renewed"


def test_bad_wishes_are_refused_in_one_line(tmp_path, capsys):
    first = write_readings(tmp_path / "a.csv", course(*LANCE))
    (tmp_path / "b").mkdir()
    second = write_readings(tmp_path / "b" / "a.csv", course(*LANCE))
    events = write_events(tmp_path / "e.csv", "a,s1,60,100,1")
    base = ["events", "--events", str(events), "--out", str(tmp_path / "out"), "--readings"]
    assert cli.main([*base, str(first), str(second)]) == 1
    assert "two called a" in capsys.readouterr().err
    assert cli.main([*base, str(first), "--preset", "adult"]) == 1
    assert "choose one of these" in capsys.readouterr().err
    assert cli.main([*base, str(first), "--lower-limit", "5.9"]) == 1
    assert cli.main([*base, str(first), "--model", str(paths.models() / "pain_svm")]) == 1
    assert "has none; leave --model out" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_one_infant_under_two_spellings_is_told(tmp_path, capsys):
    readings = [str(write_readings(tmp_path / f"{name}.csv", course(*LANCE))) for name in ("a", "b")]
    events = write_events(tmp_path / "e.csv", "a,s1,60,100,1", "b,S-1,60,100,1")
    words = ["events", "--readings", *readings, "--events", str(events), "--out", str(tmp_path / "out")]
    assert cli.main(words) == 0
    for told in (capsys.readouterr().out, (tmp_path / "out" / "report.md").read_text()):
        assert "S-1 = s1" in told


def test_one_session_twice_is_refused_under_whatever_name(tmp_path, capsys):
    """A copy without events doubled the hours, and halved the false alarms an hour, without a word."""
    first = write_readings(tmp_path / "a.csv", course(*LANCE))
    copy = tmp_path / "a (1).csv"
    copy.write_bytes(first.read_bytes())
    events = write_events(tmp_path / "e.csv", "a,s1,60,100,1")
    words = ["events", "--readings", str(first), str(copy), "--events", str(events)]
    assert cli.main([*words, "--out", str(tmp_path / "out")]) == 1
    assert "a and a (1) hold the same readings; leave one out" in capsys.readouterr().err
