"""The last alarm's map in the window: small beside the single signs, large when touched, gone when it must be."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from neopain.ui.sheets.machine.alarm_map_sheet import AlarmMapSheet
from neopain.workers.explaining.alarm_map import AlarmMap


class Explainer:
    """What the view asks of one."""

    def __init__(self, found=None):
        self.found = found
        self.covered = []

    def cover(self, covered):
        self.covered.append(covered)
        if covered:
            self.found = None


def a_map(strongest=2.5):
    picture = np.full((224, 224, 3), 120, np.uint8)
    picture[60:110, 70:150] = (255, 140, 0)
    return AlarmMap(12.0, picture, 8.4, strongest)


@pytest.fixture
def view(running):
    explainer = Explainer(a_map())
    running.body.alarm_map.watch(explainer)
    return running.body.alarm_map


def sheets(window):
    return [one for one in window.findChildren(AlarmMapSheet) if one.open_now]


def test_without_a_map_nothing_is_shown(running):
    assert not running.body.alarm_map.isVisible()
    running.body.alarm_map.watch(Explainer())
    assert not running.body.alarm_map.isVisible()


def test_a_map_stands_beside_the_signs_and_comes_with_a_snapshot(running, qtbot):
    explainer = Explainer()
    running.body.alarm_map.watch(explainer)
    explainer.found = a_map()
    qtbot.waitUntil(running.body.alarm_map.isVisible, timeout=5000)
    assert running.body.alarm_map.width() <= 0.31 * running.body.score.width() + 1
    grabbed = running.body.alarm_map.grab().toImage()
    assert grabbed.pixelColor(grabbed.width() // 2, round(0.38 * grabbed.height())).red() > 200


def test_a_touch_opens_it_large_with_what_it_does_not_say(running, view, qtbot):
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton)
    [sheet] = sheets(running)
    assert not sheet.picture.pixmap().isNull()
    assert "not the infant" in sheet.words.text()
    assert "8.4" in sheet.words.text()
    assert "2.5" in sheet.words.text()


def test_keys_open_it_too(running, view, qtbot):
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert len(sheets(running)) == 1


def test_a_map_without_a_strong_piece_says_so(running, qtbot):
    running.body.alarm_map.watch(Explainer(a_map(0.2)))
    qtbot.mouseClick(running.body.alarm_map, Qt.MouseButton.LeftButton)
    assert "No single piece" in sheets(running)[0].words.text()


def test_visitors_end_it_in_the_panel_and_in_the_open_sheet(running, view, qtbot):
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton)
    assert sheets(running)
    running.body.show_visitor(True)
    assert view.shown is None
    qtbot.waitUntil(lambda: not sheets(running), timeout=3000)
    running.body.show_visitor(False)
    assert not view.isVisible()


def test_the_sessions_end_ends_it(running, view):
    running.body.end()
    assert view.shown is None
    assert not view.isVisible()


def test_a_session_that_begins_before_visitors_holds_no_face(running):
    running.body.show_visitor(True)
    explainer = Explainer(a_map())
    running.body.alarm_map.watch(explainer)
    running.body.alarm_map.cover(True)
    assert explainer.covered == [True]
    assert running.body.alarm_map.shown is None
