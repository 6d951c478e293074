"""Is the lens covered, was the camera moved or turned, did it switch to its night picture?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from neopain.capture.checks.lines import median_of
from neopain.capture.checks.sampling import detail
from neopain.core.frames import BgrImage
from neopain.core.text import Text

DARK_MEAN = 12.0
"""Of 255. A dim night-time room with a working camera stays above it, thanks to the camera's gain."""
FLAT_DEVIATION = 3.0
"""Of 127, over the whole picture: one colour."""
DETAIL_LEAST = 0.8
"""Of 127: what a cloth or a hand on the lens leaves of structure. A dim incubator has several."""
NOISE_MOST = 1.5
SETTLE_S = 10.0
"""A view that held this long is the one that a later one is compared with."""
SAME_VIEW, OTHER_VIEW = 0.6, 0.3
"""Correlation of the structure with that view: nearly 1 without a change, 0.6 with a nurse in half of it."""
MOVED_S = 3.0
COLOUR_LEAST = 2.0
"""Mean difference of the colours, of 255: below it the picture is grey, as with infrared light."""
SWITCHED_S = 2.0


@dataclass(frozen=True, slots=True)
class ViewEvent:
    """A change of the view, for the log."""

    code: str
    text: str


def noise_of(grey: NDArray[np.float32], before: NDArray[np.float32]) -> float:
    """What is left of the sensor's noise in two pictures (`sampling.shrunk`) that follow each other."""
    # The median, so that what moves in a part of the picture does not count.
    typical = median_of(np.abs(grey - before).reshape(-1))
    return min(1.48 * typical / math.sqrt(2.0), NOISE_MOST)


def is_covered(grey: NDArray[np.float32], noise: float = 0.0) -> bool:
    """Whether a picture (`sampling.shrunk`) is black, of one colour, or without any structure but `noise`."""
    # Light and shade leave nothing here; the rim is left out, where the surroundings are cut.
    structure = float(detail(grey)[3:-3, 3:-3].var()) - noise**2
    return bool(grey.mean() < DARK_MEAN or grey.std() < FLAT_DEVIATION or structure < DETAIL_LEAST**2)


class ViewCheck:
    """Watches the structure and the colour of the picture over time. Stepped, a few times a second."""

    def __init__(self) -> None:
        self._known: NDArray[np.float32] | None = None
        self._candidate: NDArray[np.float32] | None = None
        self._candidate_since = 0.0
        self._other_since: float | None = None
        self._is_grey: bool | None = None
        self._switching_since: float | None = None

    def update(self, image: BgrImage, grey: NDArray[np.float32], now: float) -> list[ViewEvent]:
        """Look at the next picture that is not covered; `grey` as of `sampling.shrunk`."""
        switched = self._switched(image, now)
        if switched:
            # Infrared light shows other structure; that is no movement.
            self._known = self._candidate = self._other_since = None
        return [*switched, *self._moved(detail(grey), now)]

    def _switched(self, image: BgrImage, now: float) -> list[ViewEvent]:
        points = image[::16, ::16].astype(np.int16)
        mean = (points[:, :, 0] + points[:, :, 1] + points[:, :, 2]) / 3
        colour = float(np.abs(points - mean[:, :, None]).mean())
        is_grey = colour < COLOUR_LEAST
        if self._is_grey is None or is_grey == self._is_grey:
            self._is_grey, self._switching_since = is_grey, None
            return []
        if self._switching_since is None:
            self._switching_since = now
        if now - self._switching_since < SWITCHED_S:
            return []
        self._is_grey, self._switching_since = is_grey, None
        if is_grey:
            return [ViewEvent("grey_pictures", Text("the camera has switched to grey (night) pictures"))]
        return [ViewEvent("colour_pictures", Text("the camera has switched to colour (day) pictures"))]

    def _moved(self, structure: NDArray[np.float32], now: float) -> list[ViewEvent]:
        if self._candidate is None or _likeness(structure, self._candidate) < SAME_VIEW:
            self._candidate, self._candidate_since = structure, now
        settled = now - self._candidate_since >= SETTLE_S
        if self._known is None:
            self._known = structure if settled else None
            return []
        # While the camera switches to its night picture, nothing else is judged.
        if self._switching_since is not None or _likeness(structure, self._known) >= OTHER_VIEW:
            self._other_since = None
            if settled:
                # Daylight and a sleeping child change slowly; the view that is known goes with them.
                self._known = structure
            return []
        if self._other_since is None:
            self._other_since = now
        if now - self._other_since < MOVED_S:
            return []
        words = _movement(self._known, structure)
        self._known, self._other_since = structure, None
        return [ViewEvent("view_changed", words)]


def _likeness(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Correlation, -1..1."""
    scale = float(np.sqrt((one * one).sum() * (other * other).sum()))
    return float((one * other).sum()) / scale if scale > 0.0 else 0.0


def _movement(before: NDArray[np.float32], after: NDArray[np.float32]) -> str:
    """What happened to the view, in words."""
    if _likeness(after, before[::-1, ::-1]) > SAME_VIEW:
        return Text("the view is upside down now: was the camera turned?")
    height, width = before.shape
    top, left = height // 4, width // 4
    # Where was the middle of today's picture?
    found = cv2.matchTemplate(before, after[top:-top, left:-left], cv2.TM_CCOEFF_NORMED)
    _, likeness, _, (x, y) = cv2.minMaxLoc(found)
    if likeness > SAME_VIEW:
        aside, up = abs(x - left) / width, abs(y - top) / height
        return Text(
            "the view has shifted by {aside:.0f} % of its width and {up:.0f} % of its height: "
            "was the camera moved?",
            aside=100 * aside,
            up=100 * up,
        )
    return Text("the view has changed as a whole: was the camera moved or turned?")
