"""Recorded readings once more through the watch: the very averaging, limits, holds and alarms of the bedside.

What people did then is left out: no care mode, no acknowledgement, no change of limits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from neopain.core.alarms.conditions import ConditionId
from neopain.core.alarms.signals import AlarmChange
from neopain.core.readings import Reading
from neopain.core.score.coverage import Change, Stretch, stretches_of
from neopain.core.score.presets import Preset
from neopain.core.sessions import LogEntry, LogKind, SourceState, SourceStatus
from neopain.core.temporal.head import TemporalHead
from neopain.core.watch.watch import BedsideWatch
from neopain_export.study.events.recordings import Recording

TICK_S = 0.25
"""How often the bedside's program looks at the time."""
_MIDNIGHT = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Alarm:
    """One pain alarm: seconds since the session's start, and its greatest priority's name."""

    start_s: float
    end_s: float
    priority: str


@dataclass(frozen=True, slots=True)
class Replay:
    """What the watch made of a recording.

    Attributes:
        recording: whose.
        stretches: all of its time, scored or not, over a limit or not.
        alarms: of pain, in order; one that never ended ends with the recording.
    """

    recording: Recording
    stretches: tuple[Stretch, ...]
    alarms: tuple[Alarm, ...]


def replay(recording: Recording, preset: Preset, head: TemporalHead | None = None) -> Replay:
    """Run the watch over a recording; with a model's temporal head, as that model's monitor would.

    Raises: SettingFault for a preset out of bounds.
    """
    watch = BedsideWatch(preset, head=head)
    start = recording.readings[0].captured_at
    end = max(raw.captured_at + raw.latency_s for raw in recording.readings) + TICK_S
    log: list[LogEntry] = list(watch.on_source(SourceStatus(SourceState.LIVE, start)))
    readings: list[Reading] = []
    now = start
    for raw in recording.readings:
        while now + TICK_S <= raw.captured_at + raw.latency_s:
            now += TICK_S
            log.extend(watch.on_tick(now, _MIDNIGHT + timedelta(seconds=now)))
        reading, entries = watch.on_reading(raw)
        log.extend(entries)
        if reading is not None:
            readings.append(reading)
    log.extend(watch.on_tick(end, _MIDNIGHT + timedelta(seconds=end)))
    limits = Change(start, preset.lower_limit, preset.upper_limit, excluded=False)
    stretches = tuple(stretches_of(readings, [limits], start=start, until=end))
    return Replay(recording, stretches, tuple(_pain_alarms(log, end)))


def _pain_alarms(log: Iterable[LogEntry], end: float) -> Iterator[Alarm]:
    running: Alarm | None = None
    for entry in log:
        detail = dict(entry.detail)
        if entry.kind is not LogKind.ALARM or detail.get("condition") != ConditionId.PAIN:
            continue
        if entry.code == AlarmChange.RAISED:
            running = Alarm(entry.at, end, str(detail["priority"]))
        elif entry.code == AlarmChange.ESCALATED and running is not None:
            running = Alarm(running.start_s, end, str(detail["priority"]))
        elif entry.code == AlarmChange.CLEARED and running is not None:
            yield Alarm(running.start_s, entry.at, running.priority)
            running = None
    if running is not None:
        yield running
