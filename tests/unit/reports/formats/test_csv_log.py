import csv
import hashlib
import io
import json
import os
import threading
import time
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neopain.core.errors import RecordFault
from neopain.core.readings import Reason
from neopain.core.record import Annotation, Assessment
from neopain.core.sessions import LogKind
from neopain.reports.content.columns import free_text
from tests.recorded.records import (
    STARTED_AT,
    STARTED_UTC,
    a_session,
    an_entry,
    any_readings,
    any_text,
    recorded,
    scored,
    unscored,
)
from tests.recorded.session_files import write_csv

SESSION = a_session()
READINGS = [recorded(scored(0.0, 1.5)), recorded(unscored(1.0, Reason.TOO_DARK)), recorded(scored(2.25, 7.0))]
ENTRIES = [
    an_entry(0, LogKind.SETTING, "limits", "Term", lower_limit=4.0, upper_limit=6.0, id="term"),
    an_entry(1, LogKind.ANNOTATION, "free_text", "=HYPERLINK(1)"),
]


def table(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def as_csv(session, readings, entries=(), **options):
    stream = io.StringIO(newline="")
    assert write_csv(session, readings, entries, stream, **options) == []
    return stream.getvalue()


def test_the_columns_are_the_contract():
    header = as_csv(SESSION, []).splitlines()[0].split(",")
    assert header[:7] == ["time_utc", "elapsed_s", "raw", "smoothed", "quality", "reason", "latency_ms"]
    assert header[7:12] == ["frame_seq", "simulated", "distance", "outside_training", "time_local"]


def test_rows_say_utc_with_offset_and_milliseconds():
    first, second, third = table(as_csv(SESSION, READINGS))
    assert first["time_utc"] == "2026-03-29T00:30:00.000+00:00"
    assert third["time_utc"] == "2026-03-29T00:30:02.250+00:00"
    assert (third["elapsed_s"], third["latency_ms"], third["frame_seq"]) == ("2.250", "100.000", "1")
    assert second["frame_seq"] == ""


@pytest.mark.parametrize(
    ("started_utc", "told"),
    [
        ("2026-03-29T00:30:00.000+00:00", ["2026-03-29T01:30:00.000+01:00", "2026-03-29T03:30:00.000+02:00"]),
        ("2026-10-25T00:30:00.000+00:00", ["2026-10-25T02:30:00.000+02:00", "2026-10-25T02:30:00.000+01:00"]),
    ],
)
def test_the_ward_s_time_stands_beside_utc_when_the_clocks_change(tmp_path, started_utc, told):
    readings = [recorded(scored(0.0)), recorded(scored(3600.0))]
    entries = [an_entry(0.0), an_entry(3600.0)]
    marks = [Annotation(STARTED_AT + at, "sucrose", "", "", started_utc) for at in (0.0, 3600.0)]
    files = write_csv(
        a_session(started_utc=started_utc), readings, entries, tmp_path / "a.csv",
        marks=marks, zone=ZoneInfo("Europe/Berlin"),
    )  # fmt: skip
    for file in files[:3]:
        assert [row["time_local"] for row in table(file.read_text())] == told
    assert "Europe/Berlin" in json.loads(files[-1].read_text())["time_zone"]
    files = write_csv(
        SESSION, readings, entries, tmp_path / "r.csv", level="research", zone=ZoneInfo("Asia/Tokyo")
    )
    assert {row["time_local"] for row in table(files[0].read_text())} == {""}
    assert "Tokyo" not in "".join(file.read_text() for file in files)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the computer's zone is set by POSIX")
def test_without_a_ward_s_zone_the_computer_s_is_told(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert table(as_csv(SESSION, READINGS))[0]["time_local"] == "2026-03-29T09:30:00.000+09:00"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_an_unscored_reading_has_a_reason_and_no_number():
    row = table(as_csv(SESSION, READINGS))[1]
    assert (row["raw"], row["smoothed"], row["quality"], row["reason"]) == ("", "", "poor_view", "too_dark")


@pytest.mark.parametrize(("simulated", "word"), [(True, "true"), (False, "false")])
def test_simulated_sessions_are_labelled_in_every_row(tmp_path, simulated, word):
    paths = write_csv(a_session(simulated=simulated), READINGS, ENTRIES, tmp_path / "a.csv")
    for path in paths[:2]:
        assert {row["simulated"] for row in table(path.read_text())} == {word}
    said = json.loads(paths[-1].read_text())["simulated"]
    assert ("SIMULATED" in said) if simulated else (said is False)


@given(any_readings)
def test_reading_the_csv_gives_the_same_numbers(readings):
    rows = table(as_csv(SESSION, map(recorded, readings)))
    assert len(rows) == len(readings)
    for row, reading in zip(rows, readings, strict=True):
        assert (float(row["raw"]) if row["raw"] else None) == reading.raw
        assert (float(row["smoothed"]) if row["smoothed"] else None) == reading.smoothed
        assert (int(row["frame_seq"]) if row["frame_seq"] else None) == reading.frame_seq
        assert (float(row["distance"]) if row["distance"] else None) == reading.distance
        outside = float(row["outside_training"]) if row["outside_training"] else None
        assert outside == reading.outside_score
        assert row["quality"] == reading.quality
        assert (row["reason"] or None) == reading.reason
        assert abs(float(row["elapsed_s"]) - (reading.captured_at - STARTED_AT)) < 0.001
        assert abs(float(row["latency_ms"]) - 1000 * reading.latency_s) < 0.001


@given(any_text)
def test_no_cell_begins_a_formula(text):
    safe = free_text(text)
    assert safe[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n"}
    assert "\r" not in safe
    assert safe.removeprefix("'").split() == text.removeprefix("'").split()


@settings(max_examples=30, deadline=None)
@given(st.lists(any_text, max_size=4))
def test_any_text_survives_in_the_events(texts):
    entries = [an_entry(n, LogKind.ANNOTATION, "free_text", text, note=text) for n, text in enumerate(texts)]
    folder = io_folder()
    paths = write_csv(SESSION, [], entries, folder / "a.csv")
    with paths[1].open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["text"] for row in rows] == [free_text(text) for text in texts]
    assert [json.loads(row["detail"])["note"] for row in rows] == texts


def io_folder():
    import tempfile
    from pathlib import Path

    return Path(tempfile.mkdtemp())


def test_the_files_beside_explain_the_table(tmp_path):
    target = tmp_path / "shift.csv"
    chief, events, about = write_csv(SESSION, READINGS, ENTRIES, target)
    assert (chief.name, events.name, about.name) == ("shift.csv", "shift.events.csv", "shift.about.json")
    said = json.loads(about.read_text())
    for path in (chief, events):
        assert said["files"][path.name]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert list(said["files"][path.name]["columns"]) == path.read_text().splitlines()[0].split(",")
    assert "not a clinical scale" in said["score"]
    assert "does not rule out pain" in said["score"]
    assert (said["software"], said["model"]) == ("NeoPain 0.1.0", "pain-svm 1")
    assert said["settings"][0]["detail"] == {"lower_limit": 4.0, "upper_limit": 6.0, "id": "term"}
    assert said["summary"]["upper_limit_points"] == 6.0
    assert said["summary"]["readings"] == 3
    assert table(events.read_text())[1]["text"] == "'=HYPERLINK(1)"


def test_marks_get_a_table_of_their_own(tmp_path):
    marks = [
        Annotation(STARTED_AT + 1, "heel_lance", "-left", "@nurse", STARTED_UTC, until=STARTED_AT + 2),
        Assessment(STARTED_AT + 3, "nips", (("face", 1),), None, "", "nurse", STARTED_UTC),
    ]
    paths = write_csv(SESSION, READINGS, ENTRIES, tmp_path / "a.csv", marks=marks)
    assert [path.name for path in paths] == ["a.csv", "a.events.csv", "a.marks.csv", "a.about.json"]
    lance, nips = table(paths[2].read_text())
    assert (lance["mark"], lance["until_s"], lance["text"], lance["author"]) == (
        "annotation",
        "2.000",
        "'-left",
        "'@nurse",
    )
    assert (nips["code"], nips["total"], nips["items"]) == ("nips", "", '{"face": 1}')
    assert "a.marks.csv" in json.loads(paths[-1].read_text())["files"]


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_only_the_owner_may_read_the_files(tmp_path):
    paths = write_csv(SESSION, READINGS, ENTRIES, tmp_path / "a.csv")
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}


def broken_readings():
    yield READINGS[0]
    raise RecordFault("the record is damaged")


def test_a_fault_halfway_leaves_the_old_file_and_nothing_else(tmp_path):
    target = tmp_path / "a.csv"
    target.write_text("old")
    with pytest.raises(RecordFault, match="damaged"):
        write_csv(SESSION, broken_readings(), ENTRIES, target, replace=True)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_name_that_is_taken_by_a_folder_changes_nothing(tmp_path):
    (tmp_path / "a.events.csv").mkdir()
    with pytest.raises(RecordFault, match="that is a folder"):
        write_csv(SESSION, READINGS, ENTRIES, tmp_path / "a.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["a.events.csv"]


def test_a_missing_folder_is_explained(tmp_path):
    with pytest.raises(RecordFault, match="make it"):
        write_csv(SESSION, READINGS, ENTRIES, tmp_path / "no" / "a.csv")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has /dev/full")  # noqa: PTH110
def test_a_full_device_is_explained():
    from pathlib import Path

    with pytest.raises(RecordFault, match="disk is full"):
        write_csv(SESSION, READINGS * 1000, ENTRIES, Path("/dev/full"))


@pytest.mark.skipif(os.name != "posix", reason="named pipes are POSIX")
def test_a_pipe_gets_the_table_only(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    assert write_csv(SESSION, READINGS, ENTRIES, pipe) == [pipe]
    reader.join()
    assert len(table(got[0])) == 3
    assert list(tmp_path.iterdir()) == [pipe]


def test_research_level_tells_no_identity_and_no_date(tmp_path):
    marks = [
        Annotation(STARTED_AT + 1, "heel_lance", "for Kim", "nurse b", STARTED_UTC, until=STARTED_AT + 2)
    ]
    entries = [*ENTRIES, an_entry(1, LogKind.SOURCE, "opened", "ward camera 7", address="10.0.0.7", bed=7)]
    paths = write_csv(SESSION, READINGS, entries, tmp_path / "r.csv", marks=marks, level="research")
    everything = "".join(path.read_text() for path in paths)
    for secret in (
        "P-17",
        "ward camera",
        "10.0.0.7",
        "bed-07",
        "Kim",
        "nurse b",
        "2026",
        SESSION.id,
        "HYPERLINK",
    ):
        assert secret not in everything
    rows = table(paths[0].read_text())
    assert {row["time_utc"] for row in rows} == {""}
    assert [row["elapsed_s"] for row in rows] == ["0.000", "1.000", "2.250"]
    assert [row["raw"] for row in rows] == ["1.5", "", "7.0"]
    assert json.loads(paths[-1].read_text())["summary"]["upper_limit_points"] == 6.0
    assert table(paths[2].read_text())[0]["until_s"] == "2.000"


def test_history_is_marked_and_manual_scores_say_that_they_are(tmp_path):
    first = Assessment(STARTED_AT + 3, "nips", (("face", 1),), 3, "", "a", STARTED_UTC)
    undone = Annotation(STARTED_AT + 5, "sucrose", "", "a", STARTED_UTC)
    marks = [
        first,
        replace(first, total=5, revision=2),
        undone,
        replace(undone, revision=2, deleted=True),
        Assessment(STARTED_AT + 9, "pipp_r", (), 7, "", "", STARTED_UTC),
    ]
    for level in ("clinical", "research"):
        paths = write_csv(SESSION, READINGS, ENTRIES, tmp_path / f"{level}.csv", marks=marks, level=level)
        rows = table(paths[2].read_text())
        assert [row["standing"] for row in rows] == ["false", "true", "false", "false", "true"]
        assert [row["deleted"] for row in rows] == ["false", "false", "false", "true", "false"]
        assert {row["origin"] for row in rows} == {"manual"}
        assert [row["loinc"] for row in rows] == ["98012-8", "98012-8", "", "", ""]
        assert rows[0]["id"] == rows[1]["id"] != rows[2]["id"]
    assert first.id not in paths[2].read_text()
    assert "loinc" not in paths[0].read_text(), "the automatic score has no scale's code"
