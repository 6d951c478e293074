"""Whether to ask, before going on, that the same infant still lies in the bed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from neopain.core.clinical.admission import Admission
from neopain.core.record import SessionSummary

GAP_S = 15 * 60.0
"""A gap that long asks again, as bedside monitors do."""


class GapKind(StrEnum):
    """Why the question is asked."""

    NOT_CLOSED = "not_closed"
    LONG_GAP = "long_gap"


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap in the monitoring of an admitted infant: why it is asked about, and how long it was if known."""

    kind: GapKind
    length_s: float | None


def gap_before(admission: Admission | None, last: SessionSummary | None, utc: datetime) -> Gap | None:
    """The gap to ask about, None when nobody is admitted or monitoring was interrupted shortly, on purpose.

    Args:
        admission: the stay that is open, if any.
        last: the newest session of the record, closed or not; it must not be running now.
        utc: now.
    """
    if admission is None:
        return None
    since = datetime.fromisoformat(admission.admitted_utc)
    if last is not None:
        since = max(since, datetime.fromisoformat(last.last_utc or last.session.started_utc))
    length_s = (utc.astimezone(UTC) - since).total_seconds()
    own = last is not None and datetime.fromisoformat(last.session.started_utc) >= datetime.fromisoformat(
        admission.admitted_utc
    )
    if own and last is not None and not last.closed:
        return Gap(GapKind.NOT_CLOSED, max(0.0, length_s))
    # A clock that was set back says nothing about the length; better ask than mix two infants up.
    if length_s < 0.0:
        return Gap(GapKind.LONG_GAP, None)
    return Gap(GapKind.LONG_GAP, length_s) if length_s > GAP_S else None
