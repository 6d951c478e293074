"""What the conditions of pictures and readings are judged by: all that the watch knows at one moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from neopain.core.readings import Reason
from neopain.core.sessions import SourceState, SourceStatus


@dataclass(frozen=True, slots=True)
class RecentReading:
    """A frame's raw reading: its arrival (monotonic s), the interval before, its lateness, why no score."""

    arrived_at: float
    period_s: float
    latency_s: float
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known at monotonic second `now`.

    Attributes:
        now: the moment.
        source: the newest status; None before the first.
        seen_live: whether the source ever gave pictures.
        lost_since: since when a source that gave pictures gives none; None when it does.
        unsteady_since: since when the source comes and goes; None when it does not.
        reason: why the newest reading has no number; None when it has one, and before the first.
        recent: readings of frames that arrived in the last seconds, oldest first; see `core.watch.pace`.
        silent_since: when the last reading came, where one is missed by now; else None.
        late_since: since when each reading took too long; None when the newest did not.
        broken_since: since when scores come in stretches too short for a pain alarm; None when they do not.
        delay_broken: whether a pain alarm may come later than may ever be set, or not at all.
    """

    now: float
    source: SourceStatus | None = None
    seen_live: bool = False
    lost_since: float | None = None
    unsteady_since: float | None = None
    reason: Reason | None = None
    recent: tuple[RecentReading, ...] = ()
    silent_since: float | None = None
    late_since: float | None = None
    broken_since: float | None = None
    delay_broken: bool = False

    def source_in(self, *states: SourceState) -> SourceStatus | None:
        """The newest status, if it is one of these states."""
        source = self.source
        return source if source is not None and source.state in states else None


@dataclass(frozen=True, slots=True)
class Holding:
    """A condition that is true: since when (monotonic s), in which words, to which level.

    "" stands for the table's words, None for all of the condition's steps.
    """

    since: float
    words: str = ""
    level: int | None = None


Predicate: TypeAlias = Callable[[Evidence], Holding | None]
"""Whether a condition is true."""
