"""Facial actions and intensity over the trend's time: seconds, columns, gaps, and the same from the record."""

from __future__ import annotations

import numpy as np

from neopain.core.facial_actions import ActionStrength, FacialAction, FacialActions
from neopain.core.readings import Quality, Reading
from neopain.core.score.coverage import HOLD_S
from neopain.core.watch.sign_seconds import ACTIONS, SignSeconds
from neopain.ui.trend.history.signs_history import SignsHistory
from neopain.ui.trend.history.trend_before import Span
from neopain.ui.trend.plot.trend_thinning import STRETCHES, intensity_line
from tests.fakes import unscored

BROW = ACTIONS.index(FacialAction.BROW_BULGE)
EYES = ACTIONS.index(FacialAction.EYE_SQUEEZE)


def seen(at: float, brow: float, intensity: float | None = 5.0) -> Reading:
    actions = FacialActions.of({FacialAction.BROW_BULGE: ActionStrength(brow, 0.8)})
    return Reading(0, at, Quality.OK, None, 4.0, 4.0, intensity=intensity, actions=actions)


def recorded(*, hidden: range = range(0), seconds: int = 60) -> SignsHistory:
    """The brow bulges in the second half of each ten seconds."""
    history = SignsHistory()
    for second in range(1000, 1000 + seconds):
        for part in (0.2, 0.7):
            at = second + part
            history.add(unscored(at) if second in hidden else seen(at, 0.8 if second % 10 >= 5 else 0.1))
    history.add(seen(1000.0 + seconds, 0.0))
    return history


def test_a_second_is_its_mean_and_the_share_that_of_thirty_seconds():
    history = recorded()
    one = history.sign_at(1045.5, FacialAction.BROW_BULGE)
    assert (one.seen.strength, one.seen.confidence) == (0.8, 0.8)
    assert one.share == 0.5, "seconds 1016 to 1045, of which 15 had it"
    assert history.sign_at(1045.5, FacialAction.EYE_SQUEEZE) is None
    assert history.intensity_at(1045.5) == 5.0


def test_what_was_not_assessed_is_a_gap_and_never_a_light_field():
    history = recorded(hidden=range(1020, 1030))
    columns = history.shares(1000.0 + np.arange(60.0), 1.0)
    gap = np.isnan(columns[BROW])
    assert gap[20:30].all()
    assert not gap[30:].any()
    assert gap[:4].all(), "a share of fewer than five seconds is none"
    assert np.isnan(columns[EYES]).all()
    assert history.sign_at(1025.0, FacialAction.BROW_BULGE) is None
    assert history.intensity_at(1025.0) is None


def test_a_wide_column_keeps_the_darkest_of_its_seconds():
    history = recorded()
    fine = history.shares(1000.0 + np.arange(60.0), 1.0)[BROW]
    wide = history.shares(1000.0 + 10.0 * np.arange(6.0), 10.0)[BROW]
    np.testing.assert_allclose(wide[1:], [fine[n : n + 10].max() for n in range(10, 60, 10)])


def test_a_column_is_a_gap_where_readings_ended():
    history = recorded()
    at = 1060.0 + np.array([-0.5, HOLD_S + 2.0, 100.0, -500.0])
    assert np.isfinite(history.shares(at[:1], 0.1)[BROW]).all()
    assert np.isnan(history.shares(at[1:2], 0.1)).all()
    assert np.isnan(history.shares(at[2:3], 0.1)).all()
    assert np.isnan(history.shares(at[3:4], 0.1)).all()


def test_the_record_is_drawn_as_it_was_live():
    live = recorded(hidden=range(1020, 1030))
    times = np.arange(1000.0, 1060.0)
    bulges = np.where(times % 10 >= 5, 0.8, 0.1)
    strengths = np.full((60, len(ACTIONS)), np.nan, np.float32)
    strengths[:, BROW] = np.where((times >= 1020) & (times < 1030), np.nan, bulges)
    confidences = np.where(np.isfinite(strengths), np.float32(0.8), np.float32(np.nan))
    past = SignsHistory()
    past.replace(
        Span(1000.0, 1060.0), SignSeconds(times, strengths, confidences, np.full(60, 5.0, np.float32))
    )
    starts = 1000.0 + 0.5 * np.arange(119.0)
    np.testing.assert_allclose(past.shares(starts, 0.5), live.shares(starts, 0.5), atol=1e-6)
    assert past.known == Span(1000.0, 1060.0)


def test_a_new_session_knows_nothing_and_an_older_reading_changes_nothing():
    history = recorded()
    changed = history.changed
    history.add(seen(1010.0, 1.0))
    assert history.changed == changed
    history.clear()
    assert history.known is None
    assert np.isnan(history.shares(np.array([1010.0]), 1.0)).all()


def test_a_day_is_kept_and_no_more():
    history = SignsHistory(keep_s=2000)
    for second in range(9000):
        history.add(seen(float(second), 0.1, None))
    assert history.known.end == 8999.0
    assert history.known.start <= 8999.0 - 2000.0
    assert len(history._times) <= 4000


def test_the_line_of_the_intensity_breaks_at_gaps_and_is_thin_for_long_stretches():
    times = np.concatenate((np.arange(0.5, 20.0), np.arange(60.5, 80.0)))
    values = np.full(len(times), 5.0, np.float32)
    values[5] = np.nan
    at, line = intensity_line(times, values, 100.0)
    assert np.isnan(line).sum() == 2
    assert np.isnan(line[(at > 20.0) & (at < 61.0)]).any(), "no line is drawn across a hole"
    day = np.arange(86_400.0)
    at, line = intensity_line(day, np.full(len(day), 3.0, np.float32), 86_400.0)
    assert len(at) <= STRETCHES + 2
    assert np.nanmax(line) == 3.0
