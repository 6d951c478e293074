"""What the window asks of the record when somebody looks back, as a protocol; every method reads a disk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from neopain.core.reviewed_stay import ReviewedStay, StayLine
from neopain.core.score.comparison import Side
from neopain.core.seen_alarms import SeenAlarm
from neopain.reports.content.handover import Handover


class Review(Protocol):
    """Stays and sessions, open or long over."""

    def lines(self) -> Sequence[StayLine]:
        """Stays, and sessions of nobody, newest first. Raises: RecordFault."""

    def open(self, line_id: str) -> ReviewedStay:
        """One of them. Raises: RecordFault, also when nothing was recorded in it."""

    def finer(
        self, stay: ReviewedStay, start: float, stop: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        """A stretch second by second, a short one with every reading: times (N,), and scores (N, 4).

        Columns: raw, smoothed, and the ends of its interval; NaN for none.

        Raises: RecordFault.
        """

    def around(self, stay: ReviewedStay, at: float, length_s: float) -> tuple[Side, Side]:
        """So long before `at`, and so long after it. Raises: RecordFault."""

    def mark_reviewed(self, stay: ReviewedStay, alarm: SeenAlarm, author: str) -> str:
        """Keep that somebody looked at an alarm; gives the time, UTC. Raises: RecordFault."""

    def handover(self, stay: ReviewedStay, start: float, stop: float) -> Handover:
        """The numbers of a page about that time. Raises: RecordFault."""
