"""Why a camera gives no pictures: every cause with its own words and its own remedy.

docs/cameras.md holds the same table, with the German words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from neopain.core.errors import SourceFault


class FailureKind(StrEnum):
    """Stable names of the causes."""

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


@dataclass(frozen=True, slots=True)
class FailureWords:
    """What the screen says.

    Attributes:
        cause: follows the camera's name; `{detail}` stands for what came.
        remedy: what to do.
    """

    cause: str
    remedy: str


FAILURES: dict[FailureKind, FailureWords] = {
    FailureKind.HOST_UNKNOWN: FailureWords(
        "has a host name that this network does not know", "check the name or use the number"
    ),
    FailureKind.HOST_IMPOSSIBLE: FailureWords(
        "has a host name that cannot exist", "check its dots and its length"
    ),
    FailureKind.REFUSED: FailureWords(
        "refuses the connection", "check the port and that the camera's stream is switched on"
    ),
    FailureKind.NO_ROUTE: FailureWords(
        "cannot be reached ({detail})",
        "check the network cable and that this computer is in the same network",
    ),
    FailureKind.NO_ANSWER: FailureWords("does not answer within {detail}", "check power, cable and network"),
    FailureKind.NOT_ENCRYPTED: FailureWords(
        "does not speak TLS ({detail})", "check the port, or type http or rtsp instead of https or rtsps"
    ),
    FailureKind.CERTIFICATE_UNTRUSTED: FailureWords(
        "shows a certificate that is not trusted ({detail})",
        "compare the fingerprint with the one on the camera's own page and accept it for this camera, "
        "or install the hospital's authority on this computer",
    ),
    FailureKind.CERTIFICATE_CHANGED: FailureWords(
        "shows another certificate than the accepted one ({detail})",
        "if the camera was reset or renewed, compare the fingerprint and accept it again; "
        "else somebody may be between this computer and the camera",
    ),
    FailureKind.LOGIN_NEEDED: FailureWords("asks for a user name and password", "give those of the camera"),
    FailureKind.LOGIN_REFUSED: FailureWords(
        "refuses user name or password", "check user name, password and that the user may see the stream"
    ),
    FailureKind.LOGIN_FOREIGN: FailureWords(
        "asks for a kind of login that is not known ({detail})", "switch the camera to digest or basic"
    ),
    FailureKind.FORBIDDEN: FailureWords(
        "does not let this user see the stream", "give the user the right to see live video"
    ),
    FailureKind.NOT_FOUND: FailureWords(
        "has no stream under this path", "check the path of the address in the camera's manual"
    ),
    FailureKind.BUSY: FailureWords(
        "has no room for another viewer ({detail})", "close other programs that watch this camera"
    ),
    FailureKind.ANSWERED_ERROR: FailureWords(
        "answers with an error ({detail})", "check the address; restart the camera if it stays so"
    ),
    FailureKind.REDIRECTED: FailureWords(
        "sends the monitor on to {detail}",
        "this is not followed, as user name and password would go there; "
        "if that is the camera's true address, type it",
    ),
    FailureKind.OTHER_PROTOCOL: FailureWords(
        "does not answer as a camera of this kind ({detail})",
        "check the port, and http or rtsp in the address",
    ),
    FailureKind.SILENT: FailureWords(
        "takes the connection but says nothing for {detail}", "restart the camera; check the port"
    ),
    FailureKind.WEB_PAGE: FailureWords(
        "gives a web page, not pictures",
        "type the address of the stream, which stands in the camera's manual",
    ),
    FailureKind.PLAYLIST: FailureWords(
        "gives a playlist ({detail}), not pictures", "type the camera's RTSP or Motion JPEG address"
    ),
    FailureKind.OTHER_CONTENT: FailureWords(
        "gives a form that is not read ({detail})", "type the camera's RTSP or Motion JPEG address"
    ),
    FailureKind.NO_VIDEO: FailureWords(
        "offers no video in its stream", "check the path; it may be that of the sound only"
    ),
    FailureKind.OTHER_CODEC: FailureWords(
        "sends a video codec that is not read ({detail})",
        "set the camera to H.264, H.265 or Motion JPEG",
    ),
    FailureKind.NO_TRANSPORT: FailureWords(
        "sends its stream neither over TCP nor over UDP to one viewer ({detail})",
        "allow RTP over TCP in the camera's settings",
    ),
    FailureKind.NO_PICTURE: FailureWords(
        "answers but gives no picture within {detail}",
        "check the path of the stream and that the camera's video is switched on",
    ),
    FailureKind.NO_KEYFRAME: FailureWords(
        "sends video without a key picture for {detail}",
        "set the camera's key frame interval (GOP, I-frame) to 2 s or less",
    ),
    FailureKind.BROKEN_PICTURES: FailureWords(
        "sends pictures that cannot be read ({detail})", "check the network; restart the camera"
    ),
    FailureKind.TOO_LARGE: FailureWords(
        "sends pictures that are too large ({detail})", "set the camera to 1920 x 1080 or less"
    ),
    FailureKind.STALLED: FailureWords(
        "has stopped sending for {detail}", "check its power, its cable and the network"
    ),
    FailureKind.HUNG_UP: FailureWords(
        "has ended the stream", "if this repeats, check power and network of the camera"
    ),
    FailureKind.NO_ONVIF: FailureWords(
        "does not tell its streams by ONVIF",
        "switch ONVIF on in the camera, or go back and choose its brand",
    ),
    FailureKind.NOT_PLUGGED_IN: FailureWords(
        "is not plugged in", "plug it in again, best into the same socket; it is taken up by itself"
    ),
    FailureKind.NOT_OPENED: FailureWords(
        "does not open",
        "check that it is plugged in, that no other program uses it, and that you may use cameras",
    ),
    FailureKind.DRIVER_FAILED: FailureWords("fails in its driver", "unplug it and plug it in again"),
}


class CameraFailure(SourceFault):
    """A camera gives no pictures.

    Attributes:
        kind: the cause.
        detail: what came, without credentials; "" where the words need none.
    """

    def __init__(self, kind: FailureKind, name: str, detail: str = "") -> None:
        """`name`: the camera in words, without credentials."""
        words = FAILURES[kind]
        super().__init__(f"{name} {words.cause.format(detail=detail)}; {words.remedy}")
        self.kind = kind
        self.detail = detail
