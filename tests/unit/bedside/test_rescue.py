"""What the record refuses is readable elsewhere."""

import pytest

from neopain.bedside import rescue as module
from neopain.bedside.rescue import rescue
from neopain.core.errors import RecordFault
from neopain.core.readings import Reason
from neopain.core.sessions import LogEntry, LogKind
from neopain.reports.json_lines import read_json_lines
from tests.fakes import a_session, scored, unscored

READINGS = [scored(1000.5, 3.0), unscored(1001.0, Reason.TOO_DARK)]
ENTRIES = [LogEntry(1000.0, LogKind.ANNOTATION, "heel_lance", "heel lance")]


def test_it_can_be_read_back_and_no_file_is_overwritten(tmp_path):
    first = rescue(tmp_path, a_session(), READINGS, ENTRIES)
    second = rescue(tmp_path, a_session(), READINGS, ENTRIES)
    assert first != second
    found = read_json_lines(first)
    assert found.session == a_session()
    assert [(one.elapsed_s, one.raw, one.reason) for one in found.readings] == [
        (0.5, 3.0, None),
        (1.0, None, Reason.TOO_DARK),
    ]
    assert found.entries == tuple(ENTRIES)


def test_a_folder_that_refuses_leaves_the_temporary_one(tmp_path, monkeypatch):
    blocked = tmp_path / "a file" / "data"
    blocked.parent.write_text("in the way")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr(module.tempfile, "gettempdir", lambda: str(elsewhere))
    assert rescue(blocked, a_session(), READINGS, []).parent == elsewhere


def test_when_no_place_takes_it_the_reasons_are_told(tmp_path, monkeypatch):
    blocked = tmp_path / "a file"
    blocked.write_text("in the way")
    monkeypatch.setattr(module.tempfile, "gettempdir", lambda: str(blocked / "tmp"))
    with pytest.raises(RecordFault, match="cannot be written"):
        rescue(blocked / "data", a_session(), READINGS, [])
