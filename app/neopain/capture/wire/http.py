"""One request to a camera, GET or POST: no proxy, no redirect elsewhere, and no cookie outlives it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from neopain import __version__
from neopain.capture.addresses.address import Address, redact
from neopain.capture.failures import CameraFailure
from neopain.capture.wire.channel import ANSWER_S, Channel, HangUpFault, Peer, SilenceFault, dial
from neopain.capture.wire.login import Login, UnknownLoginFault
from neopain.capture.wire.messages import Head, length_of, read_final_head
from neopain.capture.wire.unpacking import Unpacking
from neopain.core.clock import Clock
from neopain.core.source_causes import FailureKind
from neopain.core.text import Text

MAX_REDIRECTS = 3
MAX_ATTEMPTS = 8
MAX_CHUNK_LINE = 1024
MAX_COOKIES, MAX_COOKIE = 20, 4096
DEFAULT_PORTS = {"http": 80, "https": 443, "rtsp": 554, "rtsps": 322}

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_STATUS_CAUSES = {
    403: FailureKind.FORBIDDEN,
    404: FailureKind.NOT_FOUND,
    410: FailureKind.NOT_FOUND,
    453: FailureKind.BUSY,
    503: FailureKind.BUSY,
}


@dataclass(frozen=True, slots=True)
class Post:
    """What is posted; and the bad statuses whose bodies are wanted all the same, as SOAP's faults are."""

    body: bytes
    kind: str
    wanted: frozenset[int] = frozenset()


class Answer:
    """An answer whose body is read piece by piece.

    Attributes:
        head: status 200..299, or one that was wanted.
    """

    def __init__(self, channel: Channel, head: Head) -> None:
        self.head = head
        self._channel = channel
        self._chunked = "chunked" in head.get("transfer-encoding").lower()
        # The parts of such a body never end, whatever length an old camera tells.
        endless = self.kind.startswith("multipart/")
        self._told = self._left = None if self._chunked or endless else length_of(head)
        self._over = False
        self._unpacking = Unpacking.of(head)

    @property
    def kind(self) -> str:
        """The media type in lower case, without parameters."""
        return self.head.get("content-type").partition(";")[0].strip().lower()

    @property
    def length(self) -> int | None:
        """The body's length as told, or None."""
        return self._told

    def piece(self, silence_s: float) -> bytes:
        """The next bytes of the body; b"" at its end.

        Raises: SilenceFault when nothing came for that long, HangUpFault for a body that is cut short, or
        packed in another way than it says.
        """
        deadline = self._channel.deadline(silence_s)
        while True:
            packed = b"" if self._over else self._packed(deadline)
            plain = packed if self._unpacking is None else self._unpacking.take(packed)
            if plain or not packed:
                return plain

    def _packed(self, deadline: float) -> bytes:
        if self._chunked:
            return self._chunk(deadline)
        if self._left == 0:
            self._over = True
            return b""
        if self._left is not None:
            return self._counted(self._left, deadline)
        try:
            return self._channel.some(deadline)
        except HangUpFault:
            # Without a length the end of the connection is the end of the body.
            self._over = True
            return b""

    def interrupt(self) -> None:
        """Let a waiting read end now. Any thread."""
        self._channel.interrupt()

    def close(self) -> None:
        """Let go of the connection."""
        self._channel.close()

    def _chunk(self, deadline: float) -> bytes:
        if not self._left:
            line = b""
            while not line.strip():
                line = self._line(deadline)
            size = re.match(rb"\s*([0-9a-fA-F]{1,8})", line)
            if size is None:
                raise HangUpFault
            self._left = int(size[1], 16)
            if self._left == 0:
                self._over = True
                return b""
        return self._counted(self._left, deadline)

    def _counted(self, left: int, deadline: float) -> bytes:
        piece = self._channel.at_most(left, deadline)
        self._left = left - len(piece)
        return piece

    def _line(self, deadline: float) -> bytes:
        try:
            return self._channel.until(b"\n", MAX_CHUNK_LINE, deadline)
        except ValueError:
            raise HangUpFault from None


def get(
    peer: Peer,
    login: Login,
    clock: Clock,
    watch: Callable[[Channel], None] = lambda _: None,
    post: Post | None = None,
) -> Answer:
    """Ask for the address's path and give the answer once it is a good one.

    Args:
        peer: whom.
        login: how to prove who asks; learns what the camera wants.
        clock: for the time-outs.
        watch: is given each connection as it is made, to interrupt it.
        post: what is posted; None to get.

    Raises: CameraFailure.
    """
    wanted = frozenset() if post is None else post.wanted
    target, redirects, proved = peer.address.target, 0, False
    cookies: dict[str, str] = {}
    for _ in range(MAX_ATTEMPTS):
        channel = dial(peer, clock)
        watch(channel)
        try:
            head = _ask(channel, peer, target, login, post, cookies)
            _keep_cookies(cookies, head)
            if head.status in wanted:
                return Answer(channel, head)
            if head.status == 401:
                check_challenge(peer, login, head, proved=proved)
                proved = True
            elif head.status in _REDIRECTS:
                redirects += 1
                target = _next_target(peer, target, head, redirects)
            else:
                check_status(peer, head)
                return Answer(channel, head)
        except CameraFailure:
            channel.close()
            raise
        channel.close()
    raise peer.failure(FailureKind.LOGIN_REFUSED)


