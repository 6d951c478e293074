"""Notes in the record: each revision once, however often it is tried."""

from dataclasses import replace

import pytest

from neopain.bedside.recorded_notes import RecordedNotes
from neopain.core.errors import RecordFault
from neopain.core.record import Annotation
from neopain.store.sessions import SessionStore
from tests.fakes import a_session

NOTE = Annotation(1010.0, "suction", "", "AB", "2026-01-01T00:00:10.000+00:00")
SESSION = a_session().id


@pytest.fixture
def folder(tmp_path):
    with SessionStore(tmp_path) as store:
        store.begin(a_session())
    return tmp_path


def revisions(folder):
    with SessionStore(folder) as store:
        return store.marks.revisions(SESSION)


def test_each_revision_is_written_once(folder):
    book = RecordedNotes(folder)
    gone = replace(NOTE, deleted=True, revision=2)
    for revision in (NOTE, NOTE, gone, gone, NOTE):
        book.keep(SESSION, revision)
    assert revisions(folder) == [NOTE, gone]


def test_before_the_session_is_in_the_record_it_is_refused(tmp_path):
    with pytest.raises(RecordFault):
        RecordedNotes(tmp_path).keep(SESSION, NOTE)


def test_a_revision_that_skips_one_is_refused(folder):
    book = RecordedNotes(folder)
    book.keep(SESSION, NOTE)
    with pytest.raises(RecordFault):
        book.keep(SESSION, replace(NOTE, revision=3))
    assert revisions(folder) == [NOTE]
