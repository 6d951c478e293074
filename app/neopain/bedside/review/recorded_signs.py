"""What stands beside the scores of a stay in the record: actions, intensity, ends of the interval."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from neopain.core.score.coverage import HOLD_S
from neopain.core.stay.reviewed import ReviewedStay, ReviewPart
from neopain.core.watch.sign_seconds import SignSeconds
from neopain.store.sessions import SessionStore


def signs_of(store: SessionStore, stay: ReviewedStay, start: float, stop: float) -> SignSeconds:
    """Of a stretch of the stay's axis, second by second. Raises: RecordFault."""
    pieces = []
    for part in stay.parts_in(start, stop):
        since, until = max(start, part.start) - part.shift_s, min(stop, part.stop) - part.shift_s
        signs = store.signs.seconds(part.session.id, since=since, until=until).signs
        pieces.append(replace(signs, times=signs.times + part.shift_s))
    return SignSeconds.joined(pieces)


def interval_ends(
    store: SessionStore, part: ReviewPart, since: float, until: float, times: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Lowest and highest end of the interval in the second of each of `times`, on the stay's axis.

    A second without a reading of its own has the ends of the reading that stands for it, as its score is.
    Returns: float32 (N, 2), NaN where there is none. Raises: RecordFault.
    """
    beside = store.signs.seconds(part.session.id, since=since, until=until)
    ends = np.full((len(times), 2), np.nan, np.float32)
    starts = beside.signs.times + part.shift_s
    row = np.searchsorted(starts, times, side="right") - 1
    stands = row >= 0
    stands[stands] = times[stands] - starts[row[stands]] < 1.0 + HOLD_S
    ends[stands, 0], ends[stands, 1] = beside.low[row[stands]], beside.high[row[stands]]
    return ends
