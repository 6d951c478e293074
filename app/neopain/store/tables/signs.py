"""What stands beside the scores of a session, second by second: its interval, intensity and facial actions.

Reached as `SessionStore.signs`. Summed up by SQLite, for curves of hours; the checksums of single readings
are not looked at here, so a value out of its range is left out. `SessionStore.readings` looks at each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neopain.core.facial_actions import PERCENT, FacialAction
from neopain.core.watch.sign_seconds import SignSeconds
from neopain.store.sqlite.database import Database
from neopain.store.sqlite.faults import no_session

_MEANS = ", ".join(f"avg({action}{what})" for what in ("", "_confidence") for action in FacialAction)
_SELECT = (
    "SELECT CAST(captured_at - ? AS INTEGER) AS second, min(score_low), max(score_high), "  # noqa: S608 - names of ours
    f"avg(intensity), {_MEANS} FROM reading "
    "WHERE session = ? AND captured_at >= ? AND captured_at < ? GROUP BY second ORDER BY second"
)
_NUMBERS = 3


@dataclass(frozen=True, slots=True, eq=False)
class SecondsBeside:
    """One row for each second with a reading.

    Attributes:
        signs: intensity and actions.
        low, high: float32 (N,), 0..10, the outermost ends of the second's intervals; NaN for none.
    """

    signs: SignSeconds
    low: NDArray[np.float32]
    high: NDArray[np.float32]


class SignStore:
    """Reads the readings of one record."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def seconds(self, session_id: str, *, since: float, until: float) -> SecondsBeside:
        """Between two monotonic seconds; they are cut from the session's start on. Raises: RecordFault."""
        found = self._database.execute("SELECT no, started_at FROM session WHERE id = ?", [session_id])
        if not found:
            raise no_session(session_id, self._database.path)
        [(number, started_at)] = found
        rows = self._database.execute(_SELECT, [started_at, number, since, until])
        try:
            table = np.array(rows, np.float64)
        except (TypeError, ValueError, OverflowError):
            table = np.array([[_number(cell) for cell in row] for row in rows], np.float64)
        table = table.reshape(len(rows), 1 + _NUMBERS + 2 * len(FacialAction))
        points = _within(table[:, 1 : 1 + _NUMBERS], 10.0)
        actions = _within(table[:, 1 + _NUMBERS :] / PERCENT, 1.0)
        signs = SignSeconds(
            started_at + table[:, 0],
            actions[:, : len(FacialAction)],
            actions[:, len(FacialAction) :],
            points[:, 2],
        )
        return SecondsBeside(signs, points[:, 0], points[:, 1])


def _within(values: NDArray[np.float64], most: float) -> NDArray[np.float32]:
    """None became NaN; so does what lies out of 0..`most`."""
    with np.errstate(invalid="ignore"):
        return np.where((values >= 0.0) & (values <= most), values, np.nan).astype(np.float32)


def _number(cell: object) -> float:
    """NaN for what a damaged row holds instead of a number."""
    return float(cell) if isinstance(cell, int | float) else np.nan
