"""What the window asks of the record when somebody looks back, as a protocol; every method reads a disk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from neopain.core.alarms.seen_alarms import SeenAlarm
from neopain.core.clinical.admission import Admission
from neopain.core.score.comparison import Side
from neopain.core.stay.reviewed import ReviewedStay, StayLine
from neopain.core.stay.stays import StayChange
from neopain.core.watch.sign_seconds import SignSeconds
from neopain.reports.content.handover import Handover


class StayChanges(Protocol):
    """Whose a time is, put right. Nothing is copied or changed: rows are added, and the audit names each."""

    def history(self, stay: ReviewedStay) -> Sequence[StayChange]:
        """Every change that it was part of, oldest first. Raises: RecordFault."""

    def admission(self, stay: ReviewedStay) -> Admission | None:
        """Code and ages of a stay that is closed; None for one that is open, and for nobody's session.

        Raises: RecordFault.
        """

    def correct(
        self, before: Admission, code: str, gestation_days: int, age_days: int, *, author: str, reason: str
    ) -> None:
        """Put right code and ages (at admission) of a closed stay. Raises: RecordFault, SettingFault."""

    def merge(self, stay_id: str, into_id: str, *, author: str, reason: str) -> None:
        """Let all of one stay belong to the other: they were one infant. Raises: RecordFault."""

    def move(
        self, stay: ReviewedStay, start: float, stop: float, to_id: str, *, author: str, reason: str
    ) -> int:
        """Let a time of the stay's axis belong to another stay; gives how many sessions it touched.

        Raises: RecordFault, also when nothing was recorded in that time.
        """


class Review(Protocol):
    """Stays and sessions, open or long over."""

    @property
    def changes(self) -> StayChanges:
        """Whose a time is, put right."""

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

    def signs(self, stay: ReviewedStay, start: float, stop: float) -> SignSeconds:
        """Facial actions and intensity of a stretch, second by second. Raises: RecordFault."""

    def around(self, stay: ReviewedStay, at: float, length_s: float) -> tuple[Side, Side]:
        """So long before `at`, and so long after it. Raises: RecordFault."""

    def mark_reviewed(self, stay: ReviewedStay, alarm: SeenAlarm, author: str) -> str:
        """Keep that somebody looked at an alarm; gives the time, UTC. Raises: RecordFault."""

    def handover(self, stay: ReviewedStay, start: float, stop: float) -> Handover:
        """The numbers of a page about that time. Raises: RecordFault."""
