"""Are the pictures those of a working camera with a free view? Pure and stepped."""

from __future__ import annotations

import zlib

import numpy as np

from neopain.core.alarms.conditions import ConditionId
from neopain.core.frames import BgrImage, Frame

STRIDE_PX = 4
"""Every fourth pixel each way is looked at: sensor noise alone makes two true pictures differ there."""
FROZEN_S = 5.0
FROZEN_FRAMES = 10
DARK_MEAN = 12.0
"""Of 255. A dim night-time room with a working camera stays above it, thanks to the camera's gain."""
FLAT_DEVIATION = 3.0
"""Of 127. A lens under a cloth gives one colour."""
BLACK_S = 2.0


class PictureHealth:
    """Watches one source's frames in order."""

    def __init__(self) -> None:
        self._checksum: int | None = None
        self._same_since = 0.0
        self._same_frames = 0
        self._black_since: float | None = None

    def update(self, frame: Frame) -> frozenset[ConditionId]:
        """Look at the next frame. Returns the faults that hold as of it.

        FROZEN: at least ten frames over at least five seconds are the same picture.  BLACK: for two seconds
        the picture was black, or of one colour.
        """
        sample = np.ascontiguousarray(frame.image[::STRIDE_PX, ::STRIDE_PX])
        faults = set()
        if self._is_frozen(sample, frame.captured_at):
            faults.add(ConditionId.PICTURE_FROZEN)
        if self._is_black(sample, frame.captured_at):
            faults.add(ConditionId.PICTURE_BLACK)
        return frozenset(faults)

    def _is_frozen(self, sample: BgrImage, now: float) -> bool:
        checksum = zlib.crc32(sample.data)
        if checksum != self._checksum:
            self._checksum, self._same_since, self._same_frames = checksum, now, 0
        self._same_frames += 1
        return self._same_frames >= FROZEN_FRAMES and now - self._same_since >= FROZEN_S

    def _is_black(self, sample: BgrImage, now: float) -> bool:
        grey = sample.mean(axis=2)
        if grey.mean() >= DARK_MEAN and grey.std() >= FLAT_DEVIATION:
            self._black_since = None
            return False
        if self._black_since is None:
            self._black_since = now
        return now - self._black_since >= BLACK_S
