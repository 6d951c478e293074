"""The PIN before the limits: how it may look, how it is kept, and how often it may be tried.

It guards against a mistake at the bedside, not against somebody who owns the machine: who may delete files in
the data folder may delete the PIN, which is also the way out when it was forgotten. Alarms, and acknowledging
them, never ask for it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from neopain.core.errors import SettingFault
from neopain.core.text import Text

LEAST_DIGITS, MOST_DIGITS = 4, 8
FREE_TRIES = 3
FIRST_WAIT_S = 30.0
LONGEST_WAIT_S = 900.0
_N, _R, _P = 2**14, 8, 1
"""scrypt's costs (RFC 7914): 16 MiB and some tens of milliseconds a try."""
_MOST_MEMORY = 64 * 1024 * 1024
_DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True)
class KeptPin:
    """What is stored of a PIN: salt, digest and its costs; and the wrong tries since the last right one."""

    salt: bytes
    digest: bytes
    n: int = _N
    r: int = _R
    p: int = _P
    wrong_tries: int = 0

    def __post_init__(self) -> None:
        """Raises: ValueError for what no PIN was ever kept as, and none could be tried against."""
        # Others than today's may come, but they cost as little memory and time.
        costs = 2 <= self.n <= 2 * _N and self.n.bit_count() == 1 and 1 <= self.r <= _R and 1 <= self.p <= 4
        if not (costs and self.salt and len(self.digest) == _DIGEST_BYTES and self.wrong_tries >= 0):
            raise ValueError("no PIN is kept so")


class Verdict(StrEnum):
    """What became of a try."""

    RIGHT = "right"
    WRONG = "wrong"
    TOO_SOON = "too_soon"


def check_new_pin(pin: str) -> None:
    """Raises: SettingFault for a PIN that is no number, of the wrong length, or guessed at once."""
    if not (pin.isascii() and pin.isdigit() and LEAST_DIGITS <= len(pin) <= MOST_DIGITS):
        raise SettingFault(
            Text(
                "a PIN is of {least} to {most} digits; choose such a one",
                least=LEAST_DIGITS,
                most=MOST_DIGITS,
            )
        )
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    if steps in ({0}, {1}, {-1}):
        raise SettingFault(Text("a PIN is not one digit repeated and not a row such as 1234; choose another"))


def keep_pin(pin: str) -> KeptPin:
    """Slow (tens of milliseconds). What to store of a new PIN. Raises: SettingFault as `check_new_pin`."""
    check_new_pin(pin)
    salt = secrets.token_bytes(16)
    return KeptPin(salt, _digest(pin, salt, _N, _R, _P))


def wait_after(wrong_tries: int) -> float:
    """Seconds to wait before the next try: none for the first three, then 30 s, doubled up to 15 minutes."""
    over = wrong_tries - FREE_TRIES
    return 0.0 if over < 0 else min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(over, 10))


class PinGate:
    """Judges tries. The waiting time runs anew after a restart, so that restarting gains nothing."""

    def __init__(self, kept: KeptPin, now: float) -> None:
        """Args: what is stored; monotonic s."""
        self.kept = kept
        self._open_at = now + wait_after(kept.wrong_tries)

    def wait_s(self, now: float) -> float:
        """Seconds until a try is judged again."""
        return max(0.0, self._open_at - now)

    def attempt(self, pin: str, now: float) -> Verdict:
        """Slow. Judge a try and count it in `kept`, for the caller to store; too soon it is not looked at."""
        if self.wait_s(now) > 0.0:
            return Verdict.TOO_SOON
        kept = self.kept
        right = hmac.compare_digest(_digest(pin, kept.salt, kept.n, kept.r, kept.p), kept.digest)
        self.kept = replace(kept, wrong_tries=0 if right else kept.wrong_tries + 1)
        self._open_at = now + wait_after(self.kept.wrong_tries)
        return Verdict.RIGHT if right else Verdict.WRONG


def _digest(pin: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=n, r=r, p=p, maxmem=_MOST_MEMORY, dklen=_DIGEST_BYTES)
