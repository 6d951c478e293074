"""How many pictures a second are shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FrameRate:
    """Frames per second, smoothed; `seen` with each frame gives the next one."""

    at: float | None = None
    fps: float = 0.0

    def seen(self, at: float) -> FrameRate:
        """After a frame captured at monotonic s `at`."""
        if self.at is None or at <= self.at:
            return FrameRate(at, self.fps)
        now = 1.0 / (at - self.at)
        return FrameRate(at, now if not self.fps else self.fps + 0.1 * (now - self.fps))
