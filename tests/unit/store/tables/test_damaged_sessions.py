"""A session's or an admission's own row that makes no sense stops neither the others nor the next one."""

from dataclasses import replace

import pytest

from neopain.core.clinical.admission import Admission
from neopain.core.errors import RecordFault
from neopain.core.score.presets import DEFAULT_PRESET
from neopain.store.sessions import SessionStore
from neopain.store.sqlite.checksum import COLUMNS, DamagedRow
from neopain.store.sqlite.database import FILE_NAME
from tests.recorded.damaged_cells import SECOND, copy_of, damage, stay_of_two
from tests.recorded.records import STARTED_UTC, a_session, scored

THIRD = "33333333-1111-4111-8111-111111111111"
SENSELESS = ("x", "", b"\xff", None, float("inf"), -1e300, 2**62)
NUMBERS = ("no", "id")
"""What the database itself finds rows by: damaged, it says that it is malformed, which has tests of its own."""
SESSION = [one for one in COLUMNS["session"] if one not in NUMBERS]
ADMISSION = [one for one in COLUMNS["admission"] if one not in NUMBERS]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return stay_of_two(tmp_path_factory.mktemp("whole"))


@pytest.mark.parametrize("column", SESSION)
@pytest.mark.parametrize("way", ["resealed", "older"])
def test_the_other_sessions_are_listed_reviewed_and_followed(whole, tmp_path, caplog, column, way):
    for value in SENSELESS:
        folder = copy_of(whole, tmp_path)
        if not damage(folder / FILE_NAME, "session", column, value, 0.0, way):
            continue
        with SessionStore(folder) as store:
            listed = [one.session.id for one in store.sessions()]
            assert SECOND in listed
            assert len(listed) == 2 or store.damage, value
            [admission] = store.admissions.numbered().values()
            parts = {part.session.id for part in store.stays.parts(admission.id)}
            assert SECOND in parts
            assert store.find("latest").id == SECOND
            store.begin(replace(a_session(THIRD), patient_code="P-17"))
            store.append(THIRD, [scored(3.0)], [])
            assert len(list(store.stay_readings(admission.id))) >= 3
            try:
                store.find(a_session().id)
            except RecordFault:
                assert column in SESSION


@pytest.mark.parametrize("column", ADMISSION)
@pytest.mark.parametrize("way", ["resealed", "older"])
def test_another_patient_can_be_admitted(whole, tmp_path, caplog, column, way):
    for value in SENSELESS:
        folder = copy_of(whole, tmp_path)
        if not damage(folder / FILE_NAME, "admission", column, value, 0.0, way):
            continue
        with SessionStore(folder) as store:
            assert len(store.sessions()) == 2
            store.admissions.numbered()
            try:
                standing = store.admissions.current()
            except DamagedRow:
                standing = None
            if standing is None:
                store.admissions.admit(Admission("P-18", 219, 13, STARTED_UTC, DEFAULT_PRESET))
                assert store.admissions.current().patient_code == "P-18"
