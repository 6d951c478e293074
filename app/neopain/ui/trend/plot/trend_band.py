"""The outline of the interval's band: one piece for each stretch of time in which both ends are known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from neopain.ui.trend.history.trend_history import Scores, Times


def outline(
    times: Times, low: Scores, high: Scores
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int32]]:
    """Along the upper ends and back along the lower ones, piece after piece.

    Takes columns of equal length N, times rising, NaN where an end is not known.

    Returns:
        x and y, float64 (2M,), M being the rows with both ends, and int32 (2M,): 1 where the next point
        belongs to the same piece, 0 at the last one of each.
    """
    known = np.isfinite(low) & np.isfinite(high)
    edges = np.flatnonzero(np.diff(known.astype(np.int8), prepend=0, append=0))
    pieces = [np.arange(start, end) for start, end in edges.reshape(-1, 2)]
    rows = [np.concatenate((piece, piece[::-1])) for piece in pieces]
    order = np.concatenate((np.zeros(0, np.intp), *rows))
    upper = np.concatenate((np.zeros(0, np.bool_), *(np.arange(2 * len(one)) < len(one) for one in pieces)))
    connected = np.ones(len(order), np.int32)
    connected[np.cumsum([len(one) for one in rows], dtype=np.intp) - 1] = 0
    return times[order], np.where(upper, high[order], low[order]).astype(np.float64), connected
