"""Damage: no changed bit comes back as a value, the rest still reads, and the next session records."""

import os
import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from neopain.bedside.records.recovery import recover
from neopain.core.clinical.admission import Admission
from neopain.core.errors import RecordFault
from neopain.core.record import Annotation, Assessment
from neopain.core.score.presets import DEFAULT_PRESET
from neopain.core.sessions import LogKind
from neopain.store.sessions import SessionStore
from neopain.store.set_aside import open_to_record
from neopain.store.sqlite.database import DOUBTED
from neopain.store.sqlite.faults import DamagedRecord
from tests.recorded.records import STARTED_AT, STARTED_UTC, a_session, an_entry, recorded, scored, unscored

SESSION = a_session()
HERE = Admission("P-17", 219, 13, STARTED_UTC, DEFAULT_PRESET)
READINGS = [scored(at / 5, at % 11) if at % 7 else unscored(at / 5) for at in range(1500)]
NOTE = Annotation(STARTED_AT + 60, "heel_lance", "left", "nurse a", STARTED_UTC)
SCORE = Assessment(STARTED_AT + 61, "nips", (("face", 1),), None, "", "nurse a", STARTED_UTC)


@pytest.fixture(autouse=True)
def no_doubts():
    DOUBTED.clear()


@pytest.fixture
def path(tmp_path):
    with SessionStore(tmp_path) as store:
        store.admissions.admit(HERE)
        store.begin(SESSION)
        for first in range(0, 1500, 50):
            store.append(SESSION.id, READINGS[first : first + 50], [an_entry(first, LogKind.ALARM)])
        store.append(SESSION.id, [], [], [NOTE, SCORE])
    return store.path


def content(path):
    """Everything that is read back, or what the door says."""
    try:
        with SessionStore(path, read_only=True) as store:
            found = [
                repr(one)
                for summary in store.sessions()
                for one in (
                    summary,
                    *store.readings(summary.session.id),
                    *store.entries(summary.session.id),
                    *store.marks.revisions(summary.session.id),
                )
            ]
            return [*found, repr(store.admissions.current())]
    except RecordFault as fault:
        return [f"refused: {fault}"]


def faults(path):
    try:
        with SessionStore(path, read_only=True) as store:
            return list(store.verify())
    except RecordFault as fault:
        return [str(fault)]


def test_a_sound_record_has_no_faults(path, caplog):
    assert faults(path) == []


def test_every_changed_bit_is_named_or_changes_nothing(path, tmp_path, caplog):
    whole = path.read_bytes()
    before = content(path)
    chance = random.Random(1)
    copy = tmp_path / "flipped" / path.name
    copy.parent.mkdir()
    for name in ("audit.key", "audit-head.json", "neopain.sqlite3.sums"):
        shutil.copy(tmp_path / name, copy.parent)
    unseen = []
    named = 0
    for _ in range(300):
        place, bit = chance.randrange(len(whole)), chance.randrange(8)
        copy.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << bit)]) + whole[place + 1 :])
        found = faults(copy)
        named += bool(found)
        if not found and content(copy) != before:
            unseen.append((place, bit))
    print(f"{named} of 300 named")
    assert unseen == []
    assert named == 300


def test_a_changed_number_is_left_out_and_named(path, caplog):
    place = path.read_bytes()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER reading_is_append_only")
        connection.execute("UPDATE reading SET raw = 0.25, smoothed = 0.25 WHERE n = 701")
    assert path.read_bytes() != place
    with SessionStore(path) as store:
        found = list(store.readings(SESSION.id))
        assert found == [recorded(one) for number, one in enumerate(READINGS) if number != 701]
        assert len(store.damage) == 1
        assert "reading 701" in next(line for line in store.verify() if line.startswith("reading"))


def test_a_row_taken_out_is_named(path, caplog):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM reading WHERE n = 701")
    assert faults(path)[:1] == [
        f"session {SESSION.id} should have 1500 readings (1285 scored) and 30 log lines; it has 1499 (1284) and 30"
    ]


