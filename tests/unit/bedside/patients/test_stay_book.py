"""A new session goes on from the stay's earlier ones: on its own clock, whatever happened between them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from neopain.bedside.patients.admissions import BedsideAdmissions
from neopain.bedside.patients.stay_book import RecordedStay
from neopain.bedside.patients.stay_goes_on import StayGoesOn
from neopain.core.clinical.reassessment import Due, DueReason, Intervals
from neopain.core.record import LIMITS, Annotation, Assessment
from neopain.core.score.infant.baseline import Baseline
from neopain.core.score.infant.baseline_line import baseline_line
from neopain.core.score.presets import PRESETS
from neopain.core.sessions import LogEntry, LogKind
from neopain.core.watch.watch import BedsideWatch
from neopain.store.sessions import SessionStore
from tests.fakes import FakeClock
from tests.recorded.records import a_session, recorded, scored

START = datetime(2026, 3, 29, 20, 0, tzinfo=UTC)


def session_at(name: int, hours: float, started_at: float):
    return a_session(
        f"{name}1111111-1111-4111-8111-111111111111",
        started_utc=(START + timedelta(hours=hours)).isoformat(timespec="milliseconds"),
        started_at=started_at,
        patient_code="P-17",
    )


def record(folder, session, length_s, *, closed=True, marks=()):
    shift = session.started_at - 5000.0
    limits = (("lower_limit", 4.0), ("upper_limit", 6.0))
    with SessionStore(folder) as store:
        store.begin(session)
        readings = [
            recorded(scored(shift + n, 8.0 if n < 100 else 2.0), session.started_at) for n in range(length_s)
        ]
        entry = LogEntry(session.started_at, LogKind.SETTING, LIMITS, "limits", limits)
        store.append(session.id, readings, [entry], marks)
        if closed:
            store.end(session.id, START.isoformat())
    return session


@pytest.fixture
def admitted(tmp_path):
    clock = FakeClock()
    BedsideAdmissions(tmp_path, clock).admit("P-17", 240, 3)
    return tmp_path


def test_times_of_a_crashed_session_stand_before_the_new_one_with_the_gap(admitted):
    # The computer was off: its monotonic clock begins anew.
    old = record(admitted, session_at(1, 0.0, 90_000.0), 1500, closed=False)
    new = record(admitted, session_at(2, 12.0, 50.0), 5)
    so_far = RecordedStay(admitted).so_far(new)
    assert so_far.times[0] == pytest.approx(50.0 - 12 * 3600, abs=1.0)
    assert so_far.times[-1] == pytest.approx(50.0 - 12 * 3600 + 1500, abs=2.0)
    assert np.nanmax(so_far.scores[:, 1]) == 8.0
    assert so_far.statistics.scored_s == pytest.approx(1499.0, abs=1.5)
    assert so_far.statistics.over_upper_s == pytest.approx(100.0)
    assert old.id != new.id


def test_notes_scores_and_the_baseline_come_along(admitted):
    note = Annotation(90_100.0, "analgesic_given", "", "AB", START.isoformat())
    score = Assessment(90_200.0, "nips", (("cry", 2),), 5, "", "AB", START.isoformat())
    old = record(admitted, session_at(1, 0.0, 90_000.0), 900, marks=(note, score))
    with SessionStore(admitted) as store:
        store.append(old.id, (), [baseline_line(Baseline(1.5, 0.3, 90_300.0, 200, 1.2), 90_300.0)])
    new = record(admitted, session_at(2, 1.0, 10.0), 5)
    so_far = RecordedStay(admitted).so_far(new)
    [moved_note], [moved_score] = so_far.notes, so_far.assessments
    assert moved_note.at == pytest.approx(10.0 - 3600 + 100)
    assert (moved_score.at, moved_score.total) == (pytest.approx(10.0 - 3600 + 200), 5)
    home = so_far.homes[note.id]
    assert (home.session_id, moved_note.at - home.shift_s) == (old.id, pytest.approx(note.at))
    assert (so_far.baseline.median, so_far.baseline.anchor) == (1.5, 1.2)


def test_a_clock_that_was_set_back_puts_nothing_into_the_future(admitted):
    record(admitted, session_at(1, 0.0, 90_000.0), 3000)
    new = record(admitted, session_at(2, 0.5, 100.0), 5)
    so_far = RecordedStay(admitted).so_far(new)
    assert so_far.times[-1] <= new.started_at + 1.0


def test_another_infants_time_does_not_come_along(admitted, tmp_path):
    old = record(admitted, session_at(1, 0.0, 90_000.0), 1000)
    new = record(admitted, session_at(2, 1.0, 10.0), 5)
    ward = BedsideAdmissions(tmp_path, FakeClock())
    with SessionStore(admitted) as store:
        mine = store.admissions.current().id
    ward.discharge(None)
    other = ward.admit("P-18", 240, 3).id
    with SessionStore(admitted) as store:
        store.stays.move(old.id, None, 90_500.0, other, utc=START.isoformat(), author="AB", reason="twin")
        assert store.stays.stay_at(old.id, 90_600.0) == mine
    assert RecordedStay(admitted).so_far(new) is None
    twin = session_at(3, 2.0, 20.0)
    so_far = RecordedStay(admitted).so_far(
        a_session(twin.id, patient_code="P-18", started_utc=twin.started_utc, started_at=20.0)
    )
    assert so_far.statistics.scored_s == pytest.approx(500.0, abs=1.0)


def test_nobody_admitted_goes_on_from_nothing(tmp_path):
    assert RecordedStay(tmp_path).so_far(session_at(1, 0.0, 1.0)) is None


class Listening:
    """A monitor that keeps what the watch is told to do."""

    def __init__(self, session):
        self.session = session
        self.commands = []

    def command(self, act):
        self.commands.append(act)


def test_without_a_window_counted_time_and_reassessment_go_on_too(admitted):
    at = 90_000.0 + 1000.0
    marks = [
        Assessment(at, "nips", (), 6, "", "AB", START.isoformat()),
        Annotation(at + 60.0, "analgesic_given", "", "AB", START.isoformat()),
    ]
    record(admitted, session_at(1, 0.0, 90_000.0), 1500, closed=False, marks=marks)
    new = record(admitted, session_at(2, 1.0, 50.0), 5)
    monitor = Listening(new)
    stay = StayGoesOn(admitted, monitor, Intervals(after_raised_s=2400.0, after_analgesic_s=1800.0))
    stay.start().join(30.0)
    assert stay.counted.observed_s == pytest.approx(1500.0, abs=6.0)
    [act] = monitor.commands
    watch = BedsideWatch(PRESETS[1])
    act(watch, 60.0)
    assert watch.snapshot(60.0).statistics.observed_s == pytest.approx(1500.0, abs=6.0)
    # The score's second on the new clock is 50 - 3600 + 1000; the analgesic a minute later comes first.
    assert stay.due == Due(50.0 - 3600.0 + 1060.0 + 1800.0, DueReason.ANALGESIC)
    clock = FakeClock(stay.due.at - 1.0)
    assert stay.reminder(clock) is None
    clock = FakeClock(stay.due.at + 1.0)
    assert stay.reminder(clock) == stay.due
    assert stay.reminder(clock) is None, "it is said once"


def test_a_session_of_nobody_goes_on_with_nothing(admitted):
    monitor = Listening(a_session(patient_code=""))
    stay = StayGoesOn(admitted, monitor, Intervals())
    stay.start().join(30.0)
    assert (stay.counted, stay.due, monitor.commands) == (None, None, [])
