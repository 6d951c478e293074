"""Round steps of the clock for the labels of a time axis. No Qt."""

from __future__ import annotations


def clock_step(span_s: float, labels: float) -> float:
    """The step of a clock that gives at most so many labels over that span."""
    steps = (5, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200)
    days = (86400, 172800, 432000, 864000)
    return float(next((step for step in (*steps, *days) if step >= span_s / labels), 2_592_000))
