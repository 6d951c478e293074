"""Backup, restore and purge: on a running record, checked, and never in the place of something unasked."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from neopain.bedside.cameras.known_cameras import KnownCameras, LoginForgotten
from neopain.bedside.cameras.vault import MemoryVault
from neopain.bedside.records.backup import back_up, restore
from neopain.bedside.records.retention import due, purge_due
from neopain.bedside.screen_settings import ScreenMemory, ScreenSettings
from neopain.capture.addresses.credentials import Credentials
from neopain.core.clinical.admission import Admission
from neopain.core.clinical.pin import keep_pin
from neopain.core.clock import SystemClock
from neopain.core.errors import RecordFault
from neopain.core.score.presets import DEFAULT_PRESET
from neopain.main import main
from neopain.store.files.folder_lock import FolderLock
from neopain.store.files.pin_file import PinFile
from neopain.store.sessions import SessionStore
from tests.recorded.records import STARTED_UTC, a_session, an_entry, scored

NOW = datetime.now(UTC)


def record(folder, number=1, *, days_ago=0.0, code="P-17", end=True):
    began = NOW - timedelta(days=days_ago)
    session = a_session(
        f"{number}1111111-1111-4111-8111-111111111111", patient_code=code, started_utc=began.isoformat()
    )
    with SessionStore(folder) as store:
        store.begin(session)
        store.append(session.id, [scored(second) for second in range(10)], [an_entry(1)])
        if end:
            store.end(session.id, began.isoformat())
    return session


def ids(folder):
    with SessionStore(folder) as store:
        return [one.session.id[0] for one in store.sessions()]


def actions(folder):
    with SessionStore(folder) as store:
        assert list(store.verify()) == []
        return [row.action for row in store.audit.rows()]


def test_a_backup_of_a_running_record_is_whole_and_can_be_restored(tmp_path):
    data, copy = tmp_path / "data", tmp_path / "copy.sqlite3"
    record(data)
    with SessionStore(data) as running:
        running.begin(a_session("91111111-1111-4111-8111-111111111111"))
        assert back_up(data, copy).sessions == 2
        running.append("91111111-1111-4111-8111-111111111111", [scored(1)], [])
    assert copy.stat().st_mode & 0o777 == 0o600
    record(data, 2)
    done = restore(data, copy)
    assert (done.sessions, ids(data)) == (2, ["9", "1"])
    with SessionStore(done.aside) as before:
        assert len(before.sessions()) == 3, "what was there is set aside, not deleted"
    assert actions(data) == ["backup", "restore"]
    assert not [path for path in data.iterdir() if path.name.startswith(".")]


def test_a_backup_goes_to_a_new_machine(tmp_path):
    record(tmp_path / "data")
    back_up(tmp_path / "data", tmp_path / "copy.sqlite3")
    done = restore(tmp_path / "new", tmp_path / "copy.sqlite3")
    assert done.aside is None
    assert ids(tmp_path / "new") == ["1"]
    assert actions(tmp_path / "new") == ["backup", "restore"], "rows of another key are sealed by the restore"


def a_bedside(folder):
    """A record and all that people and program keep beside it. Returns: name -> content of what a backup carries."""
    record(folder)
    cameras = KnownCameras(folder, MemoryVault(), SystemClock())
    cameras.save("Bed 4", "rtsp://10.0.0.9/stream1", login=Credentials("ward", "s3cret-of-the-camera"))
    PinFile(folder).save(keep_pin("4711"))
    ScreenMemory(folder).keep(ScreenSettings(theme="night", source="camera:Bed 4"))
    (folder / "ward.toml").write_bytes("# Säuglinge\r\n[retention]\r\nkeep_days = 30\r\n".encode())
    (folder / "unwritten-11111111-1111-4111-8111-111111111111-1.jsonl").write_text('{"kind":"session"}\n')
    names = (
        "cameras.json",
        "limits-pin.json",
        "screen.json",
        "unwritten-11111111-1111-4111-8111-111111111111-1.jsonl",
        "ward.toml",
    )
    return {name: (folder / name).read_bytes() for name in names}


def test_a_backup_brings_the_whole_bedside_back_and_no_secret(tmp_path, capsys):
    data, copy, new = tmp_path / "data", tmp_path / "copy.sqlite3", tmp_path / "new"
    kept = a_bedside(data)
    (data / "models").mkdir()
    (data / "models" / "selected.toml").write_text("folder = '/somewhere'")
    (data / "beds" / "5").mkdir(parents=True)
    (data / "neopain.log").write_text("nothing to keep")
    assert main(["backup", str(copy), "--data", str(data)]) == 0
    told = capsys.readouterr().out
    assert "With it: cameras.json, " in told
    assert "Not in it: beds/5 (a record of its own" in told
    assert "Not in it: models/selected.toml (a choice of models holds for one machine" in told
    content = copy.read_bytes()
    assert b"s3cret-of-the-camera" not in content
    assert (data / "audit.key").read_bytes().strip() not in content, "or a finder could forge the audit"
    assert main(["restore", str(copy), "--data", str(new)]) == 0
    told = capsys.readouterr().out
    assert {name: (new / name).read_bytes() for name in kept} == kept
    assert all((new / name).stat().st_mode & 0o077 == 0 for name in kept)
    assert "Logins of cameras are in no backup" in told
    assert f"neopain recover {new / 'unwritten-11111111'}" in told
    assert "Not in the backup: beds/5" in told
    assert not (new / "models").exists()
    assert actions(new) == ["backup", "restore"], "the record has no foreign table"
    assert KnownCameras(new, MemoryVault(), SystemClock()).get("bed 4").address == "rtsp://10.0.0.9/stream1"
    assert PinFile(new).load() == PinFile(data).load()
    with pytest.raises(LoginForgotten):
        KnownCameras(new, MemoryVault(), SystemClock()).access("Bed 4")


def test_what_a_restore_replaces_beside_the_record_is_set_aside(tmp_path, capsys):
    data, copy = tmp_path / "data", tmp_path / "copy.sqlite3"
    kept = a_bedside(data)
    back_up(data, copy)
    (data / "ward.toml").write_text("[retention]\nkeep_days = 99\n")
    (data / "cameras.json").unlink()
    assert main(["restore", str(copy), "--data", str(data)]) == 0
    [aside] = data.glob("ward.replaced-*.toml")
    assert str(aside) in capsys.readouterr().out
    assert "99" in aside.read_text()
    assert {name: (data / name).read_bytes() for name in kept} == kept
    others = [path.name for path in data.glob("*.replaced-*") if not path.name.startswith("neopain.")]
    assert others == [aside.name], "what is the same stays"


def test_a_backup_that_carries_anything_else_or_is_damaged_changes_nothing(tmp_path):
    data, copy, new = tmp_path / "data", tmp_path / "copy.sqlite3", tmp_path / "new"
    a_bedside(data)
    back_up(data, copy)
    evil = (
        "UPDATE carried_file SET name = '../outside.txt' WHERE name = 'ward.toml'",
        "UPDATE carried_file SET name = 'models/selected.toml' WHERE name = 'ward.toml'",
        "UPDATE carried_file SET name = 'audit.key' WHERE name = 'ward.toml'",
        "UPDATE carried_file SET name = 'unwritten-../../x.jsonl' WHERE name = 'ward.toml'",
        "UPDATE carried_file SET content = x'00' WHERE name = 'ward.toml'",
    )
    for number, sql in enumerate(evil):
        forged = tmp_path / f"forged{number}.sqlite3"
        shutil.copy(copy, forged)
        with closing(sqlite3.connect(forged)) as database, database:
            database.execute(sql)
        with pytest.raises(RecordFault):
            restore(new, forged)
        assert [path.name for path in new.iterdir() if path.name != "in-use.lock"] == []
    assert not (tmp_path / "outside.txt").exists()


def test_a_backup_of_an_older_version_is_restored(tmp_path):
    data, copy = tmp_path / "data", tmp_path / "copy.sqlite3"
    record(data)
    with SessionStore(data) as store:
        store.copy_to(copy)
    done = restore(tmp_path / "new", copy)
    assert (done.sessions, done.files, done.left_out) == (1, (), ())


def test_a_backup_replaces_nothing(tmp_path):
    record(tmp_path)
    target = tmp_path / "copy.sqlite3"
    target.write_text("precious")
    for name in (target, tmp_path / "copy.txt", tmp_path / "nowhere" / "copy.sqlite3"):
        with pytest.raises(RecordFault):
            back_up(tmp_path, name)
    assert target.read_text() == "precious"
    assert [path.name for path in tmp_path.iterdir() if ".part" in path.name] == []


def test_nothing_is_restored_while_a_monitor_runs(tmp_path):
    data, copy = tmp_path / "data", tmp_path / "copy.sqlite3"
    record(data)
    back_up(data, copy)
    with FolderLock(data) as lock:
        lock.take("a monitor")
        with pytest.raises(RecordFault, match="in use by a monitor"):
            restore(data, copy)
    assert ids(data) == ["1"]


def test_what_is_no_sound_backup_is_refused_and_nothing_changes(tmp_path, caplog):
    data, copy = tmp_path / "data", tmp_path / "copy.sqlite3"
    record(data)
    back_up(data, copy)
    before = (data / "neopain.sqlite3").read_bytes()
    whole = copy.read_bytes()
    place = whole.rindex(b"ok") - 60
    bad = (
        b"no database at all" * 500,
        whole[: len(whole) // 2],
        whole[:place] + bytes(byte ^ 1 for byte in whole[place : place + 4]) + whole[place + 4 :],
    )
    for content in bad:
        copy.write_bytes(content)
        with pytest.raises(RecordFault):
            restore(data, copy)
        assert (data / "neopain.sqlite3").read_bytes() == before
    for source in (data / "neopain.sqlite3", tmp_path / "nothing.sqlite3", tmp_path):
        with pytest.raises(RecordFault):
            restore(data, source)


def test_only_old_closed_sessions_of_no_open_stay_are_due(tmp_path):
    with SessionStore(tmp_path) as store:
        store.admissions.admit(Admission("P-20", 219, 13, STARTED_UTC, DEFAULT_PRESET))
    record(tmp_path, 1, days_ago=40)
    record(tmp_path, 2, days_ago=20)
    record(tmp_path, 3, days_ago=40, code="P-20")
    assert [one.session.id[0] for one in due(tmp_path, 30)] == ["1"]
    purge_due(tmp_path, due(tmp_path, 30), 30)
    assert ids(tmp_path) == ["3", "2"]
    assert actions(tmp_path) == ["admit", "purge"]


def test_purge_shows_first_and_removes_only_when_told(tmp_path, capsys):
    data = ["--data", str(tmp_path)]
    record(tmp_path, 1, days_ago=40)
    record(tmp_path, 2)
    assert main(["purge", *data]) == 1
    assert "keep_days" in capsys.readouterr().err
    (tmp_path / "ward.toml").write_text("[retention]\nkeep_days = 30\n")
    assert main(["purge", *data]) == 0
    assert "1 sessions older than 30 days would be removed" in capsys.readouterr().out
    assert ids(tmp_path) == ["2", "1"]
    assert main(["purge", *data, "--yes"]) == 0
    assert ids(tmp_path) == ["2"]
    assert main(["purge", *data, "--yes"]) == 0
    assert "No closed session" in capsys.readouterr().out


def test_the_commands_verify_backup_restore_and_recover(tmp_path, capsys, caplog):
    folder = tmp_path / "data"
    data = ["--data", str(folder)]
    session = record(folder)
    assert main(["verify", *data]) == 0
    assert main(["backup", str(tmp_path / "copy.sqlite3"), *data]) == 0
    assert main(["restore", str(tmp_path / "copy.sqlite3"), *data]) == 0
    assert "1 sessions" in capsys.readouterr().out
    [aside] = folder.glob("neopain.replaced-*.sqlite3")
    assert main(["recover", str(aside), *data]) == 0
    assert f"Session {session.id}: found 10 readings" in capsys.readouterr().out
    path = folder / "neopain.sqlite3"
    whole = bytearray(path.read_bytes())
    whole[whole.index(session.source.encode())] ^= 1
    path.write_bytes(whole)
    assert main(["verify", *data]) == 1
    assert "DAMAGED" in capsys.readouterr().out
    shutil.rmtree(folder)
    assert main(["verify", *data]) == 1
    assert "no record yet" in capsys.readouterr().err
