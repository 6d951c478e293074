"""Notes: every wording stays, what stands is the newest, and no note lies outside its session."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.clinical.annotation_ledger import NoteLedger
from neopain.core.errors import SettingFault
from tests.fakes import a_session

UTC = "2026-01-01T00:00:00.000+00:00"


@pytest.fixture
def ledger():
    """Of a session that began at 1000 s."""
    return NoteLedger(a_session())


def test_a_note_is_its_first_revision(ledger):
    note = ledger.note(1010.0, "suction", "", utc=UTC, author="AB")
    assert (note.at, note.code, note.revision, note.deleted, note.until) == (
        1010.0,
        "suction",
        1,
        False,
        None,
    )
    assert ledger.standing == (note,)
    assert ledger.session_id == a_session().id


def test_a_change_adds_a_revision_and_moves_the_note_in_time(ledger):
    first = ledger.note(1010.0, "suction", "", utc=UTC)
    other = ledger.note(1020.0, "sucrose", "", utc=UTC)
    changed = ledger.change(replace(first, at=1030.0, until=1040.0, text="deep"), 1050.0, utc="later")
    assert ledger.standing == (other, changed)
    assert (changed.id, changed.revision, changed.recorded_utc) == (first.id, 2, "later")
    assert ledger.history(first.id) == (first, changed)


def test_a_deleted_note_stands_no_more_but_its_history_does(ledger):
    first = ledger.note(1010.0, "suction", "", utc=UTC)
    gone = ledger.change(replace(first, deleted=True), 1012.0, utc=UTC)
    assert ledger.standing == ()
    assert ledger.history(first.id) == (first, gone)


@pytest.mark.parametrize(
    ("at", "until", "words"),
    [
        (999.0, None, "time lies between"),
        (1101.0, None, "time lies between"),
        (1010.0, 1009.0, "end lies between"),
        (1010.0, 1101.0, "end lies between"),
    ],
)
def test_times_outside_the_session_are_refused_and_change_nothing(ledger, at, until, words):
    first = ledger.note(1010.0, "suction", "", utc=UTC)
    with pytest.raises(SettingFault, match=words):
        ledger.change(replace(first, at=at, until=until), 1100.0, utc=UTC)
    assert ledger.standing == (first,)


@given(st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=20))
def test_revisions_count_from_one_without_a_hole_and_nothing_is_lost(steps):
    ledger = NoteLedger(a_session())
    ids = [ledger.note(1000.0 + n, "note", str(n), utc=UTC).id for n in range(3)]
    for which, deleted in steps:
        newest = ledger.history(ids[which])[-1]
        ledger.change(replace(newest, deleted=deleted), 1100.0, utc=UTC)
    histories = [ledger.history(one) for one in ids]
    assert sum(map(len, histories)) == 3 + len(steps)
    assert all([r.revision for r in h] == list(range(1, len(h) + 1)) for h in histories)
    assert {one.id for one in ledger.standing} == {h[0].id for h in histories if not h[-1].deleted}
