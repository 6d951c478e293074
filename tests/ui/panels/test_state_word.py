"""The state word on the real window: as large as there is room for, and never cut, whatever it says."""

from __future__ import annotations

from functools import cache

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics

from neopain.core.interval import Interval
from neopain.core.readings import RawReading, Reason
from neopain.core.score.presets import PRESETS
from neopain.core.watch.watch import BedsideWatch
from tests.ui.panels.test_intensity import BEGAN, UTC_THEN

pytestmark = pytest.mark.slow

SCORES = {"calm": 0.2, "ambiguous": 5.0, "pain": 9.0}
CORNER = QRect(0, 0, 1, 1)
WHYS = [*SCORES, *Reason]


@cache
def snapshot(what):
    watch = BedsideWatch(PRESETS[1])
    watch.set_preset(PRESETS[1], BEGAN)
    at = BEGAN
    for n in range(80):
        at = BEGAN + 0.5 * n
        if isinstance(what, Reason):
            watch.on_reading(RawReading(n, at, reason=what))
        else:
            score = SCORES[what]
            watch.on_reading(
                RawReading(n, at, score, interval=Interval(score, min(10.0, score + 1.0)), intensity=score)
            )
        watch.on_tick(at, UTC_THEN)
    return watch.snapshot(at)


def shown(qapp, window, what):
    for _ in range(3):
        window.on_snapshot(snapshot(what))
        qapp.processEvents()
        # What is laid out and painted late comes with any part of the picture.
        window.grab(CORNER)
    word = window.body.score._state
    return word, word.font().pixelSize()


def check_whole(word):
    wrapped = QFontMetrics(word.font()).boundingRect(
        0, 0, word.width(), 10_000, Qt.TextFlag.TextWordWrap, word.text()
    )
    assert wrapped.height() <= word.height(), f"{word.text()} is cut below"
    assert wrapped.width() <= word.width(), f"{word.text()} is cut at its end"


READABLE_PX = {"en": 30, "de": 28}
"""At 800 x 1280; the longest words need two lines there."""


def _every_word_is_large(qapp, window, least):
    """Whatever was said before, and however large the window was."""
    window.resize(800, 1280)
    first = {what: shown(qapp, window, what)[1] for what in WHYS}
    window.resize(1280, 720)
    window.grab()
    window.resize(800, 1280)
    for what in reversed(WHYS):
        word, px = shown(qapp, window, what)
        check_whole(word)
        assert px == first[what], f"{word.text()}: {px} px now, {first[what]} px before"
        assert px >= least, f"{word.text()}: {px} px"
        panel = window.body.score
        for line in (panel._help, panel._numbers, panel._delay):
            assert line.height() >= line.heightForWidth(line.width()), f"{line.text()} is cut"


def test_the_word_is_as_large_as_portrait_has_room_for(qapp, window):
    _every_word_is_large(qapp, window, READABLE_PX["en"])


def test_the_german_word_is_too(qapp, german, window):
    _every_word_is_large(qapp, window, READABLE_PX["de"])


def test_where_there_is_room_the_list_of_events_stays(qapp, window):
    window.resize(1080, 1920)
    for what in SCORES:
        _, px = shown(qapp, window, what)
        assert px >= 36
        assert window.body.events.isVisible()
        assert window.body.why.isVisible()


def test_it_is_whole_in_landscape(qapp, window):
    window.resize(1280, 720)
    for what in WHYS:
        check_whole(shown(qapp, window, what)[0])