def damage_page(path, table, which=0.5):
    """Overwrite a page of a table, as a failing disk does."""
    with closing(sqlite3.connect(path)) as connection:
        try:
            pages = [
                page
                for (page,) in connection.execute(
                    "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path", [table]
                )
            ]
        except sqlite3.Error:
            pytest.skip("this SQLite has no dbstat")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((pages[int(which * (len(pages) - 1))] - 1) * size)
        file.write(os.urandom(size))
    return len(pages)


def test_around_a_damaged_page_everything_else_reads(path, caplog):
    pages = damage_page(path, "reading")
    whole = [recorded(other) for other in READINGS]
    with SessionStore(path) as store:
        found = list(store.readings(SESSION.id))
        assert store.damage
        assert [one for one in found if one not in whole] == []
        assert len(found) > len(READINGS) * (1 - 2.5 / pages)
        assert found == sorted(found, key=lambda one: one.captured_at)
        assert len(list(store.entries(SESSION.id))) == 30
    assert any("reading" in line for line in faults(path))


def test_between_two_damaged_pages_everything_reads_too(path, caplog):
    pages = damage_page(path, "reading", 0.2)
    damage_page(path, "reading", 0.8)
    with SessionStore(path) as store:
        found = list(store.readings(SESSION.id))
    assert len(found) > len(READINGS) * (1 - 4.0 / pages)


def test_a_damaged_record_makes_room_for_a_new_one_and_is_read_back(path, tmp_path, caplog):
    damage_page(path, "reading")
    other = a_session("22222222-1111-4111-8111-111111111111")
    with open_to_record(tmp_path) as store:
        assert store.admissions.current() == HERE, "who is admitted goes over"
        store.begin(other)
        store.append(other.id, READINGS[:10], [])
        assert list(store.verify()) == []
    [aside] = tmp_path.glob("neopain.damaged-*.sqlite3")
    assert aside.name in caplog.text
    done = recover(tmp_path, aside)
    assert [one.session_id for one in done] == [SESSION.id]
    assert done[0].damaged
    assert len(done[0].new.readings) > 1200
    assert (len(done[0].new.entries), len(done[0].new.marks)) == (30, 2)
    assert all(len(one.new) == 0 for one in recover(tmp_path, aside)), "twice is once"
    with SessionStore(tmp_path) as store:
        assert list(store.verify()) == []
        assert len(store.sessions()) == 2


@pytest.mark.parametrize(
    "text", [b"not a database, but long enough to be one" * 100, b"SQLite format 3\0" * 64]
)
def test_a_file_that_is_no_record_any_more_is_set_aside_and_never_deleted(tmp_path, text, caplog):
    (tmp_path / "neopain.sqlite3").write_bytes(text)
    with open_to_record(tmp_path) as store:
        store.begin(SESSION)
    [aside] = tmp_path.glob("neopain.damaged-*.sqlite3")
    assert aside.read_bytes() == text


def test_a_record_of_another_program_or_a_newer_one_is_not_set_aside(path, tmp_path, caplog):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(RecordFault, match="newer"):
        open_to_record(tmp_path)
    assert not list(tmp_path.glob("neopain.damaged-*"))


def test_damage_that_shows_only_in_writing_makes_room_too(path, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr("neopain.store.sqlite.database.CHECKED_UP_TO_BYTES", 0)
    damage_page(path, "reading", 1.0)
    for _ in range(2):
        with open_to_record(tmp_path) as store:
            try:
                store.begin(SESSION)
                store.append(SESSION.id, [scored(10_000)], [])
            except DamagedRecord:
                continue
    assert list(tmp_path.glob("neopain.damaged-*.sqlite3"))
    with open_to_record(tmp_path) as store:
        assert store.sessions()[0].readings == 1


def test_marks_and_admissions_are_checked_as_they_are_read(path, caplog):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER annotation_is_append_only")
        connection.execute("UPDATE annotation SET code = 'sucrose'")
        connection.execute("UPDATE admission SET upper_limit = 9.5")
    with SessionStore(path) as store:
        assert store.marks.annotations(SESSION.id) == []
        assert store.damage
        with pytest.raises(RecordFault, match=r"admission 1 .* is not as it was written"):
            store.admissions.current()
        store.admissions.admit(again := replace(HERE, id="again"))
        assert store.admissions.current() == again
