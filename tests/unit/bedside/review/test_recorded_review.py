"""A stay of the record looked back at: with a crash, a camera change and a night without monitoring."""

from __future__ import annotations

import numpy as np
import pytest

from neopain.bedside.exports.export import export_record
from neopain.bedside.review.handover import handover_page
from neopain.bedside.review.recorded_review import RecordedReview
from neopain.core.clock import SystemClock
from neopain.core.errors import RecordFault
from neopain.core.facial_actions import FacialAction
from neopain.core.watch.sign_seconds import ACTIONS
from neopain.reports.content.summary import summarise
from neopain.reports.formats.registry import FORMATS
from neopain.store.sessions import SessionStore
from tests.recorded.stays import make_stay

SCALE = 0.1
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("stay")
    make_stay(made, scale=SCALE)
    return made


@pytest.fixture(scope="module")
def review(folder):
    return RecordedReview(folder, SystemClock())


@pytest.fixture(scope="module")
def stay(review):
    [line] = [one for one in review.lines() if one.is_stay]
    return review.open(line.id)


def test_the_list_finds_a_stay_by_code_date_and_source(review):
    [line] = review.lines()
    assert (line.sessions, line.open, line.simulated) == (3, True, True)
    for text in ("p-17", "2026-05-30", "ward-cam-4 p-17", ""):
        assert line.matches(text), text
    assert not line.matches("P-18")


def test_the_sessions_stand_on_one_axis_with_gaps_between(stay):
    parts = stay.parts
    assert [one.session.id[0] for one in parts] == ["1", "2", "3"]
    hours = np.diff([one.start for one in parts]) / 3600.0
    assert hours == pytest.approx([6.2 * SCALE, 17.8 * SCALE], abs=0.01)
    night = [stop - start for start, stop in stay.gaps.tolist() if stop - start > 3600.0 * SCALE * 5]
    assert night == [pytest.approx(9.8 * 3600 * SCALE, abs=5.0)]
    assert len(stay.notes) == 5
    assert [one.total for one in stay.assessments] == [6, None, 1]


def test_counted_time_is_that_of_each_session(folder, stay):
    with SessionStore(folder) as store:
        each = [
            summarise(one.session, store.readings(one.session.id), list(store.entries(one.session.id)))
            for one in stay.parts
        ]
    for name in ("observed_s", "scored_s", "over_lower_s", "over_upper_s"):
        total = sum(getattr(one.statistics, name) for one in each)
        assert getattr(stay.statistics, name) == pytest.approx(total, abs=1e-6), name


def test_an_alarm_tells_its_answer_and_is_marked_once(review, stay):
    alarm = next(one for one in stay.alarms if one.acknowledged_at is not None)
    assert alarm.response_s == pytest.approx(40.0, abs=1.0)
    review.mark_reviewed(stay, alarm, "AB")
    again = next(
        one for one in review.open(stay.line.id).alarms
        if (one.session_id, one.occurrence) == (alarm.session_id, alarm.occurrence)
    )  # fmt: skip
    assert again.reviewed[1] == "AB"
    assert review.open(stay.line.id).statistics == stay.statistics


def test_the_finer_the_look_the_more_rows_and_the_same_peak(review, stay):
    part = stay.parts[0]
    middle = 0.5 * (part.start + part.stop)
    _, every = review.finer(stay, middle - 200.0, middle + 200.0)
    _, seconds = review.finer(stay, middle - 1000.0, middle + 1000.0)
    assert len(every) == pytest.approx(400, abs=3)
    assert len(seconds) > 2000
    with np.errstate(all="ignore"):
        assert np.nanmax(seconds[:, 1]) >= np.nanmax(every[:, 1]) - 1e-6


