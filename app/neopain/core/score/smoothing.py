"""Time-constant smoothing of the score.

A first-order low pass whose step depends on the seconds between two scores, never on their number, so that
5 and 30 readings per second give the same trend.
"""

from __future__ import annotations

import math

from neopain.core.errors import ProgramFault, SettingFault


class ScoreSmoother:
    """Exponential smoothing y += (1 - exp(-dt / tau)) * (raw - y), with gaps.

    A raw score stands for the time since the one before it. Unscored time moves nothing: a short gap keeps
    the state, and only a gap longer than `gap_s` makes the next score start afresh.
    """

    def __init__(self, time_constant_s: float = 3.0, gap_s: float = 5.0) -> None:
        """`time_constant_s`: time to cover 63 % of a step. Raises: SettingFault unless both are positive."""
        if not (time_constant_s > 0.0 and gap_s > 0.0):
            raise SettingFault(
                f"smoothing needs a time constant and a gap over 0 s; got {time_constant_s} s and {gap_s} s: "
                "correct the preset"
            )
        self.time_constant_s = time_constant_s
        self.gap_s = gap_s
        self._value: float | None = None
        self._scored_at = -math.inf
        self._seen_at = -math.inf

    @property
    def value(self) -> float | None:
        """The smoothed score as of the last update; None before the first."""
        return self._value

    def update(self, at: float, raw: float) -> float:
        """Take a score of monotonic second `at`; give the smoothed score, in the units of `raw`.

        Raises: ProgramFault for a score that is not finite, or older than what was seen before.
        """
        if not math.isfinite(raw):
            raise ProgramFault(f"a score to smooth is a finite number; got {raw}: refuse it before smoothing")
        self._check_order(at)
        if self._value is None or at - self._scored_at > self.gap_s:
            self._value = raw
        else:
            weight = -math.expm1(-(at - self._seen_at) / self.time_constant_s)
            self._value += weight * (raw - self._value)
        self._scored_at = self._seen_at = at
        return self._value

    def gap(self, at: float) -> None:
        """Say that second `at` has no score. Raises: ProgramFault when it is older than what was seen."""
        self._check_order(at)
        self._seen_at = at

    def _check_order(self, at: float) -> None:
        if at < self._seen_at:
            raise ProgramFault(
                f"scores come in the order of their capture; got second {at} after {self._seen_at}: "
                "make a new smoother for a new source"
            )
