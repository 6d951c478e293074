"""Renderer settings and cameras of the second hard set; train and test have none in common."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from neopain_export.neonate.rendering.film import Film
from neopain_export.neonate.scene import Rendering

if TYPE_CHECKING:
    from neopain_export.neonate.scene import Colour

INFRARED = "-infrared"
_TRAIN = (
    Rendering("plain"),
    Rendering("matte", (0.3, 0.18, 0.12), 0.4, 0.12, 0.08, 1.3, 0.8, 0.8, 1.2, 0.05, 0.4, 0.004, 0.3, 2.0),
    Rendering("waxy", (0.75, 0.35, 0.22), 1.6, 0.03, 0.03, 0.7, 1.2, 1.3, 0.7, 0.18, 0.18, 0.01, 0.12, 2.3),
    Rendering("flat", (0.6, 0.5, 0.45), 0.2, 0.07, 0.05, 0.9, 0.6, 1.1, 0.5, 0.08, 0.05, 0.008, 0.5, 2.5),
    Rendering("crisp", (0.2, 0.08, 0.05), 0.9, 0.16, 0.1, 1.6, 1.5, 0.6, 1.6, 0.12, 0.3, 0.002, 0.1, 1.9),
)
_TEST = (
    Rendering("silk", (0.55, 0.2, 0.1), 2.2, 0.06, 0.02, 1.1, 0.9, 1.6, 1.0, 0.3, 0.5, 0.014, 0.4, 2.1),
    Rendering("chalk", (0.35, 0.32, 0.3), 0.0, 0.05, 0.12, 0.85, 1.3, 0.9, 1.4, 0.0, 0.1, 0.006, 0.02, 2.6),
    Rendering("harsh", (0.1, 0.04, 0.02), 1.2, 0.2, 0.04, 2.0, 0.7, 0.7, 2.0, 0.1, 0.6, 0.001, 0.2, 1.8),
    Rendering("mist", (0.9, 0.6, 0.5), 0.7, 0.02, 0.09, 0.6, 0.45, 1.9, 0.35, 0.22, 0.3, 0.02, 0.6, 2.3),
)
RENDERINGS = {"train": _TRAIN, "test": _TEST}
"""Ways of drawing; those of the test group were never seen in training."""

CAMERAS = {
    "train": (
        Film("nicu-a", 1.0, (1.0, 1.0, 1.0), 1.0, 1.0, 0.5, jpeg_quality=90),
        Film("nicu-b", 0.8, (1.07, 1.0, 0.90), 1.15, 0.85, 0.7, jpeg_quality=70),
        Film("nicu-c", 0.65, (0.93, 1.0, 1.07), 0.9, 1.15, 0.6, jpeg_quality=60, sharpen=0.6),
        Film("nicu-d", 0.9, (1.0, 1.02, 0.97), 0.85, 0.6, 0.9, jpeg_quality=80, sharpen=1.2),
    ),
    "test": (
        Film("nicu-e", 0.95, (1.12, 1.0, 0.82), 1.2, 0.8, 0.8, jpeg_quality=65),
        Film("nicu-f", 0.7, (0.90, 1.04, 1.08), 0.8, 0.7, 0.6, jpeg_quality=50, sharpen=1.6),
        Film("nicu-g", 1.0, (1.0, 0.97, 1.03), 1.05, 0.3, 0.6, jpeg_quality=85, sharpen=0.3),
        Film("nicu-h", 0.6, (1.03, 1.0, 1.0), 1.0, 1.35, 0.5, jpeg_quality=75),
    ),
}
"""Cameras of colour; each also sees by infrared at night."""


def draw_rendering(rng: np.random.Generator, group: str) -> Rendering:
    """One of the group's ways of drawing, every setting up to 12 % off."""
    known = RENDERINGS[group]
    base = known[int(rng.integers(len(known)))]
    off = rng.uniform(0.88, 1.12, 10)
    scatter: Colour = tuple(float(part * off[0]) for part in base.scatter)  # type: ignore[assignment]
    return replace(
        base,
        scatter=scatter,
        gloss=float(base.gloss * off[1]),
        pore_relief=float(base.pore_relief * off[2]),
        fine_relief=float(base.fine_relief * off[3]),
        grain=float(base.grain * off[4]),
        fold_gain=float(base.fold_gain * off[5]),
        fold_width=float(base.fold_width * off[6]),
        hollow_gain=float(base.hollow_gain * off[7]),
        shoulder=float(base.shoulder * off[8]),
        tone_gamma=float(base.tone_gamma * (1.0 + 0.25 * (off[9] - 1.0))),
    )


def draw_film(rng: np.random.Generator, group: str, *, infrared: bool) -> Film:
    """One of the group's cameras, at a moment of its own."""
    cameras = CAMERAS[group]
    film = cameras[int(rng.integers(len(cameras)))]
    is_dim, is_moving, is_soft = rng.random(3) < (0.10, 0.12, 0.18)
    return replace(
        film,
        camera=f"{film.camera}{INFRARED}" if infrared else film.camera,
        saturation=0.0 if infrared else film.saturation * float(rng.uniform(0.85, 1.15)),
        gamma=film.gamma * float(rng.uniform(0.9, 1.1)),
        dim=float(rng.uniform(0.12, 0.40)) if is_dim else 1.0,
        gain_back=float(rng.uniform(0.45, 0.8)),
        read_noise=float(rng.uniform(0.003, 0.016 if infrared else 0.010)),
        shot_noise=float(rng.uniform(0.01, 0.05)),
        motion_px=float(rng.uniform(2.0, 7.0)) if is_moving else 0.0,
        motion_deg=float(rng.uniform(0.0, 180.0)),
        defocus_px=film.defocus_px + (float(rng.uniform(0.4, 1.2)) if is_soft else 0.0),
        jpeg_quality=int(np.clip(film.jpeg_quality + rng.integers(-30, 8), 20, 95)),
    )
