"""What a value of a line can be: what lies outside was written by no NeoPain, whatever its checksum says.

Rows that are older than checksums have none, and a table that a failing disk changed holds anything anywhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from neopain.core.sessions import LogValue

LONGEST_S: Final = 1e10
"""No monotonic second lies further from zero (three centuries): UTC can still be told of it."""
YEARS: Final = range(1000, 9000)
"""Of a time: from there `LONGEST_S` more or less is a time, too, in every time zone."""
MOST: Final = 2**63
MOST_TOTAL: Final = 1000
_TOP: Final = 10.0


def check_time(at: Any) -> None:  # noqa: ANN401 - whatever stands there
    """Raises: ValueError, TypeError."""
    if not -LONGEST_S <= at <= LONGEST_S:
        raise ValueError(at)


def check_utc(*texts: Any) -> None:  # noqa: ANN401 - as above
    """ISO 8601 with offset, in `YEARS`. Raises: ValueError, TypeError."""
    for one in texts:
        told = datetime.fromisoformat(one)
        if told.utcoffset() is None or told.year not in YEARS:
            raise ValueError(one)


def check_points(numbers: Iterable[Any]) -> None:
    """None, or 0..10. Raises: ValueError, TypeError."""
    for one in numbers:
        if one is not None and not 0.0 <= one <= _TOP:
            raise ValueError(one)


def check_measure(one: Any) -> None:  # noqa: ANN401 - as above
    """None, or finite and not negative. Raises: ValueError, TypeError."""
    if one is not None and not 0.0 <= one < math.inf:
        raise ValueError(one)


def check_whole(*numbers: Any) -> None:  # noqa: ANN401 - as above
    """None or whole numbers. Raises: TypeError."""
    for one in numbers:
        if one is not None and type(one) is not int:
            raise TypeError(one)


def check_total(*numbers: Any) -> None:  # noqa: ANN401 - as above
    """None, or what a manual scale can give; some count downwards. Raises: ValueError, TypeError."""
    check_whole(*numbers)
    for one in numbers:
        if one is not None and not -MOST_TOTAL <= one <= MOST_TOTAL:
            raise ValueError(one)


def check_texts(*texts: Any) -> None:  # noqa: ANN401 - as above
    """Raises: TypeError."""
    for one in texts:
        if type(one) is not str:
            raise TypeError(one)


def check_detail(detail: Iterable[tuple[str, LogValue]]) -> None:
    """What a line tells: texts, truths, and numbers that a float can hold. Raises: ValueError, TypeError."""
    for _, value in detail:
        if isinstance(value, int) and not -MOST <= value <= MOST:
            raise ValueError("a number that is too large")
        if value is not None and not isinstance(value, str | float | int):
            raise TypeError(value)
