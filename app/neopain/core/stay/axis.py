"""One axis for a stay: the seconds of its earlier sessions, told on the clock of one of them.

Each session has a monotonic clock of its own, which may begin anew when the computer does. UTC joins them.
Where the wall clock was set back between two sessions, the earlier one ends where the later one begins:
nothing of the past lies in the future.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from neopain.core.sessions import Session


@dataclass(frozen=True, slots=True)
class OnAxis:
    """A session on the axis: its own second `at` is `at + shift_s` there; it ends at `last_at` of its own."""

    session: Session
    last_at: float
    shift_s: float

    @property
    def start(self) -> float:
        """Its begin, on the axis."""
        return self.session.started_at + self.shift_s

    @property
    def stop(self) -> float:
        """Its end, on the axis."""
        return self.last_at + self.shift_s


def on_axis(sessions: Sequence[tuple[Session, float]], onto: Session) -> list[OnAxis]:
    """Earlier sessions, each with its last monotonic second, on the clock of `onto`, in order of time.

    Raises: ValueError for a session without its date.
    """
    zero = datetime.fromisoformat(onto.started_utc)
    placed: list[OnAxis] = []
    before = onto.started_at
    for session, last_at in sorted(sessions, key=lambda one: one[0].started_utc, reverse=True):
        passed_s = (datetime.fromisoformat(session.started_utc) - zero).total_seconds()
        shift_s = min(
            onto.started_at + passed_s - session.started_at, before - max(last_at, session.started_at)
        )
        one = OnAxis(session, max(last_at, session.started_at), shift_s)
        before = one.start
        placed.append(one)
    return placed[::-1]
