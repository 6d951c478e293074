"""One connection to one camera, with time-outs that hold whatever the camera does."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass

from neopain.capture.addresses.address import Address
from neopain.capture.failures import CameraFailure
from neopain.capture.wire.certificates import secured
from neopain.core.clock import Clock
from neopain.core.foreign_words import why
from neopain.core.source_causes import FailureKind

CONNECT_S = 2.0
"""For the connection and, once more, for the TLS handshake."""
ANSWER_S = 5.0
"""For the whole head of an answer, however slowly it trickles."""
SILENCE_S = 5.0
"""Without a byte from a stream that was running."""
CHUNK = 65_536
TLS_SCHEMES = frozenset({"https", "rtsps"})


@dataclass(frozen=True, slots=True)
class Peer:
    """Whom to talk to.

    Attributes:
        address: where, with the login.
        fingerprint: SHA-256 of the accepted certificate, 64 lower-case hexadecimal digits, or "".
    """

    address: Address
    fingerprint: str = ""

    def failure(self, kind: FailureKind, detail: str = "") -> CameraFailure:
        """A failure of this camera, to raise."""
        return CameraFailure(kind, self.address.name, detail)


class SilenceFault(Exception):
    """Nothing came in time."""


class HangUpFault(Exception):
    """The camera ended the connection."""


class Channel:
    """A connected socket with a buffer. One thread reads and writes; any thread may `interrupt`."""

    def __init__(self, sock: socket.socket, clock: Clock) -> None:
        self._sock = sock
        self._clock = clock
        self._buffer = bytearray()

    @property
    def host(self) -> str:
        """The camera's number, as the network knows it."""
        return str(self._sock.getpeername()[0])

    @property
    def own_host(self) -> str:
        """This computer's number on that network."""
        return str(self._sock.getsockname()[0])

    @property
    def family(self) -> int:
        """AF_INET or AF_INET6."""
        return self._sock.family

    def fileno(self) -> int:
        """For `select`."""
        return self._sock.fileno()

    @property
    def has_more(self) -> bool:
        """Whether bytes wait that `select` does not see."""
        return bool(self._buffer) or (isinstance(self._sock, ssl.SSLSocket) and self._sock.pending() > 0)

    def deadline(self, seconds: float) -> float:
        """The moment that many seconds from now."""
        return self._clock.monotonic() + seconds

    def send(self, message: bytes) -> None:
        """Raises: HangUpFault, SilenceFault."""
        self._sock.settimeout(ANSWER_S)
        try:
            self._sock.sendall(message)
        except TimeoutError:
            raise SilenceFault from None
        except OSError:
            raise HangUpFault from None

    def until(self, mark: bytes, limit: int, deadline: float) -> bytes:
        """Everything up to and with `mark`. Raises: ValueError after `limit` bytes without one, as `some`."""
        looked = 0
        while (place := self._buffer.find(mark, looked)) < 0:
            if len(self._buffer) > limit:
                raise ValueError(limit)
            looked = max(0, len(self._buffer) - len(mark) + 1)
            self._fill(deadline)
        return self._cut(place + len(mark))

    def exactly(self, size: int, deadline: float) -> bytes:
        """`size` bytes. Raises: as `some`."""
        while len(self._buffer) < size:
            self._fill(deadline)
        return self._cut(size)

    def some(self, deadline: float) -> bytes:
        """Whatever is there, at least one byte.

        Raises: SilenceFault when nothing came until `deadline` (monotonic s), HangUpFault at the end.
        """
        if not self._buffer:
            self._fill(deadline)
        return self._cut(len(self._buffer))

    def at_most(self, size: int, deadline: float) -> bytes:
        """As `some`, but no more than `size` bytes."""
        if not self._buffer:
            self._fill(deadline)
        return self._cut(min(size, len(self._buffer)))

    def peek(self, deadline: float) -> bytes:
        """The next byte, which stays. Raises: as `some`."""
        if not self._buffer:
            self._fill(deadline)
        return bytes(self._buffer[:1])

    def starts_with(self, mark: bytes, deadline: float) -> bool:
        """Whether the next bytes, which stay, are `mark`. Raises: as `some`."""
        while len(self._buffer) < len(mark) and mark.startswith(bytes(self._buffer)):
            self._fill(deadline)
        return self._buffer.startswith(mark)

    def interrupt(self) -> None:
        """Let a waiting read end now with HangUpFault. Any thread."""
        with suppress(OSError):
            # The plain socket's: TLS would first want to say goodbye.
            socket.socket.shutdown(self._sock, socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of the socket."""
        with suppress(OSError):
            self._sock.close()

    def _fill(self, deadline: float) -> None:
        left_s = deadline - self._clock.monotonic()
        if left_s <= 0.0:
            raise SilenceFault
        self._sock.settimeout(left_s)
        try:
            piece = self._sock.recv(CHUNK)
        except TimeoutError:
            raise SilenceFault from None
        except OSError:
            raise HangUpFault from None
        if not piece:
            raise HangUpFault
        self._buffer += piece

    def _cut(self, size: int) -> bytes:
        piece = bytes(self._buffer[:size])
        del self._buffer[:size]
        return piece


def dial(peer: Peer, clock: Clock) -> Channel:
    """Connect, straight to the address's host, and secure the connection where the scheme says so.

    Raises: CameraFailure with the cause.
    """
    sock = _connected(peer)
    try:
        # A request is small and waits for its answer.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if peer.address.scheme in TLS_SCHEMES:
            sock = secured(sock, peer.address.host, peer.address.name, peer.fingerprint)
    except CameraFailure:
        sock.close()
        raise
    except TimeoutError:
        sock.close()
        raise peer.failure(FailureKind.SILENT, f"{CONNECT_S:g} s") from None
    except OSError:
        sock.close()
        raise peer.failure(FailureKind.HUNG_UP) from None
    return Channel(sock, clock)


def _connected(peer: Peer) -> socket.socket:
    """Raises: CameraFailure."""
    try:
        return socket.create_connection((peer.address.host, peer.address.port), CONNECT_S)
    except TimeoutError:
        raise peer.failure(FailureKind.NO_ANSWER, f"{CONNECT_S:g} s") from None
    except socket.gaierror:
        raise peer.failure(FailureKind.HOST_UNKNOWN) from None
    except ConnectionRefusedError:
        raise peer.failure(FailureKind.REFUSED) from None
    except UnicodeError:
        raise peer.failure(FailureKind.HOST_IMPOSSIBLE) from None
    except OSError as fault:
        raise peer.failure(FailureKind.NO_ROUTE, why(fault)) from None
