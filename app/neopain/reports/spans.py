"""A session cut into spans of time, each of one kind: scored, not scored and why, nothing recorded, care.

A reading stands for the time until the next one, at most `hold_s`; what is longer is nobody's reading.
All times are seconds since the session's start.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from neopain.core.record import CARE_ENDED, CARE_STARTED, RecordedReading
from neopain.core.sessions import LogEntry, LogKind

NO_READING = "no_reading"
"""The reason of time for which nothing was recorded, such as after a crash."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `start_s` to before `stop_s`.

    Attributes:
        score: smoothed, 0..10, when scored.
        reason: why not scored; None when scored or in care.
        care: whether it lies in care, which statistics leave out.
    """

    start_s: float
    stop_s: float
    score: float | None = None
    reason: str | None = None
    care: bool = False

    @property
    def length_s(self) -> float:
        """Seconds."""
        return self.stop_s - self.start_s


class Care:
    """The care periods of a session, merged and in order."""

    def __init__(self, entries: Iterable[LogEntry], started_at: float) -> None:
        """A period without an end lasts to the end of the session."""
        self.periods: list[tuple[float, float]] = []
        since: float | None = None
        for entry in sorted(entries, key=lambda entry: entry.at):
            if entry.kind is not LogKind.STATE:
                continue
            if entry.code == CARE_STARTED and since is None:
                since = entry.at - started_at
            elif entry.code == CARE_ENDED and since is not None:
                self.periods.append((since, entry.at - started_at))
                since = None
        if since is not None:
            self.periods.append((since, float("inf")))
        self._edges = [edge for period in self.periods for edge in period]

    def covers(self, elapsed_s: float) -> bool:
        """Whether this moment lies in care."""
        return bisect_right(self._edges, elapsed_s) % 2 == 1

    def cut(self, span: Span) -> Iterator[Span]:
        """The same time in order, cut where care begins and ends."""
        first = bisect_right(self._edges, span.start_s)
        if first == bisect_right(self._edges, span.stop_s) and first % 2 == 0:
            yield span
            return
        inside = [edge for edge in self._edges[first:] if edge < span.stop_s]
        for start_s, stop_s in pairwise([span.start_s, *inside, span.stop_s]):
            if self.covers(start_s):
                yield Span(start_s, stop_s, care=True)
            else:
                yield Span(start_s, stop_s, span.score, span.reason)


def ended_s(entries: Sequence[LogEntry], started_at: float) -> float:
    """When the log says that the session stopped; 0 when it does not."""
    return max((entry.at - started_at for entry in entries if entry.kind is LogKind.SESSION), default=0.0)


def spans_of(
    readings: Iterable[RecordedReading], care: Care, *, ended_s: float, hold_s: float
) -> Iterator[Span]:
    """The whole session from its start to its end, without holes. Readings: by time of capture."""
    before: RecordedReading | None = None
    at_s, typical_s = 0.0, 0.0
    for reading in readings:
        now_s = max(at_s, reading.elapsed_s)
        for span in _stretch(before, at_s, now_s, hold_s):
            yield from care.cut(span)
        if before is not None:
            typical_s = min(now_s - at_s, hold_s)
        before, at_s = reading, now_s
    # Nobody follows the last reading: it stands for as long as the one before it.
    for span in _stretch(before, at_s, max(ended_s, at_s + typical_s), typical_s):
        yield from care.cut(span)


def _stretch(reading: RecordedReading | None, start_s: float, stop_s: float, hold_s: float) -> Iterator[Span]:
    held_s = start_s if reading is None else min(start_s + hold_s, stop_s)
    if reading is not None and held_s > start_s:
        reason = None if reading.reason is None else reading.reason.value
        yield Span(start_s, held_s, reading.smoothed, reason)
    if stop_s > held_s:
        yield Span(held_s, stop_s, reason=NO_READING)
