"""What the source's state and the search in its pictures say: the predicates of the conditions about them."""

from __future__ import annotations

from statistics import median

from neopain.core.alarms.evidence import Evidence, Holding, Predicate
from neopain.core.readings import Reason
from neopain.core.score.hysteresis import TIME_TOLERANCE_S
from neopain.core.sessions import SourceState
from neopain.core.source_causes import REFUSALS
from neopain.core.text import Text

SLOW_SEARCH_S = 1.5
LOST_THOUGH_UNSTEADY_S = 15.0
"""A camera that comes and goes is called lost after so long: its short losses are one alarm."""
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
    since = status.at if seen.lost_since is None else seen.lost_since
    if seen.unsteady_since is not None and seen.now - since < LOST_THOUGH_UNSTEADY_S - TIME_TOLERANCE_S:
        # It is told already that it comes and goes; a loss that lasts is told all the same.
        return None
    return Holding(since, CAMERA_WORDS[status.state if seen.seen_live else SourceState.CONNECTING])


def camera_unsteady(seen: Evidence) -> Holding | None:
    """It was lost again soon after it came back, and has not been there for long enough since."""
    there = seen.source_in(SourceState.LIVE, SourceState.STALE, *CAMERA_WORDS) is not None
    return Holding(seen.unsteady_since) if there and seen.unsteady_since is not None else None


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


def face_search_slow(seen: Evidence) -> Holding | None:
    """Each recent picture was searched in vain and long; a face that shows for a moment may be missed."""
    if not seen.recent or any(one.reason is not Reason.FACE_NOT_FOUND for one in seen.recent):
        return None
    slow = median(one.latency_s for one in seen.recent) > SLOW_SEARCH_S
    return Holding(seen.recent[0].arrived_at) if slow else None
