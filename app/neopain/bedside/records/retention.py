"""How long the ward keeps sessions, and the removal of older ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from neopain.core.audit import AuditAction
from neopain.core.clock import SystemClock
from neopain.core.errors import RecordFault
from neopain.core.record import Bridge, SessionSummary
from neopain.core.text import Text
from neopain.store.sessions import SessionStore


def due(folder: Path, days: float) -> Sequence[SessionSummary]:
    """The sessions that ended more than so many days ago, oldest first; none of an open stay.

    Raises: RecordFault.
    """
    before = SystemClock().utc() - timedelta(days=days)
    with SessionStore(folder) as store:
        kept = store.stays.sessions_of_open_stay()
        return [
            summary
            for summary in reversed(store.sessions())
            if summary.session.id not in kept and _ended(summary) < before
        ]


def purge_due(folder: Path, found: Sequence[SessionSummary], days: float) -> None:
    """Remove these for good, each named in the audit before it goes. Raises: RecordFault."""
    with SessionStore(folder) as store:
        if not store.writable:
            raise RecordFault(Text("{path} may only be read; nothing was removed", path=store.path))
        for summary in found:
            store.audit.note(
                AuditAction.PURGE,
                summary.session.id,
                detail={"older_than_days": days, "readings": summary.readings},
            )
            store.purge(summary.session.id)


def _ended(summary: SessionSummary) -> datetime:
    """The later of its end and its newest reading; a session without either ended when it began."""
    times = [Bridge(summary.session).utc(summary.session.started_at + summary.duration_s)]
    if summary.ended_utc:
        times.append(datetime.fromisoformat(summary.ended_utc))
    known = [time for time in times if time is not None]
    return max(known) if known else SystemClock().utc()
