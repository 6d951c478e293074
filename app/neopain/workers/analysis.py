"""The analysis thread: the newest frame through the pipeline, one raw reading each."""

from __future__ import annotations

from collections.abc import Callable

from neopain.core.clock import Clock
from neopain.core.frames import Frame
from neopain.core.readings import RawReading, Reason
from neopain.pipeline import PainPipeline
from neopain.workers.mailbox import Mailbox

PATIENCE_S = 1.0
"""A second without a picture is itself a reading: NO_PICTURE."""


class AnalysisJob:
    """Takes frames, gives readings; a second without a frame gives a reading that says so."""

    name = "analysis"

    def __init__(
        self,
        pipeline: PainPipeline,
        frames: Mailbox[Frame],
        *,
        clock: Clock,
        on_reading: Callable[[RawReading], None],
        resting: Callable[[], bool] = lambda: False,
    ) -> None:
        """`resting` says whether the source rests: then no frame is expected and none is judged."""
        self._pipeline = pipeline
        self._frames = frames
        self._clock = clock
        self._on_reading = on_reading
        self._resting = resting

    def step(self) -> bool:
        """One reading; never ends by itself."""
        frame = self._frames.take(PATIENCE_S)
        if self._resting():
            return True
        if frame is None:
            reading = RawReading(None, self._clock.monotonic(), reason=Reason.NO_PICTURE)
        else:
            reading = self._pipeline.process(frame)
        self._on_reading(reading)
        return True

    def finish(self) -> None:
        """Release the detector."""
        self._pipeline.close()
