"""What the child wears and lies on: knitted cap, swaddle, sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from neopain_export.neonate.head import MASKS
from neopain_export.neonate.mesh.solid import Solid, grid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from neopain_export.neonate.head import Head

SKULL_CENTRE = np.array([0.0, 0.25, -1.15])
CROWN = np.array([0.0, 0.93, -0.37])
"""The cap's axis: up and a little back."""
SHEET_Z = -2.62
SHEET_HALF_SIDE = 9.0


class Cap:
    """A knitted cap that fits one head.

    Attributes:
        solid: on the head at rest.
    """

    def __init__(self, head: Head, *, brim_deg: float, thickness: float = 0.07) -> None:
        """Fit it; `brim_deg` is the angle from the crown to the rolled brim over the brow, 60 to 85."""
        self._side = np.cross(CROWN, (0.0, 0.0, 1.0))
        self._side /= np.linalg.norm(self._side)
        self._front = np.cross(self._side, CROWN)
        self._brim = brim_deg
        polar, azimuth, radius = self._polar(head.rest)
        no_ear = (head.pack.part == 0) & (head.pack.masks[:, MASKS.index("ears")] < 0.05) & (polar < 2.3)
        known = np.stack(self._direction(polar[no_ear], azimuth[no_ear]), axis=1)
        rows, columns = 36, 72
        around = np.linspace(-np.pi, np.pi, columns)
        share = np.linspace(0.0, 1.0, rows)
        angle = share[:, None] * self._brim_angle(around)[None]
        wanted = np.stack(self._direction(angle, np.broadcast_to(around, angle.shape)), axis=-1)
        _, nearest = cKDTree(known).query(wanted, k=14)
        fit = radius[no_ear][nearest].max(axis=-1)
        for _ in range(6):
            fit = _smoothed(fit)
        roll = np.exp(-(((share - 0.93) / 0.055) ** 2)) * 0.10
        lining = np.clip((share - 0.985) / 0.015, 0.0, 1.0) * 0.10
        outer = fit + thickness + roll[:, None] - lining[:, None]
        surface = SKULL_CENTRE + wanted * outer[..., None]
        pattern = np.stack(
            [
                np.broadcast_to(around * 1.1, angle.shape),
                share[:, None] * np.full_like(angle, 2.0),
                0.0 * angle,
            ],
            axis=-1,
        )
        self.solid: Solid = grid(surface.astype(np.float32), closed=False, pattern=pattern.astype(np.float32))
        self._tree = cKDTree(wanted.reshape(-1, 3))
        self._inner = (fit + 0.4 * thickness).ravel()

    def press(self, vertices: NDArray[np.float32]) -> NDArray[np.float32]:
        """Tuck what would stick out of the cap, such as the ears, under it; head not yet turned."""
        polar, azimuth, radius = self._polar(vertices)
        under = np.flatnonzero(polar < self._brim_angle(azimuth) * 0.97)
        direction = np.stack(self._direction(polar[under], azimuth[under]), axis=1)
        _, nearest = self._tree.query(direction)
        limit = np.minimum(radius[under], self._inner[nearest])
        pressed = vertices.copy()
        pressed[under] = SKULL_CENTRE + direction * limit[:, None]
        return pressed

    def _brim_angle(self, azimuth: NDArray[np.float64]) -> NDArray[np.float64]:
        """Lower at the ears and the neck than over the brow."""
        lower = 0.5 * (1.0 - np.cos(azimuth))
        return np.radians(self._brim + 26.0 * lower)

    def _polar(self, vertices: NDArray[np.float32]) -> tuple[NDArray[np.float64], ...]:
        offset = vertices.astype(np.float64) - SKULL_CENTRE
        radius = np.linalg.norm(offset, axis=1)
        polar = np.arccos(
            np.clip(offset @ CROWN / np.linalg.norm(CROWN) / np.maximum(radius, 1e-9), -1.0, 1.0)
        )
        return polar, np.arctan2(offset @ self._side, offset @ self._front), radius

    def _direction(
        self, polar: NDArray[np.float64], azimuth: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], ...]:
        crown = CROWN / np.linalg.norm(CROWN)
        level = np.sin(polar)
        return tuple(
            np.cos(polar) * crown[axis]
            + level * np.cos(azimuth) * self._front[axis]
            + level * np.sin(azimuth) * self._side[axis]
            for axis in range(3)
        )


def _smoothed(radius: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean with the neighbours on a (polar, azimuth) grid whose first and last columns are the same."""
    ring = radius[:, :-1]
    mean = (ring + np.roll(ring, 1, 1) + np.roll(ring, -1, 1) + np.vstack([ring[:1], ring[:-1]])) / 4.0
    return np.asarray(np.hstack([mean, mean[:, :1]]))


def swaddle(rng: np.random.Generator, *, slope: float, slack: float) -> Solid:
    """One turn of a blanket round the body, with a rolled edge under the chin.

    Args:
        rng: decides the folds.
        slope: how much the edge falls per eye distance to the child's left.
        slack: how far outside the body it lies, eye distances.
    """
    columns, rows = 96, 44
    around = np.linspace(-np.pi, np.pi, columns)
    down = np.linspace(0.0, 1.0, rows)[:, None] ** 1.6 * 8.0
    edge = np.exp(-((down / 0.16) ** 2))
    wide = 1.42 + slack + 1.05 * (1.0 - np.exp(-down / 0.75)) - 0.30 * np.exp(-down / 0.05) + 0.06 * edge
    deep = 1.12 + slack + 0.62 * (1.0 - np.exp(-down / 0.90)) - 0.30 * np.exp(-down / 0.05) + 0.06 * edge
    folds = np.zeros((rows, columns))
    for _ in range(9):
        turns, slant, phase = rng.integers(2, 9), rng.uniform(-2.2, 2.2), rng.uniform(0, 2 * np.pi)
        folds += rng.uniform(0.3, 1.0) / turns * np.sin(turns * around[None] + slant * down + phase)
    folds *= 0.11 * (1.0 - np.exp(-down / 0.5))
    x = np.sin(around) * (wide + folds)
    z = -1.05 + np.cos(around) * (deep + folds)
    y = -1.50 - down + 0.0 * around - slope * x - 0.10 * np.cos(around) - 0.10 * np.exp(-down / 0.04)
    y += 0.05 * np.sin(3.0 * around + rng.uniform(0, 6.0)) * np.exp(-down)
    surface = np.stack([x, y, z], axis=-1)
    pattern = np.stack([np.broadcast_to(around * 1.9, y.shape), y, 0.0 * y], axis=-1)
    return grid(surface.astype(np.float32), closed=False, pattern=pattern.astype(np.float32))


def sheet(rng: np.random.Generator) -> Solid:
    """The sheet under the child, hollowed by the head, with slack folds."""
    side = np.linspace(-SHEET_HALF_SIDE, SHEET_HALF_SIDE, 90)
    x, y = np.meshgrid(side, side[::-1])
    z = np.full_like(x, SHEET_Z)
    for _ in range(12):
        angle, length, phase = rng.uniform(0, np.pi), rng.uniform(0.8, 4.0), rng.uniform(0, 2 * np.pi)
        z += (
            0.028 * length**0.6 * np.sin((x * np.cos(angle) + y * np.sin(angle)) * 2 * np.pi / length + phase)
        )
    z += 0.42 * (1.0 - np.exp(-((x**2 + (y - 0.1) ** 2) / 4.2)))
    surface = np.stack([x, y, z], axis=-1).astype(np.float32)
    return grid(surface, closed=False, pattern=np.stack([x, y, 0.0 * z], axis=-1).astype(np.float32))
