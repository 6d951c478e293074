"""A stay as the trend draws it: minute by minute at once, finer where somebody looks. No Qt."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from neopain.core.record import counts_as_alarm
from neopain.core.score.coverage import HOLD_S
from neopain.core.score.digest import curve
from neopain.core.sessions import CAMERA_CHANGED, VIEW_EVENTS, LogKind
from neopain.core.stay.reviewed import ReviewedStay
from neopain.core.text import Text
from neopain.ui.sheets.annotation.note_sheet import note_text
from neopain.ui.trend.history.trend_before import Span
from neopain.ui.trend.history.trend_history import COLUMNS, Mark, MarkKind, Times, TrendHistory, TrendSlice

MINUTE_S = 60.0
FINE_UP_TO_S = 8 * 3600.0
"""Longer windows are drawn minute by minute: a pixel is 20 s and more then."""
EVERY_READING_UP_TO_S = 600.0
LONG_S = 900.0
"""A session that begins sooner goes on at once, as people see it."""
BROKE_OFF = Text("Session broke off")
NOT_MONITORED = Text("Not monitored")


class ReviewHistory(TrendHistory):
    """Never grows; `refine` puts finer rows into one stretch."""

    def __init__(self, stay: ReviewedStay) -> None:
        super().__init__(max(3600.0, stay.stop - stay.start))
        self._stay = stay
        self._minute_times, self._minute_scores = _minute_curve(stay)
        self._fine = Span(0.0, 0.0)
        self._fine_times: Times = np.empty(0)
        self._fine_scores: NDArray[np.float32] = np.empty((0, 2), np.float32)
        self._scored_s = np.concatenate(([0.0], np.cumsum(stay.minutes["scored_s"], dtype=np.float64)))
        self._gap_starts, self._gap_stops = stay.gaps[:, 0], stay.gaps[:, 1]
        self.go_on_from(stay.changes)
        raised = (Mark(one.at, MarkKind.ALARM, one.text) for one in stay.entries if counts_as_alarm(one))
        notes = (Mark(one.at, MarkKind.EVENT, note_text(one)) for one in stay.notes)
        self.mark_before([*raised, *notes, *machine_marks(stay)])

    def __len__(self) -> int:
        return len(self._minute_times)

    @property
    def newest_at(self) -> float | None:
        """The end of the stay."""
        return self._stay.stop

    @property
    def oldest_at(self) -> float | None:
        """Its begin."""
        return self._stay.start

    def wants_finer(self, start: float, end: float) -> Span | None:
        """What to ask the record for, so that [start, end] is drawn well; None when nothing is missing."""
        span_s = end - start
        if span_s > FINE_UP_TO_S:
            return None
        start, end = max(start, self._stay.start), min(end, self._stay.stop)
        fine_enough = self._fine.end - self._fine.start <= 3 * EVERY_READING_UP_TO_S
        covered = self._fine.start <= start and self._fine.end >= end
        if covered and (span_s > EVERY_READING_UP_TO_S or fine_enough):
            return None
        margin_s = min(span_s, EVERY_READING_UP_TO_S if span_s <= EVERY_READING_UP_TO_S else FINE_UP_TO_S / 2)
        return Span(max(start - margin_s, self._stay.start), min(end + margin_s, self._stay.stop))

    def refine(self, span: Span, times: Times, scores: NDArray[np.float32]) -> None:
        """Take the finer rows of a stretch, in the place of those that were finer before."""
        self._fine, self._fine_times, self._fine_scores = span, times, scores

    def window(self, start: float, end: float) -> TrendSlice:
        """Finer rows where the window lies in what was asked for, else the minutes."""
        times, scores = self._minute_times, self._minute_scores
        if self._is_fine(start, end):
            times, scores = self._fine_times, self._fine_scores
        low, high = np.searchsorted(times, (start, end), side="left")
        if scores.shape[1] == COLUMNS:
            return TrendSlice(times[low:high], *scores[low:high].T)
        unknown = np.full(high - low, np.nan, np.float32)
        return TrendSlice(times[low:high], scores[low:high, 0], scores[low:high, 1], unknown, unknown)

    def hole_s(self, span_s: float) -> float:
        """As far as rows of the level lie apart."""
        fine = span_s <= FINE_UP_TO_S and len(self._fine_times)
        return HOLD_S if fine else 1.5 * MINUTE_S

    def gaps(self, start: float, end: float) -> tuple[Span, ...]:
        """Spans without a score, as they were counted; what no pixel could show is left out."""
        first = int(np.searchsorted(self._gap_stops, start, side="right"))
        last = int(np.searchsorted(self._gap_starts, end, side="left"))
        starts = np.maximum(self._gap_starts[first:last], start)
        stops = np.minimum(self._gap_stops[first:last], end)
        long = stops - starts >= max(0.5, (end - start) / 2400.0)
        return tuple(
            Span(low, high) for low, high in zip(starts[long].tolist(), stops[long].tolist(), strict=True)
        )

    def coverage(self, start: float, end: float) -> float | None:
        """Scored share, minute by minute, of the time in which a session ran."""
        parts = self._stay.parts_in(start, end)
        monitored_s = sum(min(part.stop, end) - max(part.start, start) for part in parts)
        if monitored_s <= 0.0:
            return None
        low, high = (self._scored_until(at) for at in (start, end))
        return float(np.clip((high - low) / monitored_s, 0.0, 1.0))

    def score_at(self, at: float) -> float | None:
        """The averaged score at that time; None in a gap."""
        place = int(np.searchsorted(self._gap_starts, at, side="right")) - 1
        if place >= 0 and self._gap_stops[place] > at:
            return None
        if self._is_fine(at - HOLD_S, at):
            times, scores, slack_s = self._fine_times, self._fine_scores[:, 1], HOLD_S
        else:
            times, scores, slack_s = self._minute_times, self._minute_scores[:, 1], MINUTE_S
        row = int(np.searchsorted(times, at, side="right")) - 1
        if row < 0 or at - times[row] > slack_s or not math.isfinite(scores[row]):
            return None
        return float(scores[row])

    def _is_fine(self, start: float, end: float) -> bool:
        start, end = max(start, self._stay.start), min(end, self._stay.stop)
        return len(self._fine_times) > 0 and self._fine.start - HOLD_S <= start and end <= self._fine.end

    def _scored_until(self, at: float) -> float:
        starts = self._stay.minute_starts
        row = int(np.searchsorted(starts, at, side="right")) - 1
        if row < 0:
            return 0.0
        share = min(1.0, (at - starts[row]) / MINUTE_S)
        return float(self._scored_s[row] + share * (self._scored_s[row + 1] - self._scored_s[row]))


def machine_marks(stay: ReviewedStay) -> Iterator[Mark]:
    """What befell the pictures: as the live trend tells it, and what lies between two sessions."""
    for entry in stay.entries:
        if entry.kind is LogKind.SOURCE and entry.code in VIEW_EVENTS:
            yield Mark(entry.at, MarkKind.CAMERA, VIEW_EVENTS[entry.code])
    for before, after in pairwise(stay.parts):
        if before.session.id == after.session.id:
            continue
        if not before.closed:
            yield Mark(before.stop, MarkKind.CAMERA, BROKE_OFF)
        elif after.start - before.stop >= LONG_S:
            yield Mark(before.stop, MarkKind.CAMERA, NOT_MONITORED)
        if before.session.source != after.session.source:
            yield Mark(after.start, MarkKind.CAMERA, VIEW_EVENTS[CAMERA_CHANGED])


def _minute_curve(stay: ReviewedStay) -> tuple[Times, NDArray[np.float32]]:
    there = np.flatnonzero((stay.minutes["readings"] > 0) | (stay.minutes["scored_s"] > 0))
    _, scores = curve(stay.minutes, 0.0, MINUTE_S)
    offsets = np.tile((0.25 * MINUTE_S, 0.75 * MINUTE_S), len(there))
    return np.repeat(stay.minute_starts[there], 2) + offsets, scores
