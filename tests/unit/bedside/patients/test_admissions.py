from datetime import UTC, datetime, timedelta

import pytest

from neopain.bedside.patients.admissions import BedsideAdmissions
from neopain.bedside.records.record_writer import RecordWriter
from neopain.bedside.records.recorded_assessments import RecordedAssessments
from neopain.bedside.session_wish import SessionWish
from neopain.bedside.window_service import BedsideService
from neopain.core.clinical.pin import Verdict
from neopain.core.clinical.same_patient import GapKind
from neopain.core.errors import RecordFault, SettingFault
from neopain.core.record import Assessment
from neopain.core.score.presets import DEFAULT_PRESET, PRESETS, with_limits
from neopain.store.files.folder_lock import FolderLock
from neopain.store.sessions import SessionStore
from tests.recorded.records import STARTED_AT, STARTED_UTC, a_session, scored

START = datetime.fromisoformat(STARTED_UTC)


class SteppedClock:
    def __init__(self):
        self.at, self.now = STARTED_AT, START.astimezone(UTC)

    def monotonic(self):
        return self.at

    def utc(self):
        return self.now

    def step(self, seconds):
        self.at += seconds
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock():
    return SteppedClock()


@pytest.fixture
def ward(tmp_path, clock):
    return BedsideAdmissions(tmp_path, clock)


def record(folder, clock, *, seconds, closed, name="1" * 8, code="P-17", simulated=False):
    session = a_session(
        f"{name}-1111-4111-8111-111111111111",
        patient_code=code,
        started_utc=clock.now.isoformat(),
        simulated=simulated,
    )
    with SessionStore(folder) as store:
        store.begin(session)
        store.append(session.id, [scored(0), scored(seconds)], [])
        clock.step(seconds)
        if closed:
            store.end(session.id, clock.now.isoformat())
    return session


def test_admission_proposes_the_preset_and_the_next_session_takes_it(ward):
    assert ward.for_start() == (None, None)
    admission = ward.admit(" P-17 ", 219, 13)
    assert admission.preset is PRESETS[1]
    assert ward.for_start() == ("P-17", PRESETS[1])
    assert ward.state(running=False).admission == admission
    with pytest.raises(RecordFault, match="still admitted"):
        ward.admit("P-18", 219, 0)


def test_a_name_is_not_admitted(ward):
    with pytest.raises(SettingFault, match="blank"):
        ward.admit("Anna Muster", 219, 0)
    assert ward.state(running=False).admission is None


def test_changed_limits_go_on_and_end_with_the_stay(ward):
    ward.admit("P-17", 280, 1)
    changed = with_limits(PRESETS[-1], lower_limit=4.5)
    ward.keep_preset(changed)
    assert ward.for_start() == ("P-17", changed)
    assert ward.discharge(None) == []
    assert ward.for_start() == (None, None)
    with pytest.raises(RecordFault, match="nobody"):
        ward.discharge(None)


def test_after_a_crash_the_code_is_withheld_until_somebody_looked(ward, clock, tmp_path):
    ward.admit("P-17", 219, 13)
    record(tmp_path, clock, seconds=60, closed=False)
    again = BedsideAdmissions(tmp_path, clock)
    assert again.state(running=False).gap.kind is GapKind.NOT_CLOSED
    assert again.for_start() == ("", PRESETS[1]), "limits stay, nothing is written under the code"
    assert again.confirm_same().patient_code == "P-17"
    assert again.state(running=False).gap is None
    assert again.for_start() == ("P-17", PRESETS[1])


def test_a_running_session_is_not_asked_about(ward, clock, tmp_path):
    ward.admit("P-17", 219, 13)
    record(tmp_path, clock, seconds=60, closed=False)
    assert ward.state(running=True).gap is None


def test_a_later_gap_asks_again(ward, clock, tmp_path):
    ward.admit("P-17", 219, 13)
    clock.step(3600)
    assert ward.state(running=False).gap.kind is GapKind.LONG_GAP
    ward.confirm_same()
    assert ward.state(running=False).gap is None
    clock.step(1000)
    assert ward.state(running=False).gap, "nobody began a session after having looked"
    ward.confirm_same()
    record(tmp_path, clock, seconds=60, closed=True)
    assert ward.state(running=False).gap is None
    clock.step(1000)
    assert ward.state(running=False).gap.kind is GapKind.LONG_GAP


