"""Facial strain over a window of frames: its mean and its maximum by region.

A feature of a sequence, used by the study; the bedside scores single pictures. See `features.strain`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

import numpy as np

from neopain.vision.features.lbp_top import FAMILY as LBP_TOP
from neopain.vision.features.lbp_top import lbp_top_named
from neopain.vision.features.strain import Strain, strain_named
from neopain.vision.features.time_window import TimeWindow, window_named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neopain.core.features import Float32Vector
    from neopain.core.frames import RgbImage

STRAIN = "strain"
SEQUENCE_FAMILIES = (STRAIN, LBP_TOP)
"""First words of blocks that no single picture has."""


class SequenceFeature(Protocol):
    """A feature of a window of frames."""

    @property
    def name(self) -> str:
        """The block's name, with all parameters."""

    @property
    def size(self) -> int:
        """Length of the feature."""

    @property
    def window(self) -> TimeWindow:
        """The frames that it looks at."""

    def features(self, crops: Sequence[RgbImage]) -> Float32Vector:
        """float32 (size,) of the window's aligned faces, oldest first. Raises: ModelFault."""


@dataclass(frozen=True, slots=True)
class WindowStrain:
    """Strain from each frame of a window to the next, summed up.

    Attributes:
        strain: flow and regions.
        window: the frames that it looks at.
    """

    strain: Strain = field(default_factory=Strain)
    window: TimeWindow = field(default_factory=TimeWindow)

    @property
    def name(self) -> str:
        """Such as `strain.f15.anatomic.f9w1600`."""
        return f"{self.strain.name}.{self.window.name}"

    @property
    def size(self) -> int:
        """Length of the feature."""
        return 2 * self.strain.size

    def features(self, crops: Sequence[RgbImage]) -> Float32Vector:
        """float32 (size,): mean over the steps by region, then maximum. Raises: ModelFault."""
        self.window.check(crops, self.name)
        steps = np.stack([self.strain.features(earlier, later) for earlier, later in pairwise(crops)])
        return np.concatenate([steps.mean(axis=0), steps.max(axis=0)]).astype(np.float32)


def sequence_named(name: str) -> SequenceFeature | None:
    """The feature of a window that a block's name says; None for any other block. Raises: ModelFault."""
    family = name.partition(".")[0]
    if family == LBP_TOP:
        return lbp_top_named(name)
    pair, _, last = name.rpartition(".")
    window = window_named(last) if family == STRAIN else None
    return None if window is None else WindowStrain(strain_named(pair), window)
