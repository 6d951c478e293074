"""What every export format keeps to."""

import importlib.util
import io
import json
import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from neopain.core.errors import RecordFault, SettingFault
from neopain.reports.content.level import Content, Level
from neopain.reports.formats.registry import FORMATS
from tests.recorded.records import a_session, an_entry, recorded, scored, unscored

every_format = pytest.mark.parametrize(
    "one",
    [
        pytest.param(
            one,
            id=one.option,
            marks=pytest.mark.skipif(
                bool(one.needs) and importlib.util.find_spec(one.needs) is None,
                reason=f"needs the extra {one.option}",
            ),
        )
        for one in FORMATS
    ],
)


def content() -> Content:
    readings = [recorded(scored(1.0, 9.5)), recorded(unscored(2.0))]
    return Content(a_session(source="Kim's bed"), readings, [an_entry(1.0, text="Kim cried")], ())


def test_options_and_endings_are_one_each():
    assert len({one.option for one in FORMATS}) == len(FORMATS) == len({one.ending for one in FORMATS})


@every_format
def test_the_chief_file_comes_first_and_exists(one, tmp_path):
    target = tmp_path / f"a{one.ending}"
    written = one.write(content(), target, level=Level.CLINICAL, replace=False)
    assert written[0] == target
    assert all(file.is_file() for file in written)
    assert sorted(written) == sorted(tmp_path.iterdir())


@every_format
def test_what_exists_is_not_replaced_unasked(one, tmp_path):
    target = tmp_path / f"a{one.ending}"
    written = one.write(content(), target, level=Level.CLINICAL, replace=False)
    for kept in written:
        for other in written:
            other.unlink(missing_ok=True)
        kept.write_text("mine")
        with pytest.raises(RecordFault, match="nothing was replaced"):
            one.write(content(), target, level=Level.CLINICAL, replace=False)
        assert kept.read_text() == "mine"
        assert list(tmp_path.iterdir()) == [kept]
    assert one.write(content(), target, level=Level.CLINICAL, replace=True)[0].stat().st_size > 10


@every_format
def test_a_research_export_names_nobody(one, tmp_path):
    if Level.RESEARCH not in one.levels:
        with pytest.raises(SettingFault, match="no level research"):
            one.write(content(), tmp_path / "a", level=Level.RESEARCH, replace=False)
        assert list(tmp_path.iterdir()) == []
        return
    written = one.write(content(), tmp_path / f"a{one.ending}", level=Level.RESEARCH, replace=False)
    for file in written:
        said = file.read_bytes()
        assert not any(word in said for word in (b"Kim", b"P-17", b"2026-03-29", b"11111111-1111"))


@every_format
def test_a_stream_gets_the_chief_file(one, tmp_path):
    inner = io.BytesIO()
    stream = io.TextIOWrapper(inner, encoding="utf-8", newline="")
    assert one.write(content(), stream, level=Level.CLINICAL, replace=False) == []
    stream.flush()
    [file, *_] = one.write(content(), tmp_path / "a", level=Level.CLINICAL, replace=False)
    assert inner.getvalue() == file.read_bytes()
    if one.text:
        assert "9.5" in inner.getvalue().decode()
    else:
        with pytest.raises(SettingFault, match="give it a file"):
            one.write(content(), io.StringIO(), level=Level.CLINICAL, replace=False)


@pytest.mark.parametrize("one", [one for one in FORMATS if one.needs], ids=lambda one: one.option)
def test_a_missing_part_is_told_with_what_installs_it(one, tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(SettingFault, match=rf"pip install '\.\[{one.option}\]'"):
        one.write(content(), tmp_path / "a", level=Level.CLINICAL, replace=False)
    assert list(tmp_path.iterdir()) == []


def test_the_extras_that_formats_need_are_offered():
    project = tomllib.loads((Path(__file__).parents[4] / "pyproject.toml").read_text())["project"]
    for one in FORMATS:
        if one.needs:
            [needed] = project["optional-dependencies"][one.option]
            assert needed.startswith(one.needs)


def _text_of(files):
    for file in files:
        if file.suffix == ".parquet":
            from pyarrow import parquet

            yield json.dumps(parquet.read_table(file).to_pylist(), default=str)
        else:
            yield file.read_bytes().decode("utf-8", "replace")


@every_format
def test_the_ward_s_time_stands_beside_utc_in_every_format(one, tmp_path):
    """Kathmandu is 5:45 ahead, so that no other time of the file looks like it."""
    session = a_session()
    began = datetime.fromisoformat(session.started_utc).astimezone(UTC)
    local = began.astimezone(ZoneInfo("Asia/Kathmandu"))
    whole = replace(content(), session=session, zone=ZoneInfo("Asia/Kathmandu"))
    text = " ".join(
        _text_of(one.write(whole, tmp_path / f"a{one.ending}", level=Level.CLINICAL, replace=False))
    )

    def told(when):
        return any(f"{when:{form}}" in text for form in ("%H:%M", "%H%M", "%H.%M"))

    assert told(local)
    assert told(began) or f"{local:%z}" in text, "UTC itself, or the offset to it"
