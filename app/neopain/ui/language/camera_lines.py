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
    QT_TRANSLATE_NOOP("line", "the camera was changed from {before} to {after}"),
    QT_TRANSLATE_NOOP("line", "{count} broken picture(s) skipped"),
    QT_TRANSLATE_NOOP("line", "the same seconds come again and again: no live picture"),
    QT_TRANSLATE_NOOP("line", "the camera has switched to grey (night) pictures"),
    QT_TRANSLATE_NOOP("line", "the camera has switched to colour (day) pictures"),
    QT_TRANSLATE_NOOP(
        "line",
        "the light flickers: the picture's brightness swings by {percent} %; switch off the lamp that "
        "flickers, or set the camera's mains frequency",
    ),
    QT_TRANSLATE_NOOP("line", "the light does not flicker any more"),
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

STAGE_NAMES = (
    QT_TRANSLATE_NOOP("stage", "streams"),
    QT_TRANSLATE_NOOP("stage", "address"),
    QT_TRANSLATE_NOOP("stage", "connection"),
    QT_TRANSLATE_NOOP("stage", "certificate"),
    QT_TRANSLATE_NOOP("stage", "login"),
    QT_TRANSLATE_NOOP("stage", "first picture"),
    QT_TRANSLATE_NOOP("stage", "rate"),
    QT_TRANSLATE_NOOP("stage", "size"),
    QT_TRANSLATE_NOOP("stage", "codec"),
    QT_TRANSLATE_NOOP("stage", "delay"),
    QT_TRANSLATE_NOOP("stage", "clock"),
)
"""The stages of a camera's test (`capture.probe`)."""

STAGE_LINES = (
    QT_TRANSLATE_NOOP("line", "the camera has told them by ONVIF"),
    QT_TRANSLATE_NOOP("line", "{camera} of this computer"),
    QT_TRANSLATE_NOOP("line", "the driver has opened it"),
    QT_TRANSLATE_NOOP("line", "{host} answers on port {port}"),
    QT_TRANSLATE_NOOP("line", "the accepted one"),
    QT_TRANSLATE_NOOP("line", "trusted by this computer"),
    QT_TRANSLATE_NOOP("line", "not needed: the address asks for no encryption"),
    QT_TRANSLATE_NOOP("line", "accepted"),
    QT_TRANSLATE_NOOP("line", "the camera asks for none"),
    QT_TRANSLATE_NOOP("line", "after {seconds} s"),
    QT_TRANSLATE_NOOP("line", "{rate} pictures a second over {seconds} s; {broken} broken ones skipped"),
    QT_TRANSLATE_NOOP("line", "{rate} pictures a second over {seconds} s"),
    QT_TRANSLATE_NOOP("line", "{before}, then {after}"),
    QT_TRANSLATE_NOOP("line", "not told by the driver"),
    QT_TRANSLATE_NOOP("line", "pictures arrive {seconds} s late; the network or this computer is too slow"),
    QT_TRANSLATE_NOOP("line", "{seconds} s at most behind the fastest picture, by the camera's time stamps"),
    QT_TRANSLATE_NOOP(
        "line", "{seconds} s at most between arrival and picture; this address tells no time of taking"
    ),
    QT_TRANSLATE_NOOP("line", "none whole in {seconds} s"),
    QT_TRANSLATE_NOOP("line", "the camera tells no time; nothing here needs it"),
    QT_TRANSLATE_NOOP("line", "the camera's clock is within {seconds} s of this computer's"),
    QT_TRANSLATE_NOOP(
        "line",
        "the camera's clock is {seconds} s ahead of this computer's; times in its pictures are wrong, so let "
        "it take its time from the network (NTP)",
    ),
    QT_TRANSLATE_NOOP(
        "line",
        "the camera's clock is {seconds} s behind this computer's; times in its pictures are wrong, so let "
        "it take its time from the network (NTP)",
    ),
)
"""What the stages say beside the causes."""

ATTACH_REFUSALS = (
    QT_TRANSLATE_NOOP(
        "line",
        "a camera's address begins with {schemes}; this one does not; type an address such as {example}",
    ),
    QT_TRANSLATE_NOOP(
        "line",
        "this address can be read in two ways, because an @ follows a / or ? or #; in a user name or "
        "password write / as %2F, ? as %3F, # as %23 and @ as %40; in a path write @ as %40",
    ),
    QT_TRANSLATE_NOOP(
        "line",
        "the host in a camera's address is a name or a number with a port from 1 to 65535; this one is not; "
        "type an address such as {example}",
    ),
    QT_TRANSLATE_NOOP(
        "line",
        "a camera's address has at most {most} characters; got {got}; type an address such as {example}",
    ),
    QT_TRANSLATE_NOOP(
        "line",
        "a camera's address holds no spaces or control characters; character {position} is one; "
        "write a space as %20",
    ),
    QT_TRANSLATE_NOOP(
        "line",
        "a camera of a brand wants its name or number in the network alone, such as 192.168.1.20; this is "
        "more than that; for a whole address choose no brand",
    ),
    QT_TRANSLATE_NOOP(
        "line",
        "a camera's name has 1 to {most} characters, best the bed's, such as Bed 4; type another",
    ),
    QT_TRANSLATE_NOOP(
        "line",
        "{camera}: its login is not remembered on this computer; attach it once more and type user "
        "and password, or set NEOPAIN_CAMERA_USER and NEOPAIN_CAMERA_PASSWORD",
    ),
    QT_TRANSLATE_NOOP("line", "no camera is known as {name}; known: {others}"),
    QT_TRANSLATE_NOOP("line", "at most {most} cameras are known; forget one first"),
    QT_TRANSLATE_NOOP(
        "line",
        "the simulated neonate and a camera cannot take each other's place in one session, which is either "
        "simulated or not; stop the session and start another one",
    ),
)
"""Refusals that whoever attaches a camera meets."""

CAMERA_LINES: tuple[str, ...] = tuple(
    map(str, (*FAILURE_LINES, *EVENTS, *STATES, *DETAILS, *STAGE_LINES, *ATTACH_REFUSALS))
)
