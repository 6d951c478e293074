"""What the record does not take: which score it was, and that it stands once it is kept; a discharge that failed."""

from __future__ import annotations

import pytest

from neopain.core.errors import RecordFault
from neopain.core.sessions import LogKind
from neopain.ui.controllers.patient import assessment_control
from neopain.ui.sheets.annotation.assessment_sheet import Entry
from tests.ui.test_bedside import codes

pytestmark = pytest.mark.slow

ITEMS = (("face", 1), ("cry", 2), ("breathing", 1), ("arms", 1), ("legs", 0), ("arousal", 1))


def test_a_score_that_is_kept_at_last_stands_and_sets_the_timer(qtbot, running, service, monkeypatch, caplog):
    """The record and its second place fail for some seconds."""
    monkeypatch.setattr(assessment_control, "RETRY_MS", 50)
    service.record.failing = "the disk is full"
    control = running.bedside.assessments
    control._enter(Entry("nips", ITEMS, 6, "CD", 0, None))
    qtbot.waitUntil(lambda: "SCORE NOT SAVED: NIPS 6" in running.notice.text, timeout=9000)
    assert "paper" in running.notice.text
    assert control.standing == (), "nothing is confirmed that is not safe"
    service.record.failing = None
    qtbot.waitUntil(lambda: [one.total for one in control.standing] == [6], timeout=9000)
    assert "NOT SAVED" not in running.notice.text
    assert "raised score" in control.panel.chip
    running.leave()
    assert codes(service, LogKind.ASSESSMENT) == ["assessed"], "once, however often it was tried"


def test_a_discharge_that_failed_says_so_and_that_nobody_monitors(
    qtbot, running, service, monkeypatch, tmp_path
):
    def full(*_arguments, **_named):
        raise RecordFault("No space left on device: free some space")

    service.ward.admit("P-07", 240, 3)
    with_patient = running.bedside.patients
    with_patient.look()
    qtbot.waitUntil(lambda: with_patient.state.admission is not None, timeout=5000)
    monkeypatch.setattr(service.ward, "_export", full)
    with_patient._discharge(tmp_path)
    qtbot.waitUntil(lambda: "NOT DISCHARGED" in running.notice.text, timeout=9000)
    assert "monitoring has ended" in running.notice.text
    assert "No space left" in running.notice.text
    assert service.ward.state(running=False).admission is not None
