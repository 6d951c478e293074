"""Does the light flicker in the picture, as lamps do on the mains? Pure and stepped.

A lamp at twice the mains frequency and a camera at its own rate make a beat: the whole picture pulses, or
bands wander through it where the sensor is read line by line. Both are stripes that swing evenly.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neopain.core.frames import BgrImage
from neopain.core.text import Text

STRIPES = 6
WINDOW_S = 4.0
JUDGE_EVERY_S = 1.0
LEAST_FRAMES = 20
"""In a window: at less than 5 pictures a second, a beat cannot be told from a child that moves."""
SWING_LEAST = 0.03
"""Peak to peak over the mean. Sensors' noise and breathing stay below 0.01 in the mean of a stripe."""
EVEN_LEAST = 0.6
"""Correlation of the course with itself one period later; a child's movements have none above 0.4."""
TURNS_LEAST = 8
"""Through the mean and back, four times in a window: a lamp that is switched has fewer."""
BEGIN_AFTER, END_AFTER = 3, 10
"""So many judgements in a row."""


@dataclass(frozen=True, slots=True)
class FlickerEvent:
    """That it began or ended, for the log."""

    code: str
    text: str


class FlickerCheck:
    """Watches the brightness of horizontal stripes over some seconds."""

    def __init__(self) -> None:
        self._course: deque[tuple[float, NDArray[np.float64]]] = deque()
        self._judged_at = float("-inf")
        self._row = 0
        self.flickers = False

    def update(self, image: BgrImage, now: float) -> list[FlickerEvent]:
        """Look at the next picture. `image`: uint8 (H, W, 3); `now`: monotonic s."""
        self._course.append((now, _stripes(image[::8, ::16, 1])))
        while now - self._course[0][0] > WINDOW_S:
            self._course.popleft()
        if now - self._judged_at < JUDGE_EVERY_S or len(self._course) < LEAST_FRAMES:
            return []
        self._judged_at = now
        swing = swing_of(np.array([stripe for _, stripe in self._course]))
        self._row = self._row + 1 if (swing >= SWING_LEAST) is not self.flickers else 0
        if self._row < (END_AFTER if self.flickers else BEGIN_AFTER):
            return []
        self.flickers, self._row = not self.flickers, 0
        if not self.flickers:
            return [FlickerEvent("light_steady", "the light does not flicker any more")]
        words = Text(
            "the light flickers: the picture's brightness swings by {swing:.0f} %; switch off "
            "the lamp that flickers, or set the camera's mains frequency",
            swing=100 * swing,
        )
        return [FlickerEvent("light_flickers", words)]


def _stripes(points: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The mean of each stripe, (STRIPES,), 0.0 of one without rows; whole rows are summed first."""
    reached = np.concatenate(([0], points.sum(axis=1, dtype=np.int64).cumsum()))
    least, more = divmod(len(points), STRIPES)
    # The first stripes have the rows that are left over.
    borders = least * np.arange(STRIPES + 1) + np.minimum(np.arange(STRIPES + 1), more)
    sums, rows = reached[borders[1:]] - reached[borders[:-1]], np.diff(borders)
    return np.asarray(sums / np.maximum(rows * points.shape[1], 1))


def swing_of(course: NDArray[np.float64]) -> float:
    """The even swing of most stripes, peak to peak over their mean.

    Args:
        course: (frames, stripes), mean brightness 0..255.

    Returns: 0.0 where fewer than half of the stripes swing evenly.
    """
    time = np.arange(len(course), dtype=np.float64)
    # As `np.polyfit` does for each stripe, with what is the same for all of them made once.
    powers = np.vander(time, 3)
    scale = np.sqrt((powers * powers).sum(axis=0))
    powers /= scale
    swings = []
    for stripe in course.T:
        # Daylight that goes and exposure that follows are no flicker.
        fit = np.linalg.lstsq(powers, stripe, len(time) * np.finfo(np.float64).eps)[0] / scale
        rest = stripe - np.polyval(fit, time)
        power = float(rest @ rest)
        if stripe.mean() < 1.0 or power <= 0.0:
            swings.append(0.0)
            continue
        turns = int(np.count_nonzero(np.diff(np.sign(rest))))
        even = turns >= TURNS_LEAST and _likeness(rest, power) >= EVEN_LEAST
        swings.append(2.0 * float(np.sqrt(2.0)) * float(rest.std()) / float(stripe.mean()) if even else 0.0)
    return float(np.median(swings))


def _likeness(rest: NDArray[np.float64], power: float) -> float:
    """The highest correlation of a course, (n,), with itself some frames later, at most half of it."""
    lags = np.arange(2, len(rest) // 2)
    later = np.correlate(rest, rest, "full")[len(rest) - 1 :][lags]
    return float((later / power * len(rest) / (len(rest) - lags)).max(initial=0.0))
