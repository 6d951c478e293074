"""How fast and how late readings come: the measured part of the alarm's delay.

The delay that the screen states must be true on this machine, with this camera, now. Its system part is
therefore measured, and where the sum is more than may ever be set, the pain alarm is not to be relied on: a
technical alarm.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from itertools import dropwhile

from neopain.core.alarms.evidence import RecentReading
from neopain.core.readings import RawReading
from neopain.core.score.delay import MAX_TOTAL_DELAY_S, SYSTEM_DELAY_S, TotalDelay
from neopain.core.score.pain_state import UNSCORED_AFTER_S
from neopain.core.score.presets import Preset

WINDOW_S = 6.0
"""What was measured counts for this long: one slow reading is no slow computer."""
TICK_ALLOWANCE_S = 0.1
"""From the judgement of a reading to the signal."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """The readings that count from `at` on, until another comes or the oldest no longer does; their worst."""

    at: float
    recent: tuple[RecentReading, ...]
    period_s: float
    latency_s: float


class ReadingPace:
    """Measures readings of frames.

    One gap of the camera's making is no slowness, it has alarms of its own; a camera that sends a picture
    every so many seconds is slow.
    """

    def __init__(self) -> None:
        self._samples: deque[RecentReading] = deque()
        self._captured_at: float | None = None
        self._interval_s = 0.0
        self._missed = False
        self._awaited_since: float | None = None
        self._counted: _Counted | None = None
        self._delay: tuple[Preset, TotalDelay] | None = None

    def take(self, raw: RawReading, now: float) -> None:
        """Take a raw reading that arrived `now`."""
        if raw.frame_seq is None:
            self._missed = True
            if self._interval_s <= UNSCORED_AFTER_S:
                self._awaited_since = None
            return
        before_s = self._interval_s
        if self._captured_at is not None:
            self._interval_s = max(0.0, raw.captured_at - self._captured_at)
        lost = self._missed and self._interval_s > UNSCORED_AFTER_S >= before_s
        period_s = 0.0 if lost else self._interval_s
        self._captured_at = raw.captured_at
        self._missed = False
        self._awaited_since = now
        self._samples.append(RecentReading(now, period_s, raw.latency_s, raw.reason))
        self._counted = None
        while self._samples and self._samples[0].arrived_at < now - WINDOW_S:
            self._samples.popleft()

    def forgive(self, now: float) -> None:
        """The program stood still itself, which is told as such: the wait counts from now on only."""
        if self._awaited_since is not None:
            self._awaited_since = max(self._awaited_since, now)

    @property
    def patience_s(self) -> float:
        """How long the next reading may be awaited before it is missed."""
        return max(UNSCORED_AFTER_S, 1.5 * self._interval_s)

    def period_s(self, now: float) -> float:
        """Longest time from one analysed frame to the next, the wait for the next one included."""
        return self._longest_s(self._count(now), now)

    def delay(self, preset: Preset, now: float) -> TotalDelay:
        """The worst-case delay of the MEDIUM alert with the readings as they come now.

        The face may change just after a grab, and a hold ends with a reading, not between two: two periods.
        Then the last reading has to arrive.
        """
        counted = self._count(now)
        return self._delay_with(preset, counted, self._longest_s(counted, now))

    def _delay_with(self, preset: Preset, counted: _Counted, period_s: float) -> TotalDelay:
        measured_s = 2.0 * period_s + counted.latency_s + TICK_ALLOWANCE_S
        system_s = max(SYSTEM_DELAY_S, math.ceil(10.0 * measured_s - 1e-6) / 10.0)
        known = self._delay
        if known is None or known[0] is not preset or known[1].system_s != system_s:
            known = self._delay = preset, preset.delay_with(system_s)
        return known[1]

    def promise_broken(self, preset: Preset, now: float) -> bool:
        """Whether a pain alarm may come later than may ever be set, or not at all."""
        counted = self._count(now)
        period_s = self._longest_s(counted, now)
        if period_s > UNSCORED_AFTER_S:
            return True
        return self._delay_with(preset, counted, period_s).total_s > MAX_TOTAL_DELAY_S

    def _longest_s(self, counted: _Counted, now: float) -> float:
        waited_s = 0.0 if self._awaited_since is None else now - self._awaited_since
        return max(waited_s, counted.period_s, 0.0)

    def recent(self, now: float) -> tuple[RecentReading, ...]:
        """The readings of frames that count `now`, oldest first."""
        return self._count(now).recent

    def _count(self, now: float) -> _Counted:
        """What the window holds `now`; it is asked several times a moment, and changes with a reading."""
        counted, since = self._counted, now - WINDOW_S
        if counted is None or now < counted.at or (counted.recent and counted.recent[0].arrived_at < since):
            recent = tuple(dropwhile(lambda sample: sample.arrived_at < since, self._samples))
            period_s = max([sample.period_s for sample in recent], default=0.0)
            latency_s = max([sample.latency_s for sample in recent], default=0.0)
            counted = self._counted = _Counted(now, recent, period_s, latency_s)
        return counted
