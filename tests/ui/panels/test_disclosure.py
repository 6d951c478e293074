"""What an alarm system that decides by averages and networks has to tell, and how softly it may speak."""

from __future__ import annotations

import pytest

from neopain.core.score.presets import PRESETS
from neopain.core.sessions import SourceState, SourceStatus
from neopain.core.watch.watch import BedsideWatch
from neopain.ui.panels.score.score_panel import ScorePanel
from neopain.ui.platform.sound import VOLUMES
from neopain.ui.sheets.machine.limits_page import limits_page
from neopain.ui.style.sizes import sizes_for
from neopain.ui.style.theme import DAY
from tests.unit.core.temporal.heads import a_head


def snapshot_of(preset):
    watch = BedsideWatch(preset)
    watch.on_source(SourceStatus(SourceState.LIVE, 0.0))
    return watch.snapshot(1.0)


@pytest.mark.clause("B6")
@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
def test_the_page_of_limits_tells_delay_averaging_and_how_it_is_decided(qapp, preset):
    page = limits_page(snapshot_of(preset))
    for told in (
        preset.label, f"{preset.delay.total_s:.1f} s", f"{preset.upper_hold_s:.1f} s", f"{preset.smoothing_s:.1f} s",
        f"{preset.upper_limit:.1f}", f"{preset.lower_limit:.1f}", "neural network", "averag", "not a clinical scale",
        "does not rule out pain",
    ):  # fmt: skip
        assert told in " ".join(page.split()), told


@pytest.mark.clause("B6")
def test_the_page_of_limits_tells_the_window_of_a_model_that_has_one(qapp):
    plain = limits_page(snapshot_of(PRESETS[-1]))
    assert "Window" not in plain
    watch = BedsideWatch(PRESETS[-1], head=a_head(5.0))
    watch.on_source(SourceStatus(SourceState.LIVE, 0.0))
    page = " ".join(limits_page(watch.snapshot(1.0)).split())
    assert "scores of the last 5.0 s" in page
    assert "averaging 5.0 s + hold" in page


@pytest.mark.clause("B6", "D4")
def test_the_delay_and_the_limits_stand_by_the_numeral(qtbot):
    from PySide6.QtWidgets import QLabel

    panel = ScorePanel()
    qtbot.addWidget(panel)
    panel.paint_with(DAY, sizes_for(width_px=1280, height_px=720, px_per_mm=4.0))
    snapshot = snapshot_of(PRESETS[-1])
    panel.show_snapshot(snapshot)
    said = " ".join(label.text() for label in panel.findChildren(QLabel))
    assert f"{snapshot.delay.total_s:.1f} s" in said
    assert f"{snapshot.preset.upper_limit:.1f}" in said
    assert f"{snapshot.preset.lower_limit:.1f}" in said


@pytest.mark.clause("C6")
def test_no_step_of_the_volume_is_silent_and_each_is_louder():
    assert min(VOLUMES) >= 0.25
    assert list(VOLUMES) == sorted(VOLUMES)
    assert max(VOLUMES) <= 1.0


@pytest.mark.clause("C7")
def test_the_start_of_a_session_tests_sound_and_alarm_fields_and_says_so(qtbot, running, service, player):
    assert ("startup_test", 0.4) in player.played
    qtbot.waitUntil(lambda: any(entry.code == "self_test" for entry in service.record.entries), timeout=8000)
    for field in (running.alarms.pain, running.alarms.technical):
        assert field.text
    running.alarms.self_test()
    assert running.alarms.pain.text == "SELF TEST"
