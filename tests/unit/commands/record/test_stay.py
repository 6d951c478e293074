"""`neopain stay`: who a time belongs to is put right from the command line, with its history."""

from __future__ import annotations

from neopain.bedside.patients.admissions import BedsideAdmissions
from neopain.main import main
from neopain.store.sessions import SessionStore
from tests.fakes import FakeClock
from tests.recorded.records import a_session, recorded, scored

WHY = ["--author", "AB", "--reason", "twins in one bed"]


def test_a_time_is_moved_two_stays_are_merged_and_the_history_says_so(tmp_path, capsys):
    ward = BedsideAdmissions(tmp_path, FakeClock())
    data = ["--data", str(tmp_path)]
    ward.admit("P-1", 240, 3)
    session = a_session(patient_code="P-1")
    with SessionStore(tmp_path) as store:
        store.begin(session)
        store.append(session.id, [recorded(scored(float(n))) for n in range(7200)], ())
        store.end(session.id, session.started_utc)
    ward.discharge(None)
    other = ward.admit("P-2", 240, 3).id
    since, until = "2026-03-29T01:00:00+00:00", "2026-03-29T01:30:00+00:00"
    assert main(["stay", "move", "latest", other, "--since", since, "--until", until, *WHY, *data]) == 0
    with SessionStore(tmp_path) as store:
        [part] = store.stays.parts(other)
    assert (part.since - session.started_at, part.until - part.since) == (1800.0, 1800.0)
    assert main(["stay", "history", other, *data]) == 0
    assert "twins in one bed" in capsys.readouterr().out
    assert main(["stay", "merge", "P-1", "P-2", *WHY, *data]) == 0
    assert main(["stay", "list", *data]) == 0
    listed = capsys.readouterr().out
    assert "P-2" in listed
    assert "P-1 " not in listed
    assert main(["stay", "merge", "P-1", "P-2", *WHY, *data]) != 0
    assert main(["stay", "move", "latest", other, "--since", "noon", *WHY, *data]) != 0


def test_what_a_session_records_after_the_move_stays_with_whoever_lies_there(tmp_path, capsys):
    ward = BedsideAdmissions(tmp_path, FakeClock())
    other = ward.admit("P-1", 240, 3).id
    ward.discharge(None)
    here = ward.admit("P-2", 240, 3).id
    session = a_session(patient_code="P-2")
    with SessionStore(tmp_path) as store:
        store.begin(session)
        store.append(session.id, [recorded(scored(float(n))) for n in range(3600)], ())
    since = "2026-03-29T01:00:00+00:00"
    assert main(["stay", "move", "latest", other, "--since", since, *WHY, "--data", str(tmp_path)]) == 0
    assert "from now on stays where it was" in capsys.readouterr().out
    with SessionStore(tmp_path) as store:
        store.append(session.id, [recorded(scored(float(n))) for n in range(3600, 3700)], ())
        assert len(list(store.stay_readings(other))) == 1800
        assert len(list(store.stay_readings(here))) == 1900
