"""A consent holds for one stay, until its time, its withdrawal or the stay's end; whatever is in doubt, it does not."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing

import pytest

from neopain.bedside.cameras.vault import MemoryVault
from neopain.bedside.clips.clip_keys import ClipKeys
from neopain.bedside.clips.consents import ConsentBook
from neopain.bedside.patients.admissions import BedsideAdmissions
from neopain.core.audit import AuditAction
from neopain.core.clinical.clips import ClipHead, ClipReason
from neopain.core.clinical.consent import ConsentBy, ConsentFor
from neopain.core.errors import RecordFault, SettingFault
from neopain.store.clips.clip_file import ClipWriter
from neopain.store.clips.shelf import new_path
from neopain.store.sessions import SessionStore
from neopain.store.tables.audit import HEAD_FILE
from tests.fakes import FakeClock, a_session


class Keyring(MemoryVault):
    """One that lasts."""

    name = "test keyring"


class Bed:
    def __init__(self, folder):
        self.folder, self.clock = folder, FakeClock()
        self.ward = BedsideAdmissions(folder, self.clock)
        self.keys = ClipKeys(folder, MemoryVault)
        self.book = ConsentBook(folder, self.clock, self.keys)

    def admit(self, code="P-1"):
        return self.ward.admit(code, 240, 3).id

    def session(self, code="P-1", name="11111111-1111-4111-8111-111111111111"):
        session = a_session(
            id=name, patient_code=code, started_at=self.clock.now, started_utc=self.clock.utc().isoformat()
        )
        with SessionStore(self.folder) as store:
            store.begin(session)
        return session

    def give(self, days=7.0):
        return self.book.give(ConsentBy.MOTHER, ConsentFor.RESEARCH, asked_by="AB", days=days)

    def actions(self):
        with SessionStore(self.folder) as store:
            return [(row.action, row.actor) for row in store.audit.rows()]


@pytest.fixture
def bed(tmp_path):
    return Bed(tmp_path)


def test_without_anybody_here_there_is_nothing_to_consent_to(bed):
    with pytest.raises(RecordFault, match="nobody is admitted"):
        bed.give()
    assert not list(bed.folder.glob("clips/*"))


def test_it_holds_for_the_stay_and_its_session_and_is_in_the_audit(bed):
    bed.admit()
    session = bed.session()
    assert bed.book.of_session(session) is None
    given = bed.give()
    assert bed.book.of_session(session) == given == bed.book.standing()
    assert (AuditAction.CONSENT, "AB") in bed.actions()


def test_it_ends_with_its_time_also_when_nobody_looks_it_up_again(bed):
    bed.admit()
    session = bed.session()
    bed.give(days=0.0001)
    assert bed.book.of_session(session) is not None
    bed.clock.step(9.0)
    assert bed.book.of_session(session) is None
    bed.clock.step_wall_clock(-3600.0)
    assert ConsentBook(bed.folder, bed.clock, bed.keys).of_session(session) is None


def test_it_ends_with_the_stay_and_the_next_infant_has_none(bed):
    bed.admit()
    session = bed.session()
    bed.give()
    assert bed.book.of_session(session) is not None
    bed.ward.discharge(None)
    bed.clock.step(0.1)
    assert bed.book.of_session(session) is None
    bed.admit("P-2")
    assert bed.book.standing() is None
    assert bed.book.of_session(bed.session("P-2", "22222222-2222-4222-8222-222222222222")) is None
    assert bed.book.of_session(session) is None


def test_a_session_that_nobody_knows_the_infant_of_keeps_nothing(bed):
    bed.admit()
    bed.give()
    assert bed.book.of_session(bed.session("")) is None


def test_a_time_that_was_moved_to_another_infant_keeps_nothing(bed):
    bed.admit("P-0")
    bed.ward.discharge(None)
    with SessionStore(bed.folder) as store:
        [other] = [one.id for one in store.admissions.numbered().values()]
    bed.admit()
    session = bed.session()
    bed.give()
    assert bed.book.of_session(session) is not None
    with SessionStore(bed.folder) as store:
        store.stays.move(
            session.id, None, None, other, utc="2026-01-01T00:00:00+00:00", author="AB", reason="twin"
        )
    assert bed.book.of_session(session) is None


def test_a_withdrawal_in_another_program_counts_at_once_and_takes_key_and_clips(bed):
    stay = bed.admit()
    session = bed.session()
    bed.give()
    assert bed.book.of_session(session) is not None
    path = new_path(bed.folder, stay, "clip", bed.clock.utc())
    path.write_bytes(b"sealed")
    done = ConsentBook(bed.folder, bed.clock, ClipKeys(bed.folder, MemoryVault)).withdraw(stay, by="CD")
    assert (done.removed, done.left) == (1, ())
    assert bed.book.of_session(session) is None
    assert not path.exists()
    assert not list(bed.folder.glob("clips/*.key"))
    assert bed.actions()[-2:] == [(AuditAction.WITHDRAW, "CD"), (AuditAction.CLIP_DELETE, "CD")]
    again = bed.give()
    assert bed.book.of_session(session) == again


def test_merged_stays_of_one_infant_are_withdrawn_together(bed):
    first = bed.admit("P-1")
    bed.give()
    path = new_path(bed.folder, first, "clip", bed.clock.utc())
    path.write_bytes(b"sealed")
    bed.ward.discharge(None)
    second = bed.admit("P-2")
    with SessionStore(bed.folder) as store:
        store.stays.merge(first, second, utc="2026-01-01T00:00:00+00:00", author="AB", reason="one infant")
    assert bed.book.withdraw(second, by="CD").removed == 1
    assert not path.exists()


def merged(bed, *, consented):
    """Two stays of one infant, the first merged into the second; in these its parents consented."""
    first = bed.admit("P-1")
    if "first" in consented:
        bed.give()
    bed.ward.discharge(None)
    second = bed.admit("P-2")
    if "second" in consented:
        bed.give()
    return first, second


def merge(bed, one, into):
    with SessionStore(bed.folder) as store:
        store.stays.merge(one, into, utc="2026-01-01T00:00:00+00:00", author="AB", reason="one infant")


@pytest.mark.parametrize("named", [0, 1])
@pytest.mark.parametrize("merged_before", [True, False])
def test_a_withdrawal_in_one_stay_ends_the_consent_of_all_that_are_one_with_it(bed, named, merged_before):
    stays = merged(bed, consented={"first", "second"})
    session = bed.session("P-2")
    assert bed.book.of_session(session) is not None
    if merged_before:
        merge(bed, *stays)
    bed.book.withdraw(stays[named], by="CD")
    if not merged_before:
        merge(bed, *stays)
    assert bed.book.standing() is None
    assert bed.book.of_session(session) is None
    if merged_before:
        assert not list(bed.folder.glob("clips/*.key")), "a key without a clip, too"
    again = bed.give()
    assert bed.book.standing() == again, "who is asked again may allow it again"


def test_a_chain_of_merged_stays_is_one_infant(bed):
    first, second = merged(bed, consented={"second"})
    bed.ward.discharge(None)
    third = bed.admit("P-3")
    bed.give()
    merge(bed, first, second)
    merge(bed, second, third)
    bed.book.withdraw(first, by="CD")
    assert bed.book.standing() is None
    assert not list(bed.folder.glob("clips/*.key"))


def test_the_stay_of_another_infant_keeps_its_consent(bed):
    first, _ = merged(bed, consented={"first", "second"})
    bed.book.withdraw(first, by="CD")
    assert bed.book.standing() is not None


def test_a_withdrawal_takes_the_clips_of_a_time_that_was_moved_to_this_infant(bed):
    first = bed.admit("P-1")
    bed.give()
    session = bed.session("P-1")
    now, utc = bed.clock.now, bed.clock.utc()
    head = ClipHead(
        "clip", first, session.id, ClipReason.ASKED, "", now + 1.0, utc.isoformat(), "care", simulated=True
    )
    ClipWriter(new_path(bed.folder, first, "clip", utc), bed.keys.of(first), head).end(0)
    bed.ward.discharge(None)
    second = bed.admit("P-2")
    with SessionStore(bed.folder) as store:
        store.stays.move(
            session.id, None, None, second, utc="2026-01-01T00:00:00+00:00", author="AB", reason="twin"
        )
    assert bed.book.withdraw(second, by="CD").removed == 1
    assert not list(bed.folder.glob("clips/*/*"))


@pytest.mark.parametrize("column", ["detail", "actor", "utc", "subject"])
def test_a_consent_that_somebody_wrote_into_the_record_does_not_hold(bed, column):
    bed.admit()
    bed.give(days=0.001)
    with SessionStore(bed.folder) as store:
        path = store.path
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER audit_is_append_only")
        change = f"UPDATE audit SET {column} = replace({column}, substr({column}, 2, 1), 'x')"  # noqa: S608
        connection.execute(f"{change} WHERE action = 'consent'")
    assert bed.book.standing() is None


def test_a_withdrawal_that_somebody_cut_off_does_not_bring_it_back(bed):
    stay = bed.admit()
    bed.give()
    bed.book.withdraw(stay, by="CD")
    with SessionStore(bed.folder) as store:
        path = store.path
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER audit_is_never_deleted")
        connection.execute("DELETE FROM audit WHERE action = 'withdraw'")
    assert bed.book.standing() is None
    (bed.folder / HEAD_FILE).unlink()
    assert bed.book.standing() is None


def test_after_a_restore_it_has_to_be_asked_for_again(bed):
    bed.admit()
    bed.give()
    with SessionStore(bed.folder) as store:
        store.audit.note(AuditAction.RESTORE)
    assert bed.book.standing() is None


@pytest.mark.parametrize(
    ("days", "by"), [(0.0, "AB"), (-1.0, "AB"), (91.0, "AB"), (7.0, ""), (7.0, "A" * 25)]
)
def test_a_consent_without_an_end_or_without_initials_is_refused(bed, days, by):
    bed.admit()
    with pytest.raises(SettingFault):
        bed.book.give(ConsentBy.FATHER, ConsentFor.CARE, asked_by=by, days=days)
    assert bed.book.standing() is None


def test_the_key_is_in_the_keyring_where_it_lasts_and_else_in_a_file_of_its_owner(tmp_path):
    keyring = Keyring()
    keyring.keep = lambda name, secret: MemoryVault.keep(keyring, name, secret) or True
    lasting = type("Lasting", (), {})  # a vault that is no MemoryVault, as the system's
    vault = lasting()
    vault.name, vault.lasts = keyring.name, True
    vault.load, vault.keep, vault.forget = keyring.load, keyring.keep, keyring.forget
    keys = ClipKeys(tmp_path / "a", lambda: vault)
    key = keys.make("stay")
    assert keys.of("stay") == key == keys.make("stay")
    assert not (tmp_path / "a").exists()
    assert "test keyring" in keys.where("stay")
    keys.forget("stay")
    assert keys.of("stay") is None

    keys = ClipKeys(tmp_path / "b", MemoryVault)
    key = keys.make("stay")
    [file] = (tmp_path / "b").glob("clips/*")
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert ClipKeys(tmp_path / "b", MemoryVault).of("stay") == key
    assert str(file) in keys.where("stay")
    file.write_text("nonsense")
    with pytest.raises(RecordFault, match="no key"):
        keys.of("stay")
