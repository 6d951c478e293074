"""`neopain export`: options out of the registry, several formats at once, refusals before anything is written."""

import csv
import json

import pytest

from neopain import main as module
from neopain.core.sessions import LogKind
from neopain.reports.formats.registry import FORMATS
from neopain.settings import FILE
from neopain.store.sessions import SessionStore
from tests.recorded.records import a_session, an_entry, scored

TEXTS = [one for one in FORMATS if not one.needs]


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    session = a_session()
    with SessionStore(folder) as store:
        store.begin(session)
        store.append(session.id, [scored(0.0, 3.0)], [an_entry(1.0, LogKind.SESSION, "stopped")])
    return folder


def export(data, *arguments):
    return module.main(["export", "latest", "--data", str(data), *map(str, arguments)])


def test_every_format_has_its_option(capsys):
    with pytest.raises(SystemExit):
        module.main(["export", "--help"])
    told = capsys.readouterr().out
    assert all(f"--{one.option} FILE" in told for one in FORMATS)


def test_several_formats_at_once(data, tmp_path, capsys):
    asked = [(f"--{one.option}", tmp_path / f"a{one.ending}") for one in TEXTS]
    assert export(data, *(word for pair in asked for word in pair)) == 0
    told = capsys.readouterr().out
    assert all(file.stat().st_size and f"Wrote {file}\n" in told for _, file in asked)


def test_a_refusal_comes_before_anything_is_written(data, tmp_path, monkeypatch, capsys):
    assert export(data, "--csv", tmp_path / "a.csv", "--hl7", tmp_path / "a.hl7", "--level", "research") == 1
    assert "--hl7 has no level research" in capsys.readouterr().err
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert export(data, "--csv", tmp_path / "a.csv", "--parquet", tmp_path / "a.parquet") == 1
    assert "pip install '.[parquet]'" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [data]


def test_the_ward_s_time_zone_is_that_of_the_export(data, tmp_path, capsys):
    (data / FILE).write_text('time_zone = "Asia/Kathmandu"\n')
    assert export(data, "--csv", tmp_path / "a.csv") == 0
    with (tmp_path / "a.csv").open(newline="") as stream:
        assert next(csv.DictReader(stream))["time_local"] == "2026-03-29T06:15:00.000+05:45"
    assert "Asia/Kathmandu" in json.loads((tmp_path / "a.about.json").read_text())["time_zone"]
    (data / FILE).write_text('time_zone = "Asia/Nowhere"\n')
    assert export(data, "--csv", tmp_path / "b.csv") == 1
    assert "time_zone is a name" in capsys.readouterr().err
    assert not (tmp_path / "b.csv").exists()
