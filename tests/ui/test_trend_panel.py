"""The trend's review: where stepping back in time ends."""

from __future__ import annotations

import pytest

from neopain.ui.style.sizes import sizes_for
from neopain.ui.style.theme import DAY
from neopain.ui.trend.trend_history import TrendHistory
from neopain.ui.trend.trend_panel import TrendPanel
from tests.fakes import FakeClock, scored

pytestmark = pytest.mark.slow


@pytest.fixture
def panel(qtbot):
    """A ten-minute trend, the clock at 1000 s; the test fills the history."""
    history = TrendHistory()
    clock = FakeClock(now=1000.0)
    shown = TrendPanel(history, clock)
    qtbot.addWidget(shown)
    shown.paint_with(DAY, sizes_for(width_px=1280, height_px=720, px_per_mm=4.0))
    shown.history, shown.clock = history, clock
    shown.run(running=True)
    return shown


def record(panel, seconds):
    for second in range(seconds):
        panel.history.add(scored(1000.0 + second, 2.0, seq=second))
    panel.clock.now = 1000.0 + seconds


def test_a_review_of_a_young_record_never_reaches_past_now(panel):
    record(panel, 50)
    panel.step(-1)
    assert panel.in_review
    assert panel._review_end == 1050.0
    panel.clock.now += 10.0
    panel.step(-1)
    assert panel._review_end <= 1060.0


def test_a_review_of_a_long_record_stops_where_the_record_begins(panel):
    record(panel, 1500)
    panel.step(-1)
    assert panel._review_end == 1000.0 + 1500 - 300
    for _ in range(9):
        panel.step(-1)
    assert panel._review_end == 1000.0 + 120, "a fifth of the window shows the beginning"
    for _ in range(9):
        panel.step(1)
    assert not panel.in_review
