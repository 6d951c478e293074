"""What a new session of a stay goes on from: the sessions before it, told on its own clock."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neopain.core.record import Annotation, Assessment
from neopain.core.score.coverage import Change, Statistics
from neopain.core.score.infant.adaptation import Learnt
from neopain.core.score.infant.baseline import Baseline
from neopain.core.sessions import LogEntry


@dataclass(frozen=True, slots=True)
class Home:
    """Where a mark is kept: its session, and what to add to that session's seconds for the running one's."""

    session_id: str
    shift_s: float


@dataclass(frozen=True, slots=True, eq=False)
class StaySoFar:
    """All times are monotonic s on the running session's clock; those of the past are before its start.

    Attributes:
        stay_id: which stay.
        began_at: its admission, or its first session when that was earlier.
        statistics: the counted time of the earlier sessions.
        baseline: what was usual; None when it was never measured.
        times, scores: float64 (N,) and float32 (N, 2), raw and smoothed, NaN for no score: the newest day.
        changes: limits in force and excluded time of the newest day, in order.
        notes: every revision of every note, oldest first.
        assessments: the manual scores as they stand, by time.
        homes: by a mark's id, where it is kept.
        entries: the log of the newest day, in order.
        learnt: what the adaptation of the score has learnt of this infant; None for nothing.
    """

    stay_id: str
    began_at: float
    statistics: Statistics
    baseline: Baseline | None
    times: NDArray[np.float64]
    scores: NDArray[np.float32]
    changes: tuple[Change, ...]
    notes: tuple[Annotation, ...]
    assessments: tuple[Assessment, ...]
    homes: dict[str, Home]
    entries: tuple[LogEntry, ...]
    learnt: Learnt | None = None
