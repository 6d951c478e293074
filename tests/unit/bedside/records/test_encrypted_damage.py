"""What is damaged, or held by others, of an encrypted record is told in words, and the rest is read."""

import os
import sqlite3
from contextlib import closing

import pytest

pytest.importorskip("sqlcipher3")

from neopain.bedside.records.encryption import decrypt, encrypt, encrypted_as_before, unlock
from neopain.core.errors import RecordFault
from neopain.store.driver import connections
from neopain.store.driver.connections import is_encrypted
from neopain.store.driver.keys import KEYS, keep_wish
from neopain.store.sessions import SessionStore
from neopain.store.sqlite.database import FILE_NAME
from neopain.store.sqlite.faults import DamagedRecord
from tests.recorded.records import a_session, scored
from tests.unit.bedside.records.encrypted_records import KEY, SECOND, encrypted, kept, no_keys, record

__all__ = ["no_keys"]


def test_a_damaged_page_is_named_and_read_around(tmp_path, caplog):
    encrypted(tmp_path, 1200)
    with SessionStore(tmp_path) as store:
        store.begin(a_session(SECOND))
        store.append(SECOND, [scored(n / 5) for n in range(3000)], [])
    path = tmp_path / FILE_NAME
    page = int(0.8 * path.stat().st_size / 4096)
    with path.open("r+b") as file:
        file.seek(4096 * (page - 1) + 100)
        file.write(b"zzzz")
    with SessionStore(tmp_path, read_only=True) as store:
        faults = list(store.verify())
        assert any(f"HMAC verification failed for page {page}" in fault for fault in faults), faults
        assert 2800 < len(list(store.readings(SECOND))) < 3000
        assert store.damage
        assert len(list(store.readings(a_session().id))) > 1000


def test_a_record_that_goes_bad_while_it_is_open_and_opens_no_more_is_a_fault_in_words(tmp_path):
    encrypted(tmp_path, 1200)
    path = tmp_path / FILE_NAME
    with SessionStore(tmp_path) as store:
        store.begin(a_session(SECOND))
    with SessionStore(tmp_path) as store:
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(os.urandom(size - 4096))
        with pytest.raises(DamagedRecord, match="set"):
            list(store.readings(a_session().id))
        with pytest.raises(RecordFault):
            store.append(SECOND, [scored(1)], [])


def test_a_page_that_a_disk_emptied_does_not_make_it_a_record_in_the_clear(tmp_path):
    encrypted(tmp_path, 1200)
    path = tmp_path / FILE_NAME
    with path.open("r+b") as file:
        # One of those that tell which kind it is, and none of the schema's.
        file.seek(4096 * 15)
        file.write(bytes(4096))
    assert is_encrypted(path)
    with SessionStore(tmp_path, read_only=True) as store:
        assert any("HMAC verification failed for page 16" in fault for fault in store.verify())
        assert len(list(store.readings(a_session().id))) > 1000


def test_a_damaged_record_is_not_converted(tmp_path):
    record(tmp_path, 1200)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
        connection.execute("DROP TRIGGER reading_is_append_only")
        connection.execute("UPDATE reading SET raw = 7 WHERE n = 3")
        connection.commit()
    before = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(RecordFault, match="not sound"):
        encrypt(tmp_path, KEY, keep=kept)
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_what_sqlcipher_cannot_do_is_a_fault_in_words(tmp_path):
    folder, draft = tmp_path / "data", tmp_path / "ready" / FILE_NAME
    folder.mkdir()
    record(draft.parent)
    keep_wish(folder, True, KEY, None)
    KEYS.learn(KEY)
    with draft.open("r+b") as file:
        file.seek(4096 * 5)
        file.write(b"z" * 4096 * 20)
    with pytest.raises(DamagedRecord, match="ready"):
        encrypted_as_before(folder, draft)


def test_another_program_that_holds_the_record_alone_is_a_fault_in_words(tmp_path, monkeypatch):
    encrypted(tmp_path, 1200)
    real = connections._opened
    monkeypatch.setattr(connections, "_opened", lambda uri, key, busy_s: real(uri, key, min(busy_s, 0.1)))
    with closing(connections.connect(tmp_path / FILE_NAME, mode="rw")) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        for asked in (lambda: decrypt(tmp_path), lambda: unlock(tmp_path, KEY.code, keep=kept)):
            with pytest.raises(RecordFault, match="locked"):
                asked()
