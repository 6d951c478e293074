"""Hours that were another infant's: each infant has its own, everywhere the same, and nobody has them twice."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from neopain.bedside.exports.export import export_record
from neopain.bedside.patients.stay_book import RecordedStay
from neopain.bedside.review.recorded_review import RecordedReview
from neopain.core.clinical.admission import Admission
from neopain.core.clock import SystemClock
from neopain.core.record import CARE_ENDED, CARE_STARTED, Annotation, standing
from neopain.core.score.presets import PRESETS
from neopain.core.sessions import LogKind
from neopain.reports.formats.registry import FORMATS
from neopain.store.sessions import SessionStore
from tests.recorded.records import STARTED_AT, STARTED_UTC, a_session, an_entry, recorded, scored

pytestmark = pytest.mark.slow

BEFORE = Admission("P-01", 219, 3, "2026-03-28T00:00:00.000+00:00", PRESETS[1])
HERE = Admission("P-02", 240, 3, "2026-03-29T00:00:00.000+00:00", PRESETS[1])
SESSION = a_session(patient_code="P-02")
LIMITS = an_entry(0.0, LogKind.SETTING, "limits", lower_limit=3.0, upper_limit=5.0)


@pytest.fixture
def folder(tmp_path):
    """P-01 is gone; P-02 is here, in pain for an hour of a session that runs still."""
    with SessionStore(tmp_path) as store:
        store.admissions.admit(BEFORE)
        store.admissions.discharge(BEFORE.id, "2026-03-28T12:00:00.000+00:00")
        store.admissions.admit(HERE)
        store.begin(SESSION)
        store.append(SESSION.id, [recorded(scored(float(n), 8.0)) for n in range(3600)], [LIMITS])
    return tmp_path


@pytest.fixture
def review(folder):
    return RecordedReview(folder, SystemClock())


def move(review, since_s, until_s):
    stay = review.open(HERE.id)
    zero = stay.start
    stop = stay.stop if until_s is None else zero + until_s
    review.changes.move(stay, zero + since_s, stop, BEFORE.id, author="AB", reason="other bed")


def exported(folder, which):
    csv = next(one for one in FORMATS if one.option == "csv")
    export_record(folder, which, [(csv, folder / "a.csv")], replace=True)
    marks = folder / "a.marks.csv"
    rows = marks.read_text(encoding="utf-8").splitlines()[1:] if marks.exists() else []
    marks.unlink(missing_ok=True)
    return json.loads((folder / "a.about.json").read_text(encoding="utf-8"))["summary"], rows


def test_the_end_of_a_session_that_runs_is_moved_and_what_is_recorded_later_is_not(folder, review):
    move(review, 1800.0, None)
    with SessionStore(folder) as store:
        store.append(SESSION.id, [recorded(scored(float(n), 1.0)) for n in range(3600, 4200)], [])
        moved = [(one.since, one.until) for one in store.stays.parts(BEFORE.id)]
    [(since, until)] = moved
    assert (since, round(until, 3)) == (STARTED_AT + 1800.0, STARTED_AT + 3599.0)
    assert until > STARTED_AT + 3599.0, "its last reading moves along"
    here = review.open(HERE.id)
    assert here.stop - here.start == pytest.approx(4199.0), "what came later is still of whoever lies here"
    assert len(here.parts) == 2


def test_a_note_whose_time_was_put_right_is_one_infants_alone(folder, review):
    first = Annotation(STARTED_AT + 600.0, "analgesic_given", "", "AB", STARTED_UTC)
    with SessionStore(folder) as store:
        store.append(SESSION.id, (), (), [first, replace(first, at=STARTED_AT + 3000.0, revision=2)])
    move(review, 1800.0, None)
    (_, here), (_, moved) = exported(folder, HERE.id), exported(folder, BEFORE.id)
    assert here == [], "it was given to the other infant"
    assert len(moved) == 2, "with its history"
    assert sum(",true,false," in row for row in moved) == 1, "of which one revision stands"
    so_far = RecordedStay(folder).so_far(replace(SESSION, id="2" * 8 + SESSION.id[8:], started_at=9e4))
    assert standing(so_far.notes) == []
    assert [one.code for one in review.open(BEFORE.id).notes] == ["analgesic_given"]


def test_a_part_keeps_the_limits_and_the_care_mode_that_were_in_force_at_its_begin(folder, review):
    with SessionStore(folder) as store:
        care = [
            an_entry(1700.0, LogKind.STATE, CARE_STARTED),
            an_entry(1900.0, LogKind.STATE, CARE_ENDED),
        ]
        store.append(SESSION.id, [], care)
    move(review, 1800.0, None)
    for one in (BEFORE, HERE):
        told, _ = exported(folder, one.id)
        stay = review.open(one.id)
        page = review.handover(stay, stay.start, stay.stop)
        assert told["upper_limit_points"] == 5.0
        assert told["over_upper_limit_s"] == pytest.approx(page.statistics.over_upper_s, abs=1.5)
        assert told["excluded_s"] == pytest.approx(page.statistics.excluded_s, abs=1.5)
        assert told["excluded_s"] == pytest.approx(100.0, abs=1.5)


def test_an_export_of_a_stay_has_the_stays_code_and_not_one_that_was_corrected(folder):
    with SessionStore(folder) as store:
        store.admissions.correct(HERE.id, replace(HERE, patient_code="P-20"), STARTED_UTC)
    for option, told in (("csv", '"patient_code": "P-20"'), ("hl7", "PID|1||P-20^"), ("fhir", '"P-20"')):
        one = next(one for one in FORMATS if one.option == option)
        files = export_record(folder, HERE.id, [(one, folder / f"a{one.ending}")])
        text = "".join(file.read_text(encoding="utf-8") for file in files if file.suffix != ".csv")
        assert told in text, option
        assert "P-02" not in text, option


def test_the_list_counts_of_each_infant_its_own(review):
    move(review, 1800.0, None)
    lines = {one.patient_code: one for one in review.lines()}
    assert {code: one.readings for code, one in lines.items()} == {"P-01": 1800, "P-02": 1800}
    assert lines["P-01"].started_utc[11:16] == "01:00"
    assert lines["P-02"].last_utc[11:16] == "01:00"
    assert [one.sessions for one in lines.values()] == [1, 1]


def test_what_is_left_of_a_session_of_nobody_stays_in_the_list(tmp_path):
    with SessionStore(tmp_path) as store:
        nobody = a_session(patient_code="")
        store.begin(nobody)
        store.append(nobody.id, [recorded(scored(float(n))) for n in range(1200)], [])
        store.admissions.admit(BEFORE)
        store.stays.move(
            nobody.id, None, STARTED_AT + 600.0, BEFORE.id, utc=STARTED_UTC, author="AB", reason="x"
        )
    assert {one.id for one in RecordedReview(tmp_path, SystemClock()).lines()} == {BEFORE.id, nobody.id}


def test_a_search_finds_the_date_that_stands_in_the_list(tmp_path, east_of_utc):
    session = a_session(started_utc="2026-07-01T23:10:00.000+00:00")
    with SessionStore(tmp_path) as store:
        store.begin(session)
        store.append(session.id, [recorded(scored(1.0))], [])
    [line] = RecordedReview(tmp_path, SystemClock()).lines()
    assert line.matches("2026-07-02")
    assert not line.matches("2026-07-01")


@pytest.fixture
def east_of_utc(monkeypatch):
    import time

    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
