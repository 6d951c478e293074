"""The stay is the unit: across sessions, merged, and with the time of another infant taken out."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.clinical.admission import Admission
from neopain.core.errors import RecordFault
from neopain.core.record import Annotation, Assessment, Batch
from neopain.core.score.presets import DEFAULT_PRESET
from neopain.core.stay.stays import StayChangeKind
from neopain.store.sessions import SessionStore
from neopain.store.sqlite.checksum import insert, summed
from neopain.store.tables.stay_parts import spans_of
from tests.recorded.records import STARTED_AT, STARTED_UTC, a_session, an_entry, scored

FIRST = Admission("P-17", 219, 13, STARTED_UTC, DEFAULT_PRESET, "stay-1")
SECOND = Admission("P-18", 230, 2, STARTED_UTC, DEFAULT_PRESET, "stay-2")
WHO = {"utc": STARTED_UTC, "author": "AB", "reason": "the beds were changed"}


def session_of(number, code):
    return a_session(f"{number}1111111-1111-4111-8111-111111111111", patient_code=code)


A, B, C = session_of(1, "P-17"), session_of(2, "P-17"), session_of(3, "P-18")


@pytest.fixture
def store(tmp_path):
    with SessionStore(tmp_path) as store:
        store.admissions.admit(FIRST)
        for session in (A, B):
            record(store, session)
        store.admissions.discharge(FIRST.id, STARTED_UTC)
        store.admissions.admit(SECOND)
        record(store, C)
        yield store


def record(store, session):
    store.begin(session)
    at = STARTED_AT + 5
    marks = [
        Annotation(at, "suction", session.id, "", STARTED_UTC),
        Assessment(at + 1, "nips", (), 3, "", "", STARTED_UTC),
    ]
    store.append(session.id, [scored(second) for second in range(10)], [an_entry(5)], marks)


def seconds(store, stay):
    return [(one.session.id[0], one.reading.elapsed_s) for one in store.stay_readings(stay.id)]


def of(*parts):
    return [(number, float(second)) for number, some in parts for second in some]


def test_a_stay_goes_on_over_its_sessions(store):
    assert seconds(store, FIRST) == of(("1", range(10)), ("2", range(10)))
    assert [one.session for one in store.stay_entries(FIRST.id)] == [A, B]
    assert [(session, type(mark)) for session, mark in store.stay_marks(FIRST.id)] == [
        (A, Annotation), (A, Assessment), (B, Annotation), (B, Assessment),
    ]  # fmt: skip
    assert seconds(store, SECOND) == of(("3", range(10)))


def test_two_hours_that_were_another_infant_go_to_that_one(store):
    store.stays.move(A.id, STARTED_AT + 3, STARTED_AT + 6, SECOND.id, **WHO)
    assert seconds(store, FIRST) == of(("1", [0, 1, 2, 6, 7, 8, 9]), ("2", range(10)))
    assert seconds(store, SECOND) == of(("1", [3, 4, 5]), ("3", range(10)))
    assert [session for session, _ in store.stay_marks(FIRST.id)] == [A, B, B]
    assert store.stays.stay_at(A.id, STARTED_AT + 4) == SECOND.id
    assert store.stays.stay_at(A.id, STARTED_AT + 6) == FIRST.id


def test_it_can_be_moved_back_and_the_history_stays(store):
    store.stays.move(A.id, STARTED_AT + 3, None, SECOND.id, **WHO)
    store.stays.move(A.id, None, None, FIRST.id, **WHO | {"reason": "it was right after all"})
    assert seconds(store, FIRST) == of(("1", range(10)), ("2", range(10)))
    assert [(one.kind, one.reason) for one in store.stays.history(FIRST.id)] == [
        (StayChangeKind.MOVE, "the beds were changed"),
        (StayChangeKind.MOVE, "it was right after all"),
    ]


def test_two_stays_of_one_infant_become_one(store):
    store.stays.merge(FIRST.id, SECOND.id, **WHO)
    assert seconds(store, SECOND) == of(("1", range(10)), ("2", range(10)), ("3", range(10)))
    assert seconds(store, FIRST) == []
    [change] = store.stays.history(SECOND.id)
    assert (change.kind, change.merged_id, change.author) == (StayChangeKind.MERGE, FIRST.id, "AB")
    for one, other in ((FIRST, SECOND), (SECOND, FIRST), (SECOND, SECOND)):
        with pytest.raises(RecordFault):
            store.stays.merge(one.id, other.id, **WHO)


def test_a_correction_keeps_what_stood_before(store):
    store.stays.correct(SECOND, replace(SECOND, patient_code="P-19", age_days=3), **WHO)
    assert store.admissions.current() == replace(SECOND, patient_code="P-19", age_days=3)
    assert store.find(C.id).patient_code == "P-19"
    [change] = store.stays.history(SECOND.id)
    assert '"patient_code": "P-18"' in change.before
    assert list(store.verify()) == []


def test_every_change_is_in_the_audit(store):
    store.stays.move(A.id, None, None, SECOND.id, **WHO)
    store.stays.merge(FIRST.id, SECOND.id, **WHO)
    store.stays.correct(SECOND, replace(SECOND, age_days=3), **WHO)
    assert [row.action for row in store.audit.rows()][-3:] == ["move", "merge", "correct"]
    assert list(store.audit.check()) == []


def test_what_makes_no_sense_is_refused(store):
    for use in (
        lambda: store.stays.move("nobody", None, None, FIRST.id, **WHO),
        lambda: store.stays.move(A.id, 5.0, 5.0, FIRST.id, **WHO),
        lambda: store.stays.merge("nobody", FIRST.id, **WHO),
        lambda: store.stays.parts("nobody"),
        lambda: store.stays.correct(FIRST, SECOND, **WHO),
    ):
        with pytest.raises(RecordFault):
            use()


_moves = st.lists(
    st.tuples(st.integers(1, 3), st.none() | st.integers(0, 20), st.none() | st.integers(0, 20)).filter(
        lambda move: move[1] is None or move[2] is None or move[1] < move[2]
    ),
    max_size=6,
)


@given(st.none() | st.integers(1, 3), _moves, st.floats(-1, 21))
def test_each_moment_is_of_whom_it_was_moved_to_last(stay, moves, at):
    wanted = stay
    for to, since, until in moves:
        if (since is None or since <= at) and (until is None or at < until):
            wanted = to
    [found] = [span for span in spans_of(stay, moves) if span.since <= at < span.until]
    assert found.stay == wanted


def test_what_was_rescued_under_the_old_code_still_comes_back(store):
    store.stays.correct(FIRST, replace(FIRST, patient_code="P-71"), **WHO)
    new = store.merge(A, Batch((scored(20.0),), (), ()))
    assert len(new.readings) == 1
    assert store.find(A.id).patient_code == "P-71"
    with pytest.raises(RecordFault, match="another session"):
        store.merge(replace(A, source="another camera"), Batch((scored(30.0),), (), ()))


@pytest.mark.parametrize("sound", [True, False])
def test_a_merge_that_no_neopain_wrote_hangs_nothing_and_a_damaged_one_joins_nobody(store, sound):
    """Two stays each merged into the other were walked for ever, by every list, review and withdrawal."""
    for number, (one, other) in enumerate([(1, 2), (2, 1)], start=50):
        values = [number, "merge", STARTED_UTC, "", "", one, other, None, None, None, None]
        *row, total = summed(values)
        with store._database.transaction(durable=True):
            store._database.execute(insert("stay_change"), [*row, total if sound else total ^ 1])
    ends = {store.stays.standing_id(one.id) for one in (FIRST, SECOND)}
    assert ends == ({FIRST.id} if sound else {FIRST.id, SECOND.id})
    assert len(store.stays.of_one_infant(FIRST.id)) == (2 if sound else 1)
    assert store.stays.parts(FIRST.id)
