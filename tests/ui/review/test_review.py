"""Looking back while monitoring goes on: the list, one stay, its alarms, comparisons and the page."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from neopain.bedside.review.recorded_review import RecordedReview
from neopain.core.clock import SystemClock
from neopain.core.facial_actions import FacialAction
from neopain.core.record import RAISED, Annotation
from neopain.core.sessions import LogEntry, LogKind
from neopain.store.sessions import SessionStore
from neopain.ui.review.compare_sheet import CompareSheet
from neopain.ui.review.export_sheet import ExportSheet
from neopain.ui.review.handover_html import page_of
from neopain.ui.review.handover_pdf import pdf_of, write_pdf
from neopain.ui.review.handover_sheet import HandoverSheet
from neopain.ui.review.procedures_sheet import ProceduresSheet
from neopain.ui.review.review_list_sheet import ReviewListSheet
from neopain.ui.review.review_sheet import ReviewSheet
from neopain.ui.review.why_sheet import WhySheet
from neopain.ui.sheets.machine.file_sheet import FileSheet
from neopain.ui.trend.history.trend_history import MarkKind
from tests.recorded.stays import make_stay

pytestmark = pytest.mark.slow
SCALE = 0.1


@pytest.fixture(scope="module")
def stay_folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("stay")
    make_stay(made, scale=SCALE)
    return made


def top(qtbot, window, kind):
    qtbot.waitUntil(lambda: isinstance(window.sheets.top, kind), timeout=8000)
    return window.sheets.top


@pytest.fixture
def past(qtbot, running, service, stay_folder):
    """The stay, open over a running session."""
    service.review = RecordedReview(stay_folder, SystemClock())
    running.controls.review_asked.emit()
    chooser = top(qtbot, running, ReviewListSheet)
    qtbot.waitUntil(lambda: chooser.table.rowCount() == 1, timeout=5000)
    headings = [chooser.table.horizontalHeaderItem(n).text() for n in range(chooser.table.columnCount())]
    assert "Readings\nscored" in headings, "their share is not that of the time, which the pages tell"
    chooser.search.setText("nobody like that")
    assert chooser.table.rowCount() == 0
    chooser.search.setText("p-17")
    chooser._choose()
    running.past = top(qtbot, running, ReviewSheet)
    return running


def test_the_stay_is_drawn_whole_and_says_that_it_is_not_live(past):
    trend = past.past.trend
    assert trend.in_review
    assert not trend._review_label.isHidden()
    gaps = trend.rows.gaps(past.past.stay.start, past.past.stay.stop)
    assert max(gap.end - gap.start for gap in gaps) == pytest.approx(9.8 * 3600 * SCALE, abs=5.0)
    assert len(trend.plot.limits_shown) >= 1
    assert past.body.score.numeral.text != "--", "monitoring goes on"


def test_a_crash_another_camera_and_the_night_are_named(past):
    named = [(mark.at, mark.text) for mark in past.past.trend.rows.marks if mark.kind is MarkKind.CAMERA]
    crashed, other, morning = past.past.stay.parts
    assert named == [
        (crashed.stop, "Session broke off"),
        (other.start, "Other camera"),
        (other.stop, "Not monitored"),
    ]
    assert morning.session.source == other.session.source


def test_zoomed_in_the_rows_become_finer(qtbot, past):
    trend = past.past.trend
    start = past.past.stay.parts[0].start
    trend.show_around(start + 600.0, 300.0)
    qtbot.waitUntil(lambda: len(trend.rows.window(start + 500, start + 700).times) >= 199, timeout=5000)
    assert trend.rows.score_at(start + 600.0) is not None
    night = past.past.stay.parts[1].stop + 600.0
    assert trend.rows.score_at(night) is None


def test_zoomed_in_the_single_signs_are_those_of_the_record(qtbot, past):
    trend = past.past.trend
    assert trend.rows.signs.known is None, "of a whole stay nothing is claimed"
    left = trend.plot.x_of(trend.plot.seen.start)
    assert trend.signs._left == pytest.approx(left, abs=1.0), "also before anybody zooms"
    start = past.past.stay.parts[0].start
    trend.show_around(start + 600.0, 300.0)
    qtbot.waitUntil(lambda: trend.rows.signs.known is not None, timeout=5000)
    assert trend.rows.signs.sign_at(start + 600.0, FacialAction.BROW_BULGE) is not None
    assert trend.rows.signs.sign_at(start + 600.0, FacialAction.HORIZONTAL_STRETCH) is None
    assert trend.rows.signs.intensity_at(start + 600.0) is not None
    assert np.isfinite(trend.signs.columns()[0]).any()
    past.body.layers.choose(signs=False)
    assert trend.signs.isHidden(), "one choice holds for both trends"


def test_from_alarm_to_alarm_and_why(qtbot, past):
    sheet = past.past
    sheet._to_alarm(1)
    first = sheet.alarm
    sheet._to_alarm(1)
    assert sheet.alarm.raised_at > first.raised_at
    seen = sheet.trend.seen
    assert seen.start < sheet.alarm.raised_at < seen.end
    sheet._to_alarm(-1)
    assert sheet.alarm is first
    pain = next(one for one in sheet.stay.alarms if one.physiological)
    sheet.why_asked.emit(pain)
    why = top(qtbot, past, WhySheet)
    told = dict(why.figures.rows)
    assert told["Acknowledged"] == "after 0:40"
    assert "limit 3.5" in told["Value"]
    assert "scored" in told["Readings of the minute before"]
    why.author.setText("AB")
    why.mark.click()
    qtbot.waitUntil(lambda: pain.reviewed[1] == "AB", timeout=5000)


def test_times_over_the_limit_are_found(past):
    sheet = past.past
    sheet.trend.show_around(sheet.stay.start, 600.0)
    sheet._to_raised(1)
    assert "Over the limit from" in sheet.where.text()


def test_before_and_after_procedures_and_export_open_over_it(qtbot, past, service):
    sheet = past.past
    sheet.compare_asked.emit()
    compare = top(qtbot, past, CompareSheet)
    qtbot.waitUntil(lambda: len(compare.figures.rows) == 6, timeout=5000)
    assert compare.figures.rows[0] == ("", "Before", "After")
    compare.dismiss()
    sheet.procedures_asked.emit()
    top(qtbot, past, ProceduresSheet).dismiss()
    sheet.export_asked.emit()
    export = top(qtbot, past, ExportSheet)
    export._pick(export_format("csv"))
    picker = top(qtbot, past, FileSheet)
    assert picker.path.text().endswith("neopain-P-17-20260530.csv")
    export.research.setChecked(True)
    export._pick(export_format("hl7"))
    assert "not for research" in export._says.text()


def export_format(option):
    from neopain.reports.formats.registry import FORMATS

    return next(one for one in FORMATS if one.option == option)


def test_the_handover_is_one_page_and_says_what_it_does_not_mean(qtbot, past, tmp_path):
    past.past.handover_asked.emit()
    sheet = top(qtbot, past, HandoverSheet)
    qtbot.waitUntil(lambda: sheet.handover is not None, timeout=8000)
    text = sheet.page.toPlainText()
    for words in (
        "P-17",
        "SIMULATED",
        "does not rule out pain",
        "NIPS 6",
        "paracetamol",
        "Heel lance",
        "pain-svm 3",
    ):
        assert words in text, words
    data = pdf_of(sheet.handover)
    assert data.startswith(b"%PDF-")
    assert data.count(b"/Type /Page\n") + data.count(b"/Type /Page ") == 1
    [file] = write_pdf(sheet.handover, tmp_path / "page.pdf", replace=False)
    assert file.stat().st_mode & 0o077 == 0


def test_an_alarm_leads_back_to_now_with_one_touch(qtbot, past):
    raised = LogEntry(
        SystemClock().monotonic(), LogKind.ALARM, RAISED, "RAISED: ** PAIN SCORE 7.2 > 6.0 (32 s)"
    )
    past.on_entries([raised])
    banner = past.past.banner
    assert banner.isVisible()
    assert "PAIN SCORE 7.2" in banner.text()
    banner.click()
    assert past.sheets.top is None
    assert past.body.trend.isVisible()


def test_an_endless_note_is_cut_on_the_screen_and_the_page_is_laid_out(qtbot, stay_folder, tmp_path):
    folder = tmp_path / "stay"
    shutil.copytree(stay_folder, folder)
    review = RecordedReview(folder, SystemClock())
    stay = review.open(review.lines()[0].id)
    first = stay.parts[0].session
    with SessionStore(folder) as store:
        rtl = "\u202eכאב\u202c <b>&"
        store.append(
            first.id,
            (),
            (),
            [
                Annotation(first.started_at + 30, "other", "x" * 500_000, "AB", first.started_utc),
                Annotation(first.started_at + 60, "other", rtl, "ש", first.started_utc),
            ],
        )
    stay = review.open(stay.line.id)
    write_pdf(review.handover(stay, stay.start, stay.stop), tmp_path / "page.pdf", replace=False)
    assert (tmp_path / "page.pdf").stat().st_size > 1000
    page = page_of(review.handover(stay, stay.start, stay.stop), width_px=100, height_px=50)
    assert "x" * 300 not in page
    assert "כאב" in page
    assert "<b>&" not in page
