"""The record for review: the list of stays, one of them opened, any stretch of it finer, what is marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import compress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from neopain.bedside.review.recorded_signs import interval_ends, signs_of
from neopain.bedside.review.stay_changes import RecordedChanges
from neopain.core.alarms.seen_alarms import SeenAlarm, reviewed_line, seen_alarms
from neopain.core.clock import Clock
from neopain.core.errors import RecordFault
from neopain.core.record import Annotation, Assessment, SessionSummary
from neopain.core.score.comparison import Side, side_of
from neopain.core.score.coverage import HOLD_S, Change, Statistics, Stretch, stretches_of
from neopain.core.score.digest import BLOCK_S, GAP, NO_READING, ROW, curve, joined, joined_gaps, sum_of
from neopain.core.sessions import LogEntry
from neopain.core.stay.axis import on_axis
from neopain.core.stay.reviewed import ReviewedStay, ReviewPart, StayLine
from neopain.core.stay.stays import StayPart
from neopain.core.text import Text
from neopain.core.watch.log_lines import changes_within
from neopain.core.watch.sign_seconds import SignSeconds
from neopain.reports.content.handover import Handover, handover_of
from neopain.store.sessions import SessionStore

EVERY_READING_S = 1800.0
"""Shorter stretches are drawn of every reading; longer ones second by second."""

MINUTE_STARTS = np.arange(0.0, BLOCK_S, 60.0)
"""Of the minutes of a digest."""

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
            return _lines(store)

    def open(self, line_id: str) -> ReviewedStay:
        """Raises: RecordFault, also when nothing was recorded in it."""
        with SessionStore(self._folder) as store:
            line = next((one for one in _lines(store) if one.id == line_id), None)
            if line is None:
                # A session of a stay is no line of the list, and may be asked for by itself all the same.
                own = (_line(line_id, [one]) for one in store.sessions() if one.session.id == line_id)
                line = next(own, None)
            if line is None:
                raise RecordFault(
                    Text(
                        "there is no stay and no session {id} any more; look at the list again",
                        id=line_id,
                    )
                )
            return _opened(store, line)

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


def _lines(store: SessionStore) -> list[StayLine]:
    summaries = {one.session.id: one for one in store.sessions()}
    lines: list[StayLine] = []
    taken: set[str] = set()
    admissions = store.admissions.numbered()
    for number, parts in store.stays.parts_of_all(admissions).items():
        admission = admissions[number]
        own = [summaries[one] for one in dict.fromkeys(part.session.id for part in parts)]
        taken |= {one.session.id for one in own}
        if own:
            line = _line(admission.id, own)
            lines.append(
                replace(
                    line,
                    is_stay=True,
                    patient_code=admission.patient_code,
                    gestation_days=admission.gestation_days,
                    open=admission.discharged_utc is None,
                )
            )
    lines += [_line(one.session.id, [one]) for one in summaries.values() if one.session.id not in taken]
    return sorted(lines, key=lambda one: one.last_utc or one.started_utc, reverse=True)


def _line(line_id: str, own: list[SessionSummary]) -> StayLine:
    own = sorted(own, key=lambda one: one.session.started_utc)
    return StayLine(
        id=line_id,
        is_stay=False,
        patient_code=own[0].session.patient_code,
        gestation_days=None,
        started_utc=own[0].session.started_utc,
        last_utc=max(one.last_utc for one in own),
        sources=tuple(dict.fromkeys(one.session.source for one in own)),
        sessions=len(own),
        readings=sum(one.readings for one in own),
        scored=sum(one.scored for one in own),
        alarms=sum(one.alarms for one in own),
        open=not own[-1].closed,
        simulated=any(one.session.simulated for one in own),
    )


def _opened(store: SessionStore, line: StayLine) -> ReviewedStay:
    if line.is_stay:
        parts = store.stays.parts(line.id)
    else:
        parts = [StayPart(store.find(line.id), float("-inf"), float("inf"))]
    summaries = store.sessions()
    ends = {one.session.id: one.last_at for one in summaries}
    closed = {one.session.id for one in summaries if one.closed}
    parts = [one for one in parts if ends.get(one.session.id) is not None]
    if not parts:
        raise RecordFault(Text("nothing was recorded in it yet"))
    onto = parts[-1].session
    sessions = list({one.session.id: one.session for one in parts}.values())
    placed = {one.session.id: one for one in on_axis([(one, ends[one.id] or 0.0) for one in sessions], onto)}
    gather = _Gather(store)
    for part in parts:
        one = placed[part.session.id]
        shift_s = 0.0 if part.session.id == onto.id else one.shift_s
        gather.take(part, shift_s, one.last_at, closed=part.session.id in closed)
    return gather.stay(line, datetime.fromisoformat(onto.started_utc), onto.started_at)


class _Gather:
    """Takes the parts of a stay in order."""

    def __init__(self, store: SessionStore) -> None:
        self._store = store
        self._parts: list[ReviewPart] = []
        self._starts: list[NDArray[np.float64]] = []
        self._minutes: list[NDArray[np.void]] = []
        self._gaps: list[NDArray[np.void]] = []
        self._changes: list[Change] = []
        self._notes: list[Annotation] = []
        self._scores: list[Assessment] = []
        self._entries: list[tuple[str, LogEntry]] = []
        self._statistics: list[Statistics] = []

    def take(self, part: StayPart, shift_s: float, last_at: float, *, closed: bool) -> None:
        """One more part; `last_at`: the session's newest reading, its own second."""
        session = part.session
        start = max(part.since, session.started_at) + shift_s
        stop = min(part.until, max(last_at, session.started_at)) + shift_s
        if stop < start:
            return
        if self._parts and start > self._parts[-1].stop:
            self._gaps.append(np.array([(self._parts[-1].stop, start, NO_READING)], GAP))
        self._parts.append(ReviewPart(session, shift_s, start, stop, closed))
        blocks = list(self._store.digests.blocks(session.id, since=part.since, until=part.until))
        zero = session.started_at + shift_s
        self._minutes += [one.minutes for one in blocks]
        self._statistics += [one.statistics for one in blocks]
        starts = zero + BLOCK_S * np.array([one.block for one in blocks], np.float64)
        self._starts.append((starts[:, None] + MINUTE_STARTS).ravel())
        gaps = joined_gaps(blocks).copy()
        gaps["start"] += zero
        gaps["stop"] += zero
        self._gaps.append(gaps)
        lines = list(self._store.entries(session.id))
        held = [part.holds(entry.at) for entry in lines]
        if shift_s:
            lines = [replace(entry, at=entry.at + shift_s) for entry in lines]
        own = compress(lines, held)
        self._changes += changes_within(lines, start, stop)
        self._entries += [(session.id, entry) for entry in own]
        for note in self._store.marks.annotations(session.id):
            if part.holds(note.at):
                until = None if note.until is None else note.until + shift_s
                self._notes.append(replace(note, at=note.at + shift_s, until=until))
        self._scores += [
            replace(score, at=score.at + shift_s)
            for score in self._store.marks.assessments(session.id)
            if part.holds(score.at)
        ]

    def stay(self, line: StayLine, started: datetime, started_at: float) -> ReviewedStay:
        """What was taken."""
        gaps = joined(self._gaps, GAP)
        return ReviewedStay(
            line=line,
            utc_of_zero=started - timedelta(seconds=started_at),
            parts=tuple(self._parts),
            minute_starts=np.concatenate([np.empty(0), *self._starts]),
            minutes=joined(self._minutes, ROW),
            gaps=np.column_stack((gaps["start"], gaps["stop"])),
            gap_reasons=gaps["reason"].astype(np.int16),
            changes=tuple(self._changes),
            notes=tuple(self._notes),
            assessments=tuple(self._scores),
            alarms=tuple(seen_alarms(self._entries)),
            entries=tuple(entry for _, entry in self._entries),
            statistics=sum_of(self._statistics),
        )


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
