"""An RTSP session (RFC 2326): describe, set up, play, keep alive. It never follows a redirect."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator

from neopain import __version__
from neopain.capture.addresses.address import redact
from neopain.capture.failures import CameraFailure
from neopain.capture.wire.channel import ANSWER_S, SILENCE_S, HangUpFault, Peer, SilenceFault, dial
from neopain.capture.wire.http import check_challenge, check_status, elsewhere
from neopain.capture.wire.login import Login
from neopain.capture.wire.messages import MAX_TEXT, Head, ahead_s
from neopain.capture.wire.rtp import Packet
from neopain.capture.wire.sdp import READ, Track, control_url, parse_sdp
from neopain.capture.wire.transport import Datagrams, Interleaved, Transport, read_body, read_message
from neopain.core.clock import Clock
from neopain.core.foreign_words import foreign
from neopain.core.source_causes import FailureKind
from neopain.core.text import Text

KEEP_ALIVE_S = 25.0
"""Well below the 60 s after which a camera may end a session that it does not hear of."""
REPORT_S = 5.0
TRIES = 4
_NO_ROOM = 461
"""Unsupported transport."""
_RECEIVER = 0x4E50


class RtspSession:
    """A session that plays.

    Attributes:
        track: the video that plays.
        lost: packets that never came.
        clock_ahead_s: how far the camera's clock was ahead when it described its stream; None: not told.
    """

    def __init__(self, peer: Peer, login: Login, clock: Clock, *, udp_only: bool = False) -> None:
        """Connect, describe, set up, play. Raises: CameraFailure.

        Args:
            peer: whom.
            login: how to prove who asks.
            clock: for the time-outs.
            udp_only: do not offer RTP inside the connection; for tests.
        """
        self._peer = peer
        self._login = login
        self._clock = clock
        self._number = 0
        self._session = ""
        self._timeout_s = KEEP_ALIVE_S
        self._ping = "OPTIONS"
        self._transport: Transport | None = None
        self._channel = dial(peer, clock)
        try:
            self._open(udp_only=udp_only)
        except BaseException:
            self.close()
            raise

    @property
    def lost(self) -> int:
        """Packets that never came."""
        return 0 if self._transport is None else self._transport.sequence.lost

    def packets(self) -> Iterator[Packet]:
        """The video's packets for ever, in order.

        Raises: CameraFailure when it ends or stalls, whatever else comes: reports, packets of other kinds.
        """
        begun, heard_at = False, self._clock.monotonic()
        while True:
            for packet in self._receive(begun=begun):
                if packet.payload_type == self.track.payload_type:
                    begun = True
                    yield packet
                    # As long as whoever takes the packets needs for them, nobody listens.
                    heard_at = self._clock.monotonic()
            if self._clock.monotonic() - heard_at > SILENCE_S:
                raise self._silent(begun=begun)

    def interrupt(self) -> None:
        """Let a waiting read end now. Any thread."""
        self._channel.interrupt()

    def close(self) -> None:
        """Say goodbye as far as that can be done at once, and let go of everything."""
        try:
            if self._session:
                self._send("TEARDOWN", self._base)
        except (HangUpFault, SilenceFault):
            pass
        self._channel.close()
        if self._transport is not None:
            self._transport.close()

    def _open(self, *, udp_only: bool) -> None:
        peer = self._peer
        url = peer.address.url
        self._base = url
        options = self._ask("OPTIONS", url, must=False)
        if "GET_PARAMETER" in options[0].get("public"):
            self._ping = "GET_PARAMETER"
        described, body = self._ask("DESCRIBE", url, "Accept: application/sdp")
        self.clock_ahead_s = ahead_s(described, self._clock.utc())
        base = described.get("content-base") or described.get("content-location") or url
        session_control, tracks = parse_sdp(body.decode("utf-8", "replace"))
        if not tracks:
            raise peer.failure(FailureKind.NO_VIDEO)
        readable = [track for track in tracks if track.codec in READ]
        if not readable:
            names = ", ".join(sorted({track.codec for track in tracks}))
            raise peer.failure(FailureKind.OTHER_CODEC, redact(names)[:60])
        self.track: Track = readable[0]
        self._base = control_url(base, session_control, "")
        self._set_up(control_url(base, session_control, self.track.control), udp_only=udp_only)
        self._ask("PLAY", self._base, "Range: npt=0.000-")
        self._ping_at = self._report_at = self._clock.monotonic()

    def _set_up(self, url: str, *, udp_only: bool) -> None:
        ways: list[Callable[[], Transport]] = [lambda: Datagrams(self._channel)]
        if not udp_only:
            ways.insert(0, lambda: Interleaved(self._channel))
        if self._peer.address.scheme == "rtsps":
            # Beside the connection nothing would be encrypted.
            ways = ways[:1]
        told = ""
        for way in ways:
            if self._transport is not None:
                self._transport.close()
            try:
                self._transport = way()
                head, _ = self._ask("SETUP", url, f"Transport: {self._transport.header}", bear=_NO_ROOM)
                if head.status != _NO_ROOM:
                    self._transport.accept(head)
                    self._keep_session(head)
                    return
            except OSError as fault:
                told = foreign(fault.strerror or str(fault))
            else:
                told = head.told
        raise self._peer.failure(FailureKind.NO_TRANSPORT, told)

    def _keep_session(self, head: Head) -> None:
        session, _, rest = head.get("session").partition(";")
        self._session = session.strip()
        timeout = re.search(r"timeout=(\d{1,5})", rest)
        if timeout:
            self._timeout_s = min(KEEP_ALIVE_S, max(1.0, int(timeout[1]) / 2.5))

    def _receive(self, *, begun: bool) -> list[Packet]:
        if self._transport is None:
            return []
        try:
            self._keep_alive()
            return self._transport.receive(self._channel.deadline(SILENCE_S))
        except SilenceFault:
            raise self._silent(begun=begun) from None
        except HangUpFault:
            raise self._peer.failure(FailureKind.HUNG_UP) from None

    def _silent(self, *, begun: bool) -> CameraFailure:
        cause = FailureKind.STALLED if begun else FailureKind.NO_PICTURE
        return self._peer.failure(cause, f"{SILENCE_S:g} s")

    def _keep_alive(self) -> None:
        now = self._clock.monotonic()
        if now - self._ping_at >= self._timeout_s:
            self._ping_at = now
            self._send(self._ping, self._base)
        if now - self._report_at >= REPORT_S and self._transport is not None:
            self._report_at = now
            # An empty receiver report (RFC 3550, 6.4.2): some cameras end a session without any.
            self._transport.report(struct.pack(">BBHI", 0x80, 201, 1, _RECEIVER))

    def _ask(
        self, method: str, url: str, *fields: str, must: bool = True, bear: int = 0
    ) -> tuple[Head, bytes]:
        """Send a request and wait for its answer.

        Args:
            method: of RTSP.
            url: what is asked.
            fields: further header lines.
            must: whether a bad status is a failure.
            bear: a status that is none either.

        Raises: CameraFailure.
        """
        tried = False
        for _ in range(TRIES):
            head, body = self._exchange(method, url, fields)
            if 300 <= head.status < 400:
                there = elsewhere(self._peer.address, head.get("location"))
                raise self._peer.failure(FailureKind.REDIRECTED, there)
            if head.status == 401:
                if not must:
                    return head, body
                # A proof from an earlier connection may hold an old nonce: a refusal counts for a fresh one.
                check_challenge(self._peer, self._login, head, proved=tried)
                tried = True
                continue
            if must and head.status != bear:
                check_status(self._peer, head)
            return head, body
        raise self._peer.failure(FailureKind.LOGIN_REFUSED)

    def _exchange(self, method: str, url: str, fields: tuple[str, ...]) -> tuple[Head, bytes]:
        try:
            number = self._send(method, url, *fields)
            deadline = self._channel.deadline(ANSWER_S)
            while True:
                head = read_message(self._channel, deadline)
                if head is None:
                    continue
                body = read_body(self._channel, head, deadline, MAX_TEXT)
                # 100 Continue only announces the answer.
                if head.status >= 200 and head.get("cseq", str(number)).strip() == str(number):
                    return head, body
        except SilenceFault:
            raise self._peer.failure(FailureKind.SILENT, f"{ANSWER_S:g} s") from None
        except HangUpFault:
            if self._number <= 1:
                raise self._peer.failure(FailureKind.OTHER_PROTOCOL, Text("no RTSP")) from None
            raise self._peer.failure(FailureKind.HUNG_UP) from None

    def _send(self, method: str, url: str, *fields: str) -> int:
        self._number += 1
        proof = self._login.header(method, url)
        lines = [
            f"{method} {url} RTSP/1.0",
            f"CSeq: {self._number}",
            f"User-Agent: NeoPain/{__version__}",
            *([f"Session: {self._session}"] if self._session else []),
            *([f"Authorization: {proof}"] if proof else []),
            *fields,
        ]
        self._channel.send(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace"))
        return self._number
