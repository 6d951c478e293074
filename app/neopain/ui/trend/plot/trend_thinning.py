"""Fewer points for long trends: the lowest and the highest score of each stretch, so that no peak is lost.

The ends of the interval are the lowest and the highest of the stretch, twice.
"""

from __future__ import annotations

import numpy as np

from neopain.core.score.coverage import HOLD_S
from neopain.ui.trend.history.trend_history import Scores, Times, TrendSlice

STRETCHES = 1200
"""About one per pixel of the plot."""


def thinned(part: TrendSlice, span_s: float) -> TrendSlice:
    """At most two rows per stretch of `span_s` / 1200 s; a stretch without any score becomes a NaN row.

    Stretches lie at multiples of their width, so that the picture does not tremble while time moves.
    """
    if len(part.times) <= 2 * STRETCHES:
        return part
    width = span_s / STRETCHES
    places = np.floor(part.times / width)
    starts = np.concatenate(([0], np.flatnonzero(np.diff(places)) + 1))
    middle = (places[starts] + 0.5) * width
    times = np.repeat(middle, 2)
    times[0::2] -= 0.25 * width
    times[1::2] += 0.25 * width
    return TrendSlice(
        times,
        _extremes(part.raw, starts),
        _extremes(part.smoothed, starts),
        np.repeat(_extremes(part.low, starts)[0::2], 2),
        np.repeat(_extremes(part.high, starts)[1::2], 2),
    )


def holes_as_rows(part: TrendSlice, hole_s: float) -> TrendSlice:
    """Put a NaN row into each hole in time, so that no line is drawn across it."""
    holes = np.flatnonzero(np.diff(part.times) > hole_s) + 1
    times = np.insert(part.times, holes, part.times[holes] - 0.001)
    scores = (part.raw, part.smoothed, part.low, part.high)
    return TrendSlice(times, *(np.insert(each, holes, np.nan) for each in scores))


def intensity_line(times: Times, values: Scores, span_s: float) -> tuple[Times, Scores]:
    """At most one point per stretch, the mean of its seconds; NaN where there is none, and in holes."""
    width = max(1.0, span_s / STRETCHES)
    if not len(times):
        return times, values
    places = np.floor(times / width)
    starts = np.concatenate(([0], np.flatnonzero(np.diff(places)) + 1))
    there = np.isfinite(values)
    counts = np.add.reduceat(there.astype(np.float32), starts)
    sums = np.add.reduceat(np.where(there, values, np.float32(0.0)), starts)
    means = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan).astype(np.float32)
    middles = (places[starts] + 0.5) * width
    holes = np.flatnonzero(np.diff(middles) > max(HOLD_S, 2.5 * width)) + 1
    return np.insert(middles, holes, middles[holes] - 0.001), np.insert(means, holes, np.nan)


def _extremes(values: Scores, starts: np.typing.NDArray[np.intp]) -> Scores:
    scored = np.isfinite(values)
    if not scored.any():
        return np.full(2 * len(starts), np.nan, dtype=np.float32)
    low = np.minimum.reduceat(np.where(scored, values, np.inf), starts)
    high = np.maximum.reduceat(np.where(scored, values, -np.inf), starts)
    both = np.empty(2 * len(starts), dtype=np.float32)
    both[0::2], both[1::2] = low, high
    both[~np.isfinite(both)] = np.nan
    return both
