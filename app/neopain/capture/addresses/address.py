"""Addresses of network cameras: what is allowed, and what may be shown of them.

Local and private hosts are allowed, since that is where cameras are. An address that can be read in two ways,
as when a password holds an unescaped `/`, is refused: guessing would send a part of the password to a name
server.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from neopain.capture.addresses.shown_path import HIDDEN, TELLTALE, hidden_parts, names_secret, shown_path
from neopain.core.errors import SettingFault
from neopain.core.text import Text

__all__ = ["HIDDEN", "Address", "RedactionFilter", "check_address", "redact"]

SCHEMES = ("rtsp", "rtsps", "http", "https")
MAX_LENGTH = 2048

_EXAMPLE = Text("an address such as rtsp://user:password@192.168.1.20:554/stream")
_URL_SAFE = "%!$&'()*+,;=:@/?#[]~"
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]{0,31})://", re.IGNORECASE)
_HOST = re.compile(r"(\[[0-9a-f:.]+(?:%25[\w.-]+)?\]|[a-z0-9._-]+)(?::([0-9]{1,5}))?", re.IGNORECASE)
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")

_WORD = re.compile(r"\S+")
# One slash is enough: that is what becomes of an address that was taken for a path.
_SLASHES = re.compile(r"//|:/(?!/)|%2f%2f|%3a%2f(?!%2f)", re.IGNORECASE)
_AT = re.compile(r"@|%40", re.IGNORECASE)
_COLON = re.compile(r":|%3a", re.IGNORECASE)
_SECRET_VALUE = re.compile(rf"{TELLTALE}[\w.\-\[\]]{{0,24}}(?:=|:(?!/)|%3d)(?P<value>[^&]+)", re.IGNORECASE)
_SCHEME_BEFORE = re.compile(r"[a-z][a-z0-9+.-]{0,31}(?::|%3a)?$", re.IGNORECASE)
_VALUE = re.compile(r"=|%(?:25)*3d", re.IGNORECASE)
_PASSES = 4
_HEADER = re.compile(r"(authorization\s*:).*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """A checked address.

    Attributes:
        scheme: rtsp, rtsps, http or https.
        url: what an RTSP camera is asked for; without credentials, but its query may hold a token.
        target: path and query, which an HTTP camera is asked for; as secret.
        name: for people: no credentials, no query.
        host, port: where the camera answers.
        user, password: in plain characters; never shown, and never a part of another field.
    """

    scheme: str
    url: str = field(repr=False)
    target: str = field(repr=False)
    name: str
    host: str
    port: int
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def redact(text: str) -> str:
    """`text` with every credential hidden that stands in an address, a query or an HTTP header.

    Rather hides too much: from `//` or `:/` to the last `@` of a word, or from its first `:` where it has
    neither; the whole value of any name that begins with a word such as password, pwd, token, auth or key;
    and in the path and query of an address whatever may be a key (`shown_path`), percent-encoded or not.
    """
    text = _HEADER.sub(rf"\1 {HIDDEN}", text)
    for _ in range(_PASSES):
        before, text = text, _WORD.sub(_redact_word, text)
        if text == before:
            break
    return text


def check_address(url: str, *, user: str = "", password: str = "") -> Address:
    """The address, ready for use.

    Args:
        url: rtsp, rtsps, http or https.
        user: used when the address has no user of its own; any characters.
        password: goes with `user`.

    Raises: SettingFault, which never quotes the address.
    """
    _check_characters(url)
    scheme_match = _SCHEME.match(url)
    if scheme_match is None or scheme_match[1].lower() not in SCHEMES:
        raise SettingFault(
            Text(
                "a camera's address begins with {schemes}; this one does not; type {example}",
                schemes=", ".join(f"{name}://" for name in SCHEMES),
                example=_EXAMPLE,
            )
        )
    scheme, rest = scheme_match[1].lower(), url[scheme_match.end() :]
    end = min((place for place in map(rest.find, "/?#") if place >= 0), default=len(rest))
    authority, path = rest[:end], rest[end:]
    if "@" in path:
        raise SettingFault(
            Text(
                "this address can be read in two ways, because an @ follows a / or ? or #; in a user "
                "name or password write / as %2F, ? as %3F, # as %23 and @ as %40; in a path write @ "
                "as %40"
            )
        )
    typed, _, host_port = authority.rpartition("@")
    host_match = _HOST.fullmatch(host_port)
    port = (
        int(host_match[2] or {"http": 80, "https": 443, "rtsps": 322}.get(scheme, 554)) if host_match else 0
    )
    if host_match is None or not 0 < port <= 65535:
        raise SettingFault(
            Text(
                "the host in a camera's address is a name or a number with a port from 1 to 65535; "
                "this one is not; type {example}",
                example=_EXAMPLE,
            )
        )
    if typed:
        user, password = (_plain(part) for part in (typed.partition(":")[0], typed.partition(":")[2]))
    shown = shown_path(path.partition("?")[0].partition("#")[0])
    # What follows # is for the one who asks, not for the camera.
    target = quote(path.partition("#")[0], safe=_URL_SAFE)
    return Address(
        scheme=scheme,
        url=f"{scheme}://{host_port}{target}",
        target=target if target.startswith("/") else f"/{target}",
        name=f"{scheme}://{host_port}{shown}{'?…' if '?' in path else ''}",
        host=host_match[1].strip("[]").replace("%25", "%"),
        port=port,
        user=user,
        password=password if user or typed else "",
    )


def holds_key(address: Address) -> bool:
    """Whether something in path or query may be a secret, so that the address is written nowhere in whole."""
    target = address.target
    return shown_path(target) != target or redact(target) != target


class RedactionFilter(logging.Filter):
    """Hides credentials in records and their tracebacks.

    Put it on each handler: a logger's filters do not see what its children log.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; keeps every record."""
        record.msg, record.args = redact(record.getMessage()), None
        if record.exc_info:
            record.exc_text = record.exc_text or logging.Formatter().formatException(record.exc_info)
            record.exc_info = None
        if record.exc_text:
            record.exc_text = redact(record.exc_text)
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        return True


