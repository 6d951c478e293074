"""The last 24 hours of readings for the trend: scores, gaps, coverage, events and care. No Qt."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from neopain.core.interval import Interval
from neopain.core.readings import Reading
from neopain.core.score.coverage import HOLD_S, Change
from neopain.ui.trend.history.signs_history import SignsHistory
from neopain.ui.trend.history.trend_before import Limits, Span, before_of

KEEP_S = 24 * 3600.0
MIN_STEP_S = 0.1
"""Scores closer than this are indistinguishable on any screen; it bounds 24 h to 864 000 rows, 21 MB."""
MARKS = 10_000
COLUMNS = 4
"""Of scores: each picture's, averaged, and the ends of the interval."""

Times = NDArray[np.float64]
Scores = NDArray[np.float32]


class MarkKind(StrEnum):
    """What a tick below the data stands for."""

    EVENT = "event"
    ALARM = "alarm"
    CAMERA = "camera"


NAMED = frozenset({MarkKind.EVENT, MarkKind.CAMERA})
"""Their ticks have a word beside them."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A tick: monotonic s, what it is, and the word beside it."""

    at: float
    kind: MarkKind
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class TrendSlice:
    """Rows of one window.

    Attributes:
        times: float64 (N,) monotonic s.
        raw, smoothed: float32 (N,), NaN where there is no score.
        low, high: the ends of the averaged score's interval, NaN where there is none.
    """

    times: Times
    raw: Scores
    smoothed: Scores
    low: Scores
    high: Scores


