from dataclasses import replace

import pytest

from neopain.core.errors import ProgramFault, RecordFault
from neopain.core.record import Annotation, Assessment
from neopain.store.sessions import SessionStore
from tests.recorded.records import STARTED_AT, a_session

SESSION = a_session()
WHEN = "2026-03-29T00:31:00.000+00:00"
LANCE = Annotation(STARTED_AT + 60, "heel_lance", "left", "nurse a", WHEN, until=STARTED_AT + 90.125)
NIPS = Assessment(STARTED_AT + 61, "nips", (("face", 1), ("cry", 2)), None, "", "nurse a", WHEN)


@pytest.fixture
def store(tmp_path):
    with SessionStore(tmp_path) as store:
        store.begin(SESSION)
        yield store


@pytest.fixture
def marks(store):
    store.marks.annotate(SESSION.id, LANCE)
    store.marks.assess(SESSION.id, NIPS)
    return store.marks


def test_marks_come_back_as_they_were(marks):
    assert marks.annotations(SESSION.id) == [LANCE]
    assert marks.assessments(SESSION.id) == [NIPS]


def test_an_incomplete_assessment_keeps_having_no_total(marks):
    assert marks.assessments(SESSION.id)[0].total is None


def test_a_revision_shows_and_the_history_stays(marks):
    changed = marks.revise(replace(NIPS, items=(("face", 1), ("cry", 1)), total=2, author="nurse b"))
    assert changed.revision == 2
    assert marks.assessments(SESSION.id) == [changed]
    assert marks.history(NIPS) == [NIPS, changed]


def test_somebody_elses_change_is_not_overwritten(marks):
    marks.revise(replace(LANCE, text="right", author="nurse b"))
    with pytest.raises(RecordFault, match="nurse b changed"):
        marks.revise(replace(LANCE, text="both"))
    assert marks.annotations(SESSION.id)[0].text == "right"


def test_undo_of_the_first_takes_it_back_and_undo_again_restores(marks):
    gone = marks.undo(LANCE, author="nurse a", recorded_utc=WHEN)
    assert gone.deleted
    assert marks.annotations(SESSION.id) == []
    marks.undo(LANCE, author="nurse a", recorded_utc=WHEN)
    assert [(one.text, one.revision) for one in marks.annotations(SESSION.id)] == [("left", 3)]


def test_undo_of_a_change_restores_what_stood_before(marks):
    marks.revise(replace(LANCE, text="right"))
    restored = marks.undo(LANCE, author="nurse b", recorded_utc=WHEN)
    assert restored == replace(LANCE, revision=3, author="nurse b")
    assert len(marks.history(LANCE)) == 3


def test_all_revisions_for_a_full_export(marks):
    gone = marks.undo(LANCE, author="nurse a", recorded_utc=WHEN)
    assert marks.revisions(SESSION.id) == [LANCE, gone, NIPS]


def test_the_history_cannot_be_rewritten(store, marks):
    for table in ("annotation", "assessment"):
        with pytest.raises(ProgramFault, match="append-only"):
            store._database.execute(f"UPDATE {table} SET text = 'x'")  # noqa: S608


def test_an_unknown_mark_is_named(marks):
    other = replace(LANCE, id="nobody")
    for use in (marks.revise, marks.history):
        with pytest.raises(RecordFault, match="nobody"):
            use(other)


def test_marks_are_on_the_disk_at_once(store, marks):
    statements = []
    store._database._connection.set_trace_callback(statements.append)
    marks.revise(replace(LANCE, text="right"))
    assert "PRAGMA synchronous = FULL" in statements


def test_marks_are_listed_by_time(marks):
    early = marks.annotate(SESSION.id, replace(LANCE, id="early", at=STARTED_AT))
    assert marks.annotations(SESSION.id) == [early, LANCE]
