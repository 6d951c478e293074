"""What is usual for an infant can be taken from the window; an unsettled or too short time is refused aloud."""

from __future__ import annotations

import pytest

from neopain.core.score import baseline


def action(window):
    return next(one for one in window.controls.more if one.text() == "Baseline")


def test_a_baseline_is_refused_too_early_then_taken_and_the_score_shown_against_it(
    qtbot, running, service, monkeypatch
):
    action(running).trigger()
    qtbot.waitUntil(
        lambda: any("a baseline needs 60 scored seconds" in line for line in running.body.events.lines),
        timeout=5000,
    )
    monkeypatch.setattr(baseline, "LEAST_SCORED_S", 2)

    def taken():
        action(running).trigger()
        qtbot.wait(300)
        return any(line for line in service.record.entries if line.code == "baseline")

    qtbot.waitUntil(taken, timeout=15_000)
    shown = running.body.score
    qtbot.waitUntil(lambda: "Against this infant's baseline: +0.0" in shown._numbers.text(), timeout=5000)
    service.source.points = 4.0
    qtbot.waitUntil(lambda: "baseline: +3.0" in shown._numbers.text(), timeout=20_000)


@pytest.mark.parametrize("busy", [True, False])
def test_without_a_session_there_is_nothing_to_measure(window, busy):
    window.controls.show_running(running=False, busy=busy)
    assert not action(window).isEnabled()
    window.controls.show_running(running=True, busy=busy)
    assert action(window).isEnabled() is not busy
