"""A stream's description (SDP, RFC 8866): which track is the video, how it is packed, where it is set up."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from urllib.parse import urljoin

STATIC = {26: ("JPEG", 90_000)}
"""Payload types that need no rtpmap (RFC 3551)."""
READ = ("H264", "H265", "JPEG")


@dataclass(frozen=True, slots=True)
class Track:
    """One video of a stream.

    Attributes:
        codec: H264, H265, JPEG, or another name in capitals.
        payload_type: 0..127.
        control: what to set up; as written, may be relative or "".
        parameter_sets: NAL units without start codes that a decoder needs first.
    """

    codec: str
    payload_type: int
    control: str
    parameter_sets: tuple[bytes, ...] = ()


@dataclass
class _Media:
    types: list[int] = field(default_factory=list)
    control: str = ""
    codecs: dict[int, str] = field(default_factory=dict)
    formats: dict[int, dict[str, str]] = field(default_factory=dict)


def parse_sdp(text: str) -> tuple[str, list[Track]]:
    """The session's own control, and its video tracks in order; one codec of a track each."""
    session_control, media, current = "", [], None
    for line in re.split(r"\r\n|\n|\r", text):
        kind, _, value = line.partition("=")
        if kind == "m":
            words = value.split()
            numbers = (int(word) for word in words[3:] if re.fullmatch(r"\d{1,3}", word))
            # Each once: a track has its own copy of what its type needs.
            current = _Media(list(dict.fromkeys(numbers)))
            if words[:1] == ["video"]:
                media.append(current)
        elif kind == "a" and value.startswith("control:"):
            if current is None:
                session_control = value[8:].strip()
            else:
                current.control = value[8:].strip()
        elif kind == "a" and current is not None:
            _attribute(current, value)
    return session_control, [track for each in media for track in _tracks(each)]


def control_url(base: str, session_control: str, control: str) -> str:
    """What to name in SETUP (RFC 2326, C.1.1), from the base that the camera told or the address itself."""
    if session_control not in {"", "*"}:
        try:
            base = urljoin(base, session_control)
        except ValueError:
            # Not an address at all: the base stands.
            return base
    if control in {"", "*"}:
        return base
    if "://" in control:
        return control
    # Not urljoin: cameras mean "below", even when the base has no slash at its end, or a query.
    return f"{base.rstrip('/')}/{control.lstrip('/')}"


def _attribute(media: _Media, value: str) -> None:
    mapped = re.match(r"rtpmap:(\d{1,3})\s+([\w.-]+)/", value)
    if mapped:
        media.codecs[int(mapped[1])] = mapped[2].upper()
    formatted = re.match(r"fmtp:(\d{1,3})\s+(.*)", value)
    if formatted:
        pairs = (part.partition("=") for part in formatted[2].split(";"))
        media.formats[int(formatted[1])] = {name.strip().lower(): text.strip() for name, _, text in pairs}


def _tracks(media: _Media) -> list[Track]:
    found = []
    for number in media.types:
        codec = media.codecs.get(number) or STATIC.get(number, (f"type {number}", 0))[0]
        codec = "H265" if codec == "HEVC" else codec
        found.append(Track(codec, number, media.control, _sets(media.formats.get(number, {}))))
    return found


def _sets(parameters: dict[str, str]) -> tuple[bytes, ...]:
    listed = ",".join(
        parameters.get(name, "") for name in ("sprop-vps", "sprop-sps", "sprop-pps", "sprop-parameter-sets")
    )
    sets = []
    for word in listed.split(","):
        try:
            unit = base64.b64decode(word + "=" * (-len(word) % 4), validate=True)
        except (binascii.Error, ValueError):
            continue
        if unit:
            sets.append(unit.removeprefix(b"\0\0\0\1"))
    return tuple(sets)
