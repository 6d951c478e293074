"""The numbers that every report shares, each with the share of time that it rests on.

Computed in one pass, so that a day of readings need not be held in memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from neopain.core.record import RecordedReading, counts_as_alarm
from neopain.core.sessions import LogEntry, LogKind, Session
from neopain.reports.spans import Care, Span, ended_s, spans_of

GAP_S = 5.0
"""Unscored time longer than this is listed as a gap, and ends an episode."""
HOLD_S = 2.0
"""A reading stands for at most this long; the monitor writes at least one a second."""
DEFAULT_LIMIT = 6.0
"""Points; the upper limit of the preset for term infants, provisional like all limits."""
LIMIT_KEY = "upper_limit"
"""Key in a SETTING entry's detail that says which limit was in force."""


@dataclass(frozen=True, slots=True)
class Episode:
    """Time at or over the limit; short unscored time inside does not end it.

    Attributes:
        start_s, stop_s: seconds since the session's start.
        peak: greatest smoothed score, 0..10.
    """

    start_s: float
    stop_s: float
    peak: float


@dataclass(frozen=True, slots=True)
class Gap:
    """Unscored time longer than `GAP_S`, and the reason that held longest."""

    start_s: float
    stop_s: float
    reason: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a session comes to. Care is left out of everything but duration_s, care_s and the row counts.

    Attributes:
        limit: points that `over` means.
        duration_s: from the start to the last reading or log line of the session.
        care_s: of this, in care.
        scored_s: time with a number.
        coverage: scored time over the time outside care, 0..1; 0 when there was none.
        over_s: time at or over the limit.
        over_share: over_s over scored_s, 0..1; None when nothing was scored.
        episodes: in order.
        longest_s: the longest episode.
        peak, peak_s: greatest smoothed score and when; None when nothing was scored.
        readings, scored, in_care: rows in the record, of these with a number, of these in care.
        reasons: rows without a number by reason, the most frequent first.
        gaps: in order.
        alarms: how many alarm conditions were raised.
    """

    limit: float
    duration_s: float
    care_s: float
    scored_s: float
    coverage: float
    over_s: float
    over_share: float | None
    episodes: tuple[Episode, ...]
    longest_s: float
    peak: float | None
    peak_s: float | None
    readings: int
    scored: int
    in_care: int
    reasons: tuple[tuple[str, int], ...]
    gaps: tuple[Gap, ...]
    alarms: int


def limit_in_force(entries: Iterable[LogEntry], default: float = DEFAULT_LIMIT) -> float:
    """The upper limit that the newest SETTING entry names, in points."""
    limit = default
    for entry in entries:
        for key, value in entry.detail:
            if entry.kind is LogKind.SETTING and key == LIMIT_KEY and isinstance(value, int | float):
                limit = float(value)
    return limit


def summarise(
    session: Session,
    readings: Iterable[RecordedReading],
    entries: Sequence[LogEntry],
    *,
    limit: float | None = None,
    gap_s: float = GAP_S,
    hold_s: float = HOLD_S,
) -> Summary:
    """Sum up a session.

    Args:
        session: gives the start.
        readings: by time of capture; used once.
        entries: give care, the end, the alarms and the limit.
        limit: points; None for the one in force at the session's end.
        gap_s: as GAP_S.
        hold_s: as HOLD_S.
    """
    care = Care(entries, session.started_at)
    rows = _Rows(care)
    times = _Times(limit_in_force(entries) if limit is None else limit, gap_s)
    ended = ended_s(entries, session.started_at)
    for span in spans_of(rows.counted(readings), care, ended_s=ended, hold_s=hold_s):
        times.add(span)
    times.close()
    watched_s = times.duration_s - times.care_s
    return Summary(
        limit=times.limit,
        duration_s=times.duration_s,
        care_s=times.care_s,
        scored_s=times.scored_s,
        coverage=min(1.0, times.scored_s / watched_s) if watched_s > 0 else 0.0,
        over_s=times.over_s,
        over_share=min(1.0, times.over_s / times.scored_s) if times.scored_s > 0 else None,
        episodes=tuple(times.episodes),
        longest_s=max((episode.stop_s - episode.start_s for episode in times.episodes), default=0.0),
        peak=rows.peak,
        peak_s=rows.peak_s,
        readings=rows.readings,
        scored=rows.scored,
        in_care=rows.in_care,
        reasons=tuple(rows.reasons.most_common()),
        gaps=tuple(times.gaps),
        alarms=sum(counts_as_alarm(entry) for entry in entries),
    )


class _Rows:
    """Counts what passes."""

    def __init__(self, care: Care) -> None:
        self._care = care
        self.readings = self.scored = self.in_care = 0
        self.reasons: Counter[str] = Counter()
        self.peak: float | None = None
        self.peak_s: float | None = None

    def counted(self, readings: Iterable[RecordedReading]) -> Iterator[RecordedReading]:
        for reading in readings:
            self.readings += 1
            self.scored += reading.raw is not None
            if self._care.covers(reading.elapsed_s):
                self.in_care += 1
            elif reading.reason is not None:
                self.reasons[reading.reason.value] += 1
            elif reading.smoothed is not None and (self.peak is None or reading.smoothed > self.peak):
                self.peak, self.peak_s = reading.smoothed, reading.elapsed_s
            yield reading


class _Times:
    """Adds up spans in order."""

    def __init__(self, limit: float, gap_s: float) -> None:
        self.limit = limit
        self._gap_s = gap_s
        self.duration_s = self.care_s = self.scored_s = self.over_s = 0.0
        self.episodes: list[Episode] = []
        self.gaps: list[Gap] = []
        self._over: Episode | None = None
        self._unscored: list[Span] = []

    def add(self, span: Span) -> None:
        self.duration_s += span.length_s
        if span.care:
            self.care_s += span.length_s
            self.close()
        elif span.score is None:
            self._unscored.append(span)
        else:
            self._score(span, span.score)

    def close(self) -> None:
        """End what is running."""
        self._end_gap()
        self._end_episode()

    def _score(self, span: Span, score: float) -> None:
        self._end_gap()
        self.scored_s += span.length_s
        if score < self.limit:
            self._end_episode()
            return
        self.over_s += span.length_s
        begun = self._over or Episode(span.start_s, span.stop_s, score)
        self._over = Episode(begun.start_s, span.stop_s, max(begun.peak, score))

    def _end_gap(self) -> None:
        unscored, self._unscored = self._unscored, []
        if not unscored or unscored[-1].stop_s - unscored[0].start_s <= self._gap_s:
            return
        self._end_episode()
        held: Counter[str] = Counter()
        for span in unscored:
            # Milliseconds, because a Counter counts whole numbers.
            held[span.reason or ""] += round(1000 * span.length_s)
        self.gaps.append(Gap(unscored[0].start_s, unscored[-1].stop_s, held.most_common(1)[0][0]))

    def _end_episode(self) -> None:
        if self._over is not None:
            self.episodes.append(self._over)
            self._over = None
