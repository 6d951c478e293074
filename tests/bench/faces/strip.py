"""A film strip: a nurse's face comes beside the infant and before it, stays and leaves; what is said of each frame."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from neopain import paths
from neopain.bedside.active_models import pipeline_of
from neopain.core.clock import SystemClock
from neopain.core.frames import Frame
from neopain.core.readings import RawReading
from neopain.vision.open_models import open_models
from tests.pictures.nurse_film import come_and_go, film

SHOWN_S = (4.0, 7.2, 8.0, 11.0, 14.0, 17.4, 20.0, 29.0)
SECONDS = 32
_WIDTH_PX, _BAND_PX = 200, 34


def _said(at: float, reading: RawReading) -> tuple[str, str]:
    return f"{at:.1f} s", reading.reason.value if reading.reason else f"score {reading.raw:.1f}"


def draw(path: Path) -> list[str]:
    """One row with her beside the infant, one with her before it, as PNG; returns what was said."""
    beside, before = _row(beside=True), _row(beside=False)
    cv2.imwrite(str(path), np.vstack([np.hstack([cell for cell, _ in row]) for row in (beside, before)]))
    return [f"beside {words}" for _, words in beside] + [f"before {words}" for _, words in before]


def _row(*, beside: bool) -> list[tuple[NDArray[np.uint8], str]]:
    models = open_models(paths.models(), prefer_gpu=False)
    pipeline = pipeline_of(models, SystemClock())
    first = next(picture for _, picture in film(1, lambda _: None))
    height, width = first.shape[:2]
    goal = (0.2 * width, 0.35 * height) if beside else None

    def path(at: float) -> tuple[tuple[float, float], float] | None:
        return None if goal is None else come_and_go(at, goal, width, height)

    cells = []
    try:
        for number, (at, picture) in enumerate(film(SECONDS, path)):
            reading = pipeline.process(Frame(number, at, picture))
            if goal is None and reading.face is not None:
                box = reading.face.box
                goal = box.x + box.width / 2, box.y + box.height / 2
            if any(abs(at - one) < 0.01 for one in SHOWN_S):
                cells.append((_cell(picture, reading, at), ": ".join(_said(at, reading))))
    finally:
        pipeline.close()
    return cells


def _cell(picture: NDArray[np.uint8], reading: RawReading, at: float) -> NDArray[np.uint8]:
    shown = picture.copy()
    if reading.face is not None:
        box = reading.face.box
        corners = (int(box.x), int(box.y)), (int(box.x + box.width), int(box.y + box.height))
        colour = (90, 90, 90) if reading.raw is None else (180, 120, 0)
        cv2.rectangle(shown, *corners, colour, max(2, picture.shape[1] // 200))
    scale = _WIDTH_PX / picture.shape[1]
    small = cv2.resize(shown, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    band = np.full((_BAND_PX, small.shape[1], 3), 255, np.uint8)
    for line, words in enumerate(_said(at, reading)):
        cv2.putText(
            band, words, (4, 13 + 15 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (0, 0, 0), 1, cv2.LINE_AA
        )
    return np.asarray(np.vstack([small, band]), np.uint8)
