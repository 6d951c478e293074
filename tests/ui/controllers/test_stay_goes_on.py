"""Stopping and starting, or another camera, forgets nothing of the infant who still lies there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from neopain.core.clinical.annotation_choices import Annotation as Choice
from neopain.core.clock import SystemClock
from neopain.store.sessions import SessionStore
from neopain.ui.sheets.annotation.assessment_sheet import Entry
from tests.recorded.records import a_session, recorded, scored

pytestmark = pytest.mark.slow


def started(qtbot, window, spec="simulated"):
    window.start(spec)
    qtbot.waitUntil(lambda: window.body.score.numeral.text != "--", timeout=8000)


def stopped(qtbot, window):
    window._control.stop()
    qtbot.waitUntil(lambda: window._control.monitor is None and not window._control.busy, timeout=8000)


@pytest.fixture
def restarted(qtbot, window, service):
    """Admitted, scored by hand, noted; then stopped and started again."""
    service.record.closes = True
    service.ward.admit("P-07", 240, 3)
    window.bedside.patients.look()
    started(qtbot, window)
    items = (("face", 1), ("cry", 2), ("breathing", 1), ("arms", 1), ("legs", 0), ("arousal", 1))
    window.bedside.assessments._enter(Entry("nips", items, 6, "AB", 0, None))
    window.bedside.on_noted(Choice("analgesic_given", "Analgesic given"))
    qtbot.waitUntil(lambda: bool(window.bedside.assessments.standing), timeout=5000)
    qtbot.waitUntil(lambda: not window.bedside.notes.waiting, timeout=5000)
    window.due_before = window.bedside.assessments._timer.due
    window.first = service.monitor.session.id
    stopped(qtbot, window)
    started(qtbot, window, "0")
    qtbot.waitUntil(lambda: bool(window.bedside.assessments.standing), timeout=5000)
    return window


def test_the_manual_score_the_note_and_the_timer_stay(qtbot, restarted, service):
    window = restarted
    assert service.monitor.session.id != window.first
    assert "NIPS 6" in window.bedside.assessments.panel.line
    assert [mark.text for mark in window.body.history.marks if mark.kind == "event"] == ["Analgesic given"]
    due = window.bedside.assessments._timer.due
    assert due.reason is window.due_before.reason
    assert due.at == pytest.approx(window.due_before.at, abs=0.1)


def test_an_earlier_note_and_score_are_changed_where_they_are_kept(qtbot, restarted, service):
    window = restarted
    [note] = window.bedside.notes.standing
    window.bedside.notes._change(
        type(note)(**{**{k: getattr(note, k) for k in note.__slots__}, "text": "paracetamol"}), "changed", "x"
    )
    [score] = window.bedside.assessments.standing
    window.bedside.assessments._enter(Entry("nips", score.items[:5], None, "CD", 0, score))
    qtbot.waitUntil(lambda: not window.bedside.notes.waiting, timeout=5000)
    qtbot.waitUntil(lambda: window.bedside.assessments.standing[0].total is None, timeout=5000)
    with SessionStore(service.folder.path) as store:
        kept = store.marks.revisions(window.first)
        assert store.marks.revisions(service.monitor.session.id) == []
    assert sorted((type(one).__name__, one.revision) for one in kept) == [
        ("Annotation", 1),
        ("Annotation", 2),
        ("Assessment", 1),
        ("Assessment", 2),
    ]
    assert len({round(one.at, 3) for one in kept if type(one).__name__ == "Annotation"}) == 1


def test_another_patient_takes_nothing_over(qtbot, restarted, service):
    window = restarted
    stopped(qtbot, window)
    service.ward.discharge(None)
    service.ward.admit("P-08", 240, 3)
    started(qtbot, window)
    qtbot.wait(300)
    assert window.bedside.assessments.standing == ()
    assert window.bedside.notes.standing == ()


def test_the_trend_shows_the_sessions_before_with_a_gap(qtbot, window, service):
    service.ward.admit("P-07", 240, 3)
    before = SystemClock().utc() - timedelta(hours=1)
    old = a_session(patient_code="P-07", started_utc=before.isoformat(), started_at=5000.0)
    with SessionStore(service.folder.path) as store:
        store.begin(old)
        store.append(old.id, [recorded(scored(float(n), 3.0)) for n in range(1200)], ())
    started(qtbot, window)
    history = window.body.history
    qtbot.waitUntil(lambda: history.oldest_at < service.monitor.session.started_at - 3000, timeout=5000)
    now = SystemClock().monotonic()
    longest = max(history.gaps(now - 7200, now), key=lambda span: span.end - span.start)
    assert longest.end - longest.start == pytest.approx(2400, abs=30)
    qtbot.waitUntil(lambda: window._snapshot.statistics.scored_s > 1190, timeout=5000)
