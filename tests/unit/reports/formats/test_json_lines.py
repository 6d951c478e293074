import json
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from neopain.core.errors import RecordFault
from neopain.core.record import Annotation, Assessment
from neopain.core.sessions import LogKind
from neopain.reports.formats.json_lines import Record, read_json_lines
from tests.recorded.records import (
    STARTED_AT,
    STARTED_UTC,
    a_session,
    an_entry,
    any_entries,
    any_readings,
    recorded,
    scored,
)
from tests.recorded.session_files import write_json_lines

SESSION = a_session(simulated=True)
LANCE = Annotation(
    STARTED_AT + 1, "heel_lance", "left\u2028foot\nnew line", "nurse", STARTED_UTC, until=STARTED_AT + 2
)
NIPS = Assessment(STARTED_AT + 3, "nips", (("face", 1), ("cry", 2)), None, "", "nurse", STARTED_UTC)


@settings(max_examples=40, deadline=None)
@given(any_readings, any_entries)
def test_the_record_comes_back_exactly(readings, entries):
    rows = tuple(map(recorded, readings))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        write_json_lines(SESSION, rows, entries, path, marks=[LANCE, NIPS])
        assert read_json_lines(path) == Record(SESSION, rows, tuple(entries), (LANCE, NIPS))


def test_each_line_is_plain_json_with_its_type_and_utc(tmp_path):
    path = tmp_path / "a.jsonl"
    entry = an_entry(1, LogKind.ALARM, "raised", limit=float("nan"))
    write_json_lines(
        SESSION, [recorded(scored(1))], [entry], path, marks=[LANCE], zone=ZoneInfo("Africa/Johannesburg")
    )
    with path.open(newline="\n") as stream:
        lines = [json.loads(line, parse_constant=pytest.fail) for line in stream]
    assert [line["type"] for line in lines] == ["record", "session", "reading", "entry", "annotation", "end"]
    assert "SIMULATED" in lines[0]["simulated"]
    assert lines[2]["time_utc"] == "2026-03-29T00:30:01.000+00:00"
    assert lines[2]["time_local"] == "2026-03-29T02:30:01.000+02:00"
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("cut", [1, 30, 200])
def test_a_cut_file_is_noticed(tmp_path, cut):
    path = tmp_path / "a.jsonl"
    write_json_lines(SESSION, [recorded(scored(at)) for at in range(5)], [], path)
    path.write_bytes(path.read_bytes()[:-cut] if cut > 1 else b"")
    with pytest.raises(RecordFault, match="not a complete"):
        read_json_lines(path)


def test_a_lost_line_is_noticed(tmp_path):
    path = tmp_path / "a.jsonl"
    write_json_lines(SESSION, [recorded(scored(at)) for at in range(5)], [], path)
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:3] + lines[4:]))
    with pytest.raises(RecordFault, match="its end is missing"):
        read_json_lines(path)


def test_a_newer_format_is_refused(tmp_path):
    path = tmp_path / "a.jsonl"
    write_json_lines(SESSION, [], [], path)
    path.write_text(path.read_text().replace('"format_version":1', '"format_version":2'))
    with pytest.raises(RecordFault, match="version 2"):
        read_json_lines(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(RecordFault, match="nowhere"):
        read_json_lines(tmp_path / "nowhere.jsonl")


def test_research_level_tells_no_identity_and_no_date(tmp_path):
    path = tmp_path / "a.jsonl"
    entry = an_entry(1, LogKind.SOURCE, "opened", "ward camera 7", address="10.0.0.7", size=640)
    write_json_lines(SESSION, [recorded(scored(1.5))], [entry], path, marks=[LANCE, NIPS], level="research")
    text = path.read_text()
    for secret in ("P-17", "ward camera", "10.0.0.7", "foot", "nurse", "2026", SESSION.id, LANCE.id):
        assert secret not in text
    record = read_json_lines(path)
    assert record.session.started_at == 0.0
    assert record.readings[0].captured_at == record.readings[0].elapsed_s == 1.5
    assert record.entries[0].detail == (("size", 640),)
    assert record.marks[0].at == 1.0
