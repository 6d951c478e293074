"""How the watch writes its lines for the session's log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from neopain.core.alarms.signals import AlarmEvent
from neopain.core.errors import NeopainError, SettingFault
from neopain.core.record import (
    CARE_ENDED,
    CARE_STARTED,
    LIMITS,
    MONITORED_AGAIN,
    NOT_MONITORED,
    STANDBY_ENDED,
    STANDBY_STARTED,
)
from neopain.core.score.coverage import Change, Statistics
from neopain.core.score.pain_state import PainState, state_words
from neopain.core.score.presets import Preset
from neopain.core.sessions import LONGEST_SESSION_S, SOURCE_WORDS, LogEntry, LogKind, SourceStatus, number_of
from neopain.core.text import Text

Entries = tuple[LogEntry, ...]
BY_PEOPLE = frozenset({LogKind.ANNOTATION, LogKind.ASSESSMENT})
"""Lines that may be of another time than the one in which they were written."""


def last_of_monitor(entries: Iterable[LogEntry], started_at: float, last_at: float | None = None) -> float:
    """The last second in which the monitor wrote a line of a session, monotonic s of its own.

    Standby has no readings and lasts until a line says so. What people write tells of any time: no end moves.
    Nor does a line that was read back from a file and tells of years later.

    Args:
        entries: the session's log.
        started_at: when it began.
        last_at: its newest reading; None without one. The answer is no earlier than it, or than the begin.
    """
    least = started_at if last_at is None else last_at
    most = max(least, started_at + LONGEST_SESSION_S)
    return max(
        (one.at for one in entries if one.kind not in BY_PEOPLE and least < one.at <= most), default=least
    )


def alarm_lines(events: Iterable[AlarmEvent]) -> Entries:
    """The alarm system's changes."""
    return tuple(event.as_log() for event in events)


def refusal(now: float, fault: NeopainError) -> LogEntry:
    """A call that makes no sense: nothing was changed, and why."""
    return LogEntry(now, LogKind.SETTING, "refused", str(fault))


def stalled_line(now: float, seconds: float) -> LogEntry:
    """The program missed time."""
    text = Text("No tick for {seconds:.1f} s: the program or the machine stood still", seconds=seconds)
    return LogEntry(now, LogKind.CLOCK, "stalled", text, (("stalled_s", seconds),))


def clock_step_line(now: float, seconds: float) -> LogEntry:
    """Somebody set the wall clock, or the machine slept."""
    text = Text("The wall clock moved by {seconds:+.1f} s against the monotonic clock", seconds=seconds)
    return LogEntry(now, LogKind.CLOCK, "clock_step", text, (("step_s", seconds),))


def program_fault_line(now: float, what: str) -> LogEntry:
    """A part of the program failed at something."""
    text = Text("A part of the program failed: {what}", what=what)
    return LogEntry(now, LogKind.SESSION, "program_fault", text)


def care_line(now: float, seconds: float) -> LogEntry:
    """Care mode begins."""
    text = Text(
        "Care mode for {seconds:g} s: alarm signals are held back, recording goes on", seconds=seconds
    )
    return LogEntry(now, LogKind.STATE, CARE_STARTED, text, (("duration_s", seconds),))


def care_ended_line(now: float, how: str) -> LogEntry:
    """Care mode is over."""
    return LogEntry(now, LogKind.STATE, CARE_ENDED, Text("Care mode ended {how}", how=how))


def care_fault(most: float, seconds: float) -> SettingFault:
    """Why care mode does not begin."""
    return SettingFault(
        Text(
            "care mode lasts over 0 and up to {most:g} s, not in standby; got {seconds:g} s",
            most=most,
            seconds=seconds,
        )
    )


def standby_line(now: float, *, begins: bool) -> LogEntry:
    """Standby begins or is over."""
    if begins:
        return LogEntry(now, LogKind.STATE, STANDBY_STARTED, Text("Standby: not monitoring, camera released"))
    return LogEntry(now, LogKind.STATE, STANDBY_ENDED, Text("Monitoring again"))


def stay_goes_on_line(now: float, counted: Statistics) -> LogEntry:
    """A session goes on with what an earlier one of the stay has counted."""
    text = Text("The stay goes on: counted time and baseline of its earlier sessions are taken over")
    detail = (("observed_s", round(counted.observed_s, 1)), ("scored_s", round(counted.scored_s, 1)))
    return LogEntry(now, LogKind.SESSION, "stay_goes_on", text, detail)


