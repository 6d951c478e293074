"""Facial actions and intensity over the trend's time, second by second, live or of the record. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neopain.core.facial_actions import ActionStrength, FacialAction
from neopain.core.readings import Reading
from neopain.core.score.coverage import HOLD_S
from neopain.core.watch.sign_seconds import ACTIONS, SignSeconds, shares_of
from neopain.core.watch.signs import SHARE_S
from neopain.ui.trend.history.trend_before import Span

KEEP_S = 24 * 3600
_SECOND_S = 1.0
_COLUMNS = 3 * len(ACTIONS) + 1
"""Strengths, confidences, shares, intensity."""
_STRENGTHS, _CONFIDENCES, _SHARES = (slice(n * len(ACTIONS), (n + 1) * len(ACTIONS)) for n in range(3))
_INTENSITY = _COLUMNS - 1

Values = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SignAt:
    """One action in one second; `share` as `core.watch.sign_seconds.shares_of` tells it, None for none."""

    seen: ActionStrength
    share: float | None


class SignsHistory:
    """One row a second, for a day at least; a second is there when the next one has begun.

    Attributes:
        changed: a number that is another one after each row.
    """

    def __init__(self, keep_s: int = KEEP_S) -> None:
        self._keep_s = keep_s
        self.changed = 0
        self.clear()

    def clear(self) -> None:
        """Forget everything: another session."""
        self.changed += 1
        self._known: Span | None = None
        self._times = np.empty(0, np.float64)
        self._rows = np.empty((0, _COLUMNS), np.float32)
        self._count = 0
        self._second: int | None = None
        self._gathered: list[tuple[float, ...]] = []

    @property
    def known(self) -> Span | None:
        """The stretch of which it is known what was seen and what was not; None for none."""
        if self._known is not None:
            return self._known
        if not self._count:
            return None
        return Span(float(self._times[0]), float(self._times[self._count - 1]) + _SECOND_S)

    def add(self, reading: Reading) -> None:
        """Take a reading; one older than the newest second is left out."""
        second = math.floor(reading.captured_at)
        if self._second is None or second > self._second:
            self._close()
            self._second, self._gathered = second, []
        elif second < self._second:
            return
        self._gathered.append(_cells(reading))

    def replace(self, known: Span, seconds: SignSeconds) -> None:
        """Take a stretch of the record, in the place of what was there."""
        self.clear()
        self._known = known
        self._times, self._count = seconds.times, len(seconds.times)
        shares = shares_of(seconds.times, seconds.strengths)
        self._rows = np.hstack((seconds.strengths, seconds.confidences, shares, seconds.intensity[:, None]))

    def shares(self, starts: NDArray[np.float64], width_s: float) -> Values:
        """The highest share in each column of time.

        Args:
            starts: monotonic s, `width_s` apart.
            width_s: seconds of a column.
        Returns: float32 (6, len(starts)), 0..1; NaN where the action was not assessed.
        """
        times, rows = self._times[: self._count], self._rows[: self._count, _SHARES]
        found = np.full((len(starts), len(ACTIONS)), np.nan, np.float32)
        if not len(times) or not len(starts):
            return found.T
        # What stands at a column's begin: the row before it, until the next one, and no longer than a score.
        before = np.searchsorted(times, starts, side="right") - 1
        stands = before >= 0
        stands[stands] = starts[stands] - times[before[stands]] < _SECOND_S + HOLD_S
        found[stands] = rows[before[stands]]
        low, high = (np.searchsorted(times, at, side="left") for at in (starts, starts + width_s))
        inside = np.flatnonzero(high > low)
        if len(inside):
            peaks = np.fmax.reduceat(rows[: high[inside[-1]]], low[inside], axis=0)
            found[inside] = np.fmax(found[inside], peaks)
        return found.T

    def intensity(self, start: float, end: float) -> tuple[NDArray[np.float64], Values]:
        """Second by second between two times: middles of the seconds, and 0..10 or NaN."""
        low, high = np.searchsorted(self._times[: self._count], (start, end), side="left")
        return self._times[low:high] + 0.5 * _SECOND_S, self._rows[low:high, _INTENSITY]

    def intensity_at(self, at: float) -> float | None:
        """In the second of `at`; None where there is none."""
        row = self._row(at)
        return None if row is None or not math.isfinite(row[_INTENSITY]) else float(row[_INTENSITY])

    def sign_at(self, at: float, action: FacialAction) -> SignAt | None:
        """One action in the second of `at`; None where it was not assessed."""
        row = self._row(at)
        if row is None:
            return None
        place = ACTIONS.index(action)
        strength, confidence, share = (
            float(row[part][place]) for part in (_STRENGTHS, _CONFIDENCES, _SHARES)
        )
        if not math.isfinite(strength) or not math.isfinite(confidence):
            return None
        return SignAt(ActionStrength(strength, confidence), share if math.isfinite(share) else None)

    def _row(self, at: float) -> Values | None:
        place = int(np.searchsorted(self._times[: self._count], at, side="right")) - 1
        if place < 0 or at - self._times[place] >= _SECOND_S + HOLD_S:
            return None
        row: Values = self._rows[place]
        return row

    def _close(self) -> None:
        if self._second is None or not self._gathered:
            return
        if self._count == len(self._times):
            self._make_room()
        cells = np.array(self._gathered, np.float32)
        there = np.isfinite(cells)
        counts = there.sum(axis=0)
        sums = np.where(there, cells, 0.0).sum(axis=0)
        means = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
        row = self._rows[self._count]
        row[: 2 * len(ACTIONS)], row[_INTENSITY] = means[:-1], means[-1]
        self._times[self._count] = self._second
        self._count += 1
        recent = slice(max(0, self._count - SHARE_S), self._count)
        row[_SHARES] = shares_of(self._times[recent], self._rows[recent, _STRENGTHS])[-1]
        self.changed += 1

    def _make_room(self) -> None:
        kept = slice(max(0, self._count - self._keep_s), self._count)
        times, rows = self._times[kept], self._rows[kept]
        size = max(1024, 2 * len(times))
        self._times, self._rows = np.empty(size, np.float64), np.empty((size, _COLUMNS), np.float32)
        self._times[: len(times)], self._rows[: len(times)] = times, rows
        self._count = len(times)


def _cells(reading: Reading) -> tuple[float, ...]:
    """Strengths, confidences, intensity; NaN for none."""
    seen = [None if reading.actions is None else reading.actions[action] for action in ACTIONS]
    return (
        *(math.nan if one is None else one.strength for one in seen),
        *(math.nan if one is None else one.confidence for one in seen),
        math.nan if reading.intensity is None else reading.intensity,
    )
