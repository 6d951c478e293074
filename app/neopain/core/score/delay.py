"""How late an alert may come, and why: smoothing, hold and system, computed and told.

A system that decides with averages and networks has to disclose how they delay its alarms (IEC 60601-1-8,
intelligent alarm systems); the sum stands on the screen and a test measures it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from neopain.core.errors import SettingFault
from neopain.core.text import Text

SYSTEM_DELAY_S = 1.0
"""Provisional allowance for grab, model, queue, tick and sound together; more where more is measured."""
MAX_TOTAL_DELAY_S = 15.0
"""Longest total delay that may be set; monitors bound their alarm delay so."""
STEP_OVER_LIMIT = 2.0
"""The disclosed delay is for a score that jumps from 0 to this many points over the limit (10 at most)."""
_SHOWN_OVER = 0.05
"""A score is printed over its limit from half a last digit on."""


def crossing_time_s(time_constant_s: float, start: float, end: float, limit: float) -> float:
    """Seconds until the smoothed score is displayed over `limit` after a step from `start` to `end`.

    Solves end + (start - end) exp(-t / tau) = limit + 0.05. 0 when it starts over the limit; inf when
    the step never gets there. Raises: SettingFault unless the time constant is positive.
    """
    if time_constant_s <= 0.0:
        raise SettingFault(
            Text(
                "a time constant is over 0 s; got {time_constant} s: correct the preset",
                time_constant=time_constant_s,
            )
        )
    crossing = limit + _SHOWN_OVER
    if start >= crossing:
        return 0.0
    if end <= crossing:
        return math.inf
    return time_constant_s * math.log((end - start) / (end - crossing))


@dataclass(frozen=True, slots=True)
class TotalDelay:
    """The parts of the worst-case delay from a change of the face to the alert, seconds each."""

    smoothing_s: float
    hold_s: float
    system_s: float

    @property
    def total_s(self) -> float:
        """Their sum."""
        return self.smoothing_s + self.hold_s + self.system_s

    @property
    def text(self) -> str:
        """One line for the screen."""
        return Text(
            "Alert delay up to {total:.1f} s: averaging {smoothing:.1f} s + hold {hold:.1f} s + "
            "system {system:.1f} s",
            total=self.total_s,
            smoothing=self.smoothing_s,
            hold=self.hold_s,
            system=self.system_s,
        )


def total_delay(
    time_constant_s: float,
    limit: float,
    hold_s: float,
    system_s: float = SYSTEM_DELAY_S,
    window_s: float = 0.0,
) -> TotalDelay:
    """Delay for a score that jumps from 0 to `STEP_OVER_LIMIT` over `limit`. Raises: SettingFault.

    A model that looks back over `window_s` may need all of it: only then its window holds nothing of before.
    """
    end = min(10.0, limit + STEP_OVER_LIMIT)
    averaging_s = max(window_s, crossing_time_s(time_constant_s, 0.0, end, limit))
    return TotalDelay(averaging_s, hold_s, system_s)
