"""Why a camera gives no pictures: every cause with its own words and its own remedy.

docs/cameras.md holds the same table, with the German words.
"""

from __future__ import annotations

from dataclasses import dataclass

from neopain.core.errors import SourceFault
from neopain.core.source_causes import FailureKind
from neopain.core.text import Text, template


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
        template("has a host name that this network does not know"),
        template("check the name or use the number"),
    ),
    FailureKind.HOST_IMPOSSIBLE: FailureWords(
        template("has a host name that cannot exist"), template("check its dots and its length")
    ),
    FailureKind.REFUSED: FailureWords(
        template("refuses the connection"),
        template("check the port and that the camera's stream is switched on"),
    ),
    FailureKind.NO_ROUTE: FailureWords(
        template("cannot be reached ({detail})"),
        template("check the network cable and that this computer is in the same network"),
    ),
    FailureKind.NO_ANSWER: FailureWords(
        template("does not answer within {detail}"), template("check power, cable and network")
    ),
    FailureKind.NOT_ENCRYPTED: FailureWords(
        template("does not speak TLS ({detail})"),
        template("check the port, or type http or rtsp instead of https or rtsps"),
    ),
    FailureKind.CERTIFICATE_UNTRUSTED: FailureWords(
        template("shows a certificate that is not trusted ({detail})"),
        template(
            "compare the fingerprint with the one on the camera's own page and accept it for "
            "this camera, or install the hospital's authority on this computer"
        ),
    ),
    FailureKind.CERTIFICATE_CHANGED: FailureWords(
        template("shows another certificate than the accepted one ({detail})"),
        template(
            "if the camera was reset or renewed, compare the fingerprint and accept it again; "
            "else somebody may be between this computer and the camera"
        ),
    ),
    FailureKind.LOGIN_NEEDED: FailureWords(
        template("asks for a user name and password"), template("give those of the camera")
    ),
    FailureKind.LOGIN_REFUSED: FailureWords(
        template("refuses user name or password"),
        template("check user name, password and that the user may see the stream"),
    ),
    FailureKind.LOGIN_FOREIGN: FailureWords(
        template("asks for a kind of login that is not known ({detail})"),
        template("switch the camera to digest or basic"),
    ),
    FailureKind.FORBIDDEN: FailureWords(
        template("does not let this user see the stream"),
        template("give the user the right to see live video"),
    ),
    FailureKind.NOT_FOUND: FailureWords(
        template("has no stream under this path"),
        template("check the path of the address in the camera's manual"),
    ),
    FailureKind.BUSY: FailureWords(
        template("has no room for another viewer ({detail})"),
        template("close other programs that watch this camera"),
    ),
    FailureKind.ANSWERED_ERROR: FailureWords(
        template("answers with an error ({detail})"),
        template("check the address; restart the camera if it stays so"),
    ),
    FailureKind.REDIRECTED: FailureWords(
        template("sends the monitor on to {detail}"),
        template(
            "this is not followed, as user name and password would go there; if that is the "
            "camera's true address, type it"
        ),
    ),
    FailureKind.OTHER_PROTOCOL: FailureWords(
        template("does not answer as a camera of this kind ({detail})"),
        template("check the port, and http or rtsp in the address"),
    ),
    FailureKind.SILENT: FailureWords(
        template("takes the connection but says nothing for {detail}"),
        template("restart the camera; check the port"),
    ),
    FailureKind.WEB_PAGE: FailureWords(
        template("gives a web page, not pictures"),
        template("type the address of the stream, which stands in the camera's manual"),
    ),
    FailureKind.PLAYLIST: FailureWords(
        template("gives a playlist ({detail}), not pictures"),
        template("type the camera's RTSP or Motion JPEG address"),
    ),
    FailureKind.OTHER_CONTENT: FailureWords(
        template("gives a form that is not read ({detail})"),
        template("type the camera's RTSP or Motion JPEG address"),
    ),
    FailureKind.NO_VIDEO: FailureWords(
        template("offers no video in its stream"),
        template("check the path; it may be that of the sound only"),
    ),
    FailureKind.OTHER_CODEC: FailureWords(
        template("sends a video codec that is not read ({detail})"),
        template("set the camera to H.264, H.265 or Motion JPEG"),
    ),
    FailureKind.NO_TRANSPORT: FailureWords(
        template("sends its stream neither over TCP nor over UDP to one viewer ({detail})"),
        template("allow RTP over TCP in the camera's settings"),
    ),
    FailureKind.NO_PICTURE: FailureWords(
        template("answers but gives no picture within {detail}"),
        template("check the path of the stream and that the camera's video is switched on"),
    ),
    FailureKind.NO_KEYFRAME: FailureWords(
        template("sends video without a key picture for {detail}"),
        template("set the camera's key frame interval (GOP, I-frame) to 2 s or less"),
    ),
    FailureKind.BROKEN_PICTURES: FailureWords(
        template("sends pictures that cannot be read ({detail})"),
        template("check the network; restart the camera"),
    ),
    FailureKind.TOO_LARGE: FailureWords(
        template("sends pictures that are too large ({detail})"),
        template("set the camera to 1920 x 1080 or less"),
    ),
    FailureKind.STALLED: FailureWords(
        template("has stopped sending for {detail}"), template("check its power, its cable and the network")
    ),
    FailureKind.HUNG_UP: FailureWords(
        template("has ended the stream"), template("if this repeats, check power and network of the camera")
    ),
    FailureKind.NO_ONVIF: FailureWords(
        template("does not tell its streams by ONVIF"),
        template("switch ONVIF on in the camera, or go back and choose its brand"),
    ),
    FailureKind.NOT_PLUGGED_IN: FailureWords(
        template("is not plugged in"),
        template("plug it in again, best into the same socket; it is taken up by itself"),
    ),
    FailureKind.NOT_OPENED: FailureWords(
        template("does not open"),
        template("check that it is plugged in, that no other program uses it, and that you may use cameras"),
    ),
    FailureKind.DRIVER_FAILED: FailureWords(
        template("fails in its driver"), template("unplug it and plug it in again")
    ),
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
        cause, remedy = Text(words.cause, detail=detail), Text(words.remedy)
        super().__init__(Text("{name} {cause}; {remedy}", name=name, cause=cause, remedy=remedy))
        self.kind = kind
        self.detail = detail
