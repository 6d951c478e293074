"""The single signs beside the score: shown with and without a score, grey where unknown, never green."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from neopain.core.facial_actions import ActionStrength, FacialAction, FacialActions
from neopain.core.watch.signs import Disagreement, Signs
from neopain.ui.panels.central_area import Body
from neopain.ui.panels.score.why_panel import WhyPanel
from neopain.ui.style.sizes import sizes_for
from neopain.ui.style.theme import DAY, NIGHT
from tests.fakes import FakeClock

SIZES = sizes_for(width_px=1280, height_px=720, px_per_mm=4.0)
STRONG = FacialActions.of({action: ActionStrength(0.9, 0.8) for action in FacialAction})
SIZES_OF_PANEL = [(300, 64), (500, 110), (500, 360)]


@pytest.fixture
def panel(qtbot):
    one = WhyPanel()
    qtbot.addWidget(one)
    one.paint_with(DAY, SIZES)
    one.resize(500, 110)
    return one


def colours(panel):
    image = panel.grab().toImage()
    return [
        QColor(image.pixel(x, y)) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)
    ]


def share_of(panel, colour):
    wanted = QColor(colour)
    found = colours(panel)
    return sum(one == wanted for one in found) / len(found)


def test_it_tells_every_sign_and_what_is_not_seen(panel):
    hidden = FacialActions.of({FacialAction.BROW_BULGE: ActionStrength(0.42, 0.8)})
    panel.show_signs(Signs(hidden, {FacialAction.BROW_BULGE: 0.5}, distress=0.91))
    told = panel.told.splitlines()
    assert len(told) == len(FacialAction) + 1
    assert told[0] == "Brow bulge: 42 %, present 50 % of the last 30 s"
    assert told[1] == "Eye squeeze: not seen"
    assert told[-1].endswith("91 %")
    assert panel.accessibleDescription() == panel.told


@pytest.mark.parametrize("size", SIZES_OF_PANEL)
@pytest.mark.parametrize("palette", [DAY, NIGHT])
def test_the_strong_are_drawn_dark_and_the_unknown_are_not(panel, size, palette):
    panel.paint_with(palette, SIZES)
    panel.resize(*size)
    panel.show_signs(Signs())
    nothing = share_of(panel, palette.ink)
    panel.show_signs(Signs(FacialActions.of(dict.fromkeys(FacialAction, ActionStrength(0.9, 1.0)))))
    assert share_of(panel, palette.ink) > nothing + 0.05


@pytest.mark.parametrize("size", SIZES_OF_PANEL)
def test_an_unknown_sign_does_not_look_like_one_at_rest(panel, size):
    panel.resize(*size)
    panel.show_signs(
        Signs(FacialActions.of(dict.fromkeys(FacialAction, ActionStrength(0.0, 1.0))), distress=0.0)
    )
    rest = panel.grab().toImage()
    panel.show_signs(Signs())
    assert panel.grab().toImage() != rest
    found = colours(panel)
    drawn = sum(one != found[-1] for one in found) / len(found)
    assert drawn > 0.04, "hatched, not just empty"


def test_where_the_score_needs_the_room_a_contradiction_stays(panel):
    panel.show_signs(Signs(STRONG))
    panel.fold(True)
    assert panel.isHidden(), "the score's lines come first"
    panel.show_signs(Signs(STRONG, disagreement=Disagreement.SIGNS_WITHOUT_SCORE))
    assert not panel.isHidden(), "a contradiction is never hidden"
    assert panel.minimumHeight() < 25
    panel.resize(300, panel.minimumHeight())
    assert share_of(panel, DAY.disagree) > 0.3


@pytest.mark.parametrize("palette", [DAY, NIGHT])
@pytest.mark.parametrize("said", [None, *Disagreement])
def test_nothing_on_it_is_green_and_a_contradiction_has_its_own_colour(panel, palette, said):
    panel.paint_with(palette, SIZES)
    panel.show_signs(Signs(STRONG, distress=0.95, disagreement=said))
    for colour in colours(panel):
        assert colour.green() <= max(colour.red(), colour.blue()) + 8
    assert (share_of(panel, palette.disagree) > 0.02) is (said is not None)


def test_a_contradiction_is_in_the_heading_in_words(panel):
    panel.show_signs(Signs(STRONG, disagreement=Disagreement.SIGNS_OVER_SCORE))
    assert panel.heading == "SIGNS DISAGREE: LOOK"
    assert "Assess the infant" in panel.toolTip()
    panel.show_nothing()
    assert panel.heading == "SINGLE SIGNS"


def test_where_nothing_is_monitored_no_old_sign_stays(qtbot):
    """Whoever empties the score, for whatever reason, empties what explains it."""
    body = Body(FakeClock())
    qtbot.addWidget(body)
    body.paint_with(DAY, SIZES)
    body.why.show_signs(Signs(STRONG, distress=0.95, disagreement=Disagreement.SIGNS_OVER_SCORE))
    body.score.show_nothing("NO DATA", "The monitor has stopped.")
    assert body.why.disagreement is None
    assert "90 %" not in body.why.told