class TrendHistory:
    """Grows by readings, forgets what is older than 24 hours.

    Attributes:
        keep_s: how much is kept at most, and the longest window.
        signs: what stands beside the scores.
    """

    def __init__(self, keep_s: float = KEEP_S) -> None:
        self.keep_s = keep_s
        self.signs = SignsHistory()
        self._times: Times = np.empty(4096, dtype=np.float64)
        self._scores = np.empty((4096, COLUMNS), dtype=np.float32)
        self._first = 0
        self._end = 0
        self.marks: deque[Mark] = deque(maxlen=MARKS)
        self._care: list[Span] = []
        self._care_since: float | None = None
        self._limits: list[Limits] = []

    def __len__(self) -> int:
        return self._end - self._first

    @property
    def newest_at(self) -> float | None:
        """When the newest reading was captured; None when there is none."""
        return float(self._times[self._end - 1]) if len(self) else None

    @property
    def oldest_at(self) -> float | None:
        """When the oldest reading that is kept was captured; None when there is none."""
        return float(self._times[self._first]) if len(self) else None

    def add(self, reading: Reading) -> None:
        """Append a reading; one older than the newest, or closer than 0.1 s to it and alike, is left out."""
        self.signs.add(reading)
        raw = math.nan if reading.raw is None else reading.raw
        smoothed = math.nan if reading.smoothed is None else reading.smoothed
        if len(self) and not self._adds_something(reading.captured_at, raw):
            return
        if self._end == len(self._times):
            self._make_room()
        self._times[self._end] = reading.captured_at
        interval = reading.interval
        ends = (math.nan, math.nan) if interval is None else (interval.low, interval.high)
        self._scores[self._end] = raw, smoothed, *ends
        self._end += 1
        self._first += int(
            np.searchsorted(self._times[self._first : self._end], reading.captured_at - KEEP_S, side="left")
        )

    def go_on(self, times: Times, scores: Scores, changes: Iterable[Change]) -> None:
        """Put earlier sessions before what is there: rows, limits, care mode; later rows are left out.

        `times` rising, `scores` float32 (N, 2), raw and smoothed, NaN for none; they have no intervals.
        """
        own_times = self._times[self._first : self._end]
        own_scores = self._scores[self._first : self._end]
        before = times < (own_times[0] if len(own_times) else math.inf)
        if before.any():
            wide = np.full((int(before.sum()), COLUMNS), np.nan, np.float32)
            wide[:, : scores.shape[1]] = scores[before]
            self._times = np.concatenate((times[before], own_times))
            self._scores = np.concatenate((wide, own_scores))
            self._first, self._end = 0, len(self._times)
        self.go_on_from(changes)

    def go_on_from(self, changes: Iterable[Change]) -> None:
        """Limits and care mode of earlier sessions, in order, before those that are known."""
        limits, care = before_of(changes)
        self._limits = [*limits, *self._limits]
        self._care = [*care, *self._care]

    def hole_s(self, span_s: float) -> float:
        """Rows farther apart than this have nothing between them, in a window of so many seconds."""
        del span_s
        return HOLD_S

    def clear(self) -> None:
        """Forget everything: another session."""
        self._first = self._end = 0
        self.signs.clear()
        self.marks.clear()
        self._care.clear()
        self._care_since = None
        self._limits.clear()

    def limits(self, limits: Limits) -> None:
        """Note the limits in force from that time on."""
        if not self._limits or (self._limits[-1].lower, self._limits[-1].upper) != (
            limits.lower,
            limits.upper,
        ):
            self._limits.append(limits)

    def limits_at(self, at: float) -> Limits | None:
        """The limits in force at that time; None before the first."""
        return next((one for one in reversed(self._limits) if one.at <= at), None)

    def limit_steps(self, start: float, end: float) -> tuple[Limits, ...]:
        """The limits of each stretch in [start, end]; those in force before it begin at `start`."""
        before = self.limits_at(start)
        first = () if before is None else (Limits(start, before.lower, before.upper),)
        return (*first, *(one for one in self._limits if start < one.at <= end))

    def score_at(self, at: float) -> float | None:
        """The averaged score that stood at that time; None in a gap and where nothing was recorded."""
        part = self._row_at(at)
        return _number(part.smoothed)

    def interval_at(self, at: float) -> Interval | None:
        """The interval of that score; None without one."""
        part = self._row_at(at)
        low, high = _number(part.low), _number(part.high)
        return None if low is None or high is None else Interval(low, high)

    def _row_at(self, at: float) -> TrendSlice:
        """The one row, or none, that stood at that time."""
        part = self.window(at - HOLD_S, at + MIN_STEP_S)
        end = int(np.searchsorted(part.times, at + MIN_STEP_S, side="right"))
        row = slice(max(0, end - 1), end)
        return TrendSlice(part.times[row], part.raw[row], part.smoothed[row], part.low[row], part.high[row])

    def marks_near(self, at: float, slack_s: float) -> tuple[Mark, ...]:
        """The notes and alarms within so many seconds, nearest first."""
        near = [mark for mark in self.marks if abs(mark.at - at) <= slack_s]
        return tuple(sorted(near, key=lambda mark: abs(mark.at - at)))

    def mark(self, mark: Mark) -> None:
        """Put a tick below the data."""
        self.marks.append(mark)

    def mark_before(self, marks: Iterable[Mark]) -> None:
        """Ticks of earlier sessions."""
        self.marks = deque(sorted((*marks, *self.marks), key=lambda mark: mark.at), maxlen=MARKS)

    def show_events(self, events: Sequence[Mark]) -> None:
        """Let these be the event ticks; those of alarms stay."""
        others = [mark for mark in self.marks if mark.kind is not MarkKind.EVENT]
        self.marks = deque(sorted((*others, *events), key=lambda mark: mark.at), maxlen=MARKS)

    def care(self, *, active: bool, at: float) -> None:
        """Note whether care mode holds at that time."""
        if active and self._care_since is None:
            self._care_since = at
        elif not active and self._care_since is not None:
            self._care.append(Span(self._care_since, at))
            self._care_since = None

    def window(self, start: float, end: float) -> TrendSlice:
        """Rows captured in [start, end], as views; valid until the next `add`."""
        times = self._times[self._first : self._end]
        low, high = np.searchsorted(times, (start, end), side="left")
        low, high = int(low) + self._first, int(high) + self._first
        return TrendSlice(self._times[low:high], *self._scores[low:high].T)

    def gaps(self, start: float, end: float) -> tuple[Span, ...]:
        """Spans inside [start, end] without a score, blips under 0.5 s left out, in order."""
        if not len(self):
            return ()
        part = self.window(start - KEEP_S / 24, end)
        if not len(part.times):
            return ()
        return tuple(
            Span(max(span.start, start), min(span.end, end))
            for span in self._bare(part)
            if span.end > start and span.start < end and span.end - span.start >= 0.5
        )

    def care_spans(self, start: float, end: float, now: float) -> tuple[Span, ...]:
        """Spans of care mode that touch [start, end]; one that still runs ends now."""
        running = () if self._care_since is None else (Span(self._care_since, now),)
        return tuple(
            Span(max(span.start, start), min(span.end, end))
            for span in (*self._care, *running)
            if span.end > start and span.start < end
        )

    def coverage(self, start: float, end: float) -> float | None:
        """Scored share of [start, end] as far as anything was recorded in it, 0..1; None when nothing was."""
        if self.oldest_at is None or self.newest_at is None:
            return None
        low, high = max(start, self.oldest_at), min(end, self.newest_at)
        if high <= low:
            return None
        part = self.window(low, high)
        held = np.minimum(np.diff(part.times, append=high), HOLD_S)
        return float(np.clip(held[np.isfinite(part.smoothed)].sum() / (high - low), 0.0, 1.0))

    def _bare(self, part: TrendSlice) -> Iterator[Span]:
        scored = np.isfinite(part.smoothed)
        since: float | None = None if scored[0] else float(part.times[0])
        # Where the answer may change: a row unlike its predecessor, or a hole in time before a row.
        holes = np.diff(part.times) > HOLD_S
        turns = np.flatnonzero((scored[1:] != scored[:-1]) | holes) + 1
        for row in turns:
            at = float(part.times[row])
            if since is None:
                since = float(part.times[row - 1]) + HOLD_S if holes[row - 1] else at
            if scored[row]:
                yield Span(since, at)
                since = None
        if since is not None:
            yield Span(since, float(part.times[-1]))

    def _adds_something(self, at: float, raw: float) -> bool:
        step = at - float(self._times[self._end - 1])
        turned = math.isnan(raw) != math.isnan(float(self._scores[self._end - 1, 0]))
        return step >= MIN_STEP_S or (step > 0 and turned)

    def _make_room(self) -> None:
        kept = slice(self._first, self._end)
        size = max(4096, 2 * len(self))
        times, scores = np.empty(size, dtype=np.float64), np.empty((size, COLUMNS), dtype=np.float32)
        times[: len(self)], scores[: len(self)] = self._times[kept], self._scores[kept]
        self._first, self._end, self._times, self._scores = 0, len(self), times, scores


def _number(values: Scores) -> float | None:
    value = float(values[0]) if len(values) else math.nan
    return value if math.isfinite(value) else None
