"""The whole record is looked through while a session runs, and the first fault is told."""

import sqlite3
from contextlib import closing

from neopain.bedside.records.record_check import check_in_background
from neopain.store.sessions import SessionStore
from tests.recorded.records import a_session, scored

SESSION = a_session()


class Running:
    """A session that runs until it is told to end."""

    recording = True

    def __init__(self):
        self.told = []

    def tell(self, kind, code, text):
        self.told.append((code, text))


def record(folder):
    with SessionStore(folder) as store:
        store.begin(SESSION)
        store.append(SESSION.id, [scored(second) for second in range(1200)], [])
    return store.path


def checked(folder, monitor):
    check_in_background(folder, monitor, begin_after_s=0.0, pause_s=0.0).join(30.0)
    return monitor.told


def test_a_sound_record_is_not_spoken_of(tmp_path):
    record(tmp_path)
    assert checked(tmp_path, Running()) == []


def test_the_first_fault_is_told(tmp_path, caplog):
    with closing(sqlite3.connect(record(tmp_path))) as connection, connection:
        connection.execute("DROP TRIGGER reading_is_append_only")
        connection.execute("UPDATE reading SET raw = 9.0 WHERE n = 700")
    [(code, text)] = checked(tmp_path, Running())
    assert code == "record_damaged"
    assert "neopain verify" in text
    assert "damaged" in caplog.text


def test_it_ends_with_the_session_and_needs_no_record(tmp_path):
    ended = Running()
    ended.recording = False
    record(tmp_path)
    assert checked(tmp_path, ended) == []
    assert checked(tmp_path / "nowhere", Running()) == []
    assert not (tmp_path / "nowhere").exists()
