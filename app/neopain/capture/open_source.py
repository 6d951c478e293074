"""From what a person types or picks to a source: adding a kind is its file and a row in `SOURCES`."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from neopain.capture.addresses.address import check_address, redact
from neopain.capture.addresses.credentials import CERTIFICATE_VARIABLE, Credentials, from_environment
from neopain.capture.addresses.names import shown_name
from neopain.capture.addresses.shown_path import shown_path
from neopain.capture.films.film import Film
from neopain.capture.films.video import VideoSource
from neopain.capture.network.stream import open_stream
from neopain.capture.stills.picture_file import SUFFIXES
from neopain.capture.stills.pictures import PictureSource, is_there
from neopain.capture.usb.camera import USB, open_camera
from neopain.capture.wire.certificates import check_fingerprint
from neopain.core.clock import Clock
from neopain.core.errors import SettingFault
from neopain.core.foreign_words import why
from neopain.core.ports import FrameSource
from neopain.core.text import Text
from neopain.paths import at_home

SIMULATED = "simulated"

_EXPECTED = Text(
    "a source is 'simulated', a camera's number (0), a device (/dev/video0), an address "
    "(rtsp://, rtsps://, http://, https://), a video file, or a folder of pictures"
)
INDEX = re.compile(r"[0-9]{1,3}")
USB_NAME = re.compile(rf"{USB}[^\x00-\x1f]{{1,1024}}")
DEVICE = re.compile(r"/dev/(video[0-9]+|v4l/by-(id|path)/[^/]+)")


def is_usb(spec: str) -> bool:
    """Whether it names a camera of this computer."""
    return bool(INDEX.fullmatch(spec) or DEVICE.fullmatch(spec) or USB_NAME.fullmatch(spec))


@dataclass(frozen=True, slots=True)
class _Wish:
    """What `open_source` was asked for; its attributes are described there."""

    spec: str
    clock: Clock
    clip: Path
    pace: bool
    login: Credentials | None
    fingerprint: str
    name: str


@dataclass(frozen=True, slots=True)
class SourceKind:
    """One kind of source.

    Attributes:
        recognises: whether what a person typed, without blanks around it, names one of this kind.
        open: makes the source. Raises: SettingFault.
    """

    recognises: Callable[[str], bool]
    open: Callable[[_Wish], FrameSource]


def open_source(
    spec: str,
    *,
    clock: Clock,
    clip: Path,
    pace: bool = True,
    login: Credentials | None = None,
    fingerprint: str = "",
    name: str = "",
) -> FrameSource:
    """The source that `spec` names.

    Args:
        spec: as the command line takes it: `simulated`, a camera index, a device, a URL, a file or a folder.
            A URL without credentials gets those of NEOPAIN_CAMERA_USER and NEOPAIN_CAMERA_PASSWORD, which
            leave the environment with that. A TLS camera must have a trusted certificate, or the one whose
            SHA-256 fingerprint NEOPAIN_CAMERA_CERTIFICATE holds.
        clock: stamps the frames.
        clip: the simulated neonate's clip.
        pace: recorded pictures at their own pace, or as fast as they can be read.
        login: for a URL without its own; None for what the environment holds.
        fingerprint: of the accepted certificate, "" for what the environment holds.
        name: a camera's name for screen and record, before what it is; "" for none.

    Raises: SettingFault that says what was expected. A camera that is not there is no fault of the spec: the
        source says so in its status and keeps trying.
    """
    # Blanks around a name are typing errors, unless there is such a file.
    spec = spec if is_there(Path(spec)) else spec.strip()
    kind = next(kind for kind in SOURCES if kind.recognises(spec))
    return kind.open(_Wish(spec, clock, clip, pace, login, fingerprint, name))


def _simulated(wish: _Wish) -> FrameSource:
    from neopain.capture.films.simulated import SimulatedNeonate  # noqa: PLC0415  only when asked for

    return SimulatedNeonate(wish.clip, wish.clock, pace=wish.pace)


def _usb(wish: _Wish) -> FrameSource:
    device = int(wish.spec) if INDEX.fullmatch(wish.spec) else wish.spec
    return open_camera(device, clock=wish.clock, name=wish.name)


def _network(wish: _Wish) -> FrameSource:
    accepted = check_fingerprint(wish.fingerprint or os.environ.get(CERTIFICATE_VARIABLE, ""))
    given = wish.login or from_environment()
    address = check_address(wish.spec, user=given.user, password=given.password)
    return open_stream(address, clock=wish.clock, fingerprint=accepted, name=wish.name)


def _recorded(wish: _Wish) -> FrameSource:
    spec, path = wish.spec, Path(wish.spec)
    # A name that begins with ~ is a home folder's only if there is no such file here and such a user.
    if spec.startswith("~") and not is_there(path):
        path = at_home(path) or path
    if not spec or not (is_there(path, Path.is_dir) or is_there(path, Path.is_file)):
        # A mistyped address may hold a password; only what cannot be one is repeated.
        came = (
            ""
            if _may_hold_secret(spec)
            else Text("; '{spec}' is none of these and no file is there", spec=spec[:200])
        )
        raise SettingFault(Text("{expected}{came}; check the spelling", expected=_EXPECTED, came=came))
    if path.is_dir() or path.suffix.lower() in SUFFIXES:
        return PictureSource(path, clock=wish.clock, pace=wish.pace)
    _try_film(path)
    return VideoSource(path, clock=wish.clock, pace=wish.pace)


def _may_hold_secret(spec: str) -> bool:
    first, slash, rest = spec.partition("/")
    # An address without its beginning: a host, or a host and a port, stands before the first slash.
    like_address = bool(slash) and ("." in first.strip(".") or ":" in first)
    return "@" in spec or redact(spec) != spec or (like_address and shown_path(slash + rest) != slash + rest)


def _try_film(path: Path) -> None:
    name = shown_name(path)
    try:
        film = Film(path)
    except OSError as fault:
        raise SettingFault(
            Text(
                "a video file; {name} cannot be opened: {why}; check its permissions",
                name=name,
                why=why(fault),
            )
        ) from None
    opened = film.isOpened()
    film.release()
    if not opened:
        raise SettingFault(
            Text(
                "{expected}; {name} cannot be read as a video; check or convert the file",
                expected=_EXPECTED,
                name=name,
            )
        )


SOURCES: tuple[SourceKind, ...] = (
    SourceKind(lambda spec: spec == SIMULATED, _simulated),
    SourceKind(is_usb, _usb),
    SourceKind(lambda spec: "://" in spec, _network),
    SourceKind(lambda _: True, _recorded),
)
"""The kinds of sources, in this order: the first that recognises a spec opens it; the last takes any."""
