"""The ways of RTP from a camera to here: inside the RTSP connection, or beside it in UDP packets."""

from __future__ import annotations

import re
import select
import socket
import struct
from contextlib import suppress
from typing import Protocol

from neopain.capture.wire.channel import Channel, HangUpFault, SilenceFault
from neopain.capture.wire.messages import Head, length_of, read_head
from neopain.capture.wire.rtp import Packet, Sequence, parse_packet
from neopain.core.text import Text

RECEIVE_BYTES = 4 * 1024 * 1024
"""Room for the burst of a key picture; the system may give less."""
_DATAGRAM = 65_536
_TRIES = 32


class Transport(Protocol):
    """One way. `header` is the Transport header to ask with."""

    header: str
    sequence: Sequence

    def accept(self, answer: Head) -> None:
        """Take what the camera chose. Raises: ValueError for what cannot be."""

    def receive(self, deadline: float) -> list[Packet]:
        """Wait for packets of the video; may be none. Raises: SilenceFault, HangUpFault."""

    def report(self, message: bytes) -> None:
        """Send an RTCP message."""

    def close(self) -> None:
        """Let go of what is its own."""


class Interleaved:
    """RTP inside the RTSP connection (RFC 2326, 10.12): loses nothing, and TLS covers it."""

    def __init__(self, channel: Channel) -> None:
        self.header = "RTP/AVP/TCP;unicast;interleaved=0-1"
        self.sequence = Sequence(reorder=False)
        self._channel = channel
        self._data, self._control = 0, 1

    def accept(self, answer: Head) -> None:
        """The channel numbers that the camera gave."""
        given = re.search(r"interleaved=(\d{1,3})(?:-(\d{1,3}))?", answer.get("transport"))
        if given:
            self._data = int(given[1])
            self._control = int(given[2] or self._data + 1)

    def receive(self, deadline: float) -> list[Packet]:
        """One message of the connection."""
        first = self._channel.peek(deadline)
        if first != b"$":
            _skip_message(self._channel, deadline)
            return []
        _, number, size = struct.unpack(">cBH", self._channel.exactly(4, deadline))
        # Taken off the stream whatever it is: the camera's RTCP reports come between the pictures.
        message = self._channel.exactly(size, deadline)
        packet = parse_packet(message) if number == self._data else None
        return [] if packet is None else self.sequence.push(packet)

    def report(self, message: bytes) -> None:
        """On the channel of RTCP."""
        self._channel.send(struct.pack(">cBH", b"$", self._control & 0xFF, len(message)) + message)

    def close(self) -> None:
        """The connection is not its own."""


class Datagrams:
    """RTP in UDP packets, from the camera's host only."""

    def __init__(self, channel: Channel) -> None:
        """Raises: OSError when no pair of ports is free."""
        self._channel = channel
        self._host = channel.host
        self._data, self._control = _pair(channel)
        port = self._data.getsockname()[1]
        self.header = f"RTP/AVP;unicast;client_port={port}-{port + 1}"
        self.sequence = Sequence(reorder=True)
        self._to: int | None = None

    def accept(self, answer: Head) -> None:
        """The camera's ports; a word to them opens a firewall on the way."""
        given = re.search(r"server_port=(\d{1,5})(?:-(\d{1,5}))?", answer.get("transport"))
        if given:
            self._to = int(given[2] or int(given[1]) + 1)
            with suppress(OSError, OverflowError):
                self._data.sendto(b"\x80\x00", (self._host, int(given[1])))

    def receive(self, deadline: float) -> list[Packet]:
        """What is there of any of the three."""
        left_s = deadline - self._channel.deadline(0.0)
        if left_s <= 0.0:
            raise SilenceFault
        if self._channel.has_more:
            _skip_message(self._channel, deadline)
            return []
        waited: list[socket.socket | Channel] = [self._data, self._control, self._channel]
        ready = select.select(waited, [], [], left_s)[0]
        if not ready:
            raise SilenceFault
        if self._channel in ready:
            _skip_message(self._channel, deadline)
        if self._control in ready:
            self._control.recvfrom(_DATAGRAM)
        return self._datagram() if self._data in ready else []

    def report(self, message: bytes) -> None:
        """To the camera's RTCP port."""
        if self._to is not None:
            with suppress(OSError, OverflowError):
                self._control.sendto(message, (self._host, self._to))

    def close(self) -> None:
        """Both ports."""
        self._data.close()
        self._control.close()

    def _datagram(self) -> list[Packet]:
        try:
            data, sender = self._data.recvfrom(_DATAGRAM)
        except OSError:
            return []
        packet = parse_packet(data) if sender[0] == self._host else None
        return [] if packet is None else self.sequence.push(packet)


def read_message(channel: Channel, deadline: float) -> Head | None:
    """An RTSP message in the stream: an answer's head, or None for a request of the camera, which is refused.

    Raises: HangUpFault for what is neither.
    """
    first = channel.peek(deadline)
    if first == b"$":
        _, _, size = struct.unpack(">cBH", channel.exactly(4, deadline))
        channel.exactly(size, deadline)
        return None
    try:
        if channel.starts_with(b"RTSP/", deadline):
            head = read_head(channel, deadline, "RTSP")
        else:
            request = channel.until(b"\r\n\r\n", _DATAGRAM, deadline).decode("latin-1")
            number = re.search(r"(?im)^cseq:\s*(\d{1,9})", request)
            if number is None:
                raise HangUpFault
            channel.send(f"RTSP/1.0 501 Not Implemented\r\nCSeq: {number[1]}\r\n\r\n".encode())
            return None
    except ValueError:
        raise HangUpFault from None
    return head


def read_body(channel: Channel, head: Head, deadline: float, limit: int) -> bytes:
    """The body of an answer. Raises: HangUpFault for one that is too long."""
    size = length_of(head) or 0
    if size > limit:
        raise HangUpFault
    return channel.exactly(size, deadline)


def _skip_message(channel: Channel, deadline: float) -> None:
    head = read_message(channel, deadline)
    if head is not None:
        read_body(channel, head, deadline, _DATAGRAM)


def _pair(channel: Channel) -> tuple[socket.socket, socket.socket]:
    """Two UDP sockets on an even port and the next one, as RTP wants it."""
    family = socket.AF_INET6 if channel.family == socket.AF_INET6 else socket.AF_INET
    for _ in range(_TRIES):
        first = socket.socket(family, socket.SOCK_DGRAM)
        second = socket.socket(family, socket.SOCK_DGRAM)
        try:
            first.bind((channel.own_host, 0))
            port = first.getsockname()[1]
            if port % 2 == 0:
                second.bind((channel.own_host, port + 1))
                first.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
                return first, second
        except OSError:
            pass
        first.close()
        second.close()
    raise OSError(Text("no pair of UDP ports is free"))