def source_line(status: SourceStatus) -> LogEntry:
    """The source's new state."""
    return LogEntry(
        status.at, LogKind.SOURCE, status.state.value, status.detail or SOURCE_WORDS[status.state]
    )


def state_line(now: float, state: PainState, smoothed: float | None, preset: Preset, reason: str) -> LogEntry:
    """The pain state's new word, with the limits in force."""
    return LogEntry(
        now,
        LogKind.STATE,
        state.value,
        state_words(state).text,
        (
            ("smoothed", smoothed),
            ("lower_limit", preset.lower_limit),
            ("upper_limit", preset.upper_limit),
            ("reason", reason),
        ),
    )


def handed_over(now: float, words: str) -> LogEntry:
    """A standing pain alarm cannot be followed any more; `words` say why there are no scores."""
    text = Text("No scores any more ({words}): a technical alarm goes on for the pain alarm", words=words)
    return LogEntry(now, LogKind.STATE, "handed_over", text)


def limits_line(now: float, preset: Preset) -> LogEntry:
    """The limits and times now in force."""
    return LogEntry(
        now,
        LogKind.SETTING,
        LIMITS,
        Text(
            "{preset}: limits {lower:.1f} and {upper:.1f}",
            preset=preset.label,
            lower=preset.lower_limit,
            upper=preset.upper_limit,
        ),
        (
            ("preset", preset.id),
            ("lower_limit", preset.lower_limit),
            ("upper_limit", preset.upper_limit),
            ("lower_hold_s", preset.lower_hold_s),
            ("upper_hold_s", preset.upper_hold_s),
            ("smoothing_s", preset.smoothing_s),
            ("total_delay_s", preset.delay.total_s),
            *((("window_s", preset.window_s),) if preset.window_s else ()),
        ),
    )


def changes_of(entries: Iterable[LogEntry]) -> tuple[Change, ...]:
    """What the log tells `core.score.coverage`: limits in force, care mode and standby, in order."""
    found: list[Change] = []
    for entry in entries:
        if entry.kind is LogKind.SETTING and entry.code == LIMITS:
            found.append(Change(entry.at, *_limits(entry)))
        elif entry.kind in _TELLS_EXCLUDED and entry.code in _EXCLUDES:
            found.append(Change(entry.at, excluded=_EXCLUDES[entry.code]))
    return tuple(sorted(found, key=lambda change: change.at))


def changes_within(entries: Iterable[LogEntry], start: float, stop: float) -> tuple[Change, ...]:
    """Those of a part of a session: what was in force at its start begins with it; it leaves no care mode.

    A care mode that a crash ended has no line of its end.
    """
    found = [replace(one, at=max(one.at, start)) for one in changes_of(entries) if one.at < stop]
    return (*found, Change(stop, excluded=False))


def in_force_at(entries: Iterable[LogEntry], at: float) -> tuple[LogEntry, ...]:
    """What was in force at `at` and was told before, told at `at`: limits, care mode, standby.

    For a part of a session that begins in its middle.
    """
    limits: LogEntry | None = None
    excluding: LogEntry | None = None
    for entry in entries:
        if entry.at >= at:
            continue
        if entry.kind is LogKind.SETTING and entry.code == LIMITS:
            limits = entry
        elif entry.kind in _TELLS_EXCLUDED and entry.code in _EXCLUDES:
            excluding = entry if _EXCLUDES[entry.code] else None
    return tuple(replace(one, at=at) for one in (limits, excluding) if one is not None)


_TELLS_EXCLUDED = frozenset({LogKind.STATE, LogKind.SESSION})
_EXCLUDES = {
    CARE_STARTED: True,
    CARE_ENDED: False,
    STANDBY_STARTED: True,
    STANDBY_ENDED: False,
    NOT_MONITORED: True,
    MONITORED_AGAIN: False,
}


def _limits(entry: LogEntry) -> tuple[float | None, float | None]:
    told = dict(entry.detail)
    lower, upper = (number_of(told.get(name), 0.0, 10.0) for name in ("lower_limit", "upper_limit"))
    return lower, upper
