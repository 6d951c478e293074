"""Tileable cloud noise, looked up by the shaders for every pattern of skin and cloth."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDE = 64
SEED = 20180


@cache
def noise_volume() -> NDArray[np.uint8]:
    """Four independent volumes of noise with a 1/f amplitude, uint8 (64, 64, 64, 4), mean near 127."""
    rng = np.random.default_rng(SEED)
    frequency = np.fft.fftfreq(SIDE) * SIDE
    radius = np.sqrt(sum(axis**2 for axis in np.meshgrid(*[frequency] * 3, indexing="ij")))
    channels = []
    for slope in (1.9, 1.9, 1.6, 1.3):
        spectrum = np.fft.fftn(rng.standard_normal((SIDE, SIDE, SIDE)))
        spectrum *= np.where((radius >= 2) & (radius < 28), np.maximum(radius, 1) ** -slope, 0.0)
        field = np.fft.ifftn(spectrum).real
        channels.append(np.clip(127.5 + 46.0 * field / field.std(), 0, 255))
    return np.stack(channels, axis=-1).astype(np.uint8)
