"""One limit with onset and offset hysteresis and minimum durations."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

TIME_TOLERANCE_S = 1e-6
"""Sums of frame periods miss a round hold time by rounding; this much is forgiven."""


def displayed(value: float) -> float:
    """The score as the screen prints it, one decimal.

    Limits are compared with this number, so that the screen never shows an alarm `6.0 > 6.0`.
    """
    return round(value, 1)


@dataclass(slots=True)
class Level:
    """Turns on after `hold_s` continuously over `limit`, off after `recover_s` at or under `limit - width`.

    The two ways differ in what a missing score means. It neither ends a hold nor counts as rest: a score
    under the limit stands for the time since what was seen before it, scored or not, so that time in which
    nothing could be said never adds up to a recovery. Until it is on, one score at or under the limit starts
    the hold again: a short peak whose smoothed tail lingers in the hysteresis band is not held against the
    infant. Times are those of scores, so that the frame rate and the latency do not matter.
    """

    limit: float
    hold_s: float
    width: float
    recover_s: float
    on: bool = False
    over_since: float | None = None
    _under_s: float | None = None
    _seen_at: float = -inf

    def update(self, at: float, value: float) -> bool:
        """Take a smoothed score of monotonic second `at`; give whether the level is on."""
        shown = displayed(value)
        if self.on:
            self._leave(at - self._seen_at, under=shown <= displayed(self.limit - self.width))
        else:
            self._enter(at, over=shown > self.limit)
        self.skip(at)
        return self.on

    def skip(self, at: float) -> None:
        """Say that second `at` was looked at, and that nothing can be said of it."""
        self._seen_at = max(at, self._seen_at)

    def _enter(self, at: float, *, over: bool) -> None:
        if not over:
            self.over_since = None
            return
        if self.over_since is None:
            self.over_since = at
        self.on = at - self.over_since >= self.hold_s - TIME_TOLERANCE_S

    def _leave(self, stands_s: float, *, under: bool) -> None:
        if not under:
            self._under_s = None
            return
        self._under_s = 0.0 if self._under_s is None else self._under_s + max(0.0, stands_s)
        if self._under_s >= self.recover_s - TIME_TOLERANCE_S:
            self.reset()

    def interrupt(self) -> None:
        """Forget a hold or a recovery that is under way; what is on stays on."""
        self._under_s = None
        if not self.on:
            self.over_since = None

    def reset(self) -> None:
        """Off, and nothing under way."""
        self.on = False
        self.over_since = None
        self._under_s = None
