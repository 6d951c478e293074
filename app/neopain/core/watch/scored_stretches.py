"""Whether the face is scored for long enough at a time that a pain alarm could ever be told.

An alarm's hold wants scores without a gap of over `UNSCORED_AFTER_S`. A camera that comes and goes, or a face
that shows for moments, gives scores and never completes one: nothing would be told, however high they are.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from neopain.core.readings import Reading
from neopain.core.score.pain_state import UNSCORED_AFTER_S

WINDOW_S = 180.0
"""How far back is looked."""
FEWEST = 3
"""Short stretches in the window that make it a pattern: one return after a loss is none."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    begun: float
    last: float


class ScoredStretches:
    """Stretches of time with scores: parted where readings said that there is none, for over the gap."""

    def __init__(self) -> None:
        self._stretches: deque[_Stretch] = deque()
        self._refused_since = False

    def take(self, reading: Reading) -> None:
        """Take a reading, by its capture time."""
        if reading.smoothed is None:
            self._refused_since = True
            return
        at = reading.captured_at
        newest = self._stretches[-1] if self._stretches else None
        # Readings that are merely far apart are a slow computer's or camera's, which has an alarm of its own.
        parted = newest is None or (self._refused_since and at - newest.last > UNSCORED_AFTER_S)
        if parted or newest is None:
            self._stretches.append(_Stretch(at, at))
        else:
            self._stretches[-1] = _Stretch(newest.begun, max(newest.last, at))
        self._refused_since = False
        while self._stretches[0].last < at - WINDOW_S:
            self._stretches.popleft()

    @property
    def enough(self) -> bool:
        """Whether there are so many that short ones could be a pattern."""
        return len(self._stretches) >= FEWEST

    def broken_since(self, needed_s: float, now: float) -> float | None:
        """Since when all stretches were shorter than `needed_s`, if that has become a pattern; else None."""
        short: list[_Stretch] = []
        for stretch in reversed(self._stretches):
            if stretch.last - stretch.begun >= needed_s or stretch.last < now - WINDOW_S:
                break
            short.append(stretch)
        ended = [one for place, one in enumerate(short) if place > 0 or now - one.last > UNSCORED_AFTER_S]
        return ended[-1].last if len(ended) >= FEWEST else None
