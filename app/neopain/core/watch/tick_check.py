"""Whether time itself can be trusted: wall clock against monotonic clock, and ticks that stayed away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

CLOCK_STEP_S = 1.0
"""Wall and monotonic clock may differ by this much from one tick to the next."""
STALL_S = 5.0
"""Longest time between two ticks; longer means that the program or the machine stood still."""


@dataclass(frozen=True, slots=True)
class TickFinding:
    """What one tick showed: seconds by which the wall clock stepped, seconds that the program stood still."""

    clock_step_s: float | None = None
    stalled_s: float | None = None


class TickCheck:
    """Compares each tick with the one before. A slow drift, as of NTP, is no step."""

    def __init__(self) -> None:
        self._last: tuple[float, float] | None = None

    def update(self, now: float, utc: datetime) -> TickFinding:
        """Take a tick: monotonic seconds and aware wall clock of the same moment."""
        # Differences of two times of one zone ignore its summer time; those of POSIX seconds do not.
        wall = utc.timestamp()
        last, self._last = self._last, (now, wall)
        if last is None:
            return TickFinding()
        passed_s = now - last[0]
        step_s = wall - last[1] - passed_s
        return TickFinding(
            clock_step_s=step_s if abs(step_s) > CLOCK_STEP_S else None,
            stalled_s=passed_s if passed_s > STALL_S else None,
        )
