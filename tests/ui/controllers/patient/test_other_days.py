"""Notes and manual scores of other days and of before this session: they keep their time, and say their day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from neopain.core.clinical.admission import Admission
from neopain.core.clock import SystemClock
from neopain.core.record import Annotation, Assessment, new_id
from neopain.core.score.presets import PRESETS
from neopain.store.sessions import SessionStore
from neopain.ui.sheets.annotation.assessment_sheet import Entry
from tests.recorded.records import STARTED_AT, a_session, recorded, scored

pytestmark = pytest.mark.slow

ITEMS = (("face", 1), ("cry", 2), ("breathing", 1), ("arms", 1), ("legs", 0), ("arousal", 1))


@pytest.fixture
def three_days_later(qtbot, window, service):
    """An infant who was noted about and scored by hand three days ago, and is monitored anew."""
    now = SystemClock().utc()
    window.day = now - timedelta(days=3)
    old = a_session(new_id(), patient_code="P-07", started_utc=window.day.isoformat())
    utc = window.day.isoformat(timespec="milliseconds")
    with SessionStore(service.folder.path) as store:
        since = now - timedelta(days=4)
        store.admissions.admit(
            Admission("P-07", 240, 3, since.isoformat(timespec="milliseconds"), PRESETS[1])
        )
        store.begin(old)
        marks = [
            Annotation(STARTED_AT + 30.0, "analgesic_given", "morphine", "AB", utc),
            Assessment(STARTED_AT + 40.0, "nips", ITEMS, 6, "", "AB", utc),
        ]
        store.append(old.id, [recorded(scored(float(n))) for n in range(60)], (), marks)
        store.end(old.id, (window.day + timedelta(seconds=60)).isoformat(timespec="milliseconds"))
    service.ward.confirm_same()
    window.start("simulated")
    qtbot.waitUntil(lambda: bool(window.bedside.assessments.standing), timeout=8000)
    window.old = old.id
    return window


def local(utc: datetime) -> str:
    return utc.astimezone().strftime("%m-%d %H:%M")


def test_a_note_of_another_day_keeps_its_time_when_its_words_are_changed(qtbot, three_days_later, service):
    window = three_days_later
    [before] = window.bedside.notes.standing
    window.bedside.notes.ask()
    sheet = window.sheets.top
    when = window.day + timedelta(seconds=30)
    assert sheet.list.item(0).text().startswith(local(when)), "and is not told as of today"
    assert sheet.at.text() == when.astimezone().strftime("%Y-%m-%d  %H:%M:%S")
    sheet.text.setText("morphine 0.1 mg")
    sheet.save.click()
    assert sheet.says == ""
    qtbot.waitUntil(lambda: not window.bedside.notes.waiting, timeout=5000)
    [after] = window.bedside.notes.standing
    assert (after.text, after.at) == ("morphine 0.1 mg", before.at)
    with SessionStore(service.folder.path) as store:
        notes = [one for one in store.marks.revisions(window.old) if isinstance(one, Annotation)]
    assert [one.revision for one in notes] == [1, 2]
    assert [one.at for one in notes] == pytest.approx([STARTED_AT + 30.0] * 2, abs=1e-6)


def test_manual_scores_of_another_day_say_their_day(three_days_later):
    window = three_days_later
    day = local(window.day + timedelta(seconds=40))
    assert f"@{day}" in window.bedside.assessments.panel.line
    window.bedside.assessments.ask()
    assert window.sheets.top.earlier._list.item(0).text().startswith(day)


def test_a_score_of_before_this_session_keeps_its_time(qtbot, three_days_later):
    window = three_days_later
    control = window.bedside.assessments
    before = SystemClock().monotonic()
    control._enter(Entry("nips", ITEMS, 6, "CD", 30, None))
    qtbot.waitUntil(lambda: len(control.standing) == 2, timeout=5000)
    newest = max(control.standing, key=lambda one: one.at)
    assert newest.at == pytest.approx(before - 1800.0, abs=5.0)
    assert newest.at < window._control.monitor.session.started_at
    assert control._timer.due.left_s(before) < 60.0, "half an hour after a raised score is now"
