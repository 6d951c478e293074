"""What is usual for an infant can be taken from the window; an unsettled or too short time is refused aloud."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from neopain.core.score.infant import baseline
from neopain.ui.sheets.patient.usual_sheet import UsualSheet


def action(window):
    return next(one for one in window.controls.more if one.text() == "Baseline")


def sheet_of(qtbot, window):
    """The sheet, opened as a person does."""
    action(window).trigger()
    qtbot.waitUntil(lambda: isinstance(window.sheets.top, UsualSheet), timeout=3000)
    return window.sheets.top


def press(qtbot, button):
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_baseline_is_refused_too_early_then_taken_shown_and_taken_back(
    qtbot, running, service, monkeypatch
):
    sheet = sheet_of(qtbot, running)
    assert not sheet.take_back.isEnabled()
    press(qtbot, sheet.measure)
    qtbot.waitUntil(lambda: "a baseline needs 60 scored seconds" in sheet.answer.text(), timeout=5000)
    monkeypatch.setattr(baseline, "LEAST_SCORED_S", 2)

    def taken():
        press(qtbot, sheet.measure)
        qtbot.wait(300)
        return any(line for line in service.record.entries if line.code == "baseline")

    qtbot.waitUntil(taken, timeout=15_000)
    qtbot.waitUntil(lambda: sheet.baseline.text().startswith("1.0, spread 0.0"), timeout=5000)
    assert "Baseline 1.0" in sheet.answer.text()
    shown = running.body.score
    qtbot.waitUntil(lambda: "Against this infant's baseline: +0.0" in shown._numbers.text(), timeout=5000)
    service.source.points = 4.0
    qtbot.waitUntil(lambda: "baseline: +3.0" in shown._numbers.text(), timeout=20_000)
    press(qtbot, sheet.take_back)
    qtbot.waitUntil(lambda: "baseline" not in shown._numbers.text(), timeout=5000)
    assert any(line for line in service.record.entries if line.code == "baseline_taken_back")


def test_adaptation_is_off_and_is_switched_on_and_off_from_the_screen(qtbot, running, service):
    sheet = sheet_of(qtbot, running)
    assert (sheet.adaptation.text(), sheet.adapt.text()) == (
        "Adaptation to this infant is off",
        "Switch adaptation on",
    )
    press(qtbot, sheet.adapt)
    qtbot.waitUntil(lambda: sheet.adapt.text() == "Switch adaptation off", timeout=5000)
    assert "0 calm minutes" in sheet.shift.text()
    # The fake model has no witnesses: without them no face teaches.
    qtbot.waitUntil(lambda: "cannot confirm calm" in sheet.learning.text(), timeout=5000)
    press(qtbot, sheet.adapt)
    qtbot.waitUntil(lambda: "is off" in sheet.adaptation.text(), timeout=5000)
    told = [dict(line.detail)["phase"] for line in service.record.entries if line.code == "adaptation"]
    assert told == ["waiting", "off"]


@pytest.mark.parametrize("busy", [True, False])
def test_without_a_session_there_is_nothing_to_measure(window, busy):
    window.controls.show_running(running=False, busy=busy)
    assert not action(window).isEnabled()
    window.controls.show_running(running=True, busy=busy)
    assert action(window).isEnabled() is not busy
