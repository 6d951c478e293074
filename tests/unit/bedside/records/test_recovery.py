"""Whatever somebody else's or a damaged file says, what is read back from it stops nobody afterwards."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime

import pytest

from neopain.bedside.exports.export import export_csv
from neopain.bedside.records.backup import restore
from neopain.bedside.records.recovery import recover
from neopain.bedside.records.rescue import RescueFile
from neopain.bedside.records.retention import due
from neopain.bedside.review.recorded_review import RecordedReview
from neopain.core.clock import SystemClock
from neopain.core.errors import RecordFault
from neopain.core.record import Annotation, Assessment
from neopain.core.sessions import LogKind
from neopain.reports.lines.record_lines import SUM
from neopain.store.sessions import SessionStore
from tests.recorded.records import a_session, an_entry, recorded, scored

SESSION = a_session()
SOUND = a_session("22222222-2222-4222-8222-222222222222", patient_code="P-18")
AT = SESSION.started_at + 1.0
UTC_TEXT = datetime(2026, 6, 1, tzinfo=UTC).isoformat()
ITEMS = [
    recorded(scored(0.0, 3.0), SESSION.started_at),
    an_entry(1.0, LogKind.SESSION, "stopped"),
    Annotation(AT, "note", "text", "AB", UTC_TEXT, None, "33333333-3333-4333-8333-333333333333"),
    Assessment(AT, "nips", (), 3, "", "AB", UTC_TEXT, "44444444-4444-4444-8444-444444444444"),
]
NONSENSE = (
    None, [], {}, -1, 1e308, float("inf"), 10**400, True, "x", "\ud800", "a\0b", [[1]], [["a", 10**30]],
    "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59.999-23:59",
)  # fmt: skip

ENDLESS = """CREATE VIEW {} AS WITH RECURSIVE endless(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM endless)
    SELECT other.* FROM endless LEFT JOIN other"""


def lines_of(folder):
    """The lines of a rescue file as JSON, without their sums, as an export has them."""
    path = RescueFile(folder, SESSION).append(ITEMS)
    lines = [json.loads(text) for text in path.read_text("utf-8").splitlines()]
    path.unlink()
    return [{key: value for key, value in line.items() if key != SUM} for line in lines]


def is_still_used(folder, tmp_path):
    """Whoever lists, exports, counts or clears afterwards gets what is sound."""
    with SessionStore(folder) as store:
        assert SOUND.id in {one.session.id for one in store.sessions()}
        named = [one.session.id for one in store.sessions()]
        assert not list(store.verify())
    for number, one in enumerate(named):
        export_csv(folder, one, tmp_path / f"{number}.csv", replace=True)
    assert RecordedReview(folder, SystemClock()).lines()
    due(folder, 1.0)


def tried(folder, lines, place, key, value):
    """Read back lines of which one says something else; a refusal is as good."""
    file = folder.parent / "unwritten-x-1.jsonl"
    changed = [*lines[:place], lines[place] | {key: value}, *lines[place + 1 :]]
    file.write_text("\n".join(map(json.dumps, changed)) + "\n", "utf-8")
    if not folder.exists():
        with SessionStore(folder) as store:
            store.begin(SOUND)
            store.append(SOUND.id, [scored(0.0, 3.0)], [])
    with suppress(RecordFault):
        recover(folder, file)


@pytest.mark.parametrize("value", NONSENSE, ids=range(len(NONSENSE)))
def test_no_value_of_a_session_stops_anybody(tmp_path, value):
    lines = lines_of(tmp_path)
    for key in lines[1]:
        tried(tmp_path / f"data {key}", lines, 1, key, value)
        is_still_used(tmp_path / f"data {key}", tmp_path)


@pytest.mark.parametrize("place", range(2, 2 + len(ITEMS)))
def test_no_value_of_a_line_stops_anybody(tmp_path, place):
    lines = lines_of(tmp_path)
    for key in lines[place]:
        for value in NONSENSE:
            tried(tmp_path / "data", lines, place, key, value)
        is_still_used(tmp_path / "data", tmp_path)


def test_what_makes_no_sense_is_told_and_the_rest_comes_back(tmp_path):
    lines = lines_of(tmp_path)
    lines[4] |= {"at": 1e300}
    file = tmp_path / "unwritten-x-1.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)) + "\n" + "[" * 100_000 + "\n", "utf-8")
    [done] = recover(tmp_path / "data", file)
    assert len(done.new) == len(ITEMS) - 1
    assert done.damaged == (f"line {len(lines) + 1} is cut or changed", "1 lines hold what makes no sense")


@pytest.mark.parametrize("table", ["session", "reading", "entry", "admission", "digest", "SESSION", "Entry"])
@pytest.mark.parametrize("act", [restore, recover], ids=["restore", "recover"])
def test_rows_without_an_end_in_the_place_of_a_table_are_refused_at_the_door(tmp_path, act, table):
    with SessionStore(tmp_path / "given") as store:
        store.begin(SESSION)
    given = tmp_path / "given" / "neopain.sqlite3"
    with closing(sqlite3.connect(given, isolation_level=None)) as connection:
        connection.execute("PRAGMA legacy_alter_table = ON")
        connection.execute(f"ALTER TABLE {table} RENAME TO other")
        connection.execute(ENDLESS.format(table))
    with pytest.raises(RecordFault, match="a view in the place of a table"):
        act(tmp_path / "data", given)
