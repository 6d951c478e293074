"""The record encrypted at rest: converted whatever is killed, and no worse a record than one in the clear."""

import io
import multiprocessing
import os
import shutil
import sqlite3
from contextlib import closing

import pytest

pytest.importorskip("sqlcipher3")

from neopain.bedside.cameras.vault import MemoryVault
from neopain.bedside.records.backup import back_up, restore
from neopain.bedside.records.encryption import decrypt, encrypt, new_key, unlock
from neopain.bedside.records.record_keys import keep_key, load_keys
from neopain.bedside.records.recovery import recover
from neopain.core.errors import RecordFault
from neopain.main import main
from neopain.store.driver import connections
from neopain.store.driver.connections import is_encrypted
from neopain.store.driver.keys import KEYS, KeyMissing, RecordKey, Wish, keep_wish, wish_of
from neopain.store.files.folder_lock import FolderLock
from neopain.store.sessions import SessionStore
from neopain.store.set_aside import open_to_record, set_aside
from neopain.store.sqlite.database import FILE_NAME
from neopain.store.sqlite.faults import DamagedRecord
from tests.recorded.records import a_session, an_entry, scored
from tests.unit.bedside.records.encrypted_records import (
    KEY,
    READINGS,
    SECOND,
    content,
    encrypted,
    kept,
    no_keys,
    record,
)

__all__ = ["no_keys"]


class LastingVault:
    """A keyring as a test has one."""

    lasts = True
    name = "a keyring"

    def __init__(self):
        self.kept = {}

    def keep(self, camera_id, secret):
        self.kept[camera_id] = secret
        return True

    def load(self, camera_id):
        return self.kept.get(camera_id)


def test_all_of_it_comes_back_and_nothing_of_it_can_be_read_without_the_key(tmp_path):
    before = encrypted(tmp_path)
    assert content(tmp_path) == before
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("*.sqlite3*"))
    assert b"P-17" not in raw
    assert b"reading" not in raw
    assert [path.name for path in tmp_path.glob("*.sqlite3")] == [FILE_NAME]
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as plain, pytest.raises(sqlite3.DatabaseError):
        plain.execute("SELECT * FROM session")
    done = decrypt(tmp_path)
    assert done.aside is not None
    assert is_encrypted(done.aside)
    assert not is_encrypted(tmp_path / FILE_NAME)
    KEYS.forget()
    assert content(tmp_path) == before
    with SessionStore(tmp_path) as store:
        assert [row.action for row in store.audit.rows()][-2:] == ["encrypt", "decrypt"]


def test_what_is_written_meanwhile_is_encrypted_in_the_log_of_writes_too(tmp_path):
    encrypted(tmp_path)
    with SessionStore(tmp_path) as store:
        store.begin(a_session(SECOND, patient_code="SECRET-CODE"))
        store.append(SECOND, [scored(1)], [an_entry(1, text="SECRET-LINE")])
        raw = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
        assert (tmp_path / f"{FILE_NAME}-wal").stat().st_size
    assert b"SECRET" not in raw


PROCESSES = multiprocessing.get_context(
    "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
)
"""A process that is forked has all modules already."""


def _until(folder, count, decrypting):
    steps = []

    def step(name):
        steps.append(name)
        if len(steps) > count:
            os._exit(9)

    KEYS.forget()
    KEYS.learn(KEY)
    decrypt(folder, step) if decrypting else encrypt(folder, KEY, keep=kept, step=step)


@pytest.mark.slow
@pytest.mark.parametrize("decrypting", [False, True])
def test_a_kill_at_any_step_leaves_a_whole_record(tmp_path, decrypting):
    source = tmp_path / "source"
    before = encrypted(source) if decrypting else (record(source), content(source))[1]
    for count in range(10):
        folder = tmp_path / str(count)
        shutil.copytree(source, folder)
        child = PROCESSES.Process(target=_until, args=(folder, count, decrypting))
        child.start()
        child.join()
        KEYS.learn(KEY)
        assert content(folder) == before
        # And once more goes to the end.
        if decrypting:
            decrypt(folder)
        elif not is_encrypted(folder / FILE_NAME):
            known = wish_of(folder) is not None
            assert (new_key(folder, keep=kept) == KEY) == known
            encrypt(folder, KEY, keep=kept)
        assert content(folder) == before
        assert is_encrypted(folder / FILE_NAME) != decrypting
        assert not list(folder.glob(".*converted*"))
        if child.exitcode == 0:
            break
        assert child.exitcode == 9
    assert count >= 6


