"""The time axis of the trend: round times of the local clock."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pyqtgraph as pg

DAY_S, LONG_STEP_S = 86400.0, 10800.0


class ClockAxis(pg.AxisItem):  # type: ignore[misc]
    """Monotonic seconds in, local wall-clock times out, on round ones."""

    def __init__(self) -> None:
        super().__init__(orientation="bottom")
        self.utc_of_zero = datetime.now(UTC)
        self.dated = False

    def time_of(self, at: float) -> datetime:
        """Local time of monotonic s `at`."""
        return (self.utc_of_zero + timedelta(seconds=at)).astimezone()

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Times of day, with seconds when the ticks are closer than a minute."""
        del scale
        form = "%H:%M:%S" if spacing < 60 else "%H:%M"
        if spacing >= DAY_S:
            form = "%m-%d"
        elif self.dated and spacing >= LONG_STEP_S:
            form = "%m-%d %H:%M"
        # A tick is on a round second of the clock, and floating point may put it a hair before.
        return [(self.time_of(v + 0.01)).strftime(form) for v in values]

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802, N803
        """Round times of the local clock: some four to eight labels."""
        step = clock_step(maxVal - minVal, max(2.0, size / 140.0))
        local = self.time_of(minVal)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        zero = minVal - (local - midnight).total_seconds()
        first = math.ceil((minVal - zero) / step)
        last = math.floor((maxVal - zero) / step)
        return [(step, [zero + step * n for n in range(first, last + 1)])]


def clock_step(span_s: float, labels: float) -> float:
    """The step of a clock that gives at most so many labels over that span."""
    steps = (5, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200)
    days = (86400, 172800, 432000, 864000)
    return float(next((step for step in (*steps, *days) if step >= span_s / labels), 2_592_000))
