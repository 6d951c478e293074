"""A film's own time from its time stamps, which may be missing, repeat, or jump. Pure and stepped."""

from __future__ import annotations

import math

LONGEST_GAP_S = 2.0
"""What lies further apart in the film is shown this much later."""


class FilmTime:
    """When each picture is due, in seconds after the first.

    Attributes:
        position_s: of the newest picture; never falls.
        jumps: how often the time stamps leapt, forward or back.
    """

    def __init__(self) -> None:
        self.position_s = 0.0
        self.jumps = 0
        self._told_s: float | None = None
        self._offset_s = 0.0

    def step(self, told_s: float, interval_s: float) -> float:
        """The next picture was decoded.

        Args:
            told_s: its time stamp, seconds; the same again and again where the container knows no times.
            interval_s: one over the frame rate.

        Returns: the seconds that the stamps leapt by, below zero for back; 0 for an ordinary step.
        """
        told_s = told_s if math.isfinite(told_s) else self._told_s or 0.0
        if self._told_s is None:
            self._told_s, self._offset_s = told_s, -told_s
            return 0.0
        gap_s, self._told_s = told_s - self._told_s, told_s
        leapt = abs(gap_s) > LONGEST_GAP_S
        if leapt:
            self.jumps += 1
            kept_s = LONGEST_GAP_S if gap_s > 0.0 else min(interval_s, LONGEST_GAP_S)
            self._offset_s = self.position_s + kept_s - told_s
        held_s = self.position_s + (interval_s if gap_s == 0.0 else 0.0)
        self.position_s = max(held_s, told_s + self._offset_s)
        return gap_s if leapt else 0.0