def test_discharge_exports_the_stay_and_only_it(ward, clock, tmp_path):
    record(tmp_path, clock, seconds=60, closed=True)
    clock.step(1)
    ward.admit("P-17", 219, 13)
    mine = record(tmp_path, clock, seconds=60, closed=True, name="2" * 8)
    record(tmp_path, clock, seconds=60, closed=True, name="3" * 8, code="")
    target = tmp_path / "out"
    target.mkdir()
    [written] = ward.discharge(target)
    assert mine.id[:8] in written.name
    assert written.exists()
    assert ward.state(running=False).admission is None


def test_an_export_that_fails_keeps_the_stay_open(ward, clock, tmp_path):
    ward.admit("P-17", 219, 13)
    record(tmp_path, clock, seconds=60, closed=True)
    with pytest.raises(RecordFault, match="cannot be written"):
        ward.discharge(tmp_path / "missing")
    assert ward.state(running=False).admission is not None


def test_a_pin_is_set_once_and_tries_are_counted_across_restarts(ward, clock, tmp_path):
    with pytest.raises(SettingFault, match="set one first"):
        ward.try_pin("4711")
    ward.set_pin("4711")
    assert ward.state(running=False).pin_set
    with pytest.raises(SettingFault, match="set already"):
        ward.set_pin("9999")
    assert [ward.try_pin("0815").wrong_tries for _ in range(3)] == [1, 2, 3]
    again = BedsideAdmissions(tmp_path, clock)
    answer = again.try_pin("4711")
    assert answer.verdict is Verdict.TOO_SOON
    assert answer.wait_s == 30.0
    clock.step(30)
    assert again.try_pin("4711").verdict is Verdict.RIGHT
    assert again.try_pin("4711").wrong_tries == 0


def test_the_book_adds_revises_and_undoes(tmp_path, clock):
    session = record(tmp_path, clock, seconds=1, closed=False)
    book = RecordedAssessments(tmp_path, RecordWriter(tmp_path), clock)
    first = Assessment(STARTED_AT, "nips", (("face", 1),), None, "", "ab", STARTED_UTC)
    assert book.assess(session.id, first) == [first]
    later = Assessment(STARTED_AT + 5, "pipp_r", (), 7, "", "ab", STARTED_UTC)
    assert book.assess(session.id, later) == [first, later]
    assert book.undo(session.id, later, "cd") == [first]
    assert [one.deleted for one in book.history(later)] == [False, True]


def test_the_patient_can_be_corrected_and_the_limits_stay(ward, clock):
    ward.admit("P-17", 219, 13)
    ward.keep_preset(with_limits(PRESETS[1], lower_limit=3.2))
    clock.step(3 * 86_400)
    corrected = ward.correct(" P-71 ", 226, 20)
    assert (corrected.patient_code, corrected.gestation_days) == ("P-71", 226)
    assert corrected.postnatal_days(clock.utc()) == 20, "the age that was typed is today's"
    assert corrected.preset.lower_limit == 3.2
    clock.step(86_400)
    assert ward.corrections()[-1].postnatal_days(clock.utc()) == 21
    assert [one.patient_code for one in ward.corrections()] == ["P-17", "P-71"]


def test_a_correction_to_a_name_is_refused_and_changes_nothing(ward):
    ward.admit("P-17", 219, 13)
    with pytest.raises(SettingFault, match="blank"):
        ward.correct("Anna Muster", 219, 13)
    assert [one.patient_code for one in ward.corrections()] == ["P-17"]


def test_nobody_is_corrected_where_nobody_is_admitted(ward):
    with pytest.raises(RecordFault, match="nobody is admitted"):
        ward.correct("P-17", 219, 13)
    assert list(ward.corrections()) == []


def test_a_discharge_exports_what_was_recorded_under_the_wrong_code_too(tmp_path, ward, clock):
    ward.admit("P-17", 219, 13)
    record(tmp_path, clock, seconds=60.0, closed=True, name="1" * 8, code="P-17")
    ward.correct("P-71", 219, 13)
    record(tmp_path, clock, seconds=60.0, closed=True, name="2" * 8, code="P-71")
    record(tmp_path, clock, seconds=60.0, closed=True, name="3" * 8, code="P-99")
    target = tmp_path / "out"
    target.mkdir()
    assert sorted(file.name[-12:-4] for file in ward.discharge(target)) == ["1" * 8, "2" * 8]


