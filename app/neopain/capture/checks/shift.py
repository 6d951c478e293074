"""Does anything shift or change its light, beneath strong noise or a coder's errors? Pure and stepped.

A camera that has died behind its video coder gives no two pictures alike: each carries another error, and a
part of it lasts until the next key picture, so that `motion` takes it for life. Strong noise hides what a
point does. But errors and noise of a thousand points cancel, and a breath does not: the picture is averaged
down, and for each stretch that a face could fill the common shift and the common light are found (B. Lucas,
T. Kanade, IJCAI 1981: the shift that explains the differences best along the gradients).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from neopain.capture.checks.lines import few_of, line_where, median_of
from neopain.capture.checks.motion import EVERY_S, FACE_COLUMNS, FACE_ROWS, SURE, WINDOW_S, WINDOWS
from neopain.capture.checks.sampling import BLOCKS_X, BLOCKS_Y, POINTS, averaged
from neopain.capture.checks.stillness import FEW_BLOCKS, in_a_band
from neopain.core.frames import BgrImage

LEAST_FRAMES = 20
"""In a window; fewer tell nothing."""
LEAST_CHANGES = 5
"""So many of them differ from the one before: a coder that shows one picture until its next key picture is
judged by `stillness`, which learns that interval."""
SHIFT_LEAST = 0.04
"""Standard deviation of a stretch's place, in 1/192 of the picture's width: less is no motion. A breath moves
a face by a tenth and more (0.07); a coder leaves up to 0.036 in a dead picture of 640 x 480 at 250 kbit/s."""
SHIFT_TOLD = 0.05
"""A stretch whose noise could hide more than that tells nothing."""
LIGHT_LEAST = 0.3
"""The same of its brightness, in levels: a pulse in the skin's colour may have twice as much."""
TOLD_LEAST = 0.75
"""Share of the stretches that must tell something: else a dim picture would be called dead."""
MARK, MARK_LEAST = 4.0, 16.0
"""So many times the usual error, and so many squared levels, are what is drawn into the picture."""
_FLAT = 0.02
"""Squared levels that hold gradients away from nothing."""
_USUAL = 6.0

_Course = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class _Change:
    """From the first picture of a window to each further one, as the mean over each region.

    Attributes:
        along_x, along_y: the difference times the first picture's slope, (pictures, 18, 24).
        light: the difference itself, levels; the same shape.
        error: half of its square's mean over the window, (18, 24): the noise of one picture.
        free: regions without anything drawn into them, bool (18, 24).
    """

    along_x: _Course
    along_y: _Course
    light: _Course
    error: _Course
    free: NDArray[np.bool_]

    @property
    def counts(self) -> NDArray[np.float64]:
        """How many free regions each stretch has, (15, 20)."""
        return _sums(self.free.astype(np.float64))

    def means(self, values: _Course) -> NDArray[np.float64]:
        """The mean over each stretch's free regions: (..., 18, 24) to (..., 15, 20)."""
        return np.asarray(_sums(values * self.free) / np.maximum(self.counts, 1.0))


