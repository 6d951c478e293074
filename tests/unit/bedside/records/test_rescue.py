"""What the record refuses is readable elsewhere, line by line, and is read back once."""

import os
import sys

import pytest

from neopain.bedside.records import rescue as module
from neopain.bedside.records.recovery import recover
from neopain.bedside.records.rescue import RescueFile
from neopain.core.errors import RecordFault
from neopain.core.readings import Reason
from neopain.core.record import Annotation, Assessment
from neopain.core.sessions import LogEntry, LogKind
from neopain.reports.lines.spill_lines import SpillWriter, read_spill
from neopain.store.sessions import SessionStore
from tests.fakes import a_session, scored, unscored

SESSION = a_session()
READINGS = [scored(1000.5, 3.0), unscored(1001.0, Reason.TOO_DARK)]
ENTRIES = [LogEntry(1000.0, LogKind.ALARM, "raised", "PAIN", (("n", float("inf")),))] * 2
NOTE = Annotation(1010.0, "suction", "a \u2028 line", "AB", "2026-01-01T00:00:10.000+00:00")
SCORE = Assessment(1011.0, "nips", (("face", 1), ("cry", 2)), 3, "", "AB", "2026-01-01T00:00:11.000+00:00")
ITEMS = [*READINGS, *ENTRIES, NOTE, SCORE]


def recorded(folder):
    with SessionStore(folder) as store:
        return (
            [(one.captured_at, one.raw, one.reason) for one in store.readings(SESSION.id)],
            list(store.entries(SESSION.id)),
            store.marks.revisions(SESSION.id),
        )


EXPECTED = ([(1000.5, 3.0, None), (1001.0, None, Reason.TOO_DARK)], ENTRIES, [NOTE, SCORE])


def test_everything_comes_back_and_twice_is_once(tmp_path):
    spill = RescueFile(tmp_path, SESSION)
    path = spill.append(ITEMS[:3])
    assert spill.append(ITEMS[3:]) == path
    [first] = recover(tmp_path, path)
    assert (len(first.found), len(first.new)) == (6, 6)
    assert recorded(tmp_path) == EXPECTED
    [second] = recover(tmp_path, path)
    assert (len(second.found), len(second.new)) == (6, 0)
    assert recorded(tmp_path) == EXPECTED


@pytest.mark.parametrize("written", range(len(ITEMS) + 1))
def test_what_the_record_holds_already_is_not_doubled(tmp_path, written):
    with SessionStore(tmp_path) as store:
        store.begin(SESSION)
        batch = [[], [], []]
        for item in ITEMS[:written]:
            batch[0 if item in READINGS else 1 if isinstance(item, LogEntry) else 2].append(item)
        store.append(SESSION.id, *batch)
    recover(tmp_path, RescueFile(tmp_path, SESSION).append(ITEMS))
    assert recorded(tmp_path) == EXPECTED


def test_a_kill_in_the_middle_of_a_line_costs_that_line_only(tmp_path):
    path = RescueFile(tmp_path, SESSION).append(ITEMS)
    whole = path.read_bytes()
    for cut in range(len(whole) - 200, len(whole), 7):
        path.write_bytes(whole[:cut])
        found = read_spill(path)
        assert len(found.batch) >= len(ITEMS) - 2
        assert found.unreadable in {(), (len(ITEMS) + 2,), (len(ITEMS) + 1,)}


def test_no_changed_bit_comes_back_as_a_number(tmp_path):
    path = RescueFile(tmp_path, SESSION).append(ITEMS)
    whole, items = path.read_bytes(), read_spill(path).batch
    for place in range(0, len(whole), 3):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << place % 8)]) + whole[place + 1 :])
        try:
            found = read_spill(path)
        except RecordFault:
            continue
        assert set(map(repr, found.batch.readings)) <= set(map(repr, items.readings))
        assert set(map(repr, found.batch.entries)) <= set(map(repr, items.entries))
        assert set(map(repr, found.batch.marks)) <= set(map(repr, items.marks))
        assert found.session == SESSION


def test_files_of_others_and_anonymous_exports_are_refused(tmp_path):
    for text in (
        "",
        "{}\n{}\n",
        "\xff\n",
        '{"type":"record","format":"neopain-record","format_version":9}\n{}\n',
    ):
        path = tmp_path / "foreign.jsonl"
        path.write_text(text)
        with pytest.raises(RecordFault, match=r"not a rescue file.*unwritten"):
            recover(tmp_path, path)
    with pytest.raises(RecordFault, match="cannot be read"):
        recover(tmp_path, tmp_path / "missing.jsonl")


