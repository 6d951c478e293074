"""What the cameras' room says, as lines for the screen: every cause of a failure, every event, every state.

The causes come from their table (`capture.failures`); the other sentences are listed here. What a camera, the
system or a library answers is quoted as it came, but for the answers that are common.
"""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from neopain.capture.failures import FAILURES

FAILURE_LINES = tuple(f"{{name}} {words.cause}; {words.remedy}" for words in FAILURES.values())
"""As `CameraFailure` writes them."""

EVENTS = (
    QT_TRANSLATE_NOOP("line", "the picture's size changed from {before} to {after}"),
    QT_TRANSLATE_NOOP("line", "{count} broken picture(s) skipped"),
    QT_TRANSLATE_NOOP("line", "the same seconds come again and again: no live picture"),
    QT_TRANSLATE_NOOP("line", "the camera has switched to grey (night) pictures"),
    QT_TRANSLATE_NOOP("line", "the camera has switched to colour (day) pictures"),
    QT_TRANSLATE_NOOP("line", "the view is upside down now: was the camera turned?"),
    QT_TRANSLATE_NOOP(
        "line",
        "the view has shifted by {aside} % of its width and {up} % of its height: was the camera moved?",
    ),
    QT_TRANSLATE_NOOP("line", "the view has changed as a whole: was the camera moved or turned?"),
    QT_TRANSLATE_NOOP(
        "line",
        "this address gives single pictures; one is asked for every {seconds} s; "
        "the address of a stream is better",
    ),
    QT_TRANSLATE_NOOP("line", "the camera's time stamps jumped or stood still; its pictures are shown on"),
    QT_TRANSLATE_NOOP(
        "line",
        "the film's time stamps jump forward by {seconds} s (jump {number}); "
        "the pictures go on after {most} s at most",
    ),
    QT_TRANSLATE_NOOP(
        "line",
        "the film's time stamps jump back by {seconds} s (jump {number}); "
        "the pictures go on after {most} s at most",
    ),
)
"""Events of a source and of its pictures."""

STATES = (
    QT_TRANSLATE_NOOP("line", "this computer is too slow or was asleep; close other programs"),
    QT_TRANSLATE_NOOP("line", "pictures arrive too late; the network or this computer is too slow"),
    QT_TRANSLATE_NOOP("line", "no new picture; the last one is old; check the camera and its network"),
    QT_TRANSLATE_NOOP("line", "reading it failed; start it again"),
    QT_TRANSLATE_NOOP("line", "the video is over"),
    QT_TRANSLATE_NOOP("line", "the video broke off: {why}; check the disk or the network drive"),
    QT_TRANSLATE_NOOP(
        "line",
        "the video ended early: about {missing} s of {length} s are missing; "
        "the file may be cut short or damaged: copy it again",
    ),
    QT_TRANSLATE_NOOP(
        "line",
        "the picture size changes from {before} to {after} after {seconds} s; "
        "what follows cannot be shown undistorted: cut the film there",
    ),
    QT_TRANSLATE_NOOP("line", "that was the last picture"),
    QT_TRANSLATE_NOOP("line", "that was the last picture; none could be read: {why}"),
    QT_TRANSLATE_NOOP("line", "{file} cannot be read as a video; check or convert the file"),
    QT_TRANSLATE_NOOP(
        "line",
        "{what}; reinstall NeoPain, or make the clip again with 'python -m neopain_export.neonate.clip'",
    ),
    QT_TRANSLATE_NOOP("line", "{clip} is missing from {folder}"),
    QT_TRANSLATE_NOOP("line", "{clip} in {folder} cannot be opened: {fault}"),
    QT_TRANSLATE_NOOP("line", "{file} cannot be opened: {fault}; check the file"),
    QT_TRANSLATE_NOOP("line", "{clip} cannot be read as a video"),
    QT_TRANSLATE_NOOP("line", "{script} does not name the clip's phases: {fault}"),
    QT_TRANSLATE_NOOP("line", "{clip} is damaged at picture {place} of {length}"),
)
"""What a source's status says beside the causes."""

DETAILS = (
    QT_TRANSLATE_NOOP("line", "it hung up in the handshake"),
    QT_TRANSLATE_NOOP("line", "it hung up without an answer"),
    QT_TRANSLATE_NOOP("line", "no TLS"),
    QT_TRANSLATE_NOOP("line", "no HTTP"),
    QT_TRANSLATE_NOOP("line", "no RTSP"),
    QT_TRANSLATE_NOOP("line", "an empty answer"),
    QT_TRANSLATE_NOOP("line", "over {size} MiB"),
    QT_TRANSLATE_NOOP("line", "a {codec} that cannot be decoded"),
    QT_TRANSLATE_NOOP("line", "a part without a whole picture"),
    QT_TRANSLATE_NOOP("line", "parts were lost on the way"),
    QT_TRANSLATE_NOOP("line", "no picture of three colours"),
    QT_TRANSLATE_NOOP("line", "the driver refused it"),
    QT_TRANSLATE_NOOP("line", "an unknown sampling of the colours"),
    QT_TRANSLATE_NOOP("line", "an address that is none"),
    QT_TRANSLATE_NOOP("line", "another path of {name}"),
    QT_TRANSLATE_NOOP("line", "nowhere"),
    QT_TRANSLATE_NOOP("line", "one address after the other"),
    QT_TRANSLATE_NOOP("line", "no way named"),
    QT_TRANSLATE_NOOP("line", "no pair of UDP ports is free"),
    QT_TRANSLATE_NOOP("line", "{why}; SHA-256 {fingerprint}"),
    QT_TRANSLATE_NOOP("line", "self-signed certificate"),
    QT_TRANSLATE_NOOP("line", "self-signed certificate in certificate chain"),
    QT_TRANSLATE_NOOP("line", "unable to get local issuer certificate"),
    QT_TRANSLATE_NOOP("line", "certificate has expired"),
    QT_TRANSLATE_NOOP("line", "certificate is not yet valid"),
    QT_TRANSLATE_NOOP("line", "Hostname mismatch, certificate is not valid for '{host}'."),
    QT_TRANSLATE_NOOP("line", "IP address mismatch, certificate is not valid for '{host}'."),
    QT_TRANSLATE_NOOP("line", "wrong_version_number"),
    QT_TRANSLATE_NOOP("line", "No route to host"),
    QT_TRANSLATE_NOOP("line", "Network is unreachable"),
    QT_TRANSLATE_NOOP("line", "Host is down"),
    QT_TRANSLATE_NOOP("line", "Connection reset by peer"),
    QT_TRANSLATE_NOOP("line", "Permission denied"),
    QT_TRANSLATE_NOOP("line", "Premature end of JPEG file"),
    QT_TRANSLATE_NOOP("line", "Corrupt JPEG data: {what}"),
    QT_TRANSLATE_NOOP("line", "Not a JPEG file: starts with {what}"),
    QT_TRANSLATE_NOOP("line", "camera {number}"),
)
"""What stands in the brackets of a cause, and how a USB camera is called."""

CAMERA_LINES: tuple[str, ...] = tuple(map(str, (*FAILURE_LINES, *EVENTS, *STATES, *DETAILS)))
