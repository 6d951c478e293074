"""Does anything in the picture move, beneath the noise? Pure and stepped.

Noise that somebody puts into one dead picture is new in each picture, and so is a sensor's. But a child, its
bed and its light are never without motion: what they do lasts from one picture to the next. Von Neumann's
ratio (J. von Neumann, Ann. Math. Stat. 12, 367, 1941) tells them apart in each point: the mean square of
successive differences is twice the variance where nothing but noise changes, less where something moves
slowly, more where it trembles.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from neopain.capture.checks.lines import few_of, line_of, line_where, median_of
from neopain.capture.checks.sampling import BLOCKS_X, BLOCKS_Y, POINTS
from neopain.capture.checks.stillness import FEW_BLOCKS
from neopain.core.frames import GrayImage

WINDOW_S = 10.0
WINDOWS = 3
"""So many windows in a row without motion: half a minute. A breath lasts a second or two."""
LEAST_FRAMES = 25
"""In a window; fewer tell nothing."""
EVERY_S = 0.06
"""At most so many pictures a second are needed."""
NOISE_MOST = 12.0
"""Variance, in squared levels: under stronger noise a breath could be overlooked, and nothing is said."""
TELLING_SHIFT = 0.2
"""Of 1/192 of the picture's width, standard deviation: where even so much would drown, nothing is said."""
TELLING_LEAST = 0.5
"""Share of the stretches that must show it: the slopes of a dim picture are too small."""
SURE = 6.0
"""So many standard deviations of what chance gives are motion."""
FACE_ROWS, FACE_COLUMNS = 4, 5
"""Regions in which motion is looked for, beside the whole picture: no face that is scored is smaller."""
MARK = 4.0
"""So many times the noise is what is drawn into the picture."""
_SOBEL_NOISE = 12 / 64
"""Of the points' variance, in the slopes."""
_SPREAD = 8.0
_USUAL = 6.0


class NoMotion:
    """Nothing but noise changes for half a minute. Stepped."""

    def __init__(self) -> None:
        self._last_at = float("-inf")
        self._windows = 0
        self._empty(float("-inf"))

    def update(self, points: GrayImage, now: float) -> bool:
        """Look at the next picture's points (`sampling.sampled`). Whether nothing has moved for so long."""
        if now - self._began > WINDOW_S:
            self._windows = self._windows + 1 if self._motionless() else 0
            self._empty(now)
        if now - self._last_at >= EVERY_S:
            self._last_at = now
            self._take(points)
        return self._windows >= WINDOWS

    def _empty(self, now: float) -> None:
        self._began, self._frames = now, 0
        self._last_at = float("-inf")
        self._first: NDArray[np.float32] | None = None
        self._before: NDArray[np.float32] | None = None

    def _take(self, points: GrayImage) -> None:
        levels = points.astype(np.float32)
        if self._first is None or self._before is None:
            self._first, self._before, self._frames = levels, np.zeros_like(levels), 1
            self._few = few_of(levels)
            self._sum, self._squares, self._steps = (np.zeros_like(levels) for _ in range(3))
            return
        # From the first picture, levelled: light that all of the picture shares is no motion.
        gain, offset = _light(self._few, few_of(levels))
        change: NDArray[np.float32] = levels - np.float32(gain) * self._first
        change -= np.float32(offset)
        self._sum += change
        self._squares += np.multiply(change, change, out=levels)
        step = np.subtract(change, self._before, out=self._before)
        self._steps += np.multiply(step, step, out=step)
        self._before = change
        self._frames += 1

    def _motionless(self) -> bool:
        if self._first is None or self._frames < LEAST_FRAMES:
            return False
        count = self._frames
        variance = _by_block((self._squares - self._sum**2 / count) / (count - 1))
        steps = _by_block(self._steps / (2 * (count - 1)))
        noise = float(np.median(variance))
        if not 0.0 < noise <= NOISE_MOST or not self._telling(noise):
            return False
        motion = np.where(variance > 0.0, 1.0 - steps / np.maximum(variance, 1e-9), 0.0)
        # A clock, and what else a few regions hold: far more than a breath.
        marks = variance > MARK * noise
        if marks.mean() <= FEW_BLOCKS:
            beside = cv2.dilate(marks.astype(np.uint8), np.ones((3, 3), np.uint8))
            motion[beside > 0] = 0.0
        # Compression spreads noise over neighbours, so that chance gives more than by independent points.
        least = 1.0 / (POINTS * np.sqrt(count))
        chance = np.clip(1.48 * np.median(np.abs(motion - np.median(motion))), least, _SPREAD * least)
        if abs(float(motion.mean())) > SURE * chance / np.sqrt(motion.size):
            return False
        faces = sliding_window_view(motion, (FACE_ROWS, FACE_COLUMNS)).mean(axis=(2, 3))
        return bool(np.abs(faces).max() <= SURE * chance / np.sqrt(FACE_ROWS * FACE_COLUMNS))

    def _telling(self, noise: float) -> bool:
        """Whether a breath would be seen in most of the picture; `noise` is its variance."""
        slopes = [cv2.Sobel(self._first, cv2.CV_32F, *way, scale=1 / 8) for way in ((1, 0), (0, 1))]  # type: ignore[arg-type]
        # Half of the slopes' squares, for either direction, without what the noise itself gives.
        energy = sum(_by_block(slope * slope) for slope in slopes) / 2 - _SOBEL_NOISE * noise
        shown = (
            TELLING_SHIFT**2
            / noise
            * sliding_window_view(energy, (FACE_ROWS, FACE_COLUMNS)).mean(axis=(2, 3))
        )
        chance = 1.0 / (POINTS * np.sqrt(self._frames * FACE_ROWS * FACE_COLUMNS))
        return bool((shown >= SURE * chance).mean() >= TELLING_LEAST)


def _light(x: NDArray[np.float32], y: NDArray[np.float32]) -> tuple[float, float]:
    gain, offset = line_of(x, y)
    away = np.abs(y - gain * x - offset)
    # Not bent by what is drawn into the picture.
    return line_where(away <= _USUAL * max(1.0, median_of(away)), x, y)


def _by_block(values: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    return np.asarray(values.reshape(BLOCKS_Y, POINTS, BLOCKS_X, POINTS).mean(axis=(1, 3), dtype=np.float64))