def test_the_interval_is_there_second_by_second_too(review, stay):
    part = stay.parts[0]
    middle = 0.5 * (part.start + part.stop)
    _, every = review.finer(stay, middle - 200.0, middle + 200.0)
    times, seconds = review.finer(stay, middle - 1000.0, middle + 1000.0)
    scored = np.isfinite(seconds[:, 1])
    assert np.isfinite(seconds[scored, 2:]).mean() > 0.99
    assert np.isnan(seconds[~scored, 2:]).all()
    assert (seconds[scored, 2] <= seconds[scored, 1] + 1e-4).all()
    assert (seconds[scored, 3] >= seconds[scored, 1] - 1e-4).all()
    inside = (times >= middle - 200.0) & (times < middle + 200.0)
    for column, outermost in ((2, np.nanmin), (3, np.nanmax)):
        assert outermost(seconds[inside, column]) == pytest.approx(outermost(every[:, column]), abs=1e-4)


def test_signs_and_intensity_stand_on_the_axis_of_the_stay(review, stay):
    first, other = stay.parts[:2]
    signs = review.signs(stay, first.stop - 100.0, other.start + 100.0)
    assert (np.diff(signs.times) > 0.0).all()
    assert not ((signs.times > first.stop) & (signs.times < other.start - 1.0)).any(), "nobody was watched"
    assert signs.strengths.shape == signs.confidences.shape == (len(signs.times), len(ACTIONS))
    wide = ACTIONS.index(FacialAction.HORIZONTAL_STRETCH)
    assert np.isnan(signs.strengths[:, wide]).all(), "what was never seen is not a zero"
    seen = np.isfinite(signs.intensity)
    np.testing.assert_allclose(signs.intensity[seen], 9.0 * signs.strengths[seen, 0], atol=0.06)


def test_before_and_after_have_their_coverage(review, stay):
    before, after = review.around(stay, stay.parts[0].start + 600.0, 600.0)
    assert before.length_s == after.length_s == 600.0
    assert before.median is not None
    assert before.statistics.observed_s == pytest.approx(600.0)
    night = stay.parts[1].stop + 900.0
    assert review.around(stay, night, 300.0)[0].median is None


def test_the_handover_adds_up_hour_by_hour(folder, stay):
    page = handover_page(folder, "P-17")
    assert page.statistics.scored_s == pytest.approx(stay.statistics.scored_s, abs=1e-6)
    assert sum(one.statistics.scored_s for one in page.hours) == pytest.approx(page.statistics.scored_s)
    assert page.not_monitored_s == pytest.approx(10.0 * 3600 * SCALE, abs=10.0)
    assert sum(seconds for _, seconds in page.unscored) == pytest.approx(
        page.statistics.observed_s - page.statistics.scored_s
    )
    short = handover_page(folder, "P-17", 0.2)
    assert short.stop - short.start == pytest.approx(720.0)


def test_every_format_takes_a_whole_stay_with_a_manifest(folder, stay, tmp_path):
    import json

    for one in FORMATS:
        files = export_record(folder, "P-17", [(one, tmp_path / f"stay{one.ending}")])
        manifest = json.loads(files[-1].read_text(encoding="utf-8"))
        assert files[-1].name == f"stay{one.ending}.manifest.json"
        assert manifest["summary"]["scored_s"] == pytest.approx(stay.statistics.scored_s, abs=0.01)
        assert manifest["summary"]["observed_s"] == pytest.approx(stay.statistics.observed_s, abs=0.01)
        assert len(manifest["sessions"]) == 3
        assert set(manifest["files"]) == {file.name for file in files[:-1]}


def test_a_stay_for_research_names_nobody_and_no_day(folder, tmp_path):
    jsonl = next(one for one in FORMATS if one.option == "jsonl")
    from neopain.reports.content.level import Level

    files = export_record(folder, "P-17", [(jsonl, tmp_path / "r.jsonl")], level=Level.RESEARCH)
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert "P-17" not in text
        assert "2026-05" not in text
        assert "ward-cam" not in text


def test_what_is_not_there_is_said(folder, review):
    with pytest.raises(RecordFault, match="look at the list again"):
        review.open("nothing")
    with pytest.raises(RecordFault, match="begins with 'nothing'"):
        handover_page(folder, "nothing")
