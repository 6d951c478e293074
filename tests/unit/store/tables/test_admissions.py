import sqlite3
from contextlib import closing

import pytest

from neopain.core.clinical.admission import Admission
from neopain.core.errors import RecordFault
from neopain.core.score.presets import PRESETS, with_limits
from neopain.store.schema import migration as schema
from neopain.store.sessions import SessionStore
from tests.recorded.records import STARTED_UTC, a_session

HERE = Admission("P-17", 219, 13, STARTED_UTC, PRESETS[2])


@pytest.fixture
def store(tmp_path):
    with SessionStore(tmp_path) as store:
        yield store


def test_a_stay_comes_back_as_it_was_also_after_reopening(store):
    assert store.admissions.current() is None
    store.admissions.admit(HERE)
    assert store.admissions.current() == HERE
    with SessionStore(store.path) as other:
        assert other.admissions.current() == HERE


def test_the_limits_of_a_stay_are_kept(store):
    store.admissions.admit(HERE)
    changed = with_limits(PRESETS[1], lower_limit=4.1, upper_hold_s=5.0)
    store.admissions.keep_preset(HERE.id, changed)
    assert store.admissions.current() == HERE.with_preset(changed)


def test_one_bed_has_one_infant(store):
    store.admissions.admit(HERE)
    with pytest.raises(RecordFault, match="P-17 is still admitted"):
        store.admissions.admit(Admission("P-18", 219, 0, STARTED_UTC))
    store.admissions.discharge(HERE.id, STARTED_UTC)
    assert store.admissions.current() is None
    store.admissions.admit(Admission("P-18", 219, 0, STARTED_UTC))
    assert store.admissions.current().patient_code == "P-18"


def test_a_closed_stay_changes_no_more(store):
    store.admissions.admit(HERE)
    store.admissions.discharge(HERE.id, STARTED_UTC)
    with pytest.raises(RecordFault, match="no longer admitted"):
        store.admissions.discharge(HERE.id, STARTED_UTC)
    with pytest.raises(RecordFault, match="no longer admitted"):
        store.admissions.keep_preset(HERE.id, PRESETS[0])


def test_a_foreign_word_in_the_record_is_a_fault_not_a_crash(store):
    store.admissions.admit(HERE)
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("UPDATE admission SET preset = 'elephant'")
    with pytest.raises(RecordFault, match="not as it was written"):
        store.admissions.current()


def test_a_record_of_the_first_schema_gets_the_table_and_keeps_its_sessions(tmp_path):
    path = tmp_path / "neopain.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        schema.migrate(connection, path, schema.MIGRATIONS[:1])
    with SessionStore(path) as store:
        store.begin(a_session())
        store.admissions.admit(HERE)
        assert store.admissions.current() == HERE
        store.purge(a_session().id)
    assert schema.backups_of(path)


def test_the_last_session_of_a_patient_takes_the_closed_stay_along(store, tmp_path):
    store.begin(a_session(patient_code="P-17"))
    store.admissions.admit(HERE)
    store.purge(a_session().id)
    assert store.admissions.current() == HERE, "an open stay is not forgotten"
    store.begin(a_session(patient_code="P-17"))
    store.admissions.discharge(HERE.id, STARTED_UTC)
    store.purge(a_session().id)
    [(admissions,)] = store._database.execute("SELECT count(*) FROM admission")
    assert admissions == 0
    assert b"P-17" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_correction_takes_the_place_of_what_was_wrong_and_keeps_it(store):
    store.admissions.admit(HERE)
    right = Admission("P-71", 226, 12, HERE.admitted_utc, HERE.preset)
    right = store.admissions.correct(HERE.id, right, "2026-01-02T00:00:00+00:00")
    assert right.id == HERE.id, "its sessions stay its own"
    assert store.admissions.current() == right
    before, now = store.admissions.revisions()
    assert (before.patient_code, before.gestation_days, before.discharged_utc) == (
        "P-17", 219, "2026-01-02T00:00:00+00:00",
    )  # fmt: skip
    assert now == right
    store.admissions.discharge(right.id, "2026-01-03T00:00:00+00:00")
    assert store.admissions.revisions() == []


def test_what_is_no_longer_open_cannot_be_corrected_and_stays(store):
    store.admissions.admit(HERE)
    store.admissions.discharge(HERE.id, "2026-01-02T00:00:00+00:00")
    with pytest.raises(RecordFault, match="no longer admitted"):
        store.admissions.correct(
            HERE.id, Admission("P-71", 226, 12, HERE.admitted_utc), "2026-01-02T00:00:00+00:00"
        )
    assert store.admissions.current() is None
