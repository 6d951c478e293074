"""The strip of single signs under the trend, the line of the intensity, and what is remembered of them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent

from neopain.core.facial_actions import ActionStrength, FacialAction, FacialActions
from neopain.core.readings import Quality, Reading
from neopain.ui.style.sizes import sizes_for
from neopain.ui.style.theme import DAY, NIGHT
from neopain.ui.trend.history.trend_history import TrendHistory
from neopain.ui.trend.trend_layers import TrendLayers
from neopain.ui.trend.trend_panel import TrendPanel
from tests.fakes import FakeClock, unscored

pytestmark = pytest.mark.slow
BEGAN = 1000.0
SIZES = sizes_for(width_px=1280, height_px=720, px_per_mm=4.0)


def seen(at, brow, intensity=5.0):
    actions = FacialActions.of({FacialAction.BROW_BULGE: ActionStrength(brow, 0.8)})
    return Reading(0, at, Quality.OK, None, 4.0, 4.0, intensity=intensity, actions=actions)


@pytest.fixture
def panel(qtbot):
    """Ten minutes: at rest, a bulge from 200 to 300 s, nothing seen from 400 to 450 s."""
    history, clock = TrendHistory(), FakeClock(now=BEGAN)
    shown = TrendPanel(history, clock)
    qtbot.addWidget(shown)
    shown.resize(700, 640)
    shown.paint_with(DAY, SIZES)
    for second in range(600):
        at = BEGAN + second + 0.5
        history.add(unscored(at) if 400 <= second < 450 else seen(at, 0.9 if 200 <= second < 300 else 0.1))
    clock.now = BEGAN + 600.0
    shown.run(running=True)
    shown.show()
    qtbot.waitExposed(shown)
    shown._refresh()
    shown.clock, shown.history = clock, history
    return shown


def colour_at(panel, at, lane=0):
    strip = panel.signs
    x, y = round(panel.plot.x_of(at)), round((lane + 0.5) * (strip.height() - 4) / 6) + 1
    return QColor(strip.grab().toImage().pixel(x, y))


def point(strip, x, y):
    place = QPointF(x, y)
    none = Qt.MouseButton.NoButton
    strip.mouseMoveEvent(
        QMouseEvent(QEvent.Type.MouseMove, place, place, none, none, Qt.KeyboardModifier.NoModifier)
    )


def test_it_is_in_step_with_the_plot_and_darker_where_a_sign_was_present(panel):
    rest, bulge = colour_at(panel, BEGAN + 100.0), colour_at(panel, BEGAN + 290.0)
    assert bulge.lightness() < rest.lightness() - 80
    assert colour_at(panel, BEGAN + 190.0) == rest
    assert colour_at(panel, BEGAN + 345.0) == rest, "half a minute after its end it is light again"
    panel.show_span(120.0)
    panel.go_to(BEGAN + 250.0)
    beside_the_cursor = colour_at(panel, BEGAN + 252.0)
    assert beside_the_cursor.lightness() == pytest.approx(bulge.lightness(), abs=3)


@pytest.mark.parametrize("palette", [DAY, NIGHT])
def test_a_gap_is_hatched_and_never_the_field_of_a_sign_at_rest(panel, palette):
    panel.paint_with(palette, SIZES)
    panel._refresh()
    rest = colour_at(panel, BEGAN + 100.0)
    gap = {colour_at(panel, BEGAN + 405.0 + 3.0 * n).name() for n in range(13)}
    assert rest.name() not in gap
    never = {colour_at(panel, BEGAN + 100.0 + 3.0 * n, lane=1).name() for n in range(13)}
    assert rest.name() not in never, "an action that was never seen is no action at rest"


def test_no_field_is_green(panel):
    image = panel.signs.grab().toImage()
    for x in range(60, image.width(), 7):
        colour = QColor(image.pixel(x, 8))
        assert colour.green() <= max(colour.red(), colour.blue()) + 6, colour.name()


def test_it_is_painted_again_only_when_a_column_has_changed(panel, qapp):
    panel.signs.grab()
    before = panel.signs.painted
    for _ in range(8):
        panel._refresh()
        qapp.processEvents()
    assert panel.signs.painted == before
    panel.clock.now += 10.0
    panel._refresh()
    panel.signs.grab()
    assert panel.signs.painted == before + 1


def test_a_pointer_reads_name_strength_confidence_and_time(panel):
    x = panel.plot.x_of(BEGAN + 290.0)
    point(panel.signs, x, 6.0)
    told = panel.reading_text
    assert "Brow bulge" in told
    assert "strength 90 %" in told
    assert "confidence 80 %" in told
    assert "present 100 % of 30 s" in told
    assert panel.plot.time_words(BEGAN + 290.0)[:7] in told
    point(panel.signs, panel.plot.x_of(BEGAN + 420.0), 6.0)
    assert "not assessed" in panel.reading_text
    point(panel.signs, 3.0, 6.0)
    assert panel.reading_text == ""


def test_before_the_program_began_nothing_is_drawn_and_no_gap_is_claimed(panel):
    panel.go_to(BEGAN - 500.0)
    at = panel.plot.x_of(BEGAN - 200.0)
    assert 60 < at < panel.signs.width()
    image = panel.signs.grab().toImage()
    assert {QColor(image.pixel(round(at) + n, 30)).name() for n in range(12)} == {DAY.panel}


def test_the_line_of_the_intensity_breaks_in_gaps_and_can_be_hidden(panel):
    x, y = panel.plot._intensity.getOriginalDataset()
    assert np.isnan(y[(x > BEGAN + 405.0) & (x < BEGAN + 445.0)]).all()
    assert np.nanmax(y) == 5.0
    panel._on_pointed(BEGAN + 100.0)
    assert "intensity 5 (plain)" in panel.reading_text
    panel.head.intensity.click()
    assert not panel.plot._intensity.isVisible()
    panel._on_pointed(BEGAN + 100.0)
    assert "intensity" not in panel.reading_text


def test_a_low_trend_shows_signs_or_overview_and_a_compact_one_neither(panel):
    panel.resize(700, 400)
    assert (panel.signs.isHidden(), panel._overview.isHidden()) == (False, True)
    panel.head.signs.click()
    assert (panel.signs.isHidden(), panel._overview.isHidden()) == (True, False)
    panel.head.signs.click()
    panel.compact(True)
    assert (panel.signs.isHidden(), panel._overview.isHidden()) == (True, True)
    assert not panel.head.signs.isEnabled()


def test_what_is_chosen_holds_for_every_trend_and_comes_back():
    layers = TrendLayers()
    layers.choose(intensity=False)
    later = TrendLayers()
    later.restore(layers.kept)
    assert (later.intensity, later.signs) == (False, True)
    for nonsense in ("", "shown", "shown perhaps", "hidden hidden hidden"):
        later.restore(nonsense)
    assert (later.intensity, later.signs) == (False, True)


def test_nothing_pointed_at_has_no_line(panel):
    panel._on_sign_pointed(math.nan, None)
    assert panel.reading_text == ""
