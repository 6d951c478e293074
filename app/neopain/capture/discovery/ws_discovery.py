"""ONVIF cameras of the own network, by WS-Discovery (OASIS 1.0 draft of 2005, as ONVIF Core 7 demands).

A question goes to the group 239.255.255.250, port 3702, on every network of this computer, and to single
hosts where the group does not reach (another VLAN). Whatever answers is a stranger: a camera is believed to
be at the number that its answer came from, and nowhere else.
"""

from __future__ import annotations

import select
import socket
import struct
import sys
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from neopain.capture.discovery.soap import envelope, every, first, parsed, text
from neopain.core.clock import Clock

GROUP, PORT = "239.255.255.250", 3702
HOPS = 4
"""Enough for the VLANs of a ward whose routers pass the group on."""
WAIT_S = 3.0
ASK_AT_S = (0.0, 0.5, 1.5)
"""UDP loses; cameras wait a random time before they answer, so that not all do at once."""
LOOK_S = 0.2
MOST = 256
_DATAGRAM = 65_536
_TYPES = (
    ("dn", "http://www.onvif.org/ver10/network/wsdl", "NetworkVideoTransmitter"),
    ("tds", "http://www.onvif.org/ver10/device/wsdl", "Device"),
)
"""Asked for apart: a camera that is only one of them does not answer to both at once."""
_NAMES = (
    ' xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"'
    ' xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:{prefix}="{name}"'
)
_HEADER = (
    "<a:MessageID>uuid:{id}</a:MessageID><a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To>"
    "<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action>"
)


@dataclass(frozen=True, slots=True)
class FoundCamera:
    """A camera that answered.

    Attributes:
        name: what it calls itself, or its number.
        host: the number that its answer came from.
        service: address of its ONVIF device service, at that number.
        endpoint: its own lasting identity, a URN, "" when it told none.
        hardware: its kind, "" when it told none.
    """

    name: str
    host: str
    service: str
    endpoint: str = ""
    hardware: str = ""


def search(
    clock: Clock,
    *,
    wait_s: float = WAIT_S,
    hosts: Sequence[str] = (),
    cancelled: threading.Event | None = None,
    group: str = GROUP,
    port: int = PORT,
    interfaces: Callable[[], list[tuple[int, str]]] = socket.if_nameindex,
) -> Iterator[FoundCamera]:
    """Each camera as its first answer comes.

    Args:
        clock: for the time.
        wait_s: how long answers are waited for, in seconds.
        hosts: asked by themselves too.
        cancelled: ends the search within `LOOK_S` when set. Any thread.
        group: tests give their own.
        port: the same.
        interfaces: number and name of this computer's networks.

    A network that cannot be asked is left out; no network at all gives no camera. It never raises for what
    strangers send.
    """
    over = cancelled or threading.Event()
    seen: set[str] = set()
    with ExitStack() as stack:
        sockets = [stack.enter_context(each) for each in _sockets(interfaces)]
        targets = [(group, port), *((host, port) for host in hosts)]
        begun, asked = clock.monotonic(), 0
        while sockets and not over.is_set() and len(seen) < MOST:
            passed_s = clock.monotonic() - begun
            if passed_s >= wait_s:
                return
            if asked < len(ASK_AT_S) and passed_s >= ASK_AT_S[asked]:
                asked += 1
                _ask(sockets, targets)
            for each in select.select(sockets, [], [], LOOK_S)[0]:
                for camera in _answers(each):
                    if not {camera.host, camera.endpoint} & seen:
                        seen |= {camera.host, camera.endpoint} - {""}
                        yield camera


def probe(prefix: str, name: str, local: str) -> bytes:
    """The question for one type; with an id of its own, since some cameras answer an id only once."""
    body = f"<d:Probe><d:Types>{prefix}:{local}</d:Types></d:Probe>"
    names = _NAMES.format(prefix=prefix, name=name)
    return envelope(body, header=_HEADER.format(id=uuid.uuid4()), names=names)


def matches(message: bytes, host: str) -> list[FoundCamera]:
    """The cameras of one answer that came from `host`; [] for whatever is no such answer."""
    try:
        root = parsed(message)
    except ValueError:
        return []
    found = []
    for match in every(root, "ProbeMatch"):
        service = _service(text(match, "XAddrs"), host)
        scopes = _scopes(match)
        if service:
            found.append(
                FoundCamera(
                    name=scopes.get("name", "") or host,
                    host=host,
                    service=service,
                    endpoint=text(match, "EndpointReference", "Address", most=200),
                    hardware=scopes.get("hardware", ""),
                )
            )
    return found[:1] if first(root, "ProbeMatches") is not None else []


def _service(addresses: str, host: str) -> str:
    """The device service at the answering host; "" when the camera names none there."""
    for address in addresses.split():
        try:
            parts = urlsplit(address)
            here = (parts.hostname or "") == host.partition("%")[0] and parts.port != 0
        except ValueError:
            continue
        if here and parts.scheme in {"http", "https"} and "@" not in parts.netloc:
            return f"{parts.scheme}://{parts.netloc}{parts.path or '/onvif/device_service'}"
    return ""


def _scopes(match: Element) -> dict[str, str]:
    told: dict[str, str] = {}
    for scope in text(match, "Scopes", most=16_384).split():
        kind, _, value = scope.removeprefix("onvif://www.onvif.org/").partition("/")
        plain = "".join(letter for letter in unquote(value)[:60] if letter.isprintable()).strip()
        if scope.startswith("onvif://www.onvif.org/") and plain:
            told.setdefault(kind, plain)
    return told


def _sockets(interfaces: Callable[[], list[tuple[int, str]]]) -> Iterator[socket.socket]:
    """One for each network that can be asked, and one for single hosts."""
    try:
        numbers = [number for number, _ in interfaces()]
    except OSError:
        numbers = []
    for number in (0, *numbers):
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, HOPS)
            sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, _by_index(number))
            sock.bind(("", 0))
            sock.setblocking(False)
        except OSError:
            sock.close()
            continue
        yield sock


def _by_index(number: int) -> bytes:
    """How the system wants to hear of a network by its number; 0 for its own choice."""
    if sys.platform == "win32":
        return struct.pack("!I", number)
    return struct.pack("=4s4si", b"\0" * 4, b"\0" * 4, number)


def _ask(sockets: Sequence[socket.socket], targets: Sequence[tuple[str, int]]) -> None:
    for sock in sockets:
        for target in targets:
            for prefix, name, local in _TYPES:
                # A network that is down, or that has no way to the group, is none to wait for.
                with suppress(OSError, UnicodeError):
                    sock.sendto(probe(prefix, name, local), target)


def _answers(sock: socket.socket) -> list[FoundCamera]:
    try:
        message, sender = sock.recvfrom(_DATAGRAM)
    except OSError:
        return []
    return matches(message, str(sender[0]))