def test_no_file_is_overwritten_and_only_its_owner_reads_it(tmp_path):
    first = RescueFile(tmp_path, SESSION).append(READINGS)
    second = RescueFile(tmp_path, SESSION).append(READINGS)
    assert first != second
    if os.name == "posix":
        assert first.stat().st_mode & 0o777 == 0o600


def test_when_all_is_in_the_record_nothing_is_left(tmp_path):
    spill = RescueFile(tmp_path, SESSION)
    path = spill.append(READINGS)
    spill.discard()
    assert not path.exists()
    assert spill.append(READINGS).exists(), "it can fail again"


def test_a_folder_that_refuses_leaves_the_temporary_one(tmp_path, monkeypatch):
    blocked = tmp_path / "a file" / "data"
    blocked.parent.write_text("in the way")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr(module.tempfile, "gettempdir", lambda: str(elsewhere))
    assert RescueFile(blocked, SESSION).append(READINGS).parent == elsewhere


def test_a_disk_that_fills_up_in_the_middle_goes_on_in_the_next_place(tmp_path, monkeypatch):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr(module.tempfile, "gettempdir", lambda: str(elsewhere))
    spill = RescueFile(tmp_path, SESSION)
    first = spill.append(READINGS[:1])
    append = SpillWriter.append

    def full(writer, items):
        if writer.path.parent == tmp_path:
            raise OSError(28, "No space left on device")
        append(writer, items)

    monkeypatch.setattr(SpillWriter, "append", full)
    second = spill.append(READINGS[1:])
    assert (first.parent, second.parent) == (tmp_path, elsewhere)
    data = tmp_path / "data"
    for path in (first, second):
        recover(data, path)
    assert len(recorded(data)[0]) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="file limits are POSIX")
def test_half_a_line_is_taken_back(tmp_path, monkeypatch):
    writer = SpillWriter(tmp_path / "spill.jsonl", SESSION)
    writer.append(READINGS[:1])
    write = os.write
    monkeypatch.setattr(
        os, "write", lambda number, data: write(number, data[:20]) if len(data) > 20 else _no_space()
    )
    with pytest.raises(OSError, match="space"):
        writer.append(READINGS[1:])
    monkeypatch.undo()
    writer.append(READINGS[1:])
    writer.close()
    found = read_spill(tmp_path / "spill.jsonl")
    assert (len(found.batch), found.unreadable) == (2, ())


def _no_space():
    raise OSError(28, "No space left on device")


def test_when_every_disk_is_full_the_reserved_room_takes_it(tmp_path, monkeypatch):
    spill = RescueFile(tmp_path, SESSION)
    spill.prepare()
    make = SpillWriter.__init__

    def full(writer, path, session, *, reserved=False):
        if not reserved:
            raise OSError(28, "No space left on device")
        make(writer, path, session, reserved=True)

    monkeypatch.setattr(SpillWriter, "__init__", full)
    path = spill.append(ITEMS[:4])
    assert spill.append(ITEMS[4:]) == path
    assert path.stat().st_size == module.RESERVED_BYTES
    recover(tmp_path / "data", path)
    assert recorded(tmp_path / "data") == EXPECTED
    spill.close()
    assert path.exists()


def test_reserved_room_is_given_back_when_it_was_not_needed(tmp_path):
    spill = RescueFile(tmp_path, SESSION)
    spill.prepare()
    [room] = tmp_path.iterdir()
    assert room.stat().st_size == module.RESERVED_BYTES
    spill.close()
    assert list(tmp_path.iterdir()) == []


def test_when_no_place_takes_it_the_reasons_are_told(tmp_path, monkeypatch):
    blocked = tmp_path / "a file"
    blocked.write_text("in the way")
    monkeypatch.setattr(module.tempfile, "gettempdir", lambda: str(blocked / "tmp"))
    monkeypatch.setattr(module.Path, "home", lambda: blocked / "home")
    with pytest.raises(RecordFault, match=r"no place takes.*a file"):
        RescueFile(blocked / "data", SESSION).append(READINGS)
