"""Kept clips on the trend that looks back: where they belong, and through the screen of all clips."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from neopain.bedside.contracts.pictures import ClipLine, PicturesNow
from neopain.bedside.review.recorded_review import RecordedReview
from neopain.core.clinical.clips import ClipHead, ClipReason
from neopain.core.clock import SystemClock
from neopain.ui.controllers.picture_control import clip_marks
from neopain.ui.review.review_sheet import ReviewSheet
from neopain.ui.sheets.patient.pictures_sheet import PicturesSheet
from neopain.ui.style.sizes import TOUCH_MIN_PX
from neopain.ui.widgets.clip_strip import ClipMark, ClipStrip
from tests.recorded.stays import make_stay

pytestmark = pytest.mark.slow
SCALE = 0.05


@pytest.fixture(scope="module")
def stay_folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("stay")
    make_stay(made, scale=SCALE)
    return made


def a_clip(name, part, passed_s):
    head = ClipHead(
        name, "x", part.session.id, ClipReason.ALARM, "pain", part.session.started_at + passed_s,
        "2026-05-30T06:00:00+00:00", "care", True,
    )  # fmt: skip
    return ClipLine(name, head.utc, head)


def test_a_touch_on_the_mark_opens_that_clip_among_all(qtbot, running, service, stay_folder):
    review = RecordedReview(stay_folder, SystemClock())
    stay = review.open(review.lines()[0].id)
    first, _, last = stay.parts
    closed = ClipLine("closed", "2026-05-30T06:00:00+00:00", None, "no key")
    other = replace(a_clip("other", first, 5.0).head, session_id="of another stay")
    clips = (
        a_clip("c1", first, 300.0), a_clip("c2", first, 330.0), a_clip("c3", last, 400.0), closed,
        ClipLine("other", closed.utc, other), a_clip("after", last, 1e6),
    )  # fmt: skip

    class Pictures:
        def now(self):
            return PicturesNow("", None, clips)

    service.review, service.pictures = review, Pictures()
    running.review.open(stay.line.id)
    qtbot.waitUntil(lambda: isinstance(running.sheets.top, ReviewSheet), timeout=8000)
    trend = running.sheets.top.trend
    qtbot.waitUntil(lambda: len(trend.clips.shown) == 2, timeout=5000)
    assert [[one.clip_id for one in group] for _, group in trend.clips.shown] == [["c1", "c2"], ["c3"]]
    running.resize(1900, 1000)
    qtbot.waitUntil(lambda: trend.clips.width() > 700, timeout=5000)
    qtbot.wait(100)
    for (left, group), button in zip(trend.clips.shown, trend.clips._buttons, strict=True):
        assert button.height() >= TOUCH_MIN_PX
        middle = left + 0.5 * button.width()
        assert abs(trend.plot.x_of(group[0].at) - middle) <= 0.5 * button.width()
    trend.show_around(stay.parts[0].start + 315.0, 120.0)
    assert [len(group) for _, group in trend.clips.shown] == [1, 1], "looking closer parts them"
    trend.show_around(stay.parts[0].start + 100.0, 120.0)
    assert trend.clips.isHidden()
    trend.show_whole()
    trend.clips._buttons[1].click()
    qtbot.waitUntil(lambda: isinstance(running.sheets.top, PicturesSheet), timeout=5000)
    sheet = running.sheets.top
    qtbot.waitUntil(lambda: sheet.list.count() == len(clips), timeout=5000)
    assert sheet._chosen() == "c3"
    assert not sheet.look.isEnabled(), "who looks is audited"


def test_a_clip_of_a_moved_time_is_not_marked(stay_folder):
    review = RecordedReview(stay_folder, SystemClock())
    stay = review.open(review.lines()[0].id)
    part = stay.parts[0]
    cut = replace(stay, parts=(replace(part, start=part.start + 600.0), *stay.parts[1:]))
    assert [one.clip_id for one in clip_marks(cut, [a_clip("a", part, 300.0), a_clip("b", part, 700.0)])] == [
        "b"
    ]


def test_a_strip_that_was_hidden_stands_right_as_soon_as_it_has_a_width(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    strip = ClipStrip(lambda at: at)
    column.addWidget(strip)
    page.resize(1300, 100)
    page.show()
    qtbot.waitExposed(page)
    strip.show_clips([ClipMark(1200.0, "c", "then")])
    strip.lay(0.0, 1300.0)
    qtbot.waitUntil(lambda: [left for left, _ in strip.shown] == [1168], timeout=3000)
