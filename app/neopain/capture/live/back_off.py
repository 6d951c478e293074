"""How long to wait before the next attempt to reach a camera."""

from __future__ import annotations

import random
from collections.abc import Callable

STEPS_S = (1.0, 2.0, 3.0, 4.0, 4.0, 4.0)
"""Never more than five seconds, jitter included: each is a time in which nobody watches the infant."""
JITTER = 0.2
"""Share of a step by which a wait is varied, so that many beds do not call one switch at the same moment."""
GOOD_S = 60.0
"""A connection that held this long starts the steps anew."""


class BackOff:
    """1, 2, 3, 4, 4 ... s, each ± 20 %; stepped with monotonic seconds.

    Attributes:
        failures: attempts and connections lost since the last good one.
    """

    def __init__(self, uniform: Callable[[], float] | None = None) -> None:
        """`uniform` gives 0..1; tests give their own."""
        self._uniform = uniform or random.SystemRandom().random
        self._good_since: float | None = None
        self.failures = 0

    @property
    def exhausted(self) -> bool:
        """Whether the longest step is reached."""
        return self.failures >= len(STEPS_S)

    def worked(self, now: float) -> None:
        """A picture came."""
        if self._good_since is None:
            self._good_since = now

    def failed(self, now: float) -> float:
        """An attempt failed or a connection was lost. Returns the wait in seconds."""
        if self._good_since is not None and now - self._good_since >= GOOD_S:
            self.failures = 0
        self._good_since = None
        step = STEPS_S[min(self.failures, len(STEPS_S) - 1)]
        self.failures += 1
        return step * (1.0 + JITTER * (2.0 * self._uniform() - 1.0))
