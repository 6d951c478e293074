"""Episodes over a limit and gaps, found in the stretches of time that `core.score.coverage` cuts.

An episode is time over a limit; unscored time of up to `HOLD_S` in it does not end it. A gap is unscored time
of over `HOLD_S`. Both are found while time passes, so that days need not be held in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from neopain.core.readings import Reason
from neopain.core.score.coverage import HOLD_S, Stretch


@dataclass(frozen=True, slots=True)
class Episode:
    """Time over a limit, from `start` to `stop`, monotonic seconds; `peak`: greatest smoothed score in it."""

    start: float
    stop: float
    peak: float


class EpisodeFinder:
    """Takes stretches in order; gives each episode when it has ended."""

    def __init__(self, *, lower: bool = False) -> None:
        """Of the upper limit, or of the lower one."""
        self._lower = lower
        self._running: Episode | None = None

    def take(self, stretch: Stretch) -> Iterator[Episode]:
        """The episode that this stretch ends."""
        over = stretch.over_lower if self._lower else stretch.over_upper
        running = self._running
        if stretch.smoothed is not None and over:
            begun = running or Episode(stretch.start, stretch.stop, stretch.smoothed)
            self._running = Episode(begun.start, stretch.stop, max(begun.peak, stretch.smoothed))
        elif running is not None and (
            stretch.excluded or stretch.scored or stretch.stop - running.stop > HOLD_S
        ):
            yield from self.close()

    def close(self) -> Iterator[Episode]:
        """The episode that runs still."""
        running, self._running = self._running, None
        if running is not None:
            yield running


def episodes_of(stretches: Iterable[Stretch], *, lower: bool = False) -> Iterator[Episode]:
    """The episodes over the upper limit, or over the lower one, in order."""
    finder = EpisodeFinder(lower=lower)
    for stretch in stretches:
        yield from finder.take(stretch)
    yield from finder.close()


@dataclass(frozen=True, slots=True)
class Gap:
    """Unscored time of over `HOLD_S`, monotonic seconds, and the reason that held longest in it.

    Attributes:
        reason: None when there was mostly no reading at all.
    """

    start: float
    stop: float
    reason: Reason | None


class GapFinder:
    """Takes stretches in order; gives each gap when it has ended. Care mode and standby are none."""

    def __init__(self) -> None:
        self._start: float | None = None
        self._stop = 0.0
        self._held: dict[Reason | None, float] = {}

    def take(self, stretch: Stretch) -> Iterator[Gap]:
        """The gap that this stretch ends."""
        if stretch.smoothed is not None or stretch.excluded:
            yield from self.close()
            return
        if self._start is None:
            self._start = stretch.start
        self._stop = stretch.stop
        self._held[stretch.reason] = self._held.get(stretch.reason, 0.0) + stretch.length_s

    def close(self) -> Iterator[Gap]:
        """The gap that runs still."""
        start, held = self._start, self._held
        self._start, self._held = None, {}
        if start is not None and self._stop - start > HOLD_S:
            yield Gap(start, self._stop, max(held, key=lambda reason: held[reason]))


def gaps_of(stretches: Iterable[Stretch]) -> Iterator[Gap]:
    """The gaps, in order."""
    finder = GapFinder()
    for stretch in stretches:
        yield from finder.take(stretch)
    yield from finder.close()
