"""What the source's state says: the predicates of the conditions about it."""

from __future__ import annotations

from neopain.core.alarms.evidence import Evidence, Holding, Predicate
from neopain.core.sessions import SourceState
from neopain.core.source_causes import REFUSALS
from neopain.core.text import Text

CAMERA_WORDS = {
    SourceState.CONNECTING: Text("CAMERA NOT CONNECTED"),
    SourceState.RECONNECTING: Text("CAMERA LOST"),
    SourceState.FAILED: Text("CAMERA FAILED"),
}


def camera_lost(seen: Evidence) -> Holding | None:
    """It gives no pictures, for another reason than a refusal."""
    status = seen.source_in(*CAMERA_WORDS)
    if status is None or status.cause in REFUSALS:
        return None
    return Holding(status.at, CAMERA_WORDS[status.state if seen.seen_live else SourceState.CONNECTING])


def camera_refused(seen: Evidence) -> Holding | None:
    """It is there and does not let this program in."""
    status = seen.source_in(*CAMERA_WORDS)
    return None if status is None or status.cause not in REFUSALS else Holding(status.at)


def source_in(state: SourceState) -> Predicate:
    """The source is in that state."""

    def predicate(seen: Evidence) -> Holding | None:
        status = seen.source_in(state)
        return None if status is None else Holding(status.at)

    return predicate
