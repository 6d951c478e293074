"""Thinning loses neither peaks nor gaps."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from neopain.ui.trend.history.trend_history import TrendSlice
from neopain.ui.trend.plot.trend_thinning import STRETCHES, holes_as_rows, thinned


def a_slice(count: int, span_s: float, seed: int = 1) -> TrendSlice:
    rng = np.random.default_rng(seed)
    scores = rng.uniform(1, 9, (4, count)).astype(np.float32)
    scores[2], scores[3] = scores[1] - 1, scores[1] + 1
    scores[:, rng.uniform(size=count) < 0.2] = np.nan
    return TrendSlice(np.sort(rng.uniform(1000, 1000 + span_s, count)), *scores)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 9000), st.sampled_from([600.0, 3600.0, 86_400.0]), st.integers(0, 5))
def test_extremes_order_and_bound_hold(count, span_s, seed):
    part = a_slice(count, span_s, seed)
    thin = thinned(part, span_s)
    assert len(thin.times) <= max(2 * STRETCHES, 2 * (STRETCHES + 1))
    assert (np.diff(thin.times) >= 0).all()
    if count and np.isfinite(part.raw).any():
        assert np.nanmax(thin.raw) == np.nanmax(part.raw)
        assert np.nanmin(thin.smoothed) == np.nanmin(part.smoothed)
        assert np.nanmin(thin.low) == np.nanmin(part.low)
        assert np.nanmax(thin.high) == np.nanmax(part.high)
    there = np.isfinite(thin.smoothed)
    assert (np.isfinite(thin.low) == there).all()
    assert (thin.low[there] <= thin.smoothed[there]).all()
    assert (thin.high[there] >= thin.smoothed[there]).all()


def test_a_stretch_without_scores_stays_empty():
    times = np.arange(0, 86_400.0, 5.0)
    scores = np.full(len(times), 2.0, np.float32)
    scores[(times > 40_000) & (times < 50_000)] = np.nan
    thin = thinned(TrendSlice(times, *[scores] * 4), 86_400.0)
    assert np.isnan(thin.smoothed[(thin.times > 40_200) & (thin.times < 49_800)]).all()


def test_no_line_crosses_a_hole():
    times = np.array([0.0, 1.0, 50.0, 51.0])
    ones = np.ones(4, np.float32)
    filled = holes_as_rows(TrendSlice(times, *[ones] * 4), 2.0)
    assert all(np.isnan(each[2]) for each in (filled.raw, filled.smoothed, filled.low, filled.high))
    assert 1.0 < filled.times[2] < 50.0
