"""Ten minutes of a session in short: second by second and minute by minute, gaps, and the counted time.

A trend of weeks is drawn from these, and the statistics of a stay are their sum: time is cut by
`core.score.coverage`, whose stretches add up over blocks to exactly what one pass gives. Lowest and highest
are kept beside the mean, so that no peak is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf, nan
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from neopain.core.readings import Reason
from neopain.core.record import RecordedReading
from neopain.core.score.coverage import HOLD_S, Change, Statistics, Stretch, stretches_of

BLOCK_S = 600
SETTLED_S = 30.0
"""So long after its end a block gets nothing more: readings and lines come within a second or two."""
ROW = np.dtype(
    [
        ("low", "<f4"),
        ("mean", "<f4"),
        ("high", "<f4"),
        ("raw_low", "<f4"),
        ("raw_high", "<f4"),
        ("scored_s", "<f4"),
        ("readings", "<u2"),
    ]
)
"""A second or a minute: lowest, mean and highest smoothed score, lowest and highest of single pictures
(points, NaN without one), seconds that a score stands for, readings."""
GAP = np.dtype([("start", "<f8"), ("stop", "<f8"), ("reason", "<i2")])
"""Unscored time in seconds since the session's start; `reason`: its place in `REASONS`, -1 for no reading."""
REASONS: tuple[Reason, ...] = tuple(Reason)
NO_READING = -1
_MEET_S = 1e-6
_TIMES = tuple(map(attrgetter, ("observed_s", "scored_s", "over_lower_s", "over_upper_s", "excluded_s")))

Rows = NDArray[np.void]


@dataclass(frozen=True, slots=True, eq=False)
class Digest:
    """One block.

    Attributes:
        block: which ten minutes since the session's start, from 0.
        seconds: ROW (600,).
        minutes: ROW (10,).
        gaps: GAP (N,), in order; care mode and standby are not looked at.
        statistics: the counted time of the block.
    """

    block: int
    seconds: Rows
    minutes: Rows
    gaps: NDArray[np.void]
    statistics: Statistics


