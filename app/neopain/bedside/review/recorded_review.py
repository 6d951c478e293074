"""The record for review: the list of stays, one of them opened, any stretch of it finer, what is marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from neopain.bedside.review.gathered_stay import opened
from neopain.bedside.review.list_lines import line_of, lines_of
from neopain.bedside.review.recorded_signs import interval_ends, signs_of
from neopain.bedside.review.stay_changes import RecordedChanges
from neopain.core.alarms.seen_alarms import SeenAlarm, reviewed_line
from neopain.core.clock import Clock
from neopain.core.errors import RecordFault
from neopain.core.score.comparison import Side, side_of
from neopain.core.score.coverage import HOLD_S, Stretch, stretches_of
from neopain.core.score.digest import BLOCK_S, curve
from neopain.core.stay.reviewed import ReviewedStay, ReviewPart, StayLine
from neopain.core.text import Text
from neopain.core.watch.sign_seconds import SignSeconds
from neopain.reports.content.handover import Handover, handover_of
from neopain.store.sessions import SessionStore

EVERY_READING_S = 1800.0
"""Shorter stretches are drawn of every reading; longer ones second by second."""

COLUMNS = 4
"""Of scores: each picture's, averaged, and the ends of its interval."""

Curve = tuple[NDArray[np.float64], NDArray[np.float32]]


class RecordedReview:
    """Implements `bedside.contracts.review.Review`; for any thread, never the window's own.

    Attributes:
        changes: whose a time is, put right.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self.changes = RecordedChanges(folder, clock)

    def lines(self) -> list[StayLine]:
        """Raises: RecordFault."""
        with SessionStore(self._folder) as store:
            return lines_of(store)

    def open(self, line_id: str) -> ReviewedStay:
        """Raises: RecordFault, also when nothing was recorded in it."""
        with SessionStore(self._folder) as store:
            line = next((one for one in lines_of(store) if one.id == line_id), None)
            if line is None:
                # A session of a stay is no line of the list, and may be asked for by itself all the same.
                own = (line_of(line_id, [one]) for one in store.sessions() if one.session.id == line_id)
                line = next(own, None)
            if line is None:
                raise RecordFault(
                    Text(
                        "there is no stay and no session {id} any more; look at the list again",
                        id=line_id,
                    )
                )
            return opened(store, line)

    def finer(self, stay: ReviewedStay, start: float, stop: float) -> Curve:
        """Raises: RecordFault."""
        pieces: list[Curve] = []
        with SessionStore(self._folder) as store:
            for part in stay.parts_in(start, stop):
                since, until = max(start, part.start) - part.shift_s, min(stop, part.stop) - part.shift_s
                if stop - start <= EVERY_READING_S:
                    pieces.append(_readings(store, part, since, until))
                else:
                    pieces += _seconds(store, part, since, until)
        return (
            np.concatenate([np.empty(0), *(times for times, _ in pieces)]),
            np.concatenate([np.empty((0, COLUMNS), np.float32), *(scores for _, scores in pieces)]),
        )

    def signs(self, stay: ReviewedStay, start: float, stop: float) -> SignSeconds:
        """Raises: RecordFault."""
        with SessionStore(self._folder) as store:
            return signs_of(store, stay, start, stop)

    def around(self, stay: ReviewedStay, at: float, length_s: float) -> tuple[Side, Side]:
        """Raises: RecordFault."""
        with SessionStore(self._folder) as store:
            stretches = list(_stretches(store, stay, at - length_s, at + length_s))
        return side_of(stretches, at - length_s, at), side_of(stretches, at, at + length_s)

    def handover(self, stay: ReviewedStay, start: float, stop: float) -> Handover:
        """Raises: RecordFault."""
        with SessionStore(self._folder) as store:
            signs = signs_of(store, stay, start, stop)
            return handover_of(stay, _stretches(store, stay, start, stop), start, stop, signs)

    def mark_reviewed(self, stay: ReviewedStay, alarm: SeenAlarm, author: str) -> str:
        """Raises: RecordFault."""
        shift_s = next(one.shift_s for one in stay.parts if one.session.id == alarm.session_id)
        utc = self._clock.utc().isoformat(timespec="milliseconds")
        line = reviewed_line(alarm, alarm.raised_at - shift_s, utc=utc, author=author)
        with SessionStore(self._folder) as store:
            store.append(alarm.session_id, (), (line,))
        return utc


def _readings(store: SessionStore, part: ReviewPart, since: float, until: float) -> Curve:
    found = list(store.readings(part.session.id, since=since, until=until))
    times = np.array([one.captured_at + part.shift_s for one in found], np.float64)
    scores = [(one.raw, one.smoothed, one.score_low, one.score_high) for one in found]
    # None becomes NaN.
    return times, np.array(scores, np.float64).reshape(-1, COLUMNS).astype(np.float32)


def _seconds(store: SessionStore, part: ReviewPart, since: float, until: float) -> Iterator[Curve]:
    zero = part.session.started_at + part.shift_s
    for one in store.digests.blocks(part.session.id, since=since, until=until, seconds=True):
        times, scores = curve(one.seconds, zero + one.block * BLOCK_S, 1.0)
        first = one.block * BLOCK_S + part.session.started_at
        ends = interval_ends(store, part, first - HOLD_S, first + BLOCK_S, times)
        scores = np.hstack((scores, ends))
        # Where no score stands, no interval does.
        scores[~np.isfinite(scores[:, 1]), 2:] = np.nan
        yield times, scores


def _stretches(store: SessionStore, stay: ReviewedStay, start: float, stop: float) -> Iterator[Stretch]:
    """On the axis; time between sessions is unscored and counts as observed by nobody: it is left out."""
    for part in stay.parts_in(start, stop):
        low, high = max(start, part.start), min(stop, part.stop)
        changes = [one for one in stay.changes if part.start <= one.at <= part.stop]
        readings = (
            replace(one, captured_at=one.captured_at + part.shift_s)
            for one in store.readings(
                part.session.id, since=low - HOLD_S - part.shift_s, until=high - part.shift_s
            )
        )
        for stretch in stretches_of(readings, changes, start=max(low - HOLD_S, part.start), until=high):
            if stretch.stop > low:
                yield replace(stretch, start=max(stretch.start, low))