def test_without_the_key_nothing_is_written_or_set_aside(tmp_path):
    encrypted(tmp_path)
    KEYS.forget()
    bytes_before = (tmp_path / FILE_NAME).read_bytes()
    for opened in (SessionStore, open_to_record):
        with pytest.raises(KeyMissing, match="unlock") as told:
            opened(tmp_path)
        assert not isinstance(told.value, DamagedRecord)
    KEYS.learn(RecordKey(b"another key 16 b"))
    with pytest.raises(KeyMissing):
        open_to_record(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == bytes_before
    assert [path.name for path in tmp_path.glob("*.sqlite3")] == [FILE_NAME]


def test_without_the_library_it_is_said_what_to_install(tmp_path, monkeypatch):
    encrypted(tmp_path)
    monkeypatch.setattr(connections, "_sqlcipher", None)
    with pytest.raises(KeyMissing, match=r"neopain\[encryption\]"):
        open_to_record(tmp_path)
    with pytest.raises(RecordFault, match=r"neopain\[encryption\]"):
        new_key(tmp_path / "other")


def test_the_code_opens_it_on_another_computer(tmp_path):
    before = encrypted(tmp_path)
    KEYS.forget()
    vault = LastingVault()

    def keep(key, file):
        return keep_key(key, file, lambda: vault)

    with pytest.raises(RecordFault, match="no recovery code"):
        unlock(tmp_path, "AAAA-BBBB", keep=keep)
    with pytest.raises(RecordFault):
        unlock(tmp_path, RecordKey(b"another key 16 b").code, keep=keep)
    assert not vault.kept
    (tmp_path / "record-key.json").unlink()
    KEYS.forget()
    unlock(tmp_path, KEY.code, keep=keep)
    KEYS.forget()
    KEYS.source = lambda wish: load_keys(wish, lambda: vault)
    assert content(tmp_path) == before


def test_a_key_lies_in_a_keyring_or_in_a_file_elsewhere_and_never_beside_the_record(tmp_path):
    folder, file = tmp_path / "data", tmp_path / "stick" / "key"
    with pytest.raises(RecordFault, match="--key-file"):
        keep_key(KEY, None, MemoryVault)
    record(folder)
    with pytest.raises(RecordFault, match="beside its record"):
        encrypt(folder, KEY, folder / "key")
    assert not is_encrypted(folder / FILE_NAME)
    encrypt(folder, KEY, file)
    assert file.stat().st_mode & 0o077 == 0 or os.name != "posix"
    KEYS.forget()
    KEYS.source = lambda wish: load_keys(wish, MemoryVault)
    assert content(folder)
    with pytest.raises(RecordFault, match="not replaced"):
        keep_key(RecordKey(b"another key 16 b"), file)
    assert load_keys(Wish(True, (KEY.id,), file), MemoryVault) == [KEY]


def test_a_new_record_begun_in_its_place_is_encrypted_too(tmp_path):
    before = encrypted(tmp_path)
    aside = set_aside(tmp_path / FILE_NAME)
    record(tmp_path / "x")
    with SessionStore(tmp_path) as store:
        assert store.sessions() == []
    assert is_encrypted(tmp_path / FILE_NAME)
    [done] = recover(tmp_path, aside)
    assert len(done.new.readings) == READINGS
    assert content(tmp_path) == before


def test_backup_and_restore_stay_encrypted(tmp_path):
    folder, copy, plain = tmp_path / "data", tmp_path / "copy.sqlite3", tmp_path / "plain.sqlite3"
    record(folder)
    (folder / "ward.toml").write_text("# of the ward\n")
    back_up(folder, plain)
    before = content(folder)
    encrypt(folder, KEY, keep=kept)
    with SessionStore(folder) as running:
        running.begin(a_session(SECOND))
        back_up(folder, copy)
    assert is_encrypted(copy)
    assert b"of the ward" not in copy.read_bytes()
    restore(folder, plain)
    assert is_encrypted(folder / FILE_NAME)
    assert content(folder) == before
    other = tmp_path / "other"
    assert restore(other, copy).sessions == 2
    assert is_encrypted(other / FILE_NAME)
    assert wish_of(other) == Wish(True, (KEY.id,))
    assert (other / "ward.toml").read_text() == "# of the ward\n"
    KEYS.forget()
    with pytest.raises(KeyMissing):
        restore(tmp_path / "third", copy)
    assert not (tmp_path / "third" / FILE_NAME).exists()


def test_an_encrypted_backup_restored_over_a_record_in_the_clear_still_finds_its_key_file(tmp_path):
    folder, file, copy = tmp_path / "data", tmp_path / "stick" / "key", tmp_path / "copy.sqlite3"
    record(folder)
    before = content(folder)
    encrypt(folder, KEY, file)
    back_up(folder, copy)
    decrypt(folder)
    KEYS.forget()
    KEYS.source, KEYS.elsewhere = lambda wish: load_keys(wish, MemoryVault), lambda: [folder]
    restore(folder, copy)
    assert is_encrypted(folder / FILE_NAME)
    assert wish_of(folder) == Wish(True, (KEY.id,), file)
    # As at the next start.
    KEYS.forget()
    assert content(folder) == before


def test_a_key_file_named_for_a_backup_is_found_beside_a_record_in_the_clear(tmp_path):
    source, folder, copy = tmp_path / "source", tmp_path / "data", tmp_path / "copy.sqlite3"
    before = encrypted(source)
    back_up(source, copy)
    record(folder)
    keep_wish(folder, False, RecordKey(b"another key 16 b"), None)
    unlock(folder, KEY.code, tmp_path / "stick" / "key")
    # As the next command finds it.
    KEYS.forget()
    KEYS.source, KEYS.elsewhere = lambda wish: load_keys(wish, MemoryVault), lambda: [folder]
    restore(folder, copy)
    KEYS.forget()
    assert content(folder) == before


def test_an_older_record_is_brought_up_to_date_and_its_copy_is_encrypted(tmp_path):
    from neopain.store.driver.connections import connect
    from neopain.store.schema.migration import MIGRATIONS, migrate

    keep_wish(tmp_path, True, KEY, None)
    KEYS.learn(KEY)
    path = tmp_path / FILE_NAME
    with closing(connect(path)) as old:
        migrate(old, path, MIGRATIONS[:4])
    assert is_encrypted(path)
    with SessionStore(path, read_only=True) as store:
        assert store.sessions() == []
    record(tmp_path)
    [copy] = tmp_path.glob("*.backup")
    assert is_encrypted(copy)
    with SessionStore(tmp_path) as store:
        store.purge(a_session().id)
        assert store.sessions() == []


def test_two_programs_may_begin_it_at_once(tmp_path):
    keep_wish(tmp_path, True, KEY, None)
    children = [PROCESSES.Process(target=_begin, args=(tmp_path, number)) for number in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    KEYS.learn(KEY)
    assert [child.exitcode for child in children] == [0, 0, 0]
    with SessionStore(tmp_path) as store:
        assert len(store.sessions()) == 3
        assert list(store.verify()) == []


def _begin(folder, number):
    KEYS.forget()
    KEYS.learn(KEY)
    with SessionStore(folder) as store:
        store.begin(a_session(f"{number}1111111-1111-4111-8111-111111111111"))
        store.append(f"{number}1111111-1111-4111-8111-111111111111", [scored(1)], [an_entry(1)])


def test_a_conversion_waits_for_nobody_and_changes_nothing_while_another_has_it_open(tmp_path):
    record(tmp_path)
    with SessionStore(tmp_path) as other:
        other.sessions()
        with pytest.raises(RecordFault, match=r"locked|open"):
            encrypt(tmp_path, KEY, keep=kept)
    assert not is_encrypted(tmp_path / FILE_NAME)
    with FolderLock(tmp_path) as lock:
        lock.take("a monitor")
        with pytest.raises(RecordFault, match="in use"):
            encrypt(tmp_path, KEY, keep=kept)
    assert content(tmp_path)


def test_from_the_command_line(tmp_path, capsys, monkeypatch):
    folder, file = tmp_path / "data", tmp_path / "elsewhere" / "key"
    record(folder)
    (folder / "unwritten-x-1.jsonl").write_text("{}")
    data = ["--data", str(folder)]
    monkeypatch.setattr("sys.stdin", io.StringIO("XXXX\n"))
    assert main(["encrypt", "--key-file", str(file), *data]) == 1
    assert not is_encrypted(folder / FILE_NAME), "the code was not written down"
    capsys.readouterr()
    assert main(["encrypt", "--yes", "--key-file", str(file), *data]) == 0
    said = capsys.readouterr().out
    code = file.read_text().strip()
    assert said.count(code) == 1
    assert "In the clear: " in said
    KEYS.forget()
    assert main(["sessions", *data]) == 0
    assert main(["verify", *data]) == 0
    assert main(["export", "latest", "--csv", str(tmp_path / "out.csv"), *data]) == 0
    assert main(["encrypt", "--yes", *data]) == 1
    assert "already" in capsys.readouterr().err
    KEYS.forget()
    file.unlink()
    assert main(["sessions", *data]) == 1
    assert "neopain unlock" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(["unlock", *data]) == 1
    monkeypatch.setattr("sys.stdin", io.StringIO(code + "\n"))
    assert main(["unlock", "--key-file", str(file), *data]) == 0
    assert main(["decrypt", *data]) == 0
    assert not is_encrypted(folder / FILE_NAME)
    assert main(["decrypt", *data]) == 0


def test_an_encrypted_backup_that_cannot_be_put_back_changes_nothing(tmp_path, monkeypatch):
    folder, other, copy = tmp_path / "data", tmp_path / "other", tmp_path / "copy.sqlite3"
    encrypted(folder)
    back_up(folder, copy)
    record(other)
    before = content(other)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("neopain.bedside.records.backup.decide", full)
    with pytest.raises(RecordFault, match="No space left"):
        restore(other, copy)
    assert wish_of(other) is None
    assert not is_encrypted(other / FILE_NAME)
    assert content(other) == before
