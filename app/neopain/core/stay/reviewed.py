"""A stay, or one session, opened for review: what a trend, a list of alarms and a page are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from neopain.core.alarms.seen_alarms import SeenAlarm
from neopain.core.record import Annotation, Assessment
from neopain.core.score.coverage import Change, Statistics
from neopain.core.sessions import LogEntry, Session


@dataclass(frozen=True, slots=True)
class StayLine:
    """A line of the list: a stay, or a session that belongs to none.

    Attributes:
        id: of the stay, or of the session.
        is_stay: which of the two.
        patient_code: pseudonym; "" for nobody's.
        gestation_days: at birth; None for a session.
        started_utc, last_utc: ISO 8601; "" when unknown.
        sources: the sources in words, each once.
        sessions, readings, scored, alarms: how many.
        open: whether the infant is admitted now, or the session was never closed.
        simulated: whether any of it is.
    """

    id: str
    is_stay: bool
    patient_code: str
    gestation_days: int | None
    started_utc: str
    last_utc: str
    sources: tuple[str, ...]
    sessions: int
    readings: int
    scored: int
    alarms: int
    open: bool
    simulated: bool

    def matches(self, text: str) -> bool:
        """Whether each word of a search is in it: code, id, source, or local date (YYYY-MM-DD), as listed."""
        times = (local_text(utc) for utc in (self.started_utc, self.last_utc))
        whole = " ".join((self.patient_code, self.id, *self.sources, *times)).lower()
        return all(word in whole for word in text.lower().split())


def local_text(utc: str) -> str:
    """Local `2026-05-31 14:30` of an ISO 8601 time with offset; "-" for none."""
    return datetime.fromisoformat(utc).astimezone().strftime("%Y-%m-%d %H:%M") if utc else "-"


@dataclass(frozen=True, slots=True)
class ReviewPart:
    """A part of a session in what is reviewed; `start` and `stop` on the axis, `shift_s` leads there.

    `closed`: whether its session was ended; else it runs, or a crash or a power cut ended it.
    """

    session: Session
    shift_s: float
    start: float
    stop: float
    closed: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class ReviewedStay:
    """All times are monotonic s of one axis, that of its newest session.

    Attributes:
        line: what it is.
        utc_of_zero: UTC of the axis' second 0.
        parts: in order.
        minute_starts: float64 (N,), rising.
        minutes: `core.score.digest.ROW` (N,).
        gaps: float64 (M, 2), unscored time and time between sessions, in order.
        gap_reasons: int16 (M,), as in `core.score.digest.GAP`.
        changes: limits in force and excluded time, in order.
        notes, assessments: as they stand, by time.
        alarms: in order.
        entries: the whole log, in order.
        statistics: the counted time.
    """

    line: StayLine
    utc_of_zero: datetime
    parts: tuple[ReviewPart, ...]
    minute_starts: NDArray[np.float64]
    minutes: NDArray[np.void]
    gaps: NDArray[np.float64]
    gap_reasons: NDArray[np.int16]
    changes: tuple[Change, ...]
    notes: tuple[Annotation, ...]
    assessments: tuple[Assessment, ...]
    alarms: tuple[SeenAlarm, ...]
    entries: tuple[LogEntry, ...]
    statistics: Statistics

    @property
    def start(self) -> float:
        """Its begin."""
        return self.parts[0].start

    @property
    def stop(self) -> float:
        """Its end, or as far as it was recorded."""
        return self.parts[-1].stop

    def utc(self, at: float) -> datetime:
        """UTC of a second of the axis."""
        return self.utc_of_zero + timedelta(seconds=at)

    def parts_in(self, start: float, stop: float) -> tuple[ReviewPart, ...]:
        """The parts that touch [start, stop]."""
        return tuple(part for part in self.parts if part.start < stop and part.stop > start)

    def raised_minutes(self) -> list[tuple[float, float]]:
        """Runs of minutes with a score over the upper limit that was in force then, as start and stop.

        Where somebody wants to look, from one to the next; the exact episodes are those of the reports.
        """
        limits = [(one.at, one.upper_limit) for one in self.changes if one.upper_limit is not None]
        if not limits or not len(self.minute_starts):
            return []
        at = np.array([when for when, _ in limits])
        values = np.array([limit for _, limit in limits])
        place = np.searchsorted(at, self.minute_starts + 60.0, side="right") - 1
        limit = np.where(place >= 0, values[np.maximum(place, 0)], np.inf)
        over = np.round(self.minutes["high"].astype(np.float64), 1) > limit
        rows = np.flatnonzero(over)
        runs: list[tuple[float, float]] = []
        for start in self.minute_starts[rows].tolist():
            if runs and start - runs[-1][1] < 1.0:
                runs[-1] = (runs[-1][0], start + 60.0)
            else:
                runs.append((start, start + 60.0))
        return runs
