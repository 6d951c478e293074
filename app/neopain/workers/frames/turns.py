"""Turns at the networks, where one program monitors several beds on one computer.

A network uses all cores by itself; two at once would only be slower. Whoever has waited longest comes next,
and a bed in alarm waits as if twice as long: it is served more often, and no other bed waits without end.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from neopain.core.clock import Clock

ALARM_WEIGHT = 2.0
"""Times the seconds waited that a bed in alarm counts with."""


@dataclass(eq=False, slots=True)
class _Waiting:
    since: float
    in_alarm: bool
    granted: bool = False


class Turns:
    """Gives turns to the analysis threads of all beds, one at a time. Any thread may wait for one."""

    def __init__(self, clock: Clock) -> None:
        """The clock tells how long somebody has waited."""
        self._clock = clock
        self._changed = threading.Condition()
        self._taken = False
        self._waiting: list[_Waiting] = []

    def of(self, in_alarm: Callable[[], bool]) -> Callable[[], AbstractContextManager[None]]:
        """What one bed enters for each picture; `in_alarm` is asked each time."""
        return lambda: self._turn(in_alarm())

    @contextmanager
    def _turn(self, in_alarm: bool) -> Iterator[None]:  # noqa: FBT001  (the state itself)
        me = _Waiting(self._clock.monotonic(), in_alarm)
        with self._changed:
            self._waiting.append(me)
            self._grant()
            self._changed.wait_for(lambda: me.granted)
        try:
            yield
        finally:
            with self._changed:
                self._taken = False
                self._grant()

    def _grant(self) -> None:
        """Called with the lock held: one thread decides, so that two never both stand back."""
        if self._taken or not self._waiting:
            return
        now = self._clock.monotonic()
        following = max(
            self._waiting, key=lambda one: (now - one.since) * (ALARM_WEIGHT if one.in_alarm else 1.0)
        )
        self._waiting.remove(following)
        following.granted = self._taken = True
        self._changed.notify_all()
