"""Numbers on the command line: the one place where a text becomes one, within stated limits.

`type=int` and `type=float` take NaN, infinity and anything out of range without a word.
"""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Callable

from neopain.core.clinical.signing import check_who
from neopain.core.errors import SettingFault

LARGEST_SEED = 2**32 - 1
LARGEST_COUNT = 1_000_000
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")


def whole(least: int, most: int, *, also: tuple[int, ...] = ()) -> Callable[[str], int]:
    """A parser of whole numbers from `least` to `most`, and those of `also`."""

    def parse(text: str) -> int:
        if not _WHOLE.fullmatch(text.strip()):
            raise argparse.ArgumentTypeError(f"expected a whole number; got {text!r}")
        value = int(text)
        if not least <= value <= most and value not in also:
            others = "".join(f", or {other}" for other in also)
            raise argparse.ArgumentTypeError(
                f"expected a whole number from {least} to {most}{others}; got {text}"
            )
        return value

    return parse


def number(above: float, most: float) -> Callable[[str], float]:
    """A parser of finite numbers greater than `above` and at most `most`."""

    def parse(text: str) -> float:
        if not _NUMBER.fullmatch(text.strip()):
            raise argparse.ArgumentTypeError(f"expected a number such as 2.5; got {text!r}")
        value = float(text)
        if not math.isfinite(value) or not above < value <= most:
            raise argparse.ArgumentTypeError(
                f"expected a number above {above:g} and at most {most:g}; got {text}"
            )
        return value

    return parse


def share(most: float) -> Callable[[str], float]:
    """A parser of shares from 0 to `most`."""
    above_nothing = number(0.0, most)
    return lambda text: 0.0 if _NUMBER.fullmatch(text.strip()) and float(text) == 0.0 else above_nothing(text)


def wholes(least: int, most: int) -> Callable[[str], tuple[int, ...]]:
    """A parser of different whole numbers with commas between, in rising order."""
    one = whole(least, most)

    def parse(text: str) -> tuple[int, ...]:
        values = tuple(one(part) for part in text.split(","))
        if len(set(values)) != len(values):
            raise argparse.ArgumentTypeError(f"expected each number once; got {text}")
        return values

    return parse


def names(known: tuple[str, ...] | None = None) -> Callable[[str], tuple[str, ...]]:
    """A parser of different names with commas between, out of `known` if given."""

    def parse(text: str) -> tuple[str, ...]:
        found = tuple(name.strip() for name in text.split(",") if name.strip())
        foreign = [] if known is None else [name for name in found if name not in known]
        if not found or foreign or len(set(found)) != len(found):
            which = "names" if known is None else f"names out of {', '.join(known)}"
            raise argparse.ArgumentTypeError(
                f"expected {which}, each once, with commas between; got {text!r}"
            )
        return found

    return parse


def pattern(form: str, words: str) -> Callable[[str], str]:
    """A parser of texts that fit the regular expression `form`, called `words`."""

    def parse(text: str) -> str:
        if not re.fullmatch(form, text):
            raise argparse.ArgumentTypeError(f"expected {words}; got {text!r}")
        return text

    return parse


def initials(text: str) -> str:
    """Who it is, as the record writes it."""
    try:
        return check_who(text)
    except SettingFault as fault:
        raise argparse.ArgumentTypeError(f"{fault}; got {text!r}") from fault


seed = whole(0, LARGEST_SEED)
jobs = whole(1, 4096, also=(-1,))
count = whole(1, LARGEST_COUNT)
seconds = number(0.0, 86_400.0)
model_name = pattern("[a-z0-9][a-z0-9_-]{0,63}", "small letters, digits, - and _, at most 64")
one_line = pattern(r"[^\r\n\0]{1,300}", "a text of one line, at most 300 characters")
