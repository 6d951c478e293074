"""The intensity on the real window: small, beside a number only, and never in the way of number and limits."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from neopain.core.interval import Interval
from neopain.core.readings import RawReading, Reason
from neopain.core.score.presets import PRESETS
from neopain.core.watch.watch import BedsideWatch
from neopain.ui.language.sign_words import intensity_word

pytestmark = pytest.mark.slow
BEGAN, UTC_THEN = 1000.0, datetime(2026, 1, 1, tzinfo=UTC)


def snapshot(intensity, *, hidden=False):
    """After half a minute; `hidden`: for the last ten seconds no face was found."""
    watch = BedsideWatch(PRESETS[1])
    watch.set_preset(PRESETS[1], BEGAN)
    at = BEGAN
    for n in range(60):
        at = BEGAN + 0.5 * n
        seen = RawReading(n, at, 5.0, interval=Interval(4.0, 6.5), intensity=intensity)
        watch.on_reading(RawReading(n, at, reason=Reason.FACE_NOT_FOUND) if hidden and n > 40 else seen)
        watch.on_tick(at, UTC_THEN)
    return watch.snapshot(at)


def test_it_is_averaged_and_there_only_with_a_number():
    assert snapshot(7.5).intensity == pytest.approx(7.5)
    assert snapshot(None).intensity is None
    assert snapshot(7.5, hidden=True).intensity is None


@pytest.mark.parametrize(
    ("value", "word"),
    [(0.0, "weak"), (3.4, "weak"), (3.5, "plain"), (6.4, "plain"), (6.5, "strong"), (10.0, "strong")],
)
def test_its_words_never_comfort(value, word):
    assert intensity_word(value) == word


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (1200, 1920), (2560, 1440)])
def test_limits_and_range_are_whole_and_the_intensity_is_smaller_than_the_score(qapp, window, size):
    for one in ((2560, 1440), size):
        window.resize(*one)
        for _ in range(3):
            window.on_snapshot(snapshot(7.5))
            qapp.processEvents()
            window.grab()
    score, why = window.body.score, window.body.why
    beside = score.beside
    assert score.intensity_text == "intensity\n8 strong"
    for line in (beside.limits, beside.interval):
        assert line.height() >= line.sizeHint().height() - 2, line.text()
        assert beside.rect().contains(line.geometry()), line.text()
    here = not beside.intensity.isHidden()
    assert (why._intensity == "") is here
    assert why._intensity in {"", "intensity 8 strong"}
    assert beside.intensity.font().pixelSize() * 2 < score.numeral.height()


def test_it_goes_with_the_number(qapp, window):
    window.on_snapshot(snapshot(7.5))
    window.on_snapshot(snapshot(7.5, hidden=True))
    qapp.processEvents()
    assert window.body.score.numeral.text == "--"
    assert window.body.score.intensity_text == ""
    assert window.body.score.beside.intensity.isHidden()
    assert window.body.why._intensity == ""
    window.on_snapshot(snapshot(7.5))
    window.body.score.show_nothing("NO DATA", "Assess by hand.")
    assert window.body.score.intensity_text == window.body.why._intensity == ""
