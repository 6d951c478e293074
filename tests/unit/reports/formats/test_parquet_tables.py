"""The Parquet tables, read back by a library that is not the one that wrote them."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from neopain.core.readings import Reason
from neopain.core.record import LIMITS, Annotation
from neopain.core.sessions import LogKind
from neopain.reports.content.columns import EVENT_COLUMNS, MARK_COLUMNS, READING_COLUMNS
from neopain.reports.content.level import Content, Level
from neopain.reports.formats.parquet_tables import FORMAT
from tests.recorded.records import STARTED_AT, STARTED_UTC, a_session, an_entry, recorded, scored, unscored

pytest.importorskip("pyarrow", reason="needs the extra parquet")

READINGS = [scored(0.0, 0.0), unscored(1.0, Reason.OCCLUDED), scored(2.25, 7.125)]
ENTRIES = [an_entry(0, LogKind.SETTING, LIMITS, lower_limit=4.0, upper_limit=6.0)]
MARKS = [Annotation(STARTED_AT + 1, "heel_lance", "left", "nurse b", STARTED_UTC)]


def written(tmp_path, level=Level.CLINICAL, readings=READINGS, **session):
    content = Content(
        a_session(**session), map(recorded, readings), ENTRIES, MARKS, ZoneInfo("Europe/Berlin")
    )
    return FORMAT.write(content, tmp_path / "a.parquet", level=level, replace=True)


def test_a_foreign_reader_finds_typed_rows_and_null_where_not_scored(tmp_path):
    polars = pytest.importorskip("polars", reason="needs polars, a foreign reader of Parquet")
    files = written(tmp_path)
    tables = [polars.read_parquet(file, use_pyarrow=False) for file in files]
    assert [table.columns for table in tables] == [
        list(READING_COLUMNS),
        list(EVENT_COLUMNS),
        list(MARK_COLUMNS),
    ]
    rows = tables[0].to_dicts()
    assert [row["smoothed"] for row in rows] == [0.0, None, 7.125]
    assert [row["reason"] for row in rows] == [None, "occluded", None]
    assert rows[2]["time_utc"] == datetime(2026, 3, 29, 0, 30, 2, 250_000, UTC)
    assert rows[0]["time_local"] == "2026-03-29T01:30:00.000+01:00"
    assert (rows[0]["frame_seq"], rows[1]["frame_seq"], rows[0]["simulated"]) == (1, None, False)
    assert tables[2].to_dicts()[0]["code"] == "heel_lance"


def test_the_table_explains_itself(tmp_path):
    from pyarrow import parquet

    [chief, *_] = written(tmp_path, simulated=True)
    found = parquet.read_schema(chief)
    about = json.loads(parquet.read_metadata(chief).metadata[b"neopain"])
    assert about["summary"]["upper_limit_points"] == 6.0
    assert "SIMULATED" in about["simulated"]
    assert found.field("smoothed").metadata[b"means"].decode() == READING_COLUMNS["smoothed"]


def test_an_empty_session_and_a_long_one(tmp_path, monkeypatch):
    from pyarrow import parquet

    monkeypatch.setattr("neopain.reports.formats.parquet_tables.ROWS", 10)
    assert parquet.read_table(written(tmp_path, readings=[])[0]).num_rows == 0
    [chief, *_] = written(tmp_path, readings=[scored(float(n), 1.0) for n in range(25)])
    assert parquet.read_table(chief)["elapsed_s"].to_pylist() == [float(n) for n in range(25)]


def test_research_has_no_clock_time(tmp_path):
    from pyarrow import parquet

    table = parquet.read_table(written(tmp_path, Level.RESEARCH)[0])
    assert table["time_utc"].null_count == table["time_local"].null_count == 3
