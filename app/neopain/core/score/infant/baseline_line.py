"""A baseline as a line of the log, and back: it belongs to the stay, and the next session goes on with it."""

from __future__ import annotations

from collections.abc import Iterable

from neopain.core.score.infant.baseline import Baseline
from neopain.core.sessions import LogEntry, LogKind, number_of
from neopain.core.text import Text

CODE = "baseline"
TAKEN_BACK = "baseline_taken_back"
POINTS = 10.0
LONGEST_S = 30 * 86_400.0
"""No baseline is of more scored time."""


def baseline_line(found: Baseline, now: float) -> LogEntry:
    """The line that tells it."""
    text = Text(
        "Baseline {median:.1f}, spread {spread:.1f}, of {scored} scored seconds",
        median=found.median,
        spread=found.spread,
        scored=found.scored_s,
    )
    detail = (
        ("median", found.median),
        ("spread", found.spread),
        ("scored_s", found.scored_s),
        ("anchor", found.anchor),
    )
    return LogEntry(now, LogKind.SETTING, CODE, text, detail)


def taken_back_line(now: float) -> LogEntry:
    """The line that takes it back."""
    return LogEntry(now, LogKind.SETTING, TAKEN_BACK, Text("Baseline taken back"))


def baseline_after(entries: Iterable[LogEntry], before: Baseline | None) -> Baseline | None:
    """The baseline that stands after these lines, in their order."""
    for entry in entries:
        if entry.kind is LogKind.SETTING and entry.code == TAKEN_BACK:
            before = None
        else:
            before = baseline_of(entry) or before
    return before


def baseline_of(entry: LogEntry) -> Baseline | None:
    """The baseline that a line tells, at its time; None for any other line, and for senseless numbers."""
    if entry.kind is not LogKind.SETTING or entry.code != CODE:
        return None
    told = dict(entry.detail)
    median, spread = (number_of(told.get(name), 0.0, POINTS) for name in ("median", "spread"))
    scored_s = number_of(told.get("scored_s"), 0.0, LONGEST_S)
    if median is None or spread is None or scored_s is None:
        return None
    anchor = number_of(told.get("anchor"), 0.0, POINTS)
    return Baseline(median, spread, entry.at, int(scored_s), median if anchor is None else anchor)