def check_status(peer: Peer, head: Head) -> None:
    """Raises: CameraFailure unless the status is a good one."""
    if not 200 <= head.status < 300:
        cause = _STATUS_CAUSES.get(head.status, FailureKind.ANSWERED_ERROR)
        raise peer.failure(
            cause, head.told if cause in {FailureKind.BUSY, FailureKind.ANSWERED_ERROR} else ""
        )


def check_challenge(peer: Peer, login: Login, head: Head, *, proved: bool) -> None:
    """Take a 401 so that the next request can prove who asks.

    Args:
        peer: the camera.
        login: learns the challenge.
        head: of the 401.
        proved: whether the refused request held a proof.

    Raises: CameraFailure when there is nothing left to try.
    """
    if not login.given:
        raise peer.failure(FailureKind.LOGIN_NEEDED)
    try:
        challenge = login.learn(head.all("www-authenticate"))
    except UnknownLoginFault as fault:
        raise peer.failure(FailureKind.LOGIN_FOREIGN, str(fault)) from None
    if proved and not challenge.stale:
        raise peer.failure(FailureKind.LOGIN_REFUSED)


def elsewhere(address: Address, location: str) -> str:
    """Where a redirect leads, for people: without login, path and query."""
    try:
        parts = urlsplit(location)
    except ValueError:
        return Text("an address that is none")
    host = "".join(letter for letter in parts.netloc.rpartition("@")[2] if letter.isprintable())
    if not host:
        return Text("another path of {name}", name=address.name) if parts.path else Text("nowhere")
    return redact(f"{parts.scheme or address.scheme}://{host}")[:120]


def _keep_cookies(cookies: dict[str, str], head: Head) -> None:
    """Some cameras know by a cookie only who has proved the login; it goes back to this host and port."""
    for told in head.all("set-cookie"):
        name, equals, value = told.partition(";")[0].strip().partition("=")
        plain = re.fullmatch(r"[\x21-\x7e]+", f"{name}={value}") is not None
        if equals and name and plain and len(told) <= MAX_COOKIE and len(cookies) < MAX_COOKIES:
            cookies[name] = value


def _ask(
    channel: Channel, peer: Peer, target: str, login: Login, post: Post | None, cookies: Mapping[str, str]
) -> Head:
    address, method = peer.address, "GET" if post is None else "POST"
    proof = login.header(method, target)
    lines = [
        f"{method} {target} HTTP/1.1",
        f"Host: {_host_field(address)}",
        f"User-Agent: NeoPain/{__version__}",
        "Accept: */*",
        "Accept-Encoding: identity",
        "Connection: close",
        *([f"Authorization: {proof}"] if proof else []),
        *([f"Cookie: {'; '.join(f'{name}={value}' for name, value in cookies.items())}"] if cookies else []),
        *([] if post is None else [f"Content-Type: {post.kind}", f"Content-Length: {len(post.body)}"]),
    ]
    head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")
    try:
        channel.send(head if post is None else head + post.body)
        return read_final_head(channel, channel.deadline(ANSWER_S), "HTTP")
    except SilenceFault:
        raise peer.failure(FailureKind.SILENT, f"{ANSWER_S:g} s") from None
    except HangUpFault:
        raise peer.failure(FailureKind.OTHER_PROTOCOL, Text("it hung up without an answer")) from None
    except ValueError:
        raise peer.failure(FailureKind.OTHER_PROTOCOL, Text("no HTTP")) from None


def _host_field(address: Address) -> str:
    host = f"[{address.host.partition('%')[0]}]" if ":" in address.host else address.host
    return host if address.port == DEFAULT_PORTS[address.scheme] else f"{host}:{address.port}"


def _next_target(peer: Peer, target: str, head: Head, redirects: int) -> str:
    """The path that a redirect leads to; the camera's own host, port and scheme only."""
    address, location = peer.address, head.get("location")
    here = f"{address.scheme}://{_host_field(address)}"
    try:
        there = urlsplit(urljoin(f"{here}{target}", location))
        port = there.port or DEFAULT_PORTS.get(there.scheme, 0)
        same = (there.scheme, (there.hostname or "").lower(), port) == (
            address.scheme,
            address.host.partition("%")[0].lower(),
            address.port,
        )
    except ValueError:
        same = False
    if not location or not same:
        raise peer.failure(FailureKind.REDIRECTED, elsewhere(address, location))
    if redirects > MAX_REDIRECTS:
        raise peer.failure(FailureKind.REDIRECTED, Text("one address after the other"))
    path = there.path if there.path.startswith("/") else "/"
    return re.sub(r"[^\x21-\x7e]", "", f"{path}?{there.query}" if there.query else path)
