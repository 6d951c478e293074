"""A checksum for every row: one changed bit in what was written does not come back as a number.

The sum covers all columns in the order of `COLUMNS`; NULLs at the end do not count, so that a column which a
later migration adds at the end leaves older rows' sums as they are. CRC-32 finds every single changed bit and
every burst of up to 32 (Koopman, 32-bit cyclic redundancy codes, 2002); it is no protection against people.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from neopain.core.errors import RecordFault
from neopain.core.facial_actions import FacialAction
from neopain.core.text import Text

Stored: TypeAlias = str | int | float | bytes | None

ACTION_COLUMNS = tuple(f"{action}{what}" for what in ("", "_confidence") for action in FacialAction)
"""Strengths, then confidences, in percent."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "session": (
        "no", "id", "patient_code", "started_utc", "started_at", "source", "simulated", "app_version",
        "model_id", "provider", "ended_utc", "last_at", "readings", "scored", "alarms", "entries", "stay",
    ),
    "reading": (
        "session", "captured_at", "n", "frame_seq", "quality", "reason", "raw", "smoothed", "latency_s",
        "distance", "outside_score", "score_low", "score_high", "intensity", "distress", *ACTION_COLUMNS,
        "unadapted",
    ),
    "entry": ("session", "at", "n", "kind", "code", "text", "detail", "words"),
    "annotation": (
        "session", "at", "code", "text", "author", "recorded_utc", "until", "id", "revision", "deleted",
    ),
    "assessment": (
        "session", "at", "scale", "items", "total", "text", "author", "recorded_utc", "id", "revision",
        "deleted",
    ),
    "admission": (
        "no", "id", "patient_code", "gestation_days", "age_days", "admitted_utc", "discharged_utc", "preset",
        "lower_limit", "upper_limit", "lower_hold_s", "upper_hold_s", "smoothing_s",
    ),
    "stay_change": (
        "no", "kind", "utc", "author", "reason", "stay", "merged", "session", "since", "until", "before",
    ),
}  # fmt: skip


def row_sum(values: Sequence[Any]) -> int:
    """The sum of a row's values, in the order of `COLUMNS`."""
    if values and values[-1] is None:
        last = len(values)
        while last and values[last - 1] is None:
            last -= 1
        values = values[:last]
    # ascii() writes every float exactly and every text alike in all Python versions.
    return zlib.crc32(ascii(tuple(values)).encode("ascii"))


def sum_of(*values: Stored) -> int:
    """As `row_sum`, as a function of SQL."""
    return row_sum(values)


def seal(table: str, where: str) -> str:
    """The statement that gives changed rows their new sum."""
    return f"UPDATE {table} SET sum = row_sum({', '.join(COLUMNS[table])}) WHERE {where}"  # noqa: S608 - names of ours


def insert(table: str) -> str:
    """The statement for all columns of `table` and the sum."""
    columns = (*COLUMNS[table], "sum")
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES (?{', ?' * (len(columns) - 1)})"  # noqa: S608 - names of ours


def select(table: str) -> str:
    """All columns of `table` in their order, then the sum."""
    return f"SELECT {', '.join((*COLUMNS[table], 'sum'))} FROM {table}"  # noqa: S608 - as above


def summed(values: Sequence[Stored]) -> tuple[Stored, ...]:
    """The values and their sum, for `insert`."""
    return (*values, row_sum(values))


class DamagedRow(RecordFault):
    """A row that is not as it was written."""


def check_row(what: str, values: Sequence[Any], kept: int | None, *, required: bool) -> None:
    """Raises: DamagedRow when the row is not as it was written; `required` unless it is older than sums."""
    if kept is None:
        if required:
            raise DamagedRow(
                Text(
                    "{what} has lost its checksum: it was changed outside NeoPain, or the disk did", what=what
                )
            )
    elif kept != row_sum(values):
        raise DamagedRow(
            Text(
                "{what} is not as it was written (checksum {kept}, its values give {sum})",
                what=what,
                kept=kept,
                sum=row_sum(values),
            )
        )
