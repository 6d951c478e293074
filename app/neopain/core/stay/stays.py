"""The stay of one infant: its sessions across restarts and cameras, and who they turned out to belong to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import inf

from neopain.core.record import Mark, RecordedReading
from neopain.core.sessions import LogEntry, Session


class StayChangeKind(StrEnum):
    """How the sessions' stay was put right."""

    MERGE = "merge"
    MOVE = "move"
    CORRECT = "correct"


@dataclass(frozen=True, slots=True)
class StayPart:
    """A part of a session that belongs to a stay.

    Attributes:
        session: the session.
        since, until: monotonic s on its clock, from `since` to before `until`; infinite at open ends.
    """

    session: Session
    since: float
    until: float

    @property
    def whole(self) -> bool:
        """Whether it is all of its session."""
        return self.since == -inf and self.until == inf

    def holds(self, at: float) -> bool:
        """Whether the monotonic second `at` lies in it."""
        return self.since <= at < self.until

    def marks(self, revisions: Iterable[Mark]) -> list[Mark]:
        """Of its session's notes and manual scores those of this part, each with all of its revisions.

        Where its newest revision lies: a mark whose time was put right is one infant's, never two.
        """
        revisions = list(revisions)
        newest = {mark.id: mark for mark in sorted(revisions, key=lambda mark: mark.revision)}
        return [mark for mark in revisions if self.holds(newest[mark.id].at)]


@dataclass(frozen=True, slots=True)
class StayReading:
    """A reading with its session, whose clock its times are on."""

    session: Session
    reading: RecordedReading


@dataclass(frozen=True, slots=True)
class StayEntry:
    """A line of the log with its session."""

    session: Session
    entry: LogEntry


@dataclass(frozen=True, slots=True)
class StayChange:
    """One step of a stay's history; later ones go before earlier ones.

    Attributes:
        kind: merged into `stay_id`, a time moved to `stay_id`, or `stay_id` itself corrected.
        utc, author, reason: when (ISO 8601), by whom, why.
        stay_id: whose it is since then.
        merged_id: the stay that was merged into it.
        session_id, since, until: the time that was moved; None at open ends.
        before: what stood before a correction, JSON.
    """

    kind: StayChangeKind
    utc: str
    author: str
    reason: str
    stay_id: str
    merged_id: str | None = None
    session_id: str | None = None
    since: float | None = None
    until: float | None = None
    before: str | None = None
