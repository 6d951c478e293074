"""Which infant it was, put right in the window: two stays merged, a time moved, with a question in between."""

from __future__ import annotations

import pytest

from neopain.bedside.review.recorded_review import RecordedReview
from neopain.core.clinical.admission import Admission
from neopain.core.clock import SystemClock
from neopain.core.score.presets import PRESETS
from neopain.store.sessions import SessionStore
from neopain.ui.review.review_list_sheet import ReviewListSheet
from neopain.ui.review.review_sheet import ReviewSheet
from neopain.ui.review.whose_sheet import WhoseSheet
from neopain.ui.sheets.patient.admission_sheet import AdmissionSheet
from neopain.ui.sheets.question_sheet import QuestionSheet
from neopain.ui.trend.history.trend_before import Span
from tests.recorded.records import a_session, recorded, scored
from tests.ui.review.test_review import top

OWN, OTHER = "2026-03-28T00:00:00.000+00:00", "2026-03-29T12:00:00.000+00:00"
HOUR_S = 3600.0


@pytest.fixture
def folder(tmp_path):
    """P-17 with an hour, discharged; P-18, here now, with ten minutes."""
    with SessionStore(tmp_path) as store:
        for number, (code, utc, seconds) in enumerate((("P-17", OWN, 3600), ("P-18", OTHER, 600)), 1):
            store.admissions.admit(Admission(code, 219, 13, utc, PRESETS[1]))
            session = a_session(
                f"{number}1111111-1111-4111-8111-111111111111", patient_code=code,
                started_utc=utc, simulated=True,
            )  # fmt: skip
            store.begin(session)
            store.append(session.id, [recorded(scored(float(n), 3.0)) for n in range(seconds)], ())
            store.end(session.id, utc)
            if number == 1:
                store.admissions.discharge(store.admissions.current().id, utc)
    return tmp_path


@pytest.fixture
def whose(qtbot, running, service, folder):
    service.review = RecordedReview(folder, SystemClock())
    [line] = [one for one in service.review.lines() if one.patient_code == "P-17"]
    running.review.open(line.id)
    review = top(qtbot, running, ReviewSheet)
    review.whose_asked.emit()
    sheet = top(qtbot, running, WhoseSheet)
    qtbot.waitUntil(lambda: sheet.other.count() == 1, timeout=8000)
    return sheet


def answered(qtbot, window, words):
    question = top(qtbot, window, QuestionSheet)
    told = question.content.itemAt(0).widget().text()
    assert all(word in told for word in words), told
    hold = question.content.itemAt(1).widget()
    hold.done.emit()
    top(qtbot, window, ReviewListSheet)
    return told


def test_nothing_goes_on_before_it_is_said_who_and_why(whose):
    assert not whose.go_on.isEnabled()
    assert "who decided" in whose.says
    whose.author.setText("AB")
    whose.reason.setText("beds were changed")
    assert whose.go_on.isEnabled()
    whose.since.setText("yesterday")
    assert not whose.go_on.isEnabled()
    assert "2026-05-31 14:30" in whose.says
    assert "Nothing was put right" in whose.history_text


def test_ten_minutes_that_were_another_infant(qtbot, running, whose, folder):
    stay = whose.stay
    start = stay.utc(stay.start).astimezone()
    whose.since.setText(start.replace(minute=20).strftime("%Y-%m-%d %H:%M"))
    whose.until.setText(start.replace(minute=30).strftime("%Y-%m-%d %H:%M"))
    whose.author.setText("AB")
    whose.reason.setText("beds were changed")
    whose.go_on.click()
    answered(qtbot, running, ("P-17", "P-18", "beds were changed", "AB", "neither copied nor changed"))
    review = RecordedReview(folder, SystemClock())
    readings = {one.patient_code: review.open(one.id) for one in review.lines()}
    assert readings["P-17"].statistics.scored_s == pytest.approx(3000.0, abs=6.0)
    assert readings["P-18"].statistics.scored_s == pytest.approx(1200.0, abs=6.0)
    with SessionStore(folder) as store:
        last = list(store.audit.rows())[-1]
        assert (last.action, last.actor) == ("move", "AB")
    [change] = review.changes.history(readings["P-17"])
    assert change.reason == "beds were changed"


def test_two_stays_of_one_infant_become_the_one_of_who_is_here_now(qtbot, running, whose, folder):
    whose.merges.click()
    assert whose.since.isHidden() or not whose._form.isRowVisible(whose.since)
    whose.author.setText("AB")
    whose.reason.setText("admitted twice")
    whose.go_on.click()
    told = answered(qtbot, running, ("cannot be taken back", "1 sessions"))
    assert told.index("P-17") < told.index("P-18"), "the one that is here now goes on"
    review = RecordedReview(folder, SystemClock())
    [line] = review.lines()
    assert (line.patient_code, line.sessions, line.open) == ("P-18", 2, True)
    assert [one.kind.value for one in review.changes.history(review.open(line.id))] == ["merge"]


def test_code_and_ages_of_a_stay_that_is_over_are_corrected_with_history(qtbot, running, whose, folder):
    assert not whose.correct.isEnabled(), "who and why come first"
    whose.author.setText("AB")
    whose.reason.setText("typed wrong")
    whose.correct.click()
    sheet = top(qtbot, running, AdmissionSheet)
    assert (sheet.code.text(), sheet.weeks.value(), sheet.days.value(), sheet.age.value()) == (
        "P-17",
        31,
        2,
        13,
    )
    assert "at admission" in sheet.says
    assert "Preset" not in sheet.says
    sheet.code.setText("P-71")
    sheet.age.setValue(3)
    sheet.admit.click()
    answered(qtbot, running, ("P-17", "P-71", "31+2", "3 days at admission", "typed wrong", "AB"))
    review = RecordedReview(folder, SystemClock())
    [line] = [one for one in review.lines() if not one.open]
    assert line.patient_code == "P-71"
    stay = review.open(line.id)
    assert stay.parts[0].session.patient_code == "P-71"
    running.review.open(line.id)
    top(qtbot, running, ReviewSheet).whose_asked.emit()
    again = top(qtbot, running, WhoseSheet)
    qtbot.waitUntil(lambda: "before: P-17, 31+2, 13 days" in again.history_text, timeout=8000)
    with SessionStore(folder) as store:
        assert list(store.verify()) == []
        last = list(store.audit.rows())[-1]
        assert (last.action, last.actor) == ("correct", "AB")
        assert "P-17" not in last.detail


def test_whoever_is_here_now_is_corrected_at_the_bed(qtbot, running, service, folder):
    service.review = RecordedReview(folder, SystemClock())
    [line] = [one for one in service.review.lines() if one.open]
    stay = service.review.open(line.id)
    assert service.review.changes.admission(stay) is None
    sheet = WhoseSheet(stay, Span(stay.start, stay.stop))
    qtbot.addWidget(sheet)
    sheet.author.setText("AB")
    sheet.reason.setText("typed wrong")
    assert not sheet.correct.isVisibleTo(sheet)
