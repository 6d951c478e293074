import sqlite3
from contextlib import closing

import pytest

from neopain.core.errors import RecordFault
from neopain.core.record import Annotation
from neopain.store.schema import migration as schema
from neopain.store.sessions import SessionStore
from tests.recorded.records import STARTED_AT, STARTED_UTC, a_session, an_entry, scored

SESSION = a_session(patient_code="PSEUDONYM-OF-ONE")
OTHER = a_session("22222222-1111-4111-8111-111111111111")
SECRET = b"a name that must go"


@pytest.fixture
def store(tmp_path):
    with SessionStore(tmp_path, busy_s=0.05) as store:
        for session in (SESSION, OTHER):
            store.begin(session)
            store.append(session.id, [scored(at) for at in range(500)], [an_entry(1)])
        store.append(SESSION.id, [], [an_entry(2, text=SECRET.decode())])
        store.marks.annotate(SESSION.id, Annotation(STARTED_AT, "x", SECRET.decode(), "me", STARTED_UTC))
        yield store


def bytes_in(folder):
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_a_purged_session_is_gone_to_the_last_byte(store, tmp_path):
    assert SECRET in bytes_in(tmp_path)
    store.purge(SESSION.id)
    left = bytes_in(tmp_path)
    assert SECRET not in left
    assert b"PSEUDONYM-OF-ONE" not in left
    assert [one.session for one in store.sessions()] == [OTHER]
    assert len(list(store.readings(OTHER.id))) == 500
    for table in ("reading", "entry", "annotation"):
        [(rows,)] = store._database.execute(f"SELECT count(*) FROM {table} WHERE session = 1")  # noqa: S608
        assert rows == 0


def test_it_is_gone_from_the_copies_that_migrations_keep(store, tmp_path):
    with closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
        schema.migrate(connection, store.path, (*schema.MIGRATIONS, ("SELECT 1",)))
    [copy] = schema.backups_of(store.path)
    assert SECRET in copy.read_bytes()
    store.purge(SESSION.id)
    assert SECRET not in bytes_in(tmp_path)


def test_a_reader_that_keeps_old_pages_alive_is_said(store):
    with SessionStore(store.path) as reader:
        rows = reader.readings(SESSION.id)
        next(rows)
        with pytest.raises(RecordFault, match="another program is reading"):
            store.purge(SESSION.id)
        rows.close()
    assert [one.session for one in store.sessions()] == [OTHER]
