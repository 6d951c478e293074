"""Asks an ONVIF camera for the addresses of its streams (Core, Media 1; WS-Security UsernameToken 1.0).

Nothing but the camera's own host and ports is ever asked, whatever its answers name: behind a router they
name numbers that are not reached from here, and the login must go nowhere else.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from neopain.capture.addresses.address import Address, check_address
from neopain.capture.discovery.soap import MAX_BYTES, envelope, every, first, parsed, text
from neopain.capture.failures import CameraFailure
from neopain.capture.wire.channel import ANSWER_S, HangUpFault, Peer, SilenceFault
from neopain.capture.wire.http import Answer, Post, get
from neopain.capture.wire.login import Login
from neopain.core.clock import Clock
from neopain.core.errors import SettingFault
from neopain.core.source_causes import FailureKind

DEVICE, MEDIA, SCHEMA = (
    "http://www.onvif.org/ver10/device/wsdl",
    "http://www.onvif.org/ver10/media/wsdl",
    "http://www.onvif.org/ver10/schema",
)
LARGEST = (1920, 1080)
MOST_PROFILES = 8
_WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
_READ = {"H264": "H.264", "H265": "H.265", "JPEG": "Motion JPEG"}
SINGLE = "JPEG"
"""Of an address of single pictures, which are asked for one by one."""
_DENIED = ("notauthorized", "sender not authorized", "failedauthentication", "passworderror")
_FAULTS = frozenset({400, 500})
_CANNOT = frozenset({FailureKind.ANSWERED_ERROR, FailureKind.NO_ONVIF})
"""Answers to a question that a camera does not know, or about a profile that cannot be had that way."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A stream that a camera offers.

    Attributes:
        url: its address at the camera's own host; no login, but its query may hold a token.
        codec: for people, "" when not told.
        size: width and height in px, (0, 0) when not told.
    """

    url: str
    codec: str
    size: tuple[int, int]


class OnvifCamera:
    """One camera's services, asked one after the other. Used by one thread."""

    def __init__(
        self, service: str, *, user: str = "", password: str = "", fingerprint: str = "", clock: Clock
    ) -> None:
        """Args: the device service's address; the login; the accepted certificate's SHA-256 or "".

        Raises: SettingFault for an address that is none.
        """
        self._peer = Peer(check_address(service, user=user, password=password), fingerprint)
        self._clock = clock
        self._ahead = timedelta()

    def offers(self) -> tuple[Offer, ...]:
        """The camera's streams, the most useful one first; where none can be read, its single pictures.

        Raises: CameraFailure; NO_VIDEO when there is neither.
        """
        device = self._peer.address
        self._ahead = self._clock_ahead()
        capabilities = self._ask(
            device, f'<GetCapabilities xmlns="{DEVICE}"><Category>Media</Category></GetCapabilities>'
        )
        media = self._own(text(capabilities, "Media", "XAddr"))
        told = self._ask(media, f'<GetProfiles xmlns="{MEDIA}"/>')
        profiles = [each for each in every(told, "Profiles") if each.get("token")][:MOST_PROFILES]
        offers = self._offered(profiles, lambda profile: self._stream(media, profile))
        if not any(_is_read(offer) for offer in offers):
            offers += self._offered(profiles, lambda profile: self._single(media, profile))
        if not offers:
            raise self._peer.failure(FailureKind.NO_VIDEO)
        return ranked(offers)

    def _offered(self, profiles: Iterable[Element], ask: Callable[[Element], Offer | None]) -> list[Offer]:
        """What can be had. One profile that cannot hides no other. Raises: CameraFailure."""
        found = []
        for profile in profiles:
            try:
                offer = ask(profile)
            except CameraFailure as fault:
                if fault.kind not in _CANNOT:
                    raise
                continue
            if offer is not None:
                found.append(offer)
        return found

    def _stream(self, media: Address, profile: Element) -> Offer | None:
        encoder = first(profile, "VideoEncoderConfiguration")
        if encoder is None:
            return None
        answer = self._ask(
            media,
            f'<GetStreamUri xmlns="{MEDIA}"><StreamSetup xmlns:t="{SCHEMA}"><t:Stream>RTP-Unicast</t:Stream>'
            "<t:Transport><t:Protocol>RTSP</t:Protocol></t:Transport></StreamSetup>"
            f"<ProfileToken>{escape(profile.get('token', ''))}</ProfileToken></GetStreamUri>",
        )
        told = text(encoder, "Encoding", most=20).upper()
        return self._at_own_host(answer, _READ.get(told, told), _size(encoder))

    def _single(self, media: Address, profile: Element) -> Offer | None:
        token = escape(profile.get("token", ""))
        answer = self._ask(
            media, f'<GetSnapshotUri xmlns="{MEDIA}"><ProfileToken>{token}</ProfileToken></GetSnapshotUri>'
        )
        encoder = first(profile, "VideoEncoderConfiguration")
        return self._at_own_host(answer, SINGLE, (0, 0) if encoder is None else _size(encoder))

    def _at_own_host(self, answer: Element, codec: str, size: tuple[int, int]) -> Offer | None:
        try:
            return Offer(at_host(text(answer, "MediaUri", "Uri"), self._peer.address.host), codec, size)
        except SettingFault:
            return None

    def _clock_ahead(self) -> timedelta:
        """How far the camera's clock is ahead; proofs carry its time. Zero when it does not tell."""
        answer = self._ask(self._peer.address, f'<GetSystemDateAndTime xmlns="{DEVICE}"/>', proved=False)
        told = first(answer, "UTCDateTime")
        if told is None:
            return timedelta()
        names = (("Date", ("Year", "Month", "Day")), ("Time", ("Hour", "Minute", "Second")))
        try:
            numbers = [int(text(told, part, one, most=4)) for part, ones in names for one in ones]
            year, month, day, hour, minute, second = numbers
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC) - self._clock.utc()
        except ValueError:
            return timedelta()

    def _own(self, named: str) -> Address:
        """A service's path and port as the camera names them, at the camera's own host."""
        address = self._peer.address
        try:
            parts = urlsplit(named)
            port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
        except ValueError:
            return address
        # Another port is followed only where the camera calls its host as we do; behind a router it differs.
        if parts.hostname != address.host or parts.scheme != address.scheme or not port:
            port = address.port
        path = parts.path if re.fullmatch(r"/[\x21-\x7e]*", parts.path) else address.target
        return replace(address, target=path, port=port)

    def _ask(self, at: Address, body: str, *, proved: bool = True) -> Element:
        """The answer's body. Raises: CameraFailure."""
        peer = replace(self._peer, address=at)
        header = self._proof() if proved and (at.user or at.password) else ""
        post = Post(envelope(body, header=header), "application/soap+xml; charset=utf-8", _FAULTS)
        login = Login(at.user, at.password)
        try:
            answer = get(peer, login, self._clock, post=post)
        except CameraFailure as fault:
            if fault.kind in {FailureKind.NOT_FOUND, FailureKind.OTHER_PROTOCOL}:
                raise peer.failure(FailureKind.NO_ONVIF) from None
            raise
        try:
            root = parsed(_whole(peer, answer, self._clock))
        except ValueError:
            raise peer.failure(FailureKind.NO_ONVIF) from None
        finally:
            answer.close()
        if answer.head.status in _FAULTS or first(root, "Fault") is not None:
            raise self._refused(peer, root)
        return root

    def _refused(self, peer: Peer, root: Element) -> CameraFailure:
        # The first alone: each is looked through, and faults can lie in faults by the thousand.
        codes = " ".join(
            text(fault, *path).lower()
            for fault in islice(every(root, "Fault"), 1)
            for path in (("Subcode", "Value"), ("Subcode", "Subcode", "Value"), ("Reason", "Text"))
        )
        if any(word in codes for word in _DENIED):
            given = bool(peer.address.user or peer.address.password)
            return peer.failure(FailureKind.LOGIN_REFUSED if given else FailureKind.LOGIN_NEEDED)
        return peer.failure(FailureKind.ANSWERED_ERROR, "ONVIF")

    def _proof(self) -> str:
        """A UsernameToken with PasswordDigest: the password itself does not cross the network."""
        address, nonce = self._peer.address, secrets.token_bytes(16)
        created = (self._clock.utc() + self._ahead).strftime("%Y-%m-%dT%H:%M:%SZ")
        secret = address.password.encode("utf-8", "surrogateescape")
        # SHA-1 is what the standard and every camera know; only the nonce makes it differ each time.
        digest = hashlib.sha1(nonce + created.encode() + secret, usedforsecurity=False)
        return (
            f'<w:Security xmlns:w="{_WSSE}wssecurity-secext-1.0.xsd" '
            f'xmlns:u="{_WSSE}wssecurity-utility-1.0.xsd" '
            f's:mustUnderstand="1"><w:UsernameToken><w:Username>{escape(address.user)}</w:Username>'
            f'<w:Password Type="{_WSSE}username-token-profile-1.0#PasswordDigest">'
            f"{base64.b64encode(digest.digest()).decode()}</w:Password>"
            f'<w:Nonce EncodingType="{_WSSE}soap-message-security-1.0#Base64Binary">'
            f"{base64.b64encode(nonce).decode()}</w:Nonce><u:Created>{created}</u:Created>"
            "</w:UsernameToken></w:Security>"
        )


