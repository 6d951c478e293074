"""The time over which a feature of a sequence looks back: so many frames, evenly spaced."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from neopain.core.errors import ModelFault
from neopain.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neopain.core.frames import RgbImage

_NAME = re.compile(r"f(\d{1,2})w(\d{3,5})")
SHORTEST_STEP_MS, LONGEST_STEP_MS = 30, 2000


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """Frames that end with the newest.

    Attributes:
        frames: 3..64, the newest counted.
        length_ms: from the oldest to the newest; 30 ms to 2 s from one frame to the next.
    """

    frames: int = 9
    length_ms: int = 1600

    def __post_init__(self) -> None:
        if not (
            3 <= self.frames <= 64
            and SHORTEST_STEP_MS <= self.length_ms / (self.frames - 1) <= LONGEST_STEP_MS
        ):
            raise ModelFault(
                Text(
                    "a window of frames wants 3..64 frames, {least}..{most} ms apart; got {frames} in "
                    "{length} ms. Choose others.",
                    least=SHORTEST_STEP_MS,
                    most=LONGEST_STEP_MS,
                    frames=self.frames,
                    length=self.length_ms,
                )
            )

    @property
    def name(self) -> str:
        """The last part of a block's name, such as `f9w1600`."""
        return f"f{self.frames}w{self.length_ms}"

    @property
    def before_s(self) -> tuple[float, ...]:
        """Seconds before the newest frame, of every other one; oldest first."""
        steps = self.frames - 1
        return tuple(self.length_ms / 1000.0 * step / steps for step in range(steps, 0, -1))

    def check(self, crops: Sequence[RgbImage], feature: str) -> None:
        """Whether a feature of that name gets as many frames as it looks at. Raises: ModelFault."""
        if len(crops) != self.frames:
            raise ModelFault(
                Text(
                    "`{name}` looks at {wanted} frames; got {got}.",
                    name=feature,
                    wanted=self.frames,
                    got=len(crops),
                )
            )


def window_named(name: str) -> TimeWindow | None:
    """The window that a part of a block's name says; None for another word. Raises: ModelFault."""
    found = _NAME.fullmatch(name)
    return TimeWindow(int(found.group(1)), int(found.group(2))) if found else None
