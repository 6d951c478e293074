"""What lies before the first reading and behind the last one: standby, and what people do meanwhile."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from neopain.bedside.exports.export import export_record
from neopain.bedside.review.recorded_review import RecordedReview
from neopain.core.clock import SystemClock
from neopain.core.record import STANDBY_STARTED, Annotation, Assessment
from neopain.core.sessions import LogKind
from neopain.reports.formats.registry import FORMATS
from neopain.store.sessions import SessionStore
from tests.recorded.records import STARTED_AT, STARTED_UTC, a_session, an_entry, recorded, scored

pytestmark = pytest.mark.slow

SESSION = a_session()
LIMITS = an_entry(0.0, LogKind.SETTING, "limits", lower_limit=3.0, upper_limit=5.0)


def record(folder, entries, marks=(), seconds=900, end_s=900.0):
    with SessionStore(folder) as store:
        store.begin(SESSION)
        readings = [recorded(scored(float(n), 2.0)) for n in range(seconds)]
        store.append(SESSION.id, readings, [LIMITS, *entries], marks)
        end = datetime.fromisoformat(STARTED_UTC) + timedelta(seconds=end_s)
        store.end(SESSION.id, end.isoformat(timespec="milliseconds"))


def reviewed(folder):
    review = RecordedReview(folder, SystemClock())
    stay = review.open(SESSION.id)
    return stay, review.handover(stay, stay.start, stay.stop)


def summary_of(folder: Path):
    csv = next(one for one in FORMATS if one.option == "csv")
    export_record(folder, SESSION.id, [(csv, folder / "a.csv")])
    return json.loads((folder / "a.about.json").read_text(encoding="utf-8"))["summary"]


def test_a_standby_at_the_end_and_what_was_done_in_it_are_in_review_and_handover(tmp_path):
    marks = [
        Annotation(STARTED_AT + 2000.0, "analgesic_given", "morphine", "AB", STARTED_UTC),
        Assessment(STARTED_AT + 2500.0, "nips", (), 5, "", "AB", STARTED_UTC),
    ]
    entries = [
        an_entry(900.0, LogKind.STATE, STANDBY_STARTED),
        an_entry(5000.0, LogKind.SESSION, "stopped"),
    ]
    record(tmp_path, entries, marks, end_s=5000.0)
    stay, page = reviewed(tmp_path)
    assert [one.code for one in page.analgesia] == ["analgesic_given"]
    assert [one.total for one in page.assessments] == [5]
    assert stay.stop - stay.start == pytest.approx(5000.0)
    told = summary_of(tmp_path)
    for statistics in (page.statistics, stay.statistics):
        assert statistics.excluded_s == pytest.approx(told["excluded_s"]) == pytest.approx(4100.0)
        assert statistics.observed_s == pytest.approx(told["observed_s"]) == pytest.approx(900.0)
    assert stay.gaps[-1].tolist()[1] == stay.stop, "hatched to its end"


def test_time_behind_the_last_reading_that_is_no_standby_is_a_gap(tmp_path):
    record(tmp_path, [an_entry(3000.0, LogKind.SESSION, "stopped")], end_s=3000.0)
    stay, page = reviewed(tmp_path)
    told = summary_of(tmp_path)
    gaps = [(round(start - stay.start), round(stop - stay.start)) for start, stop in stay.gaps.tolist()]
    assert gaps[-1][1] == 3000
    assert sum(stop - start for start, stop in gaps) == pytest.approx(
        sum(one["stop_s"] - one["start_s"] for one in told["gaps"]), abs=1.0
    )
    assert page.statistics.observed_s == pytest.approx(told["observed_s"])


def test_what_was_done_before_the_first_picture_is_on_the_page_that_begins_with_the_stay(tmp_path):
    score = Assessment(STARTED_AT - 1200.0, "nips", (), 6, "", "AB", STARTED_UTC)
    record(tmp_path, [], [score])
    stay, page = reviewed(tmp_path)
    assert page.assessments == (score,)
    review = RecordedReview(tmp_path, SystemClock())
    assert review.handover(stay, stay.start + 60.0, stay.stop).assessments == (), "of the last hours only"


def test_a_line_centuries_away_makes_no_stay_of_centuries(tmp_path):
    far = an_entry(9e9, LogKind.STATE, "read_back")
    record(tmp_path, [far], seconds=60, end_s=60.0)
    stay, page = reviewed(tmp_path)
    assert stay.stop == STARTED_AT + 59.0
    assert len(page.hours) == 1
    told = summary_of(tmp_path)
    assert told["observed_s"] == pytest.approx(page.statistics.observed_s)
    assert told["duration_s"] == 59.0
    assert sum(one["stop_s"] - one["start_s"] for one in told["gaps"]) == 0.0
