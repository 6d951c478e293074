"""The numbers that every report shares, each with the share of time that it rests on.

Time, episodes and gaps are those of `core.score.coverage` and `core.score.episodes`, as on the screen.
Computed in one pass, so that a day of readings need not be held in memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf

from neopain.core.record import RecordedReading, counts_as_alarm
from neopain.core.score.coverage import Change, Statistics, Stretch, stretches_of
from neopain.core.score.episodes import Episode, EpisodeFinder, Gap, GapFinder
from neopain.core.sessions import LogEntry, Session
from neopain.core.watch.log_lines import changes_of, last_of_monitor

NO_READING = "no_reading"
"""The reason of time for which nothing was recorded, such as after a crash."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a session comes to. Care mode and standby are left out of everything but the row counts.

    Attributes:
        lower_limit, upper_limit: points, in force at the end; None when the log never told one.
        statistics: seconds and shares; over a limit means over the one in force then.
        episodes: over the upper limit, in order, seconds since the session's start.
        lower_episodes: how many over the lower limit.
        gaps: in order, seconds since the session's start.
        peak, peak_s: greatest smoothed score and when; None when nothing was scored.
        readings, scored, excluded: rows in the record, of these with a number, of these in care or standby.
        reasons: rows without a number by reason, the most frequent first.
        alarms: how many alarm conditions were raised.
    """

    lower_limit: float | None
    upper_limit: float | None
    statistics: Statistics
    episodes: tuple[Episode, ...]
    lower_episodes: int
    gaps: tuple[Gap, ...]
    peak: float | None
    peak_s: float | None
    readings: int
    scored: int
    excluded: int
    reasons: tuple[tuple[str, int], ...]
    alarms: int

    @property
    def duration_s(self) -> float:
        """From the start to the last that the monitor wrote, seconds."""
        return self.statistics.observed_s + self.statistics.excluded_s

    @property
    def over_lower_share(self) -> float | None:
        """Share of the scored time, 0..1; None when nothing was scored or no limit was told."""
        return None if self.lower_limit is None else self.statistics.over_lower_share

    @property
    def over_upper_share(self) -> float | None:
        """Share of the scored time, 0..1; None when nothing was scored or no limit was told."""
        return None if self.upper_limit is None else self.statistics.over_upper_share

    @property
    def longest_s(self) -> float:
        """The longest episode over the upper limit, seconds."""
        return max((episode.stop - episode.start for episode in self.episodes), default=0.0)


def summarise(
    session: Session,
    readings: Iterable[RecordedReading],
    entries: Sequence[LogEntry],
    seen: Callable[[Stretch], None] | None = None,
) -> Summary:
    """Sum up a session until the last that the monitor wrote: a reading, or a line of its log.

    Args:
        session: gives the start.
        readings: by time of capture; used once.
        entries: give the limits, care mode, standby, the end and the alarms.
        seen: gets each stretch of time that is counted, in order.
    """
    start = session.started_at
    changes = changes_of(entries)
    rows = _Rows(changes, last_of_monitor(entries, start))
    times = _Times(start)
    for stretch in stretches_of(rows.counted(readings), changes, start=start, until=inf):
        # How far the record reaches is known when its last reading has passed.
        if stretch.start < rows.until:
            known = stretch if stretch.stop <= rows.until else replace(stretch, stop=rows.until)
            times.take(known)
            if seen is not None:
                seen(known)
    times.close()
    lower = next((one.lower_limit for one in reversed(changes) if one.lower_limit is not None), None)
    upper = next((one.upper_limit for one in reversed(changes) if one.upper_limit is not None), None)
    return Summary(
        lower_limit=lower,
        upper_limit=upper,
        statistics=times.statistics,
        episodes=tuple(times.episodes),
        lower_episodes=times.lower_episodes,
        gaps=tuple(times.gaps),
        peak=rows.peak,
        peak_s=None if rows.peak_at is None else rows.peak_at - start,
        readings=rows.readings,
        scored=rows.scored,
        excluded=rows.excluded,
        reasons=tuple(rows.reasons.most_common()),
        alarms=sum(counts_as_alarm(entry) for entry in entries),
    )


class _Rows:
    """Counts what passes, and how far it reaches."""

    def __init__(self, changes: Sequence[Change], until: float) -> None:
        self._exclusions = [one for one in reversed(changes) if one.excluded is not None]
        self._excluding = False
        self.until = until
        self.readings = self.scored = self.excluded = 0
        self.reasons: Counter[str] = Counter()
        self.peak: float | None = None
        self.peak_at: float | None = None

    def counted(self, readings: Iterable[RecordedReading]) -> Iterator[RecordedReading]:
        for reading in readings:
            self.until = max(self.until, reading.captured_at)
            self.readings += 1
            self.scored += reading.smoothed is not None
            if self._excludes(reading.captured_at):
                self.excluded += 1
            elif reading.reason is not None:
                self.reasons[reading.reason.value] += 1
            elif reading.smoothed is not None and (self.peak is None or reading.smoothed > self.peak):
                self.peak, self.peak_at = reading.smoothed, reading.captured_at
            yield reading

    def _excludes(self, at: float) -> bool:
        while self._exclusions and self._exclusions[-1].at <= at:
            self._excluding = self._exclusions.pop().excluded is True
        return self._excluding


class _Times:
    """Adds up stretches in order; episodes and gaps in seconds since the start."""

    def __init__(self, start: float) -> None:
        self._start = start
        self._upper, self._lower, self._unscored = EpisodeFinder(), EpisodeFinder(lower=True), GapFinder()
        self.statistics = Statistics()
        self.episodes: list[Episode] = []
        self.lower_episodes = 0
        self.gaps: list[Gap] = []

    def take(self, stretch: Stretch) -> None:
        self.statistics = self.statistics.plus(stretch)
        self._keep(self._upper.take(stretch), self._lower.take(stretch), self._unscored.take(stretch))

    def close(self) -> None:
        self._keep(self._upper.close(), self._lower.close(), self._unscored.close())

    def _keep(self, upper: Iterable[Episode], lower: Iterable[Episode], unscored: Iterable[Gap]) -> None:
        start = self._start
        self.episodes += [Episode(one.start - start, one.stop - start, one.peak) for one in upper]
        self.lower_episodes += sum(1 for _ in lower)
        self.gaps += [Gap(one.start - start, one.stop - start, one.reason) for one in unscored]
