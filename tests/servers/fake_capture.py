"""A stand-in for `cv2.VideoCapture`: a camera that works, breaks and comes back on command."""

from __future__ import annotations

import cv2
import numpy as np


class FakeCapture:
    """Gives `pictures` in turn; an item may be None (no picture) or an exception to raise."""

    def __init__(self, pictures, *, opened: bool = True, wait=lambda: None) -> None:
        self._pictures = iter(pictures)
        self._opened = opened
        self._wait = wait
        self._item = None
        self.asked: dict[int, float] = {}
        self.released = 0

    def isOpened(self) -> bool:  # noqa: N802  OpenCV's name
        return self._opened

    def grab(self) -> bool:
        self._wait()
        self._item = next(self._pictures, None)
        return self._item is not None

    def retrieve(self):
        if isinstance(self._item, Exception):
            raise self._item
        return True, self._item.copy()

    def get(self, prop: int, /) -> float:
        return 0.0

    def set(self, prop: int, value: float, /) -> bool:
        self.asked[prop] = value
        return prop != cv2.CAP_PROP_READ_TIMEOUT_MSEC

    def release(self) -> None:
        self.released += 1


def picture(level: int = 100) -> np.ndarray:
    """uint8 (48, 64, 3), one colour."""
    return np.full((48, 64, 3), level, np.uint8)