def ranked(offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """The largest of up to 1920 x 1080 first; what is larger, then what is not read, last."""

    def rank(offer: Offer) -> tuple[bool, bool, int]:
        width, height = offer.size
        too_large = width > LARGEST[0] or height > LARGEST[1]
        return not _is_read(offer), too_large, width * height if too_large else -width * height

    return tuple(sorted(offers, key=rank))


def at_host(url: str, host: str) -> str:
    """An address that a camera named, at its own host, without a login. Raises: SettingFault."""
    named = check_address(url)
    shown = f"[{host}]" if ":" in host else host
    port = f":{named.port}" if re.search(r":[0-9]+$", named.url.split("/", 3)[2]) else ""
    target = named.target if named.target != "/" else ""
    return f"{named.scheme}://{shown}{port}{target}"


def _is_read(offer: Offer) -> bool:
    return not offer.codec or offer.codec == SINGLE or offer.codec in _READ.values()


def _size(encoder: Element) -> tuple[int, int]:
    told = [text(encoder, "Resolution", side, most=5) for side in ("Width", "Height")]
    width, height = (int(each) if each.isascii() and each.isdecimal() else 0 for each in told)
    return (width, height) if width and height else (0, 0)


def _whole(peer: Peer, answer: Answer, clock: Clock) -> bytes:
    """Raises: CameraFailure, also for what trickles for longer than `ANSWER_S`; ValueError for too much."""
    body, until = bytearray(), clock.monotonic() + ANSWER_S
    try:
        while piece := answer.piece(until - clock.monotonic()):
            body += piece
            if len(body) > MAX_BYTES:
                raise ValueError("too much")
    except SilenceFault:
        raise peer.failure(FailureKind.SILENT, f"{ANSWER_S:g} s") from None
    except HangUpFault:
        raise peer.failure(FailureKind.HUNG_UP) from None
    return bytes(body)
