"""The only place that asks what time it is.

Intervals use monotonic seconds, the record uses UTC. `Clock` is the port; tests step a fake one.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Monotonic seconds for intervals, UTC for the record."""

    def monotonic(self) -> float:
        """Seconds that never step back; comparable inside this process only."""

    def utc(self) -> datetime:
        """Now, aware, UTC."""


class SystemClock:
    """The machine's clocks."""

    def monotonic(self) -> float:
        """`time.monotonic()`; on Linux CLOCK_MONOTONIC, which all processes since boot share."""
        return time.monotonic()

    def utc(self) -> datetime:
        """The wall clock, which may step; `core.alarms.system` watches for that."""
        return datetime.now(UTC)
