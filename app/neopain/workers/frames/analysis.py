"""The analysis thread: the newest frame through the pipeline, one raw reading each."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from neopain.core.clock import Clock
from neopain.core.frames import Frame
from neopain.core.ports import MotionGlance
from neopain.core.readings import RawReading, Reason
from neopain.pipeline import PainPipeline
from neopain.workers.frames.mailbox import Mailbox

PATIENCE_S = 1.0
"""A second without a picture is itself a reading: NO_PICTURE."""


class AnalysisJob:
    """Takes frames, gives readings; a second without a frame gives a reading that says so.

    Attributes:
        period_s: at least so long from one scored picture to the next while the face is still; 0 for every
            picture that can be scored. Set by the watch thread.
        rested: how many pictures were only glanced at.
    """

    name = "analysis"

    def __init__(
        self,
        pipeline: PainPipeline,
        frames: Mailbox[Frame],
        *,
        clock: Clock,
        on_reading: Callable[[RawReading], None],
        resting: Callable[[], bool] = lambda: False,
        glance: MotionGlance | None = None,
        turn: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        """Take the parts.

        Args:
            pipeline: of this thread.
            frames: the newest frame.
            clock: for the second without a frame.
            on_reading: hears of each reading.
            resting: whether the source rests: then no frame is expected and none is judged.
            glance: looks whether a face stirred; without it every picture is scored.
            turn: entered for each frame, where several monitors share a computer.
        """
        self.period_s = 0.0
        self.rested = 0
        self._pipeline = pipeline
        self._frames = frames
        self._clock = clock
        self._on_reading = on_reading
        self._resting = resting
        self._glance = glance
        self._turn = turn
        self._scored_at = -math.inf

    def step(self) -> bool:
        """At most one reading; never ends by itself."""
        frame = self._frames.take(PATIENCE_S)
        if self._resting():
            return True
        if frame is None:
            self._on_reading(RawReading(None, self._clock.monotonic(), reason=Reason.NO_PICTURE))
        elif self._may_rest(frame):
            self.rested += 1
        else:
            with self._turn():
                # A newer one may have come while others had their turn.
                frame = self._frames.take() or frame
                reading = self._pipeline.process(frame)
            self._scored_at = frame.captured_at
            if self._glance is not None:
                self._glance.remember(frame, reading.face)
            self._on_reading(reading)
        return True

    def finish(self) -> None:
        """Release the detector."""
        self._pipeline.close()

    def _may_rest(self, frame: Frame) -> bool:
        if self._glance is None or not self.period_s:
            return False
        early = frame.captured_at - self._scored_at < self.period_s
        return early and not self._glance.stirred(frame)
