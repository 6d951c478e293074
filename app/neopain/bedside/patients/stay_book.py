"""The stay of the admitted infant for the window: what a session that has just begun goes on from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np

from neopain.core.record import Annotation, Assessment
from neopain.core.score.coverage import Change, Statistics
from neopain.core.score.digest import BLOCK_S, curve, sum_of
from neopain.core.score.infant.adaptation_line import learnt_after
from neopain.core.score.infant.baseline_line import baseline_after
from neopain.core.sessions import LogEntry, Session
from neopain.core.stay.axis import OnAxis, on_axis
from neopain.core.stay.so_far import Home, StaySoFar
from neopain.core.stay.stays import StayPart
from neopain.core.watch.log_lines import changes_within
from neopain.store.sessions import SessionStore

DAY_S = 24 * 3600.0


class RecordedStay:
    """Implements `bedside.contracts.ward.StayBook`; for any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def so_far(self, session: Session) -> StaySoFar | None:
        """Raises: RecordFault."""
        with SessionStore(self._folder) as store:
            admission = store.admissions.current()
            if admission is None or admission.patient_code != session.patient_code:
                return None
            parts = [one for one in store.stays.parts(admission.id) if one.session.id != session.id]
            ends = {one.session.id: one.last_at for one in store.sessions()}
            placed = {
                one.session.id: one
                for one in on_axis([(one.session, _end(one, ends)) for one in _newest_part(parts)], session)
            }
            admitted_s = datetime.fromisoformat(admission.admitted_utc) - datetime.fromisoformat(
                session.started_utc
            )
            began_at = min(session.started_at, session.started_at + admitted_s.total_seconds())
            return _told(store, admission.id, began_at, parts, placed, session)


def _newest_part(parts: Sequence[StayPart]) -> list[StayPart]:
    return list({part.session.id: part for part in parts}.values())


def _end(part: StayPart, ends: dict[str, float | None]) -> float:
    last_at = ends.get(part.session.id)
    return part.session.started_at if last_at is None else last_at


def _told(
    store: SessionStore,
    stay_id: str,
    began_at: float,
    parts: Sequence[StayPart],
    placed: dict[str, OnAxis],
    session: Session,
) -> StaySoFar:
    statistics: list[Statistics] = []
    pieces: list[tuple[np.typing.NDArray[np.float64], np.typing.NDArray[np.float32]]] = []
    entries: list[LogEntry] = []
    changes: list[Change] = []
    notes: list[Annotation] = []
    scores: list[Assessment] = []
    homes: dict[str, Home] = {}
    baseline = learnt = None
    for part in parts:
        one = placed[part.session.id]
        shift_s = one.shift_s
        statistics.append(store.digests.statistics(part.session.id, since=part.since, until=part.until))
        for mark in part.marks(store.marks.revisions(part.session.id)):
            homes[mark.id] = Home(part.session.id, shift_s)
            if isinstance(mark, Annotation):
                until = None if mark.until is None else mark.until + shift_s
                notes.append(replace(mark, at=mark.at + shift_s, until=until))
        scores += [
            replace(mark, at=mark.at + shift_s)
            for mark in store.marks.assessments(part.session.id)
            if part.holds(mark.at)
        ]
        lines = [replace(entry, at=entry.at + shift_s) for entry in store.entries(part.session.id)]
        moved = [entry for entry in lines if part.holds(entry.at - shift_s)]
        baseline, learnt = baseline_after(moved, baseline), learnt_after(moved, learnt)
        newest_at = session.started_at - DAY_S
        if one.stop >= newest_at:
            begin, end = max(part.since + shift_s, one.start), min(part.until + shift_s, one.stop)
            changes += changes_within(lines, begin, end)
            entries += [entry for entry in moved if entry.at >= newest_at]
            pieces += _curves(store, part, shift_s, newest_at - shift_s)
    return StaySoFar(
        stay_id=stay_id,
        began_at=min([began_at, *(placed[part.session.id].start for part in parts)]),
        statistics=sum_of(statistics),
        baseline=baseline,
        times=np.concatenate([np.empty(0), *(times for times, _ in pieces)]),
        scores=np.concatenate([np.empty((0, 2), np.float32), *(points for _, points in pieces)]),
        changes=tuple(changes),
        notes=tuple(notes),
        assessments=tuple(sorted(scores, key=lambda one: one.at)),
        homes=homes,
        entries=tuple(entries),
        learnt=learnt,
    )


def _curves(
    store: SessionStore, part: StayPart, shift_s: float, since: float
) -> list[tuple[np.typing.NDArray[np.float64], np.typing.NDArray[np.float32]]]:
    started_at = part.session.started_at
    found = []
    for digest in store.digests.blocks(
        part.session.id, since=max(since, part.since), until=part.until, seconds=True
    ):
        times, points = curve(digest.seconds, started_at + shift_s + digest.block * BLOCK_S, 1.0)
        found.append((times, points))
    return found
