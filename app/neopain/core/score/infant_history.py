"""What is counted of one infant while the watch runs."""

from __future__ import annotations

import copy
from collections import deque

from neopain.core.readings import Reading
from neopain.core.score.coverage import Change, Statistics, StretchCutter
from neopain.core.score.digest import sum_of
from neopain.core.score.presets import Preset


class InfantHistory:
    """Begins anew with each infant."""

    def __init__(self, start: float, preset: Preset) -> None:
        self._cutter = StretchCutter(start)
        self._counted = Statistics()
        self._changes: deque[Change] = deque()
        self.set_limits(preset, start)

    def take(self, reading: Reading) -> None:
        """Take a reading."""
        while self._changes and self._changes[0].at <= reading.captured_at:
            for stretch in self._cutter.change(self._changes.popleft()):
                self._counted = self._counted.plus(stretch)
        for stretch in self._cutter.take(reading):
            self._counted = self._counted.plus(stretch)

    def carry_on(self, counted: Statistics) -> None:
        """This infant was here before: the time counted then counts, too."""
        self._counted = sum_of((counted, self._counted))

    def set_limits(self, preset: Preset, now: float) -> None:
        """From `now` on these limits are in force."""
        self._changes.append(Change(now, preset.lower_limit, preset.upper_limit))

    def exclude(self, excluded: bool, now: float) -> None:  # noqa: FBT001 (the state itself)
        """From `now` on care mode or standby runs, or does not."""
        self._changes.append(Change(now, excluded=excluded))

    def statistics(self, now: float) -> Statistics:
        """Time counted until `now`; readings that are still on their way will settle the newest of it."""
        cutter, counted = copy.copy(self._cutter), self._counted
        for change in self._changes:
            for stretch in cutter.change(change):
                counted = counted.plus(stretch)
        for stretch in cutter.advance(now):
            counted = counted.plus(stretch)
        return counted
