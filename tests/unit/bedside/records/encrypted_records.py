"""Encrypted records for tests."""

import pytest

from neopain.bedside.records.encryption import encrypt
from neopain.core.text import Text
from neopain.store.driver.connections import is_encrypted
from neopain.store.driver.keys import KEYS, RecordKey
from neopain.store.sessions import SessionStore
from neopain.store.sqlite.database import FILE_NAME
from tests.recorded.records import a_session, an_entry, scored

KEY = RecordKey(b"a key of 16 byte")
READINGS = 300
"""Several pages full."""
SECOND = "21111111-1111-4111-8111-111111111111"


@pytest.fixture(autouse=True)
def no_keys():
    KEYS.forget()
    before = KEYS.source, KEYS.elsewhere
    KEYS.source, KEYS.elsewhere = None, list
    yield
    KEYS.forget()
    KEYS.source, KEYS.elsewhere = before


def kept(key, file):
    del key, file
    return Text("in a test")


def record(folder, count=READINGS):
    with SessionStore(folder) as store:
        store.begin(a_session())
        store.append(
            a_session().id, [scored(second / 5) for second in range(count)], [an_entry(1, text="Müller")]
        )
        store.end(a_session().id, a_session().started_utc)


def content(folder):
    with SessionStore(folder) as store:
        assert list(store.verify()) == []
        session = store.sessions()[0].session
        return session, list(store.readings(session.id)), list(store.entries(session.id))


def encrypted(folder, count=READINGS):
    record(folder, count)
    before = content(folder)
    encrypt(folder, KEY, keep=kept)
    assert is_encrypted(folder / FILE_NAME)
    return before
