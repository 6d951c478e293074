import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.errors import RecordFault
from neopain.core.facial_actions import ActionStrength, FacialActions
from neopain.core.interval import Interval
from neopain.core.readings import Quality, Reading, Reason
from neopain.store.schema import migration as schema
from neopain.store.sessions import SessionStore
from tests.recorded.records import STARTED_AT, a_session, recorded, scored, unscored

SESSION = a_session()
NEXT = (*schema.MIGRATIONS, ("ALTER TABLE session ADD COLUMN bed TEXT NOT NULL DEFAULT ''",))
BROKEN = (*schema.MIGRATIONS, ("ALTER TABLE session ADD COLUMN bed TEXT", "ALTER TABLE nothing ADD COLUMN x"))


@pytest.fixture
def path(tmp_path):
    with SessionStore(tmp_path) as store:
        store.begin(SESSION)
        store.append(SESSION.id, [scored(1)], [])
    return store.path


def version(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA user_version").fetchone()[0]


def test_a_new_record_has_the_newest_version(path):
    assert version(path) == len(schema.MIGRATIONS)


def test_an_older_record_is_migrated_and_a_copy_kept(path):
    old = len(schema.MIGRATIONS)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        schema.migrate(connection, path, NEXT)
        assert connection.execute("SELECT bed FROM session").fetchall() == [("",)]
        schema.migrate(connection, path, NEXT)
    assert version(path) == len(NEXT)
    [copy] = schema.backups_of(path)
    assert copy.stat().st_mode & 0o777 == 0o600
    assert version(copy) == old
    with SessionStore(copy.rename(path.with_name("copy.sqlite3"))) as store:
        assert list(store.readings(SESSION.id)) == [recorded(scored(1))]


def test_a_record_of_the_first_release_is_read_with_its_distances_unknown(tmp_path):
    path = tmp_path / "neopain.sqlite3"
    released = schema.MIGRATIONS[:2]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        schema.migrate(connection, path, released)
        connection.execute(
            "INSERT INTO session (id, patient_code, started_utc, started_at, source, simulated, app_version, "
            "model_id, provider) VALUES (?, '', ?, ?, '', 0, '0.1.0', '', '')",
            (SESSION.id, SESSION.started_utc, SESSION.started_at),
        )
        connection.execute(
            "INSERT INTO reading VALUES (1, ?, 0, 1, 'ok', NULL, 2.0, 2.0, 0.1)", (STARTED_AT + 1.0,)
        )
    with SessionStore(tmp_path) as store:
        assert list(store.readings(SESSION.id)) == [recorded(scored(1))]
        unlike = unscored(2, Reason.UNLIKE_TRAINING, distance=1.5, outside_score=9.0)
        store.append(SESSION.id, [unlike], [])
        assert list(store.readings(SESSION.id))[1] == recorded(unlike)


def test_a_record_without_signs_takes_them_from_the_next_reading_on(tmp_path):
    path = tmp_path / "neopain.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        schema.migrate(connection, path, schema.MIGRATIONS[:4])
    signs = Reading(
        2,
        STARTED_AT + 2.0,
        Quality.OK,
        None,
        6.0,
        5.0,
        0.1,
        interval=Interval(4.0, 5.5),
        intensity=3.0,
        actions=FacialActions(open_lips=ActionStrength(0.57, 0.29)),
        distress=0.25,
    )
    with SessionStore(tmp_path) as store:
        store.begin(SESSION)
        store.append(SESSION.id, [scored(1), signs], [])
        assert list(store.readings(SESSION.id)) == [recorded(scored(1)), recorded(signs)]


@pytest.mark.parametrize(
    "columns",
    [
        "score_low = 6, score_high = 7",
        "score_low = 1",
        "score_high = 7",
        "score_low = 1, score_high = 4",
        "intensity = 11",
        "distress = 2",
        "open_lips = 101",
        "open_lips_confidence = -1",
    ],
)
def test_the_record_itself_keeps_what_stands_beside_a_score_in_range(path, columns):
    names, values = zip(*(column.split(" = ") for column in columns.split(", ")), strict=True)
    given = (
        f"(session, captured_at, n, quality, raw, smoothed, latency_s, sum, {', '.join(names)}) "
        f"VALUES (1, 9.0, 9, 'ok', 5, 5, 0.1, 1, {', '.join(values)})"
    )
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        connection.execute(f"INSERT INTO reading {given}")


@pytest.mark.parametrize("reason", ["blurred", None])
def test_the_record_itself_keeps_numbers_outside_training_from_other_readings(path, reason):
    quality, score = ("ok", 1.0) if reason is None else ("poor_view", None)
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(
            "INSERT INTO reading (session, captured_at, n, frame_seq, quality, reason, raw, smoothed, latency_s, "
            "distance, outside_score) VALUES (1, 9.0, 9, 1, ?, ?, ?, ?, 0.1, 2.0, 3.0)",
            (quality, reason, score, score),
        )


def test_a_migration_that_fails_changes_nothing(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        with pytest.raises(sqlite3.Error, match="nothing"):
            schema.migrate(connection, path, BROKEN)
    with SessionStore(path) as store:
        assert list(store.readings(SESSION.id)) == [recorded(scored(1))]


@given(st.integers(len(schema.MIGRATIONS) + 1, 2**31 - 1))
def test_a_newer_record_is_refused_and_untouched(newer):
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute(f"PRAGMA user_version = {newer}")
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        with pytest.raises(RecordFault, match="newer NeoPain"):
            schema.migrate(connection, schema.Path("record"))
        assert connection.execute("PRAGMA user_version").fetchone() == (newer,)


def test_a_newer_record_is_refused_at_the_door(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(RecordFault, match="version 99"):
        SessionStore(path)
    assert path.read_bytes() == before


def test_a_foreign_database_is_refused_and_untouched(tmp_path):
    path = tmp_path / "neopain.sqlite3"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE accounts (name)")
    before = path.read_bytes()
    with pytest.raises(RecordFault, match="another program"):
        SessionStore(tmp_path)
    assert path.read_bytes() == before


def test_a_view_of_the_ward_s_own_beside_the_tables_does_no_harm(path):
    with SessionStore(path) as store:
        store.begin(SESSION)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE VIEW nights AS SELECT id FROM session")
    with SessionStore(path) as store:
        assert len(store.sessions()) == 1


@pytest.fixture
def second(tmp_path):
    """A record as the version before checksums wrote it."""
    path = tmp_path / "neopain.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        schema.migrate(connection, path, schema.MIGRATIONS[:2])
        connection.execute(
            "INSERT INTO session (id, patient_code, started_utc, started_at, source, simulated, app_version, "
            "model_id, provider, readings, scored) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 1)",
            [getattr(SESSION, name) for name in SESSION.__slots__],
        )
        connection.execute(
            "INSERT INTO reading VALUES (1, ?, 0, 1, 'ok', NULL, 2.0, 2.0, 0.1)", [scored(1).captured_at]
        )
    return path


def test_a_record_from_before_checksums_reads_and_goes_on(second):
    with SessionStore(second) as store:
        assert store.find("latest") == SESSION
        assert list(store.readings(SESSION.id)) == [recorded(scored(1))]
        store.append(SESSION.id, [scored(2)], [])
        other = a_session("22222222-1111-4111-8111-111111111111")
        store.begin(other)
        store.append(other.id, [scored(3)], [])
        assert list(store.verify()) == []
        assert store.damage == []
    with closing(sqlite3.connect(second)) as connection, connection:
        connection.execute("DROP TRIGGER reading_is_append_only")
        connection.execute("UPDATE reading SET sum = NULL WHERE session = 2")
    with SessionStore(second) as store:
        assert "lost its checksum" in next(line for line in store.verify() if line.startswith("reading"))


def test_an_older_record_that_may_not_be_changed_is_read_all_the_same(second):
    before = second.read_bytes()
    with SessionStore(second, read_only=True) as store:
        assert list(store.readings(SESSION.id)) == [recorded(scored(1))]
    assert second.read_bytes() == before
    assert schema.backups_of(second) == []
