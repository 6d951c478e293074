"""What a connected camera gives, and the port behind which USB, HTTP and RTSP cameras are alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from neopain.core.frames import BgrImage
from neopain.core.source_causes import FailureKind


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One picture of a device, or one that was broken.

    Attributes:
        captured_at: monotonic seconds when it was complete, before it was decoded.
        image: uint8 (H, W, 3) BGR; None for a broken one.
        why: what was wrong with a broken one.
        cause: what it means where nothing else comes: one damaged picture may say any size of itself.
    """

    captured_at: float
    image: BgrImage | None
    why: str = ""
    cause: FailureKind = FailureKind.BROKEN_PICTURES


class Device(Protocol):
    """A camera that is connected. One thread reads it; any thread may `interrupt`."""

    @property
    def codec(self) -> str:
        """How its pictures are coded, for people; "" when it does not tell."""

    @property
    def clock_ahead_s(self) -> float | None:
        """By how many seconds its clock was ahead of this computer's at the connection; None: not told."""

    def read(self) -> Shot:
        """Wait for the next picture. Raises: CameraFailure when the connection is of no more use."""

    def take_notes(self) -> list[tuple[str, str]]:
        """(code, words) of what is worth a line in the log since the last call."""

    def interrupt(self) -> None:
        """Let a waiting `read` end soon; it then raises CameraFailure. Any thread."""

    def close(self) -> None:
        """Let go of the camera. On the thread that reads."""