def test_pin_limits_and_patient_are_in_the_audit(tmp_path, clock):
    ward = BedsideAdmissions(tmp_path, clock)
    ward.keep_preset(DEFAULT_PRESET)
    ward.set_pin("4711")
    ward.try_pin("1234")
    ward.try_pin("4711")
    ward.admit("P-17", 219, 13)
    ward.keep_preset(DEFAULT_PRESET)
    ward.discharge(None)
    with SessionStore(tmp_path) as store:
        assert [row.action for row in store.audit.rows()] == [
            "limits", "pin_set", "pin_wrong", "admit", "limits", "discharge",
        ]  # fmt: skip
        assert list(store.verify()) == []


def test_while_another_program_holds_the_folder_nothing_can_be_changed(tmp_path, clock):
    BedsideAdmissions(tmp_path, clock).admit("P-17", 219, 13)
    with FolderLock(tmp_path) as other:
        other.take("a monitor on bed 3")
        service = BedsideService(SessionWish("simulated", tmp_path), prefer_gpu=False)
        assert "bed 3" in service.held_by.what
        for act in (
            lambda: service.ward.discharge(None),
            lambda: service.ward.admit("P-18", 219, 13),
            lambda: service.ward.keep_preset(DEFAULT_PRESET),
            lambda: service.ward.set_pin("4711"),
            service.ward.confirm_same,
            lambda: service.start("simulated", None),
        ):
            with pytest.raises(RecordFault, match="bed 3"):
                act()
        assert service.ward.state(running=False).admission.patient_code == "P-17", "it can be reviewed"
        assert service.review.lines() == []
    assert service.held_by is None, "the other has ended"
    service.ward.discharge(None)
    with pytest.raises(RecordFault, match="with a window"):
        FolderLock(tmp_path).take("a second one")


def exported(ward, target):
    target.mkdir()
    return sorted(file.name[-12:-4] for file in ward.discharge(target))


def test_a_discharge_exports_a_session_that_began_while_the_clock_stood_before_the_admission(
    tmp_path, ward, clock
):
    ward.admit("P-17", 219, 13)
    clock.now -= timedelta(hours=2)
    record(tmp_path, clock, seconds=60.0, closed=True, name="1" * 8, code="P-17")
    assert exported(ward, tmp_path / "out") == ["1" * 8]


def test_a_discharge_exports_what_was_merged_into_the_stay(tmp_path, ward, clock):
    first = ward.admit("P-17", 219, 13)
    record(tmp_path, clock, seconds=60.0, closed=True, name="1" * 8, code="P-17")
    ward.discharge(None)
    clock.step(600.0)
    second = ward.admit("P-18", 219, 13)
    record(tmp_path, clock, seconds=60.0, closed=True, name="2" * 8, code="P-18")
    with SessionStore(tmp_path) as store:
        store.stays.merge(first.id, second.id, utc=STARTED_UTC, author="AB", reason="one infant")
    assert exported(ward, tmp_path / "out") == ["1" * 8, "2" * 8]


def test_a_discharge_exports_no_hour_that_was_another_infants(tmp_path, ward, clock):
    other = ward.admit("P-17", 219, 13)
    ward.discharge(None)
    clock.step(600.0)
    here = ward.admit("P-18", 219, 13)
    own = record(tmp_path, clock, seconds=60.0, closed=True, name="1" * 8, code="P-18")
    cut = record(tmp_path, clock, seconds=60.0, closed=True, name="2" * 8, code="P-18")
    gone = record(tmp_path, clock, seconds=60.0, closed=True, name="3" * 8, code="P-18")
    with SessionStore(tmp_path) as store:
        why = {"utc": STARTED_UTC, "author": "AB", "reason": "other bed"}
        store.stays.move(cut.id, cut.started_at + 30.0, None, other.id, **why)
        store.stays.move(gone.id, None, None, other.id, **why)
    assert exported(ward, tmp_path / "out") == [here.id[:8]], (
        "told as the stay, which knows whose each hour is"
    )
    rows = (next((tmp_path / "out").glob(f"*{here.id[:8]}.csv"))).read_text(encoding="utf-8").splitlines()
    with SessionStore(tmp_path) as store:
        assert len(rows) - 1 == len(list(store.stay_readings(here.id)))
        assert 0 < len(rows) - 1 < 2 * len(list(store.readings(own.id)))


def test_the_first_score_of_a_session_can_be_taken_back(tmp_path, clock):
    session = record(tmp_path, clock, seconds=1, closed=False)
    book = RecordedAssessments(tmp_path, RecordWriter(tmp_path), clock)
    first = Assessment(STARTED_AT, "nips", (("face", 1),), 6, "", "ab", STARTED_UTC)
    assert book.assess(session.id, first) == [first]
    assert book.history(first) == (first,), "written once, told once"
    assert book.undo(session.id, first, "cd") == []


