"""The one definition of scored time and time over a limit, for screen, card and reports.

A reading stands from its capture until the next one, at most `HOLD_S`; what nothing stands for is unscored. A
stretch of time is over a limit when its score, as the screen prints it, is over the limit that was in force
then. Care mode and standby are excluded from everything. Nothing here depends on when a reading arrived: the
same readings and changes give the same figures on the screen at the bedside and from the record years later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import inf
from typing import Protocol

from neopain.core.readings import Reason
from neopain.core.score.hysteresis import displayed
from neopain.core.score.pain_state import UNSCORED_AFTER_S

HOLD_S = UNSCORED_AFTER_S
"""Longest time that one reading stands for, and longest unscored time that does not end an episode."""


class TimedScore(Protocol):
    """A reading, as it was made or as it was recorded."""

    @property
    def captured_at(self) -> float:
        """Monotonic second of the grab."""

    @property
    def smoothed(self) -> float | None:
        """0..10; None exactly when there is a reason."""

    @property
    def reason(self) -> Reason | None:
        """Why there is no number."""


@dataclass(frozen=True, slots=True)
class Change:
    """From monotonic second `at` on, other limits, or excluded time begins or ends; None for what stays.

    Attributes:
        at: monotonic second.
        lower_limit, upper_limit: points.
        excluded: whether care mode or standby runs.
    """

    at: float
    lower_limit: float | None = None
    upper_limit: float | None = None
    excluded: bool | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time of one kind, from `start` to before `stop`, monotonic seconds.

    Attributes:
        smoothed: the score that stands for it, 0..10; None when unscored.
        reason: why not scored; None when scored, and when there was no reading at all.
        excluded: whether it lies in care mode or standby; it counts for nothing then.
        lower_limit, upper_limit: points, in force in it.
    """

    start: float
    stop: float
    smoothed: float | None
    reason: Reason | None
    excluded: bool
    lower_limit: float
    upper_limit: float

    @property
    def length_s(self) -> float:
        """Seconds."""
        return self.stop - self.start

    @property
    def scored(self) -> bool:
        """Whether it counts as scored."""
        return self.smoothed is not None and not self.excluded

    @property
    def over_lower(self) -> bool:
        """Whether it counts as over the lower limit."""
        return self._over(self.lower_limit)

    @property
    def over_upper(self) -> bool:
        """Whether it counts as over the upper limit."""
        return self._over(self.upper_limit)

    def _over(self, limit: float) -> bool:
        return self.smoothed is not None and not self.excluded and displayed(self.smoothed) > limit


def stretches_of(
    readings: Iterable[TimedScore], changes: Iterable[Change], *, start: float, until: float
) -> Iterator[Stretch]:
    """All time from `start` to `until`, monotonic seconds, in order and without holes.

    Args:
        readings: by time of capture; a late one counts as of the one before it. Used once.
        changes: in order; the first says, at `start` or before, which limits were in force. Used once.
        start: monotonic second of the session's begin; changes before it are in force from it on.
        until: monotonic second of the end; what comes later is not looked at.
    """
    cutter = StretchCutter(start)
    ahead = (change for change in changes if change.at < until)
    change = next(ahead, None)
    for reading in readings:
        if reading.captured_at >= until:
            break
        while change is not None and change.at <= reading.captured_at:
            yield from cutter.change(change)
            change = next(ahead, None)
        yield from cutter.take(reading)
    while change is not None:
        yield from cutter.change(change)
        change = next(ahead, None)
    yield from cutter.advance(until)


def excluded_within(changes: Iterable[Change], start: float, stop: float) -> list[tuple[float, float]]:
    """From and until of the excluded time in [start, stop], in order; `changes` in order."""
    found: list[tuple[float, float]] = []
    since: float | None = None
    for change in (*changes, Change(stop, excluded=False)):
        if change.excluded and since is None:
            since = change.at
        elif change.excluded is False and since is not None:
            if change.at > start and since < stop:
                found.append((max(since, start), min(change.at, stop)))
            since = None
    return found


class StretchCutter:
    """Cuts time while it passes: what `stretches_of` does, one call at a time, in order of time."""

    def __init__(self, start: float) -> None:
        """Until the first change no limit is in force: nothing is over infinity."""
        self._now = start
        self._excluded = False
        self._limits = (inf, inf)
        self._stands_until = start
        self._smoothed: float | None = None
        self._reason: Reason | None = None

    def take(self, reading: TimedScore) -> Iterator[Stretch]:
        """Time until this reading's capture."""
        yield from self.advance(reading.captured_at)
        self._smoothed, self._reason = reading.smoothed, reading.reason
        self._stands_until = max(reading.captured_at, self._now) + HOLD_S

    def change(self, change: Change) -> Iterator[Stretch]:
        """Time until this change."""
        yield from self.advance(change.at)
        lower, upper = self._limits
        self._limits = (
            lower if change.lower_limit is None else change.lower_limit,
            upper if change.upper_limit is None else change.upper_limit,
        )
        self._excluded = self._excluded if change.excluded is None else change.excluded

    def advance(self, at: float) -> Iterator[Stretch]:
        """Time until `at`: what the newest reading stands for, then what nothing stands for."""
        stands_until = min(at, self._stands_until)
        if stands_until > self._now:
            yield self._stretch(stands_until, self._smoothed, self._reason)
        if at > self._now:
            yield self._stretch(at, None, None)

    def _stretch(self, stop: float, smoothed: float | None, reason: Reason | None) -> Stretch:
        start, self._now = self._now, stop
        return Stretch(start, stop, smoothed, reason, self._excluded, *self._limits)


@dataclass(frozen=True, slots=True)
class Statistics:
    """Seconds since the start or the last admission, without care mode and standby.

    Attributes:
        observed_s: time in which a score was wanted.
        scored_s: of that, with a score.
        over_lower_s, over_upper_s: of the scored time, with a displayed score over the limit then in force.
        excluded_s: care mode and standby, in none of the others.
    """

    observed_s: float = 0.0
    scored_s: float = 0.0
    over_lower_s: float = 0.0
    over_upper_s: float = 0.0
    excluded_s: float = 0.0

    def plus(self, stretch: Stretch) -> Statistics:
        """With one more stretch of time counted."""
        length_s = stretch.length_s
        if stretch.excluded:
            return replace(self, excluded_s=self.excluded_s + length_s)
        return Statistics(
            observed_s=self.observed_s + length_s,
            scored_s=self.scored_s + (length_s if stretch.scored else 0.0),
            over_lower_s=self.over_lower_s + (length_s if stretch.over_lower else 0.0),
            over_upper_s=self.over_upper_s + (length_s if stretch.over_upper else 0.0),
            excluded_s=self.excluded_s,
        )

    @property
    def scored_share(self) -> float | None:
        """Scored over observed time, 0..1; None when nothing was observed."""
        return self.scored_s / self.observed_s if self.observed_s > 0.0 else None

    @property
    def over_lower_share(self) -> float | None:
        """Share of the scored time over the lower limit, 0..1; None when nothing was scored."""
        return self.over_lower_s / self.scored_s if self.scored_s > 0.0 else None

    @property
    def over_upper_share(self) -> float | None:
        """Share of the scored time over the upper limit, 0..1; None when nothing was scored."""
        return self.over_upper_s / self.scored_s if self.scored_s > 0.0 else None


def statistics_of(stretches: Iterable[Stretch]) -> Statistics:
    """The sums."""
    total = Statistics()
    for stretch in stretches:
        total = total.plus(stretch)
    return total
