"""Heads of HTTP and RTSP answers, which look alike (RFC 9112, RFC 2326)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from neopain.capture.wire.channel import Channel

MAX_HEAD = 65_536
MAX_TEXT = 262_144
"""Of a body that is read whole, such as a stream's description."""

MAX_INTERIM = 5

_WORDS = {"HTTP": ("HTTP/", "ICY "), "RTSP": ("RTSP/",)}
_STATUS = re.compile(r"(?:HTTP|RTSP|ICY)(?:/\d\.\d)? (\d{3})(?: (.*))?")


@dataclass(frozen=True, slots=True)
class Head:
    """The first line and the headers of an answer.

    Attributes:
        status: 100..999.
        phrase: the words that follow it, printable only.
        fields: (lower-case name, value) in order; a name may come twice.
    """

    status: int
    phrase: str
    fields: tuple[tuple[str, str], ...]

    def all(self, name: str) -> list[str]:
        """Every value of a header."""
        return [value for key, value in self.fields if key == name]

    def get(self, name: str, default: str = "") -> str:
        """The first value of a header."""
        return next(iter(self.all(name)), default)

    @property
    def told(self) -> str:
        """Status and words for people."""
        return f"{self.status} {self.phrase}".strip()[:80]


def read_head(channel: Channel, deadline: float, protocol: str) -> Head:
    """The next answer's head. `protocol`: HTTP or RTSP.

    Raises: ValueError for what is no such head, with what was read; as `Channel`.
    """
    lines = []
    left = MAX_HEAD
    while True:
        # Line by line, as some cameras end theirs with a bare line feed.
        line = channel.until(b"\n", left, deadline)
        left -= len(line)
        text = line.strip(b"\r\n").decode("latin-1")
        if text:
            lines.append(text)
            if len(lines) == 1 and not (_STATUS.match(text) and text.startswith(_WORDS[protocol])):
                raise ValueError(text)
        elif lines:
            return parse_head(lines)


def read_final_head(channel: Channel, deadline: float, protocol: str) -> Head:
    """As `read_head`, without the heads that only announce the true one (100 Continue)."""
    for _ in range(MAX_INTERIM):
        head = read_head(channel, deadline, protocol)
        if not 100 <= head.status < 200:
            return head
    raise ValueError("announced for ever")


def parse_head(lines: list[str]) -> Head:
    """The head of these lines. Raises: ValueError for what is none."""
    first = _STATUS.match(lines[0])
    if first is None:
        raise ValueError(lines[0])
    fields: list[tuple[str, str]] = []
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if line[0] in " \t" and fields:
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {line.strip()}")
        elif colon:
            fields.append((name.strip().lower(), value.strip()))
    phrase = "".join(letter for letter in first[2] or "" if letter.isprintable())
    return Head(int(first[1]), phrase, tuple(fields))


def ahead_s(head: Head, now: datetime) -> float | None:
    """How far the sender's clock is ahead of `now` by its Date header (RFC 9110, 6.6.1), s; None without."""
    try:
        told = parsedate_to_datetime(head.get("date"))
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return (told.replace(tzinfo=told.tzinfo or UTC) - now).total_seconds()


def length_of(head: Head) -> int | None:
    """The body's length, or None when it is not told, or senseless."""
    told = head.get("content-length")
    return int(told) if re.fullmatch(r"[0-9]{1,12}", told) else None