class NoShift:
    """Nothing shifts and nothing pulses for half a minute. Stepped."""

    def __init__(self) -> None:
        self._windows = 0
        self._last_at = float("-inf")
        self._empty(float("-inf"))

    def update(self, image: BgrImage, now: float) -> bool:
        """Look at the next picture, uint8 (H, W, 3). Whether nothing has moved for so long."""
        if now - self._began > WINDOW_S:
            self._windows = self._windows + 1 if self._motionless() else 0
            self._empty(now)
        if now - self._last_at >= EVERY_S:
            self._last_at = now
            self._take(averaged(image))
        return self._windows >= WINDOWS

    def _empty(self, now: float) -> None:
        self._began, self._last_at = now, float("-inf")
        self._first: NDArray[np.float32] | None = None
        self._before: NDArray[np.float32] | None = None
        self._changes = 0
        self._course: list[NDArray[np.float32]] = []

    def _take(self, levels: NDArray[np.float32]) -> None:
        if self._first is None:
            self._first, self._few = levels, few_of(levels)
            self._slope_x = cv2.Sobel(levels, cv2.CV_32F, 1, 0, scale=1 / 8)
            self._slope_y = cv2.Sobel(levels, cv2.CV_32F, 0, 1, scale=1 / 8)
            return
        self._changes += not np.array_equal(levels, self._first if self._before is None else self._before)
        self._before = levels
        # From the first picture, levelled: light that all of the picture shares is no motion.
        gain, offset = _light(self._few, few_of(levels))
        change = levels - gain * self._first
        change -= np.float32(offset)
        parts = (self._slope_x * change, self._slope_y * change, change, change * change)
        # One plane after the other: that is quicker than all four at once.
        self._course.append(np.array([_by_region(part) for part in parts]))

    def _motionless(self) -> bool:
        if len(self._course) < LEAST_FRAMES or self._changes < LEAST_CHANGES:
            return False
        along_x, along_y, light, squares = np.moveaxis(np.array(self._course, np.float64), 1, 0)
        error = squares.mean(axis=0) / 2
        marks = error > np.maximum(MARK_LEAST, MARK * np.median(error))
        if marks.mean() > FEW_BLOCKS and not in_a_band(marks):
            return False
        free = cv2.dilate(marks.astype(np.uint8), np.ones((3, 3), np.uint8)) == 0
        return self._stands(_Change(along_x, along_y, light, error, free))

    def _stands(self, change: _Change) -> bool:
        slopes = cv2.merge((self._slope_x**2, self._slope_x * self._slope_y, self._slope_y**2))
        xx, xy, yy = change.means(np.moveaxis(_by_region(slopes), -1, 0))
        xx, yy = xx + _FLAT, yy + _FLAT
        spread = xx * yy - xy * xy
        x, y, light = (change.means(part) for part in (change.along_x, change.along_y, change.light))
        swing = ((yy * x - xy * y) / spread).var(axis=0) + ((xx * y - xy * x) / spread).var(axis=0)
        enough = change.counts >= FACE_ROWS * FACE_COLUMNS / 2
        # What noise alone gives, and by how much that may be off.
        noise = change.means(change.error) / (np.maximum(change.counts, 1.0) * POINTS**2)
        by_chance, sure = noise * (xx + yy) / spread, SURE * np.sqrt(2.0 / self._changes)
        told = enough & (sure * by_chance <= SHIFT_TOLD**2)
        if not enough.any() or told.sum() < TOLD_LEAST * enough.sum():
            return False
        moves = swing - by_chance > np.maximum(SHIFT_LEAST**2, sure * by_chance)
        glows = light.var(axis=0) - noise > np.maximum(LIGHT_LEAST**2, sure * noise)
        return not bool((enough & (moves | glows)).any())


def _light(x: NDArray[np.float32], y: NDArray[np.float32]) -> tuple[float, float]:
    """Gain and offset from `x` to `y`, not bent by what is drawn into the picture."""
    away = np.abs(y - x)
    for share in (1.0, _USUAL):
        gain, offset = line_where(away <= share * max(1.0, median_of(away)), x, y)
        away = np.abs(y - gain * x - offset)
    return gain, offset


def _by_region(values: NDArray[Any]) -> NDArray[np.float32]:
    """The mean over each region: float32 (144, 192, n) to (18, 24, n)."""
    small = cv2.resize(values, (BLOCKS_X, BLOCKS_Y), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)


def _sums(values: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """The sum over each stretch that a face could fill: (..., 18, 24) to (..., 15, 20)."""
    # Whole planes beside and then below each other: a tenth of the work of as many small sums.
    beside = _shifted_sum(np.asarray(values, np.float64), FACE_COLUMNS)
    return _shifted_sum(beside.swapaxes(-2, -1), FACE_ROWS).swapaxes(-2, -1)


def _shifted_sum(values: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Of each `count` values that follow each other in the last axis, in their order."""
    places = values.shape[-1] - count + 1
    total = values[..., :places] + values[..., 1 : places + 1]
    for start in range(2, count):
        total += values[..., start : start + places]
    return np.asarray(total)