def test_what_was_recorded_before_somebody_said_whose_it_is_belongs_to_the_same_patient(
    tmp_path, ward, clock
):
    before = record(tmp_path, clock, seconds=60.0, closed=True, name="0" * 8, code="")
    clock.step(60.0)
    here = ward.admit("P-17", 219, 13)
    clock.step(3600.0)
    assert ward.for_start()[0] == "", "nobody has said yet that it is the same infant"
    record(tmp_path, clock, seconds=60.0, closed=False, name="1" * 8, code="")
    ward.confirm_same()
    ward.confirm_same()
    with SessionStore(tmp_path) as store:
        assert [part.session.id[:8] for part in store.stays.parts(here.id)] == ["1" * 8]
        assert [one.reason for one in store.stays.history(here.id)] == ["said to be the same patient"], "once"
        assert store.stays.stay_at(before.id, before.started_at) is None, (
            "what was before the stay is nobody's"
        )
        assert list(store.verify()) == []


def test_what_was_recorded_before_another_patient_was_named_stays_nobodys(tmp_path, ward, clock):
    here = ward.admit("P-17", 219, 13)
    clock.step(3600.0)
    record(tmp_path, clock, seconds=60.0, closed=False, name="1" * 8, code="")
    ward.discharge(None)
    clock.step(1.0)
    other = ward.admit("P-18", 219, 13)
    ward.confirm_same()
    with SessionStore(tmp_path) as store:
        assert store.stays.parts(here.id) == store.stays.parts(other.id) == []


@pytest.mark.parametrize("seen", [False, True])
def test_what_was_drawn_meanwhile_joins_a_drawn_stay_only(tmp_path, ward, clock, seen):
    here = ward.admit("P-17", 219, 13)
    record(tmp_path, clock, seconds=60.0, closed=False, name="1" * 8, code="P-17", simulated=not seen)
    clock.step(3600.0)
    record(tmp_path, clock, seconds=60.0, closed=True, name="2" * 8, code="", simulated=True)
    ward.confirm_same()
    with SessionStore(tmp_path) as store:
        names = [part.session.id[:8] for part in store.stays.parts(here.id)]
    assert names == (["1" * 8] if seen else ["1" * 8, "2" * 8])


def test_an_hour_that_was_given_to_another_infant_stays_with_that_one(tmp_path, ward, clock):
    other = ward.admit("P-18", 219, 13)
    ward.discharge(None)
    clock.step(600.0)
    here = ward.admit("P-17", 219, 13)
    clock.step(3600.0)
    cut = record(tmp_path, clock, seconds=60.0, closed=True, name="1" * 8, code="")
    with SessionStore(tmp_path) as store:
        why = {"utc": STARTED_UTC, "author": "AB", "reason": "other bed"}
        store.stays.move(cut.id, cut.started_at + 30.0, None, other.id, **why)
    ward.confirm_same()
    with SessionStore(tmp_path) as store:
        assert store.stays.stay_at(cut.id, cut.started_at) == here.id
        assert store.stays.stay_at(cut.id, cut.started_at + 30.0) == other.id


def test_a_session_without_a_reading_is_no_hindrance_to_the_export_of_its_stay(tmp_path, ward, clock):
    other = ward.admit("P-18", 219, 13)
    ward.discharge(None)
    here = ward.admit("P-17", 219, 13)
    cut = record(tmp_path, clock, seconds=60.0, closed=True, name="1" * 8, code="P-17")
    with SessionStore(tmp_path) as store:
        store.begin(
            a_session(
                "22222222-1111-4111-8111-111111111111",
                patient_code="P-17",
                started_utc=clock.now.isoformat(),
            )
        )
        why = {"utc": STARTED_UTC, "author": "AB", "reason": "other bed"}
        store.stays.move(cut.id, cut.started_at + 30.0, None, other.id, **why)
    assert exported(ward, tmp_path / "out") == [here.id[:8]]


def test_a_stay_all_of_which_was_another_infants_can_be_discharged_with_an_export(tmp_path, ward, clock):
    other = ward.admit("P-18", 219, 13)
    ward.discharge(None)
    ward.admit("P-17", 219, 13)
    cut = record(tmp_path, clock, seconds=60.0, closed=True, name="1" * 8, code="P-17")
    with SessionStore(tmp_path) as store:
        why = {"utc": STARTED_UTC, "author": "AB", "reason": "other bed"}
        store.stays.move(cut.id, None, cut.started_at + 61.0, other.id, **why)
    assert ward.discharge(tmp_path / "out") == []
