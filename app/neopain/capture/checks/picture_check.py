"""Are the pictures those of a working camera with a free view? Pure and stepped."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from neopain.capture.checks.flicker_check import FlickerCheck
from neopain.capture.checks.motion import NoMotion
from neopain.capture.checks.sampling import sampled, shrunk
from neopain.capture.checks.shift import NoShift
from neopain.capture.checks.stillness import BehindBanner, Comparing, Repetition, Stillness
from neopain.capture.checks.view_check import ViewCheck, is_covered, noise_of
from neopain.core.alarms.conditions import ConditionId
from neopain.core.frames import Frame, GrayImage
from neopain.core.sessions import SourceEvent
from neopain.core.text import Text

BLACK_S = 2.0
VIEW_EVERY_S = 0.2
"""The view is looked at five times a second, whatever the frame rate."""
MAX_EVENTS = 100


class PictureHealth:
    """Watches one source's frames in order."""

    def __init__(self, *, film: bool = False) -> None:
        """`film`: the pictures are a film on purpose (the simulated neonate), which may repeat itself."""
        self._film = film
        self._size: tuple[int, int] | None = None
        self._view_at = float("-inf")
        self._black_since: float | None = None
        self._black = self._looped = self._motionless = False
        self._begin_checks()
        self._events: list[SourceEvent] = []

    def update(self, frame: Frame) -> frozenset[ConditionId]:
        """Look at the next frame. Returns the faults that hold as of it.

        FROZEN: at least ten frames over at least five seconds are the same picture, or those of some earlier
        seconds come again, but for a clock, single pixels or a banner across the picture; or nothing but
        noise has changed for half a minute.  BLACK: for two seconds the picture was black,
        of one colour, or without any structure.
        """
        now = frame.captured_at
        if self._size != frame.image.shape[:2]:
            self._size = (frame.image.shape[0], frame.image.shape[1])
            self._begin_checks()
        points = sampled(frame.image)
        # Both are to see every picture.
        still, hidden = self._stillness.update(points, now), self._banner.update(points, now)
        still = still or hidden
        looped = not self._film and self._repetition.update(points, now, self._stillness.run_s(now))
        if looped and not (self._looped or still):
            self._tell(now, "picture_repeats", Text("the same seconds come again and again: no live picture"))
        self._looped = looped
        motionless = not self._film and self._without_motion(frame, points)
        if motionless and not (self._motionless or still or looped):
            self._tell(
                now,
                "picture_motionless",
                Text("nothing moves in the picture beneath its noise: no live picture"),
            )
        self._motionless = motionless
        for event in () if self._black else self._flicker.update(frame.image, now):
            self._tell(now, event.code, event.text)
        if now - self._view_at >= VIEW_EVERY_S:
            self._view_at = now
            self._look_at_view(frame)
        frozen = still or looped or motionless
        faults = {ConditionId.PICTURE_FROZEN: frozen, ConditionId.PICTURE_BLACK: self._black}
        return frozenset(fault for fault, holds in faults.items() if holds)

    def start_over(self) -> None:
        """As the port says."""
        self._size, self._black_since = None, None
        self._view_at = float("-inf")
        self._black = self._looped = self._motionless = False
        self._begin_checks()

    def take_events(self) -> list[SourceEvent]:
        """As the port says."""
        events, self._events = self._events, []
        return events

    def _without_motion(self, frame: Frame, points: GrayImage) -> bool:
        """Both are to see every picture."""
        still, unshifted = (
            self._motion.update(points, frame.captured_at),
            self._shift.update(frame.image, frame.captured_at),
        )
        return still or unshifted

    def _begin_checks(self) -> None:
        comparing = Comparing()
        self._stillness, self._banner = Stillness(comparing), BehindBanner(comparing)
        self._repetition = Repetition()
        self._motion, self._shift = NoMotion(), NoShift()
        self._view, self._flicker = ViewCheck(), FlickerCheck()
        self._grey: NDArray[np.float32] | None = None

    def _look_at_view(self, frame: Frame) -> None:
        now, grey = frame.captured_at, shrunk(frame.image)
        before, self._grey = self._grey, grey
        if is_covered(grey, noise_of(grey, grey if before is None else before)):
            self._black_since = now if self._black_since is None else self._black_since
            self._black = now - self._black_since >= BLACK_S
            return
        self._black_since, self._black = None, False
        for event in self._view.update(frame.image, grey, now):
            self._tell(now, event.code, event.text)

    def _tell(self, now: float, code: str, text: str) -> None:
        if len(self._events) < MAX_EVENTS:
            self._events.append(SourceEvent(now, code, text))
