"""What the world does to the record: full, read-only, damaged, gone, busy."""

import gc
import os
import queue
import sqlite3
import sys
import tempfile
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from neopain.core.errors import RecordFault
from neopain.core.sessions import LogKind
from neopain.store.sessions import SessionStore
from neopain.store.set_aside import open_to_record
from neopain.store.sqlite.database import Database
from neopain.store.sqlite.faults import DamagedRecord
from neopain.workers.recording.recorder import RETRY_S, RecordJob
from tests.fakes import FakeClock, MemorySpill
from tests.recorded.records import a_session, an_entry, recorded, scored

SESSION = a_session()
NOBODY = 65534


@pytest.fixture
def store(tmp_path):
    with SessionStore(tmp_path, busy_s=0.05) as store:
        store.begin(SESSION)
        store.append(SESSION.id, [scored(at) for at in range(3)], [an_entry(0, LogKind.ALARM)])
        yield store


@contextmanager
def writable(folder):
    user = os.geteuid()
    os.seteuid(os.getuid())
    folder.chmod(0o755)
    yield
    folder.chmod(0o555)
    os.seteuid(user)


@pytest.fixture
def locked_folder():
    """A folder with a record in which nothing can be written, even where tests run as root."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with SessionStore(folder) as store:
            store.begin(SESSION)
            store.append(SESSION.id, [scored(1)], [])
        store.path.chmod(0o444)
        folder.chmod(0o555)
        root = os.geteuid() == 0
        if root:
            os.seteuid(NOBODY)
        yield folder
        if root:
            os.seteuid(0)
        folder.chmod(0o700)


def test_a_full_disk_is_said_and_nothing_earlier_is_lost(store):
    connection = store._database._connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(RecordFault, match=r"disk is full.*--data"):
        store.append(SESSION.id, [scored(at) for at in range(3, 5000)], [an_entry(3, LogKind.ALARM)])
    assert store.sessions()[0].readings == 3
    assert len(list(store.readings(SESSION.id))) == 3
    assert len(list(store.entries(SESSION.id))) == 1
    connection.execute("PRAGMA max_page_count = 1000000")
    store.append(SESSION.id, [scored(3)], [])
    store.check()
    assert len(list(store.readings(SESSION.id))) == 4


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_a_read_only_record_can_be_read_but_not_written(locked_folder):
    with SessionStore(locked_folder) as store:
        assert list(store.readings(SESSION.id)) == [recorded(scored(1))]
        assert store.find("latest") == SESSION
        with pytest.raises(RecordFault, match="writable"):
            store.append(SESSION.id, [scored(2)], [])


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_a_read_only_copy_of_a_crashed_record_shows_its_last_rows(store, locked_folder):
    # What the crashed program wrote last stands only in the write-ahead log.
    with writable(locked_folder):
        for path in store.path.parent.iterdir():
            copy = locked_folder / path.name
            copy.unlink(missing_ok=True)
            copy.write_bytes(path.read_bytes())
            copy.chmod(0o444)
    assert (locked_folder / "neopain.sqlite3-wal").stat().st_size > 0
    with SessionStore(locked_folder) as copy:
        assert len(list(copy.readings(SESSION.id))) == 3


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_a_read_only_folder_without_a_record_is_explained(locked_folder):
    with pytest.raises(RecordFault, match="--data"):
        SessionStore(locked_folder / "deeper")
    with pytest.raises(RecordFault, match="may only be read"):
        SessionStore(locked_folder / "other.sqlite3")


def test_a_file_where_the_folder_should_be_is_explained(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(RecordFault, match="--data"):
        SessionStore(tmp_path / "file" / "data")


def test_something_else_under_the_records_name_is_explained(tmp_path):
    (tmp_path / "neopain.sqlite3").write_bytes(b"not a database, but long enough to be one" * 100)
    with pytest.raises(DamagedRecord, match=r"not a record of NeoPain, or.*sets it aside"):
        SessionStore(tmp_path)


def test_a_damaged_record_is_noticed_at_the_door(store, tmp_path):
    store.append(SESSION.id, [scored(at) for at in range(3, 3000)], [])
    store.close()
    size = store.path.stat().st_size
    with store.path.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * 8192)
    before = store.path.read_bytes()
    with pytest.raises(DamagedRecord, match=r"damaged; the next session sets it aside.*recover"):
        SessionStore(tmp_path, check=True)
    assert store.path.read_bytes() == before


def test_a_cut_record_is_noticed_at_the_door(store, tmp_path):
    store.append(SESSION.id, [scored(at) for at in range(3, 3000)], [])
    store.close()
    os.truncate(store.path, store.path.stat().st_size // 2)
    with pytest.raises(DamagedRecord, match="damaged"):
        SessionStore(tmp_path, check=True)


@pytest.mark.skipif(os.name != "posix", reason="an open file cannot be moved on Windows")
def test_a_record_deleted_while_in_use_is_noticed_at_the_next_write(store):
    store.path.unlink()
    with pytest.raises(RecordFault, match="moved or deleted"):
        store.append(SESSION.id, [scored(4)], [])


def test_a_record_locked_by_another_program_is_said(store):
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordFault, match="another program keeps it locked"):
            store.append(SESSION.id, [scored(4)], [])
    store.append(SESSION.id, [scored(4)], [])
    assert store.sessions()[0].readings == 4


def test_opening_waits_while_another_program_changes_the_record(tmp_path, monkeypatch):
    answers = [True, True, False]
    real = Database._set_up

    def refused_twice(database):
        if answers.pop(0):
            busy = sqlite3.OperationalError("database is locked")
            busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise busy
        real(database)

    monkeypatch.setattr(Database, "_set_up", refused_twice)
    with SessionStore(tmp_path) as store:
        assert store.sessions() == []


def test_opening_does_not_wait_for_ever(store, monkeypatch):
    def refused(_):
        busy = sqlite3.OperationalError("database is locked")
        busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise busy

    monkeypatch.setattr(Database, "_set_up", refused)
    with pytest.raises(RecordFault, match="another program keeps it locked"):
        SessionStore(store.path, busy_s=0.05)


def test_a_copy_that_cannot_be_made_before_a_migration_is_explained(store, monkeypatch):
    folder = store.path.parent
    store.close()

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("neopain.store.sqlite.database.migrate", refuse)
    with pytest.raises(RecordFault, match="No space left on device; free space"):
        SessionStore(folder)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_a_record_that_was_read_only_is_written_as_soon_as_it_can_be(locked_folder, caplog):
    items, told, clock = queue.SimpleQueue(), [], FakeClock()
    spill = MemorySpill()
    job = RecordJob(
        lambda: open_to_record(locked_folder), a_session(id="late"), items, clock=clock,
        free_bytes=lambda: 10**12, on_fact=lambda condition, active: told.append((condition, active)), spill=spill,
    )  # fmt: skip
    items.put(an_entry(2))
    job.step()
    assert told == [("record_failing", True)]
    assert spill.items == [an_entry(2)]
    user = os.geteuid()
    os.seteuid(os.getuid())
    for path in (locked_folder, *locked_folder.iterdir()):
        path.chmod(0o777)
    os.seteuid(user)
    clock.step(RETRY_S)
    items.put(an_entry(3))
    job.step()
    job.finish()
    assert told[-1] == ("record_failing", False)
    assert spill.discarded
    with SessionStore(locked_folder) as store:
        assert list(store.entries("late")) == [an_entry(2), an_entry(3)]
        assert store.sessions()[0].closed


def test_a_record_that_was_moved_away_is_begun_anew(tmp_path, caplog):
    items, clock = queue.SimpleQueue(), FakeClock()
    job = RecordJob(
        lambda: open_to_record(tmp_path), SESSION, items, clock=clock, free_bytes=lambda: 10**12,
        on_fact=lambda *_: None, spill=MemorySpill(),
    )  # fmt: skip
    items.put(an_entry(1))
    job.step()
    for path in tmp_path.glob("neopain.sqlite3*"):
        path.unlink()
    items.put(an_entry(2))
    job.step()
    clock.step(RETRY_S)
    items.put(an_entry(3))
    job.step()
    job.finish()
    with SessionStore(tmp_path) as store:
        assert list(store.entries(SESSION.id)) == [an_entry(2), an_entry(3)]


def test_one_item_that_no_record_takes_keeps_none_of_the_others_out(tmp_path, caplog):
    items, clock, spill = queue.SimpleQueue(), FakeClock(), MemorySpill()
    job = RecordJob(
        lambda: open_to_record(tmp_path), SESSION, items, clock=clock, free_bytes=lambda: 10**12,
        on_fact=lambda *_: None, spill=spill,
    )  # fmt: skip
    odd = replace(scored(2), latency_s=float("nan"))
    for item in (scored(1), odd, scored(3), an_entry(4)):
        items.put(item)
    job.step()
    clock.step(RETRY_S)
    job.step()
    job.finish()
    with SessionStore(tmp_path) as store:
        assert [one.elapsed_s for one in store.readings(SESSION.id)] == [1.0, 3.0]
        assert list(store.entries(SESSION.id)) == [an_entry(4)]
    assert odd in spill.items
    assert "1 readings" in job.told[0]


def test_whoever_stops_reading_half_way_leaves_no_fault_behind(store, monkeypatch):
    told = []
    monkeypatch.setattr(sys, "unraisablehook", told.append)
    # As an export does when its disk is full: the record is closed before what read it is forgotten.
    readings = store.readings(SESSION.id)
    assert next(readings).captured_at == scored(0).captured_at
    store.close()
    del readings
    gc.collect()
    assert not told
