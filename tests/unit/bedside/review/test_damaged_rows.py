"""A session's own row that makes no sense hides neither the list of stays nor the stay that it was part of."""

import shutil
from dataclasses import replace

import pytest

from neopain.bedside.review.recorded_review import RecordedReview
from neopain.core.clinical.admission import Admission
from neopain.core.clock import SystemClock
from neopain.core.score.presets import DEFAULT_PRESET
from neopain.store.sessions import SessionStore
from neopain.store.sqlite.database import FILE_NAME
from tests.damaged_cells import damage
from tests.records import STARTED_UTC, a_session, scored

SECOND = "22222222-1111-4111-8111-111111111111"
COLUMNS = ("ended_utc", "last_at", "readings", "scored", "alarms", "started_at", "started_utc", "source")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    with SessionStore(folder) as store:
        store.admissions.admit(Admission("P-17", 219, 13, STARTED_UTC, DEFAULT_PRESET))
        for session in (a_session(), a_session(SECOND)):
            store.begin(replace(session, patient_code="P-17"))
            store.append(session.id, [scored(1.0), scored(2.0)], [])
            store.end(session.id, STARTED_UTC)
    return folder


@pytest.mark.parametrize("column", COLUMNS)
def test_the_stay_is_listed_and_opened_with_what_is_left(whole, tmp_path, caplog, column):
    damaged = 0
    for value in ("x", b"\xff", float("inf"), -1e300, 1e300):
        folder = tmp_path / "data"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(whole, folder)
        if not damage(folder / FILE_NAME, "session", column, value, 0.0, "resealed"):
            continue
        damaged += 1
        review = RecordedReview(folder, SystemClock())
        [line] = [one for one in review.lines() if one.is_stay]
        assert SECOND in {part.session.id for part in review.open(line.id).parts}
    assert damaged
