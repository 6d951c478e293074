"""A film strip of the heel lance: frames with their facial actions, and score, intensity and signs over its minute."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from neopain import paths
from neopain.bedside.active_models import pipeline_of
from neopain.core.clock import SystemClock
from neopain.core.facial_actions import FacialAction
from neopain.core.frames import Frame
from neopain.core.readings import RawReading
from neopain.core.score.presets import DEFAULT_PRESET
from neopain.vision.open_models import open_models
from neopain_export.neonate.script import LANCE_S, PHASES

SHOWN_S = (3.0, 17.0, 24.0, 31.6, 34.0, 40.0, 47.2, 57.5)
EVERY = 9
"""Every ninth frame is looked at: five in three seconds."""
_BLUE, _ORANGE, _GREY = "#0072B2", "#D55E00", "#777777"
_SHORT = ("brow", "eyes", "furrow", "lips", "down", "wide")


@dataclass(frozen=True)
class Moment:
    """One frame of the film: when, what was seen, and the picture where it is shown, uint8 (H, W, 3) RGB."""

    at_s: float
    reading: RawReading
    picture: NDArray[np.uint8] | None


def watched(every: int = EVERY) -> list[Moment]:
    """The film before the bundled models, each frame by itself."""
    models = open_models(paths.models(), prefer_gpu=False)
    pipeline = pipeline_of(models, SystemClock())
    capture = cv2.VideoCapture(str(paths.assets() / "neonate" / "heel_lance.mp4"))
    rate = capture.get(cv2.CAP_PROP_FPS)
    wanted = {round(at * rate / every) * every for at in SHOWN_S}
    moments = []
    try:
        number = 0
        while True:
            read, picture = capture.read()
            if not read:
                break
            if number % every == 0:
                reading = pipeline.process(Frame(number, number / rate, np.ascontiguousarray(picture)))
                shown = np.asarray(picture[:, :, ::-1], np.uint8) if number in wanted else None
                moments.append(Moment(number / rate, reading, shown))
            number += 1
    finally:
        capture.release()
        pipeline.close()
    return moments


def draw(moments: list[Moment], path: Path) -> None:
    """Write the strip as PNG."""
    shown = [moment for moment in moments if moment.picture is not None]
    figure = Figure(figsize=(15.0, 9.6), layout="constrained")
    rows = figure.add_gridspec(4, len(shown), height_ratios=(1.25, 0.8, 1.5, 1.15))
    for place, moment in enumerate(shown):
        _frame(figure.add_subplot(rows[0, place]), moment)
        _bars(figure.add_subplot(rows[1, place]), moment, first=place == 0)
    course = figure.add_subplot(rows[2, :])
    _course(course, moments)
    _lanes(figure, figure.add_subplot(rows[3, :], sharex=course), moments)
    figure.suptitle("SIMULATED: the heel lance of the bundled film, frame by frame, nothing averaged")
    figure.savefig(path, dpi=90, metadata={"Software": None})


def _frame(axes: Any, moment: Moment) -> None:
    axes.imshow(moment.picture)
    reading = moment.reading
    if reading.face is not None:
        box = reading.face.box
        x, y = [box.x, box.x + box.width], [box.y, box.y + box.height]
        axes.plot([x[0], x[1], x[1], x[0], x[0]], [y[0], y[0], y[1], y[1], y[0]], color=_BLUE, linewidth=1.5)
    axes.set_xticks([])
    axes.set_yticks([])
    said = str(reading.reason) if reading.raw is None else f"score {reading.raw:.1f}"
    strong = "" if reading.intensity is None else f"\nintensity {reading.intensity:.1f}"
    axes.set_title(f"{moment.at_s:.1f} s: {said}{strong}", fontsize=10)


def _bars(axes: Any, moment: Moment, *, first: bool) -> None:
    axes.set_xlim(0, 1)
    axes.set_ylim(len(FacialAction) - 0.5, -0.5)
    axes.set_xticks([0, 0.5, 1], ["0", "", "1"], fontsize=8)
    axes.set_yticks(range(len(FacialAction)), _SHORT if first else [""] * len(FacialAction), fontsize=9)
    axes.axvline(0.5, color=_GREY, linewidth=0.6)
    for place, action in enumerate(FacialAction):
        seen = None if moment.reading.actions is None else moment.reading.actions[action]
        if seen is None:
            axes.text(0.03, place, "not seen", va="center", fontsize=8, color=_GREY)
        else:
            axes.barh(place, seen.strength, height=0.7, color=_ORANGE, alpha=0.35 + 0.65 * seen.confidence)


def _course(axes: Any, moments: list[Moment]) -> None:
    at = [moment.at_s for moment in moments]
    for values, words, colour, width in (
        ([_of(moment.reading.raw) for moment in moments], "score", _BLUE, 2.2),
        ([_of(moment.reading.intensity) for moment in moments], "intensity", _ORANGE, 1.6),
    ):
        axes.plot(at, values, color=colour, linewidth=width, label=words)
    distress = [_of(moment.reading.distress) * 10 for moment in moments]
    axes.plot(at, distress, color=_GREY, linewidth=1.0, linestyle=":", label="10 x distress, second witness")
    for limit in (DEFAULT_PRESET.lower_limit, DEFAULT_PRESET.upper_limit):
        axes.axhline(limit, color="#BBBBBB", linewidth=0.8)
    axes.axvline(LANCE_S, color="black", linewidth=0.8)
    for phase in PHASES:
        axes.text(phase.start_s + 0.2, 10.35, phase.name, fontsize=10)
    axes.set_ylim(-0.2, 11.2)
    axes.set_ylabel("points, 0 to 10")
    axes.legend(loc="center left", frameon=False)


def _lanes(figure: Figure, axes: Any, moments: list[Moment]) -> None:
    values = np.full((len(FacialAction), len(moments)), np.nan)
    for column, moment in enumerate(moments):
        for row, action in enumerate(FacialAction):
            seen = None if moment.reading.actions is None else moment.reading.actions[action]
            values[row, column] = np.nan if seen is None else seen.strength
    end = moments[-1].at_s + moments[1].at_s - moments[0].at_s
    drawn = axes.imshow(
        values,
        aspect="auto",
        cmap="cividis",
        vmin=0,
        vmax=1,
        extent=(0.0, end, len(FacialAction) - 0.5, -0.5),
    )
    axes.set_yticks(
        range(len(FacialAction)), [action.replace("_", " ") for action in FacialAction], fontsize=9
    )
    axes.set_xlabel("seconds")
    figure.colorbar(drawn, ax=axes, label="strength", pad=0.01)


def _of(value: float | None) -> float:
    return float("nan") if value is None else value