def _redact_word(match: re.Match[str]) -> str:
    word = match[0]
    # Both kinds are looked for in the untouched word: hiding one first could cut the other in half.
    spans = [found.span("value") for found in _SECRET_VALUE.finditer(word)]
    if not spans and "%" in word and names_secret(word):
        value = _VALUE.search(word)
        spans.append((value.end() if value else 0, len(word)))
    slashes = _SLASHES.search(word)
    spans += _spans_without_scheme(word[: slashes.start()] if slashes else word)
    if slashes:
        ats = list(_AT.finditer(word, slashes.end()))
        if ats:
            spans.append((slashes.end(), ats[-1].start()))
        # One letter and one slash are a drive of Windows.
        scheme = _SCHEME_BEFORE.search(word[: slashes.start()])
        if ats or (scheme and (len(scheme[0]) > 1 or slashes[0] != ":/")):
            spans += _spans_of_path(word, ats[-1].end() if ats else slashes.end())
    shown, place = "", 0
    for start, end in sorted(spans):
        if end > place:
            shown += word[place:start] + (HIDDEN if start >= place else "")
            place = end
    return shown + word[place:]


def _spans_without_scheme(word: str) -> Iterator[tuple[int, int]]:
    """User and password as people type them who leave the address's beginning out: `me:secret@10.0.0.5`."""
    colon, ats = _COLON.search(word), list(_AT.finditer(word))
    if colon and ats and colon.end() <= ats[-1].start():
        yield colon.end(), ats[-1].start()


def _spans_of_path(word: str, host: int) -> Iterator[tuple[int, int]]:
    """What may be a key behind the host, which begins there."""
    found = _HOST.match(word, host)
    tail = found.end() if found else host
    for start, end in hidden_parts(word[tail:]):
        yield tail + start, tail + end


def _check_characters(url: str) -> None:
    if len(url) > MAX_LENGTH:
        raise SettingFault(
            Text(
                "a camera's address has at most {most} characters; got {got}; type {example}",
                most=MAX_LENGTH,
                got=len(url),
                example=_EXAMPLE,
            )
        )
    for position, character in enumerate(url, start=1):
        if character.isspace() or not character.isprintable():
            raise SettingFault(
                Text(
                    "a camera's address holds no spaces or control characters; character {position} is "
                    "one; write a space as %20",
                    position=position,
                )
            )


def _plain(typed: str) -> str:
    """The characters that were meant; a lone % is one, as people type it."""
    return unquote(_LONE_PERCENT.sub("%25", typed), errors="surrogateescape")
