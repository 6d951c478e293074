"""The audit: each change has its row, and no row can be changed, taken out or cut off unnoticed."""

import json
import os
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from neopain.core.audit import AuditAction
from neopain.core.clinical.admission import Admission
from neopain.core.errors import ProgramFault
from neopain.core.score.presets import DEFAULT_PRESET, with_limits
from neopain.store.sessions import SessionStore
from neopain.store.tables.audit import HEAD_FILE, KEY_FILE
from tests.recorded.records import STARTED_UTC, a_session

HERE = Admission("P-17", 219, 13, STARTED_UTC, DEFAULT_PRESET)


@pytest.fixture
def path(tmp_path):
    with SessionStore(tmp_path) as store:
        store.admissions.admit(HERE)
        store.admissions.keep_preset(HERE.id, with_limits(DEFAULT_PRESET, upper_limit=6.5))
        store.begin(a_session())
        store.begin(a_session("22222222-1111-4111-8111-111111111111", model_id="pain-svm 2"))
        store.audit.note(AuditAction.EXPORT, a_session().id, actor="AB", detail={"format": "csv"})
        store.admissions.discharge(HERE.id, STARTED_UTC)
    return store.path


def faults(path):
    with SessionStore(path) as store:
        return list(store.audit.check())


def tamper(path, *statements):
    with closing(sqlite3.connect(path)) as connection, connection:
        for trigger in ("audit_is_append_only", "audit_is_never_deleted"):
            connection.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            connection.execute(statement)


def test_every_change_has_its_row(path):
    with SessionStore(path) as store:
        rows = list(store.audit.rows())
    assert [row.action for row in rows] == ["admit", "limits", "model", "export", "discharge"]
    assert [row.number for row in rows] == [1, 2, 3, 4, 5]
    assert json.loads(rows[1].detail)["upper_limit"] == 6.5
    assert (rows[3].actor, rows[3].subject) == ("AB", a_session().id)
    assert "P-17" not in repr(rows), "ids, never a patient's code"
    assert faults(path) == []


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE audit SET detail = '{}' WHERE no = 2", "audit row 2 is not as it was written"),
        ("UPDATE audit SET actor = 'XY' WHERE no = 4", "audit row 4"),
        ("DELETE FROM audit WHERE no = 3", "audit row 3"),
        ("DELETE FROM audit WHERE no = 1", "audit row 1"),
        ("DELETE FROM audit WHERE no = 5", "rows 5 to 5 are missing"),
        ("DELETE FROM audit", "rows 1 to 5 are missing"),
        (
            "INSERT INTO audit SELECT 6, utc, actor, action, subject, detail, key_id, mac FROM audit WHERE no = 4",
            "row 6",
        ),
    ],
)
def test_whoever_has_not_the_key_changes_nothing_unnoticed(path, statement, says):
    tamper(path, statement)
    [found] = faults(path)
    assert says in found


def test_a_lost_key_is_said(path):
    (path.parent / KEY_FILE).unlink()
    assert "is missing" in faults(path)[0]


def test_rows_of_another_key_are_said(path):
    (path.parent / KEY_FILE).write_text("00" * 32)
    assert "another key" in faults(path)[0]
    with SessionStore(path) as store:
        store.audit.note(AuditAction.EXPORT)
    assert "row 5 was made with another key" in faults(path)[0]


def test_a_lost_head_is_said(path):
    (path.parent / HEAD_FILE).unlink()
    assert HEAD_FILE in faults(path)[0]


def test_the_audit_is_append_only(path):
    with SessionStore(path) as store:
        for statement in ("UPDATE audit SET actor = ''", "DELETE FROM audit"):
            with pytest.raises(ProgramFault, match="append-only"):
                store._database.execute(statement)


def test_a_change_and_its_row_stand_or_fall_together(path, monkeypatch):
    with SessionStore(path) as store:
        monkeypatch.setattr(store.audit, "add", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            store.admissions.admit(HERE.__class__("P-18", 219, 13, STARTED_UTC, DEFAULT_PRESET))
        assert store.admissions.current() is None


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_the_key_is_its_owners_only(path):
    assert (path.parent / KEY_FILE).stat().st_mode & 0o777 == 0o600


OTHER = a_session("22222222-1111-4111-8111-111111111111", model_id="pain-svm 2")


def _another_model(store):
    store.begin(a_session())
    store.begin(OTHER)


def _limits(store):
    _unaudited_admission(store)
    store.admissions.keep_preset(HERE.id, with_limits(DEFAULT_PRESET, upper_limit=6.5))


def _two_stays_merged(store):
    other = replace(HERE, id="a" * 32, patient_code="P-18", discharged_utc=STARTED_UTC)
    _unaudited_admission(store, other)
    _unaudited_admission(store)
    store.stays.merge(other.id, HERE.id, author="AB", reason="one infant", utc=STARTED_UTC)


def _unaudited_admission(store, admission=HERE):
    """As one that was migrated from a record without an audit."""
    with store._database.transaction(durable=True):
        store.admissions._insert(admission)


@pytest.mark.parametrize(
    "first",
    [
        _another_model,
        _limits,
        _two_stays_merged,
        lambda store: store.admissions.admit(HERE),
        lambda store: (_unaudited_admission(store), store.admissions.discharge(HERE.id, STARTED_UTC)),
        *(lambda store, action=action: store.audit.note(action) for action in AuditAction),
    ],
)
def test_whatever_makes_the_first_row_the_chain_is_whole(tmp_path, first):
    with SessionStore(tmp_path) as store:
        first(store)
        assert [row.number for row in store.audit.rows()] == [1]
        assert list(store.verify()) == []
    assert faults(store.path) == []
    assert json.loads((tmp_path / HEAD_FILE).read_text())["rows"] == 1


def _a_fault_after_its_row(store):
    with store._database.transaction(durable=True):
        store.audit.add(AuditAction.MODEL)
        raise ZeroDivisionError


def test_a_row_that_was_never_written_leaves_no_head(tmp_path):
    with SessionStore(tmp_path) as store:
        store.begin(a_session())
        with pytest.raises(ZeroDivisionError):
            _a_fault_after_its_row(store)
        assert not (tmp_path / HEAD_FILE).exists()
        store.begin(a_session("33333333-1111-4111-8111-111111111111"))
    assert not (tmp_path / HEAD_FILE).exists(), "not that of the row before either"
    assert faults(store.path) == []