def block_of(elapsed_s: float) -> int:
    """The block that this second since the session's start lies in."""
    return max(0, int(elapsed_s // BLOCK_S))


def digest_of(
    readings: Iterable[RecordedReading],
    changes: Sequence[Change],
    *,
    started_at: float,
    block: int,
    since: float = -inf,
    until: float = inf,
) -> Digest:
    """The digest of a block.

    Args:
        readings: by time of capture, from `HOLD_S` before the block on.
        changes: of the whole session, as `core.watch.log_lines.changes_of` gives them.
        started_at: monotonic second of the session's start.
        block: which one.
        since: monotonic second from which on the block is looked at.
        until: monotonic second before which it is.
    """
    begin = started_at + block * BLOCK_S
    low, high = max(begin, since), min(begin + BLOCK_S, until)
    kept = [one for one in readings if one.captured_at < high]
    seconds = _seconds([one for one in kept if one.captured_at >= low], begin)
    standing = _Standing(begin, started_at)
    if high > low:
        for stretch in stretches_of(kept, changes, start=max(low - HOLD_S, started_at), until=high):
            if stretch.stop > low:
                standing.take(_clipped(stretch, low))
    standing.fill(seconds)
    return Digest(block, seconds, _minutes(seconds), np.array(standing.gaps, GAP), sum_of(standing.counted))


def empty_rows(count: int) -> Rows:
    """Rows without anything in them."""
    rows = np.zeros(count, ROW)
    for name in ("low", "mean", "high", "raw_low", "raw_high"):
        rows[name] = nan
    return rows


def curve(rows: Rows, start: float, step_s: float) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """What a trend draws of rows that begin at `start` and are `step_s` long.

    Returns: times float64 (M,) and scores float32 (M, 2), raw and smoothed; lowest and highest of each row
    with a score, one NaN row for a row with readings and no score, nothing for a row without readings.
    """
    there = np.flatnonzero((rows["readings"] > 0) | (rows["scored_s"] > 0))
    part = rows[there]
    times = np.repeat(start + step_s * there, 2) + np.tile((0.25 * step_s, 0.75 * step_s), len(there))
    scores = np.empty((2 * len(there), 2), np.float32)
    scores[0::2, 0], scores[1::2, 0] = part["raw_low"], part["raw_high"]
    scores[0::2, 1], scores[1::2, 1] = part["low"], part["high"]
    return times, scores


def joined(pieces: Iterable[NDArray[np.void]], row: np.dtype[np.void]) -> NDArray[np.void]:
    """Pieces of `row` one after the other; faster than NumPy, which compares fields each time."""
    return np.frombuffer(b"".join(one.tobytes() for one in pieces), row)


def joined_gaps(blocks: Iterable[Digest]) -> NDArray[np.void]:
    """The gaps of blocks in order, as one where they meet at an edge; the longer one's reason stands."""
    every = joined((one.gaps for one in blocks), GAP)
    if not len(every):
        return every
    alone = np.abs(every["stop"][:-1] - every["start"][1:]) >= _MEET_S
    firsts = np.flatnonzero(np.concatenate(([True], alone)))
    lasts = np.append(firsts[1:], len(every)) - 1
    found = every[firsts]
    found["stop"] = every["stop"][lasts]
    for place in np.flatnonzero(lasts > firsts).tolist():
        one: list[tuple[float, float, int]] = []
        for start, stop, reason in every[firsts[place] : lasts[place] + 1].tolist():
            _append_gap(one, start, stop, reason)
        found["reason"][place] = one[-1][2]
    return found


def sum_of(many: Iterable[Statistics]) -> Statistics:
    """Times that follow each other, added up."""
    parts = list(many)
    return Statistics(*(sum(map(name, parts), 0.0) for name in _TIMES))


def _clipped(stretch: Stretch, low: float) -> Stretch:
    if stretch.start >= low:
        return stretch
    return Stretch(
        low, stretch.stop, stretch.smoothed, stretch.reason, stretch.excluded,
        stretch.lower_limit, stretch.upper_limit,
    )  # fmt: skip


def _seconds(readings: Sequence[RecordedReading], begin: float) -> Rows:
    rows = empty_rows(BLOCK_S)
    place = np.clip([int(one.captured_at - begin) for one in readings], 0, BLOCK_S - 1).astype(np.intp)
    np.add.at(rows["readings"], place, 1)
    scored = np.array([one.smoothed is not None for one in readings], bool)
    for pair, values in (
        (("low", "high"), [one.smoothed for one in readings]),
        (("raw_low", "raw_high"), [one.raw for one in readings]),
    ):
        points = np.array([nan if value is None else value for value in values], np.float32)
        np.fmin.at(rows[pair[0]], place, points)
        np.fmax.at(rows[pair[1]], place, points)
        if pair[0] == "low" and scored.any():
            sums = np.bincount(place[scored], points[scored], BLOCK_S)
            counts = np.bincount(place[scored], minlength=BLOCK_S)
            rows["mean"] = np.where(counts > 0, sums / np.maximum(counts, 1), nan)
    return rows


class _Standing:
    """What stands for each second of a block, the gaps, and the counted time; takes stretches in order."""

    def __init__(self, begin: float, started_at: float) -> None:
        self._begin, self._started_at = begin, started_at
        self._held = [0.0] * BLOCK_S
        self._first: list[float | None] = [None] * BLOCK_S
        self.gaps: list[tuple[float, float, int]] = []
        self.counted: list[Statistics] = []

    def take(self, stretch: Stretch) -> None:
        self.counted.append(Statistics().plus(stretch))
        if stretch.smoothed is None:
            start, stop = stretch.start - self._started_at, stretch.stop - self._started_at
            reason = NO_READING if stretch.reason is None else REASONS.index(stretch.reason)
            _append_gap(self.gaps, start, stop, reason)
            return
        start, stop = stretch.start - self._begin, stretch.stop - self._begin
        second = max(0, int(start))
        while second < stop and second < BLOCK_S:
            self._held[second] += min(stop, second + 1.0) - max(start, float(second))
            if self._first[second] is None:
                self._first[second] = stretch.smoothed
            second += 1

    def fill(self, seconds: Rows) -> None:
        """A second without a reading of its own has the score of the reading that stands for it."""
        seconds["scored_s"] = self._held
        stood = np.array([nan if one is None else one for one in self._first], np.float32)
        bare = np.isnan(seconds["high"])
        for name in ("low", "mean", "high"):
            seconds[name][bare] = stood[bare]


def _append_gap(gaps: list[tuple[float, float, int]], start: float, stop: float, reason: int) -> None:
    """As one with the gap before where they meet; the longer one's reason stands."""
    if gaps and abs(gaps[-1][1] - start) < _MEET_S:
        before = gaps.pop()
        longer = stop - start > before[1] - before[0]
        gaps.append((before[0], stop, reason if longer else before[2]))
    else:
        gaps.append((start, stop, reason))


def _minutes(seconds: Rows) -> Rows:
    by_minute = seconds.reshape(-1, 60)
    rows = empty_rows(len(by_minute))
    for name, least in (("low", True), ("high", False), ("raw_low", True), ("raw_high", False)):
        reduce = np.fmin.reduce if least else np.fmax.reduce
        rows[name] = reduce(by_minute[name], axis=1)
    means = np.nan_to_num(by_minute["mean"])
    counts = np.isfinite(by_minute["mean"]).sum(axis=1)
    rows["mean"] = np.where(counts > 0, means.sum(axis=1) / np.maximum(counts, 1), nan)
    rows["scored_s"] = by_minute["scored_s"].sum(axis=1)
    rows["readings"] = np.minimum(by_minute["readings"].sum(axis=1), np.iinfo(np.uint16).max)
    return rows
