"""Why a source gives no live pictures, as names that never change: for translation, statistics and alarms."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias


class FailureKind(StrEnum):
    """A camera gives no pictures at all (`capture.failures` has the words)."""

    HOST_UNKNOWN = "host_unknown"
    HOST_IMPOSSIBLE = "host_impossible"
    REFUSED = "refused"
    NO_ROUTE = "no_route"
    NO_ANSWER = "no_answer"
    NOT_ENCRYPTED = "not_encrypted"
    CERTIFICATE_UNTRUSTED = "certificate_untrusted"
    CERTIFICATE_CHANGED = "certificate_changed"
    LOGIN_NEEDED = "login_needed"
    LOGIN_REFUSED = "login_refused"
    LOGIN_FOREIGN = "login_foreign"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    BUSY = "busy"
    ANSWERED_ERROR = "answered_error"
    REDIRECTED = "redirected"
    OTHER_PROTOCOL = "other_protocol"
    SILENT = "silent"
    WEB_PAGE = "web_page"
    PLAYLIST = "playlist"
    OTHER_CONTENT = "other_content"
    NO_VIDEO = "no_video"
    OTHER_CODEC = "other_codec"
    NO_TRANSPORT = "no_transport"
    NO_PICTURE = "no_picture"
    NO_KEYFRAME = "no_keyframe"
    BROKEN_PICTURES = "broken_pictures"
    TOO_LARGE = "too_large"
    STALLED = "stalled"
    HUNG_UP = "hung_up"
    NO_ONVIF = "no_onvif"
    NOT_PLUGGED_IN = "not_plugged_in"
    NOT_OPENED = "not_opened"
    DRIVER_FAILED = "driver_failed"


class StaleKind(StrEnum):
    """Pictures come, but none of now."""

    COMPUTER_SLOW = "computer_slow"
    PICTURES_LATE = "pictures_late"
    NO_NEW_PICTURE = "no_new_picture"


SourceCause: TypeAlias = FailureKind | StaleKind
REFUSALS = frozenset(
    {
        FailureKind.LOGIN_NEEDED,
        FailureKind.LOGIN_REFUSED,
        FailureKind.LOGIN_FOREIGN,
        FailureKind.FORBIDDEN,
    }
)
"""The camera is there and does not let this program in."""
