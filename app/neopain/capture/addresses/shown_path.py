"""Which parts of a camera's path and query may be shown: only what cannot be a key.

Cameras and cloud services put passwords and keys anywhere: `/token/VALUE`, `;pass=VALUE`, `psw=VALUE`, a part
without any name. No list of names is ever complete, so it is the other way round: a part is shown when it is
made like the words and small numbers of which paths consist, and hidden when it is anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

HIDDEN = "***"
_DECODINGS = 4

TELLTALE = (
    r"(?:pass|pwd|psw|psk|kennwort|senha|contrase|clave|token|auth|key|secret|credential|signature|session|login"
    r"|bearer|ticket|jwt|(?<![a-z])(?:pw|pin|sig|sid|otp|mdp|hash)(?![a-z]))"
)
_SECRET_NAME = re.compile(TELLTALE, re.IGNORECASE)

_BORDER = re.compile(r"/|\\|[?&;#]|%(?:25)*(?:2f|3f|26|3b|23)", re.IGNORECASE)
_EQUALS = re.compile(r"=|%(?:25)*3d", re.IGNORECASE)
_CLOSING = "\"'`)]}>,.:!…"
# stream1, h264, 1080p, video.mp4, cam_0, axis-media, MediaInput: words and short numbers, not letters and
# digits by turns, and no capitals in the midst of a word but those that begin one.
_CODEC = r"(?:h26[45]|mp[34]|mpeg4|h\.26[45])"
_LETTERS = r"(?:[A-Z]?[a-z]{1,16}|[A-Z]{1,12})(?:[A-Z][a-z]{2,15}){0,3}"
_PLAIN_PIECE = re.compile(rf"{_CODEC}?{_LETTERS}[0-9]{{0,4}}|{_CODEC}|[0-9]{{1,4}}[pk]?")
_PIECES = re.compile(r"[._~-]+")
_MOST_PIECES = 8
_LONGEST = 40
# Names whose plain values choose a picture and open nothing.
_HARMLESS = re.compile(
    "action|audio|camera|chan|channels?|codec|fps|height|inst|mode|profile|proto|quality|rate|res|resolution|size"
    "|source|stream|subtype|transport|type|unicast|video|width",
    re.IGNORECASE,
)


def shown_path(path: str) -> str:
    """`path` with every part hidden that may be a key; separators stay.

    Args:
        path: what follows the host, with or without a query; percent-encoded or not.
    """
    shown, place = "", 0
    for start, end in hidden_parts(path):
        shown += path[place:start] + HIDDEN
        place = end
    return shown + path[place:]


def hidden_parts(path: str) -> Iterator[tuple[int, int]]:
    """Start and end of each part of a path and query that may be a key, from left to right."""
    place, before = 0, ""
    borders = [found.span() for found in _BORDER.finditer(path)]
    for start, end in (*borders, (len(path), len(path))):
        part = path[place:start]
        if start == len(path):
            # What closes a quotation or a sentence is no part of the address.
            part = part.rstrip(_CLOSING)
        if part and part != HIDDEN:
            span = _hidden_in(part, after_secret=bool(_SECRET_NAME.search(decoded(before))))
            if span is not None:
                yield place + span[0], place + span[1]
        place, before = end, part


def decoded(text: str) -> str:
    """`text` without its percent-encoding, however often it was encoded."""
    for _ in range(_DECODINGS):
        plain = unquote(text)
        if plain == text:
            break
        text = plain
    return text


def names_secret(text: str) -> bool:
    """Whether `text`, decoded, holds a word that names secrets."""
    return _SECRET_NAME.search(decoded(text)) is not None


def _hidden_in(part: str, *, after_secret: bool) -> tuple[int, int] | None:
    equals = _EQUALS.search(part)
    if equals is None:
        return (0, len(part)) if after_secret or not _plain(part) else None
    name, value = part[: equals.start()], part[equals.end() :]
    if not value or value == HIDDEN:
        return None if _plain(name) else (0, equals.start()) if name and name != HIDDEN else None
    if not _plain(name):
        return 0, len(part)
    harmless = not after_secret and _HARMLESS.fullmatch(name) is not None and _plain(value)
    return None if harmless else (equals.end(), len(part))


def _plain(text: str) -> bool:
    pieces = [piece for piece in _PIECES.split(text) if piece]
    return (
        len(text) <= _LONGEST
        and len(pieces) <= _MOST_PIECES
        and all(_PLAIN_PIECE.fullmatch(piece) for piece in pieces)
    )
