"""Proof of a user name and password: digest (RFC 7616, RFC 2617) and basic (RFC 7617)."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from neopain.capture.addresses.address import redact
from neopain.core.text import Text

# Each name is looked at from its beginning only: `re` holds up the whole program as long as it looks.
_PARAMETER = re.compile(r'(?<![\w-])([\w-]++)\s*+=\s*+(?:"((?:[^"\\]|\\.)*+)"|([^\s,]*))')
_SCHEME_START = re.compile(r"(?:^|,)\s*([A-Za-z][\w-]*)\s+(?=[\w-]+\s*=)")
_HASHES = {"md5": "md5", "sha-256": "sha256", "sha-512-256": "sha512_256"}
_STRENGTH = ("sha-512-256", "sha-256", "md5")


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a camera asks for: the scheme in lower case, and its parameters."""

    scheme: str
    parameters: dict[str, str]

    @property
    def stale(self) -> bool:
        """Whether only the nonce was too old: the login itself was right."""
        return self.parameters.get("stale", "").lower() == "true"


class UnknownLoginFault(Exception):
    """None of the ways that the camera offers is known; holds their names."""


class Login:
    """User and password of one camera, and how it wants them. Its `repr` shows neither."""

    def __init__(
        self, user: str, password: str, random: Callable[[], str] = lambda: secrets.token_hex(8)
    ) -> None:
        """`random` gives a client's nonce; tests give their own."""
        # As the bytes that go over the wire, one letter a byte: UTF-8, which RFC 7617 and 7616 prefer.
        self._user, self._password = (
            text.encode("utf-8", "surrogateescape").decode("latin-1") for text in (user, password)
        )
        self._random = random
        self._challenge: Challenge | None = None
        self._count = 0

    def __repr__(self) -> str:
        """Never the secret."""
        return "Login(***)"

    @property
    def given(self) -> bool:
        """Whether there is a user name or a password at all."""
        return bool(self._user or self._password)

    @property
    def asked(self) -> bool:
        """Whether the camera has asked before, so that `header` proves something."""
        return self._challenge is not None

    def learn(self, headers: Sequence[str]) -> Challenge:
        """Take the WWW-Authenticate headers; the strongest way that is known is chosen.

        Raises: UnknownLoginFault.
        """
        offered = [challenge for header in headers for challenge in parse_challenges(header)]
        ranked = sorted(
            (rank, place) for place, each in enumerate(offered) if (rank := _rank(each)) is not None
        )
        if not ranked:
            # The schemes are the camera's own words, which may quote anything.
            raise UnknownLoginFault(
                redact(", ".join(sorted({each.scheme for each in offered})))[:80] or Text("no way named")
            )
        self._challenge, self._count = offered[ranked[0][1]], 0
        return self._challenge

    def header(self, method: str, uri: str) -> str:
        """The Authorization header's value for a request; "" as long as the camera has not asked."""
        challenge = self._challenge
        if challenge is None:
            return ""
        if challenge.scheme == "basic":
            pair = f"{self._user}:{self._password}".encode("latin-1")
            return f"Basic {base64.b64encode(pair).decode()}"
        return self._digest(challenge.parameters, method, uri)

    def _digest(self, asked: dict[str, str], method: str, uri: str) -> str:
        algorithm = asked.get("algorithm", "MD5")
        realm, nonce = asked.get("realm", ""), asked.get("nonce", "")
        self._count += 1
        count, own = f"{self._count:08x}", self._random()

        def digest(*parts: str) -> str:
            joined = ":".join(parts).encode("latin-1", "replace")
            name = _HASHES[algorithm.lower().removesuffix("-sess")]
            return hashlib.new(name, joined, usedforsecurity=False).hexdigest()

        secret = digest(self._user, realm, self._password)
        if algorithm.lower().endswith("-sess"):
            secret = digest(secret, nonce, own)
        with_count = "auth" in re.split(r"[,\s]+", asked.get("qop", ""))
        middle = (nonce, count, own, "auth") if with_count else (nonce,)
        response = digest(secret, *middle, digest(method, uri))
        parts = [f'username="{_escaped(self._user)}"', f'realm="{_escaped(realm)}"']
        parts.append(f'nonce="{_escaped(nonce)}"')
        parts += [f'uri="{uri}"', f'response="{response}"']
        if "algorithm" in asked:
            parts.append(f"algorithm={algorithm}")
        if "opaque" in asked:
            parts.append(f'opaque="{_escaped(asked["opaque"])}"')
        if with_count:
            parts += ["qop=auth", f"nc={count}"]
        if with_count or algorithm.lower().endswith("-sess"):
            parts.append(f'cnonce="{own}"')
        return f"Digest {', '.join(parts)}"


def parse_challenges(header: str) -> list[Challenge]:
    """Every challenge of one WWW-Authenticate header; commas divide challenges and their parameters alike."""
    starts = list(_SCHEME_START.finditer(header))
    if not starts:
        word = header.strip().split(" ")[0].lower()
        return [Challenge(word, {})] if word else []
    ends = [*(start.start() for start in starts[1:]), len(header)]
    found = []
    for start, end in zip(starts, ends, strict=True):
        parameters = {
            match[1].lower(): re.sub(r"\\(.)", r"\1", match[2]) if match[2] is not None else match[3]
            for match in _PARAMETER.finditer(header, start.end(), end)
        }
        found.append(Challenge(start[1].lower(), parameters))
    return found


def _rank(challenge: Challenge) -> int | None:
    """0 for the strongest; None for what is not known."""
    if challenge.scheme == "basic":
        return len(_STRENGTH)
    algorithm = challenge.parameters.get("algorithm", "MD5").lower().removesuffix("-sess")
    qop = re.split(r"[,\s]+", challenge.parameters.get("qop", "auth"))
    if challenge.scheme != "digest" or algorithm not in _HASHES or not {"auth", ""} & set(qop):
        return None
    return _STRENGTH.index(algorithm)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
