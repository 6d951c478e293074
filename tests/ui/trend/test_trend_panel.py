"""The trend's review: where stepping back in time ends."""

from __future__ import annotations

import math
import time
from datetime import UTC, datetime

import numpy as np
import pytest

from neopain.ui.style.sizes import sizes_for
from neopain.ui.style.theme import DAY
from neopain.ui.trend.history.trend_before import Limits
from neopain.ui.trend.history.trend_history import Mark, MarkKind, TrendHistory
from neopain.ui.trend.trend_panel import TrendPanel
from neopain.ui.trend.trend_reading import span_words
from tests.fakes import FakeClock, scored, unscored

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


def test_the_band_breaks_where_nothing_was_scored_and_reaches_from_end_to_end(panel):
    for second in range(60):
        at = 1000.0 + second
        alone = unscored(at, seq=second) if 20 <= second < 30 else None
        panel.history.add(alone or scored(at, 4.0, seq=second, interval=(2.0, 7.0)))
    panel.clock.now = 1060.0
    panel._refresh()
    polygons = panel.plot._band.path().toSubpathPolygons()
    spans = sorted((one.boundingRect().left(), one.boundingRect().right()) for one in polygons)
    assert spans == [(1000.0, 1019.0), (1030.0, 1059.0)]
    assert {(one.boundingRect().top(), one.boundingRect().bottom()) for one in polygons} == {(2.0, 7.0)}


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


def test_a_young_trend_fills_the_width_and_grows_until_its_span(panel):
    def seen():
        (start, end), _ = panel.plot.viewRange()
        return start, end

    record(panel, 5)
    panel._refresh()
    assert seen() == pytest.approx((995.0, 1005.0))
    panel.history.clear()
    record(panel, 300)
    panel._refresh()
    start, end = seen()
    assert end == 1300.0
    assert 990.0 < start < 1000.0
    panel.history.clear()
    record(panel, 1500)
    panel._refresh()
    assert seen() == pytest.approx((1900.0, 2500.0))


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Kathmandu"])
@pytest.mark.parametrize("span", [60.0, 600.0, 3600.0, 8 * 3600.0, 24 * 3600.0])
def test_ticks_are_on_round_times_of_the_local_clock(panel, monkeypatch, zone, span):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    panel.plot.anchor(datetime(2026, 1, 1, 9, 17, 23, 417_000, tzinfo=UTC), 1000.0)
    ((step, ticks),) = panel.plot._axis.tickValues(1000.0 - span, 1000.0, 500.0)
    assert 2 <= len(ticks) <= 8
    assert all(1000.0 - span <= tick <= 1000.0 for tick in ticks)
    for tick in ticks:
        local = panel.plot._axis.time_of(tick + 1e-4)
        seconds = local.hour * 3600 + local.minute * 60 + local.second
        assert local.microsecond < 1000
        assert seconds % step == 0
    monkeypatch.undo()
    time.tzset()


def test_limits_are_drawn_as_they_were_then(panel):
    panel.history.limits(Limits(1000.0, 4.0, 6.0))
    record(panel, 200)
    panel.history.limits(Limits(1100.0, 4.0, 6.0))
    panel.history.limits(Limits(1150.0, 3.2, 5.5))
    panel._refresh()
    assert panel.plot.limits_shown[0].upper == 6.0
    assert panel.plot.limits_shown[-1] == Limits(1150.0, 3.2, 5.5)
    at, upper = panel.plot._steps[True].getData()
    assert list(zip(at, upper, strict=True)) == [(1000.0, 6.0), (1150.0, 6.0), (1150.0, 5.5), (1200.0, 5.5)]


def test_the_pointer_reads_time_score_limits_and_note(panel):
    panel.plot.anchor(datetime(2026, 1, 1, 9, 0, tzinfo=UTC), 1000.0)
    panel.history.limits(Limits(1000.0, 4.0, 6.0))
    record(panel, 200)
    panel.history.mark(Mark(1100.0, MarkKind.EVENT, "Heel lance"))
    panel.plot.pointed.emit(1100.4)
    local = datetime(2026, 1, 1, 9, 1, 40, tzinfo=UTC).astimezone()
    assert panel.reading_text == f"{local:%H:%M:%S}   2.0   ▲▲ 6.0  ▲ 4.0   Heel lance"
    assert panel._foot._places.currentWidget() is panel._foot._reading
    panel.plot.pointed.emit(math.nan)
    assert panel.reading_text == ""
    assert panel._foot._places.currentWidget() is panel._foot._legend


def test_the_pointer_over_a_gap_says_so_and_gives_no_number(panel):
    record(panel, 50)
    panel.history.add(unscored(1050.0, seq=50))
    panel.history.add(scored(1080.0, 2.0, seq=51))
    panel.clock.now = 1081.0
    for at in (1051.0, 1065.0):
        panel.plot.pointed.emit(at)
        assert "not scored" in panel.reading_text
    panel.plot.pointed.emit(900.0)
    assert panel.reading_text == "", "before the record there is nothing to read"


def test_a_zoom_tells_its_span_and_moves_the_overview(panel):
    record(panel, 5000)
    assert panel.span_text == ""
    panel.plot.dragged.emit(5500.0, 1380.0)
    assert panel.in_review
    assert panel.span_text == "23 min"
    assert not any(button.isChecked() for button, _ in panel.head._spans)
    looked_at = panel._overview._looked_at
    assert (looked_at.start, looked_at.end) == (5500.0 - 1380.0, 5500.0)
    panel.show_span(3600.0)
    assert panel.span_text == ""
    assert [button.isChecked() for button, _ in panel.head._spans] == [False, True, False, False]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (45.4, "45 s"),
        (99.0, "99 s"),
        (600.0, "10 min"),
        (3600.0, "1 h"),
        (5400.0, "1 h 30 min"),
        (86400.0, "24 h"),
    ],
)
def test_spans_in_words(seconds, words):
    assert span_words(seconds) == words


def test_the_line_breaks_where_the_score_stops_counting_and_nowhere_else(qtbot):
    """One rule for screen and statistics: a reading stands for as long as `coverage` lets it."""
    from neopain.core.score.coverage import HOLD_S
    from neopain.ui.trend.plot.trend_plot import TrendPlot

    for step, broken in ((HOLD_S - 0.5, False), (HOLD_S + 0.5, True)):
        history = TrendHistory()
        for n in range(10):
            history.add(scored(n * step, 3.0, seq=n))
        plot = TrendPlot(history)
        qtbot.addWidget(plot)
        plot.paint_with(DAY, 14)
        plot.show_window(10 * step, 60.0, 10 * step)
        drawn = plot._smoothed.getOriginalDataset()[1]
        assert bool(np.isnan(drawn).any()) is broken
        assert bool(history.gaps(step, 8 * step)) is broken


def test_the_overview_is_back_after_a_narrow_portrait(qapp, window):
    window.body.layers.choose(signs=False)
    for size, there in (((1280, 720), True), ((800, 1280), False), ((1280, 720), True)):
        window.resize(*size)
        qapp.processEvents()
        qapp.processEvents()
        assert window.body.trend._overview.isHidden() is not there, size
