"""A stay of the record, gathered from its sessions for whoever looks back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from neopain.core.alarms.seen_alarms import seen_alarms
from neopain.core.errors import RecordFault
from neopain.core.record import Annotation, Assessment
from neopain.core.score.coverage import HOLD_S, Change, Statistics, statistics_of, stretches_of
from neopain.core.score.digest import BLOCK_S, GAP, NO_READING, ROW, joined, joined_gaps, sum_of
from neopain.core.sessions import LogEntry
from neopain.core.stay.axis import on_axis
from neopain.core.stay.reviewed import ReviewedStay, ReviewPart, StayLine
from neopain.core.stay.stays import StayPart
from neopain.core.text import Text
from neopain.core.watch.log_lines import changes_within, last_of_monitor
from neopain.store.sessions import SessionStore

MINUTE_STARTS = np.arange(0.0, BLOCK_S, 60.0)
"""Of the minutes of a digest."""


def opened(store: SessionStore, line: StayLine) -> ReviewedStay:
    """The stay or session of that line. Raises: RecordFault, also when nothing was recorded in it."""
    if line.is_stay:
        parts = store.stays.parts(line.id)
    else:
        parts = [StayPart(store.find(line.id), float("-inf"), float("inf"))]
    summaries = store.sessions()
    newest = {one.session.id: one.last_at for one in summaries}
    closed = {one.session.id for one in summaries if one.closed}
    parts = [one for one in parts if newest.get(one.session.id) is not None]
    if not parts:
        raise RecordFault(Text("nothing was recorded in it yet"))
    onto = parts[-1].session
    sessions = list({one.session.id: one.session for one in parts}.values())
    lines = {one.id: list(store.entries(one.id)) for one in sessions}
    ends = [(one, last_of_monitor(lines[one.id], one.started_at, newest[one.id])) for one in sessions]
    placed = {one.session.id: one for one in on_axis(ends, onto)}
    gather = _Gather(store)
    for part in parts:
        one = placed[part.session.id]
        shift_s = 0.0 if part.session.id == onto.id else one.shift_s
        own = lines[part.session.id]
        gather.take(part, own, shift_s, one.last_at, closed=part.session.id in closed)
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

    def take(
        self, part: StayPart, lines: list[LogEntry], shift_s: float, last_at: float, *, closed: bool
    ) -> None:
        """One more part; its session's log, and the last second that the monitor wrote of it, its own."""
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
        held = [part.holds(entry.at) for entry in lines]
        if shift_s:
            lines = [replace(entry, at=entry.at + shift_s) for entry in lines]
        own = compress(lines, held)
        changes = changes_within(lines, start, stop)
        self._changes += changes
        digested = zero + BLOCK_S * (blocks[-1].block + 1) if blocks else start
        self._take_rest(changes, min(digested, stop), stop)
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

    def _take_rest(self, changes: Sequence[Change], start: float, stop: float) -> None:
        """Time behind the last digest, for which no reading was written."""
        self._statistics.append(statistics_of(stretches_of((), changes, start=start, until=stop)))
        # As in a digest, care mode and standby are not looked at.
        gap = [(start, stop, NO_READING)] if stop - start > HOLD_S else []
        self._gaps.append(np.array(gap, GAP))

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
