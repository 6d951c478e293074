"""Notes in the record: each revision once, however often it is tried, and never without a place."""

import tempfile
import threading
from dataclasses import replace

import pytest

from neopain.bedside.records.record_writer import RecordWriter
from neopain.bedside.records.recorded_notes import RecordedNotes
from neopain.bedside.records.recovery import recover
from neopain.core.errors import RecordFault
from neopain.core.record import Annotation
from neopain.core.sessions import LogEntry, LogKind
from neopain.store.sessions import SessionStore
from tests.fakes import a_session

NOTE = Annotation(1010.0, "suction", "", "AB", "2026-01-01T00:00:10.000+00:00")
LINE = LogEntry(1010.0, LogKind.ANNOTATION, "suction", "Suction")
SESSION = a_session().id


@pytest.fixture
def folder(tmp_path):
    with SessionStore(tmp_path) as store:
        store.begin(a_session())
    return tmp_path


def revisions(folder):
    with SessionStore(folder) as store:
        return store.marks.revisions(SESSION)


def lines(folder):
    with SessionStore(folder) as store:
        return list(store.entries(SESSION))


class EndedMonitor:
    """A session that is over."""

    recording = False
    session = a_session()


def test_each_revision_and_its_line_is_written_once(folder):
    book = RecordedNotes(RecordWriter(folder))
    gone = replace(NOTE, deleted=True, revision=2)
    for revision in (NOTE, NOTE, gone, gone, NOTE):
        book.keep(SESSION, revision, LINE)
    assert revisions(folder) == [NOTE, gone]
    assert lines(folder) == [LINE]


def test_of_a_session_that_nobody_knows_it_is_refused(tmp_path):
    with pytest.raises(RecordFault):
        RecordedNotes(RecordWriter(tmp_path)).keep(SESSION, NOTE, LINE)


def test_a_wording_that_comes_late_is_kept_under_the_next_number(folder):
    book = RecordedNotes(RecordWriter(folder))
    for revision in (NOTE, replace(NOTE, revision=2, text="left"), replace(NOTE, revision=2, text="right")):
        book.keep(SESSION, revision)
    assert [(one.revision, one.text) for one in revisions(folder)] == [(1, ""), (2, "left"), (3, "right")]


def test_after_the_session_a_record_that_refuses_leaves_the_rescue_file(folder, tmp_path, monkeypatch):
    writer = RecordWriter(folder / "blocked" / "data")
    (folder / "blocked").write_text("in the way")
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    writer.follow(EndedMonitor())
    where = writer.keep(SESSION, NOTE, LINE)
    assert where is not None
    recover(folder, where)
    assert (revisions(folder), lines(folder)) == ([NOTE], [LINE])


def test_many_threads_at_once_write_each_note_once(folder):
    writer = RecordWriter(folder)
    writer.follow(EndedMonitor())
    notes = [replace(NOTE, id=str(number)) for number in range(8)]
    threads = [
        threading.Thread(target=writer.keep, args=(SESSION, one, replace(LINE, text=one.id)))
        for one in notes * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.id for one in revisions(folder)) == [one.id for one in notes]
    assert len(lines(folder)) == 8
