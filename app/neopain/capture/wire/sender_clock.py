"""When was a picture taken, by the sender's own stamps? Finds the lateness that arrival alone does not show.

On a network that is too slow pictures queue up and still arrive one after the other: each looks fresh and is
seconds old. The sender's stamps advance evenly; how far arrival lags behind the quickest picture is lateness.
"""

from __future__ import annotations

RATE_HZ = 90_000
"""Of video in RTP (RFC 3551)."""
WRAP = 1 << 32
JUMP_S = 10.0
"""No stream pauses so long and goes on: the sender has set its clock."""
DRIFT = 1e-3
"""Two clocks part by 0.1 s in a thousand at most; so much the quickest picture may age by itself."""
SAME_STAMP_S = 1.0
"""A sender whose stamps stand still for that long has none that are of use."""


class SenderClock:
    """Maps stamps of 32 bits at 90 kHz to this computer's monotonic seconds. Stepped.

    Attributes:
        jumps: how often the stamps jumped or stood still; each time it began anew.
    """

    def __init__(self) -> None:
        self._last: int | None = None
        self._unwrapped_s = 0.0
        self._offset_s: float | None = None
        self._at = 0.0
        self._stood_since = 0.0
        self.jumps = 0

    def taken_at(self, stamp: int, arrived_at: float) -> float:
        """When the picture was taken: never later than it arrived; equal for the quickest pictures."""
        if self._last is None:
            return self._begin(stamp, arrived_at)
        step = (stamp - self._last) % WRAP
        step_s = (step if step < WRAP // 2 else step - WRAP) / RATE_HZ
        passed_s = arrived_at - self._at
        stood_s = arrived_at - self._stood_since if step == 0 else 0.0
        # A queue that empties brings stamps faster than time passes; hardly ever so much at once.
        if step_s < 0.0 or step_s > passed_s + JUMP_S or stood_s > SAME_STAMP_S:
            self.jumps += 1
            return self._begin(stamp, arrived_at)
        if step:
            self._stood_since = arrived_at
        self._last, self._at = stamp, arrived_at
        self._unwrapped_s += step_s
        offset_s = arrived_at - self._unwrapped_s
        quickest_s = offset_s if self._offset_s is None else self._offset_s + DRIFT * passed_s
        self._offset_s = min(offset_s, quickest_s)
        return min(arrived_at, self._unwrapped_s + self._offset_s)

    def _begin(self, stamp: int, arrived_at: float) -> float:
        self._last, self._at, self._stood_since = stamp, arrived_at, arrived_at
        self._unwrapped_s, self._offset_s = 0.0, arrived_at
        return arrived_at
