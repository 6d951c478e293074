import os
import stat
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings

from neopain.core.errors import ProgramFault, RecordFault
from neopain.core.readings import Reason
from neopain.core.record import RAISED
from neopain.core.sessions import LogEntry, LogKind
from neopain.store.sessions import SessionStore
from tests.recorded.records import (
    STARTED_AT,
    a_session,
    an_entry,
    any_entries,
    any_readings,
    recorded,
    same,
    scored,
    unscored,
)

SESSION = a_session()


@pytest.fixture
def store(tmp_path):
    with SessionStore(tmp_path / "data") as store:
        store.begin(SESSION)
        yield store


@settings(max_examples=40, deadline=None)
@given(any_readings, any_entries)
def test_readings_and_log_come_back_exactly(readings, entries):
    with tempfile.TemporaryDirectory() as folder, SessionStore(Path(folder)) as store:
        store.begin(SESSION)
        store.append(SESSION.id, readings[::2], entries[::2])
        store.append(SESSION.id, readings[1::2], entries[1::2])
        by_time = sorted(readings[::2] + readings[1::2], key=lambda one: one.captured_at)
        assert list(store.readings(SESSION.id)) == [recorded(one) for one in by_time]
        assert sorted(map(repr, store.entries(SESSION.id))) == sorted(map(repr, entries))
        [summary] = store.sessions()
        assert summary.readings == len(readings)
        assert summary.scored == sum(one.raw is not None for one in readings)
        assert summary.last_at == max((one.captured_at for one in readings), default=None)


def test_a_session_comes_back_as_it_was(store):
    assert store.find(SESSION.id) == SESSION
    assert store.sessions()[0].session == SESSION


def test_alarms_are_counted_when_raised(store):
    store.append(SESSION.id, [], [an_entry(1, LogKind.ALARM, RAISED), an_entry(2, LogKind.ALARM, "cleared")])
    store.append(SESSION.id, [], [an_entry(3, LogKind.ALARM, RAISED), an_entry(4, LogKind.STATE, RAISED)])
    assert store.sessions()[0].alarms == 2


def test_a_session_is_closed_once(store):
    assert not store.sessions()[0].closed
    store.end(SESSION.id, "2026-03-29T01:00:00+00:00")
    store.end(SESSION.id, "2026-03-29T02:00:00+00:00")
    assert store.sessions()[0].ended_utc == "2026-03-29T01:00:00+00:00"


def test_beginning_the_same_session_again_changes_nothing(store):
    store.append(SESSION.id, [scored(1)], [])
    store.begin(SESSION)
    assert store.sessions()[0].readings == 1


def test_two_sessions_cannot_share_an_id(store):
    with pytest.raises(RecordFault, match="another session"):
        store.begin(a_session(patient_code="other"))


def test_an_unknown_session_is_named(store):
    for use in (
        lambda: store.append("nobody", [], []),
        lambda: store.end("nobody", ""),
        lambda: store.readings("nobody"),
        lambda: store.entries("nobody"),
        lambda: store.purge("nobody"),
    ):
        with pytest.raises(RecordFault, match="nobody"):
            use()


def test_sessions_are_found_by_id_prefix_and_latest(store):
    second = a_session("12222222-1111-4111-8111-111111111111")
    store.begin(second)
    assert store.find("latest") == second
    assert store.find(" 122") == second
    assert store.find("11") == SESSION
    assert [one.session for one in store.sessions()] == [second, SESSION]


@pytest.mark.parametrize(
    ("text", "words"), [("1", "several"), ("9", "begins with"), ("", "begins with"), ("%", "begins")]
)
def test_what_cannot_be_found_is_explained(store, text, words):
    store.begin(a_session("12222222-1111-4111-8111-111111111111"))
    with pytest.raises(RecordFault, match=words):
        store.find(text)


def test_latest_in_an_empty_record_says_how_to_begin(tmp_path):
    with SessionStore(tmp_path) as store, pytest.raises(RecordFault, match="neopain monitor"):
        store.find("latest")


def test_a_window_of_readings(store):
    store.append(SESSION.id, [scored(at) for at in range(10)], [])
    window = store.readings(SESSION.id, since=STARTED_AT + 3, until=STARTED_AT + 6)
    assert [one.elapsed_s for one in window] == [3.0, 4.0, 5.0]


def test_minutes_agree_with_the_readings(store):
    store.append(
        SESSION.id, [scored(0, 1.0), scored(59.9, 3.0), unscored(60.0), unscored(200.0, Reason.BLURRED)], []
    )
    first, second, last = store.minutes(SESSION.id)
    assert (first.start_s, first.readings, first.scored, first.lowest, first.highest) == (0.0, 2, 2, 1.0, 3.0)
    assert same(first.mean, 2.0)
    assert (second.start_s, second.scored, second.mean) == (60.0, 0, None)
    assert last.start_s == 180.0


@pytest.mark.parametrize("entries", [[an_entry(1, LogKind.ALARM)], [an_entry(1, LogKind.STATE)], []])
def test_lines_of_the_log_are_on_the_disk_at_once_and_readings_soon(store, entries):
    statements = []
    store._database._connection.set_trace_callback(statements.append)
    store.append(SESSION.id, [scored(1)], entries)
    assert ("PRAGMA synchronous = FULL" in statements) == bool(entries)


def test_the_log_cannot_be_changed(store):
    store.append(SESSION.id, [scored(1)], [an_entry(1)])
    for table, column in (("reading", "raw"), ("entry", "text")):
        with pytest.raises(ProgramFault, match="append-only"):
            store._database.execute(f"UPDATE {table} SET {column} = 1")  # noqa: S608


def test_another_thread_may_not_use_it(store):
    seen = []

    def use():
        try:
            store.sessions()
        except ProgramFault as fault:
            seen.append(str(fault))

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert "another thread" in seen[0]


def test_a_reader_sees_what_was_committed_and_nothing_half(store, tmp_path):
    store.append(SESSION.id, [scored(1)], [])
    with SessionStore(tmp_path / "data") as reader:
        rows = reader.readings(SESSION.id)
        first = next(rows)
        store.append(SESSION.id, [scored(2)], [])
        assert [first, *rows] == [recorded(scored(1))]
        assert reader.sessions()[0].readings == 2


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_only_the_owner_may_read(store, tmp_path):
    store.append(SESSION.id, [scored(1)], [])
    folder = tmp_path / "data"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert len(list(folder.iterdir())) == 3


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_a_record_that_others_could_read_is_tightened(store, tmp_path):
    store.path.chmod(0o644)
    with SessionStore(tmp_path / "data"):
        assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


def test_a_file_may_be_named_instead_of_its_folder(store, tmp_path):
    with SessionStore(tmp_path / "data" / "neopain.sqlite3") as same_record:
        assert same_record.find("latest") == SESSION


def test_closing_twice_is_fine_and_using_it_then_is_our_fault(tmp_path):
    store = SessionStore(tmp_path)
    store.close()
    store.close()
    with pytest.raises(ProgramFault):
        store.sessions()


def test_text_that_no_utf8_can_hold_does_not_stop_the_record(store):
    odd = a_session(id="odd", source="caf\udce9.mp4")
    store.begin(odd)
    store.begin(odd)
    entry = LogEntry(1000.0, LogKind.SOURCE, "stale", "caf\udce9.png", (("why", "\udcff"),))
    store.append("odd", [], [entry])
    [kept] = store.entries("odd")
    assert kept.text == "caf\\udce9.png"
    assert store.find("odd").source == "caf\\udce9.mp4"
