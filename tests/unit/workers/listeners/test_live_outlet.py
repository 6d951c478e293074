"""The live outlet: what it tells, and that no reader can slow or stop whoever tells it."""

import json
import os
import threading
from zoneinfo import ZoneInfo

import pytest

from neopain.core.readings import Reason
from neopain.core.sessions import LogKind
from neopain.reports.lines.live_file import LiveFile
from neopain.reports.lines.live_lines import LiveLines
from neopain.workers.listeners import live_outlet
from neopain.workers.listeners.live_outlet import LiveOutlet
from tests.recorded.records import a_session, an_entry, scored, unscored

SESSION = a_session(simulated=True)


def outlet(opened):
    return LiveOutlet(LiveFile(LiveLines(SESSION, ZoneInfo("Europe/Berlin")), opened))


def parsed(text):
    return [json.loads(line) for line in text.splitlines()]


def to_file(path):
    return lambda: os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)


def test_a_line_for_each_thing_with_a_versioned_schema(tmp_path):
    told = outlet(to_file(tmp_path / "live"))
    told.start()
    told.on_reading(scored(1.0, 7.5))
    told.on_reading(unscored(2.0, Reason.OCCLUDED))
    told.on_entries([an_entry(3.0, LogKind.ALARM, "raised", "PAIN", limit=float("inf"))])
    told.on_entries([an_entry(4.0, LogKind.ANNOTATION, "heel_lance"), an_entry(5.0, LogKind.STATE, "stated")])
    told.close()
    lines = parsed((tmp_path / "live").read_text())
    assert [line["type"] for line in lines] == [
        "live", "session", "reading", "reading", "alarm", "note", "entry", "end",
    ]  # fmt: skip
    assert (lines[0]["format"], lines[0]["format_version"]) == ("neopain-live", 1)
    assert "SIMULATED" in lines[0]["simulated"]
    assert (lines[2]["smoothed"], lines[2]["reason"]) == (7.5, None)
    assert (lines[3]["smoothed"], lines[3]["reason"]) == (None, "occluded")
    assert lines[4]["elapsed_s"] == 3.0
    assert lines[4]["time_utc"] == "2026-03-29T00:30:03.000+00:00"
    assert lines[4]["time_local"] == "2026-03-29T01:30:03.000+01:00"
    assert lines[-1] == {"type": "end", "lines": 5, "dropped": 0}
    assert told.trouble == ""


def test_each_line_is_out_at_once():
    inlet, number = os.pipe()
    told = outlet(lambda: number)
    told.start()
    with os.fdopen(inlet, encoding="utf-8") as reader:
        assert json.loads(reader.readline())["type"] == "live"
        assert json.loads(reader.readline())["type"] == "session"
        for at in range(3):
            told.on_reading(scored(float(at)))
            assert json.loads(reader.readline())["elapsed_s"] == at
        told.close()


def test_a_reader_that_hangs_costs_readings_before_alarms_and_they_are_counted(monkeypatch):
    monkeypatch.setattr(live_outlet, "READINGS", 50)
    monkeypatch.setattr(live_outlet, "ENTRIES", 200)
    inlet, number = os.pipe()
    told = outlet(lambda: number)
    told.start()
    for at in range(5_000):
        told.on_reading(scored(float(at)))
    told.on_entries([an_entry(5_000.0, LogKind.ALARM, "raised")])
    assert "too slow" in told.trouble
    found = []

    def take():
        with os.fdopen(inlet, encoding="utf-8") as reader:
            found.extend(parsed(reader.read()))

    taker = threading.Thread(target=take)
    taker.start()
    told.close(30.0)
    taker.join(30.0)
    readings = [line for line in found if line["type"] == "reading"]
    dropped = [line["count"] for line in found if line["type"] == "dropped"]
    assert len(readings) + sum(dropped) == 5_000
    assert sum(dropped) == found[-1]["dropped"] > 0
    assert found[-2]["type"] == "alarm"
    kinds = [line["type"] for line in found]
    assert kinds.index("dropped") < kinds.index("alarm"), "missing lines are told where they are missing"


def test_a_reader_that_never_reads_lets_the_program_end():
    inlet, number = os.pipe()
    told = outlet(lambda: number)
    told.start()
    for at in range(5_000):
        told.on_reading(scored(float(at)))
    told.close(0.1)
    assert "does not read" in told.trouble
    os.close(inlet)


def test_a_reader_that_goes_is_told_and_nothing_else():
    inlet, number = os.pipe()
    os.close(inlet)
    told = outlet(lambda: number)
    told.start()
    told.on_reading(scored(1.0))
    told.close()
    told.on_reading(scored(2.0))
    assert "its reader has gone" in told.trouble


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has /dev/full")  # noqa: PTH110
def test_a_full_disk_is_told(tmp_path):
    told = outlet(lambda: os.open("/dev/full", os.O_WRONLY))
    told.start()
    told.close()
    assert "No space left" in told.trouble


def test_what_cannot_be_opened_is_told(tmp_path):
    told = outlet(lambda: os.open(tmp_path / "no" / "live", os.O_WRONLY))
    told.start()
    told.close()
    assert "cannot be opened" in told.trouble
