"""What is round the child: the mattress under one cheek, and the incubator's wall before the camera."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from neopain_export.neonate.mesh.solid import grid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from neopain.core.frames import RgbImage
    from neopain_export.neonate.mesh.solid import Solid

CHEEK_X = 1.16
"""Where the mattress lies under a child on its side, eye distances from the middle of the face."""


def press_cheek(vertices: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """The face lying on its left (`side` 1) or right (-1) cheek, flat where it would sink in."""
    over = side * vertices[:, 0] - (CHEEK_X - 0.10)
    pressed = vertices.copy()
    yielding = np.where(over > 0.0, 0.12 * np.tanh(over / 0.12), over)
    pressed[:, 0] = side * (yielding + CHEEK_X - 0.10)
    return pressed.astype(np.float32)


def side_mattress(rng: np.random.Generator, side: int) -> Solid:
    """A sheet that stands under the cheek instead of behind the head, up to the height of the face."""
    depth, along = np.meshgrid(np.linspace(-3.0, 0.35, 48), np.linspace(9.0, -9.0, 90))
    height = np.full_like(depth, CHEEK_X + 0.03)
    for _ in range(10):
        angle, length, phase = rng.uniform(0, np.pi), rng.uniform(0.8, 4.0), rng.uniform(0, 2 * np.pi)
        wave = (depth * np.cos(angle) + along * np.sin(angle)) * 2 * np.pi / length + phase
        height += 0.022 * length**0.6 * np.sin(wave)
    # the head's weight hollows it; further off it rises a little
    height -= 0.25 * (1.0 - np.exp(-((along + 0.2) ** 2) / 5.0))
    surface = np.stack([side * height, along, depth], axis=-1).astype(np.float32)
    pattern = np.stack([depth, along, 0.0 * depth], axis=-1).astype(np.float32)
    return grid(surface, closed=False, pattern=pattern)


@dataclass(frozen=True, slots=True)
class Pane:
    """A wall of clear plastic between child and camera.

    Attributes:
        veil: light that it scatters over everything, 0..1.
        glare: strength of the mirrored lamps and windows, 0..1.
        reflections: how many.
        edge: strength of a bent edge or port rim, 0..1; 0 for none.
        seed: where they lie.
    """

    veil: float
    glare: float
    reflections: int
    edge: float
    seed: int


def behind(pane: Pane, picture: RgbImage) -> RgbImage:
    """The picture as seen through the wall; uint8 (H, W, 3) RGB."""
    rng = np.random.default_rng(pane.seed)
    height, width = picture.shape[:2]
    mirrored = np.zeros((height, width, 3), np.float32)
    for _ in range(pane.reflections):
        colour = float(rng.uniform(0.6, 1.0)) * np.array([1.0, rng.uniform(0.9, 1.0), rng.uniform(0.8, 1.05)])
        centre = rng.uniform((0, 0), (width, height))
        size = rng.uniform((0.05, 0.04), (0.30, 0.20)) * (width, height)
        corners = cv2.boxPoints((tuple(centre), tuple(size), float(rng.uniform(-40, 40)))).astype(np.int32)
        one = np.zeros((height, width), np.float32)
        cv2.fillConvexPoly(one, corners, 1.0, lineType=cv2.LINE_AA)
        soft = cv2.GaussianBlur(one, (0, 0), float(rng.uniform(1.0, 8.0)))
        mirrored += soft[..., None] * colour.astype(np.float32)
    light = (picture.astype(np.float32) / 255.0) ** 2.2
    light = light * (1.0 - pane.veil) + 0.5 * pane.veil + pane.glare * mirrored
    if pane.edge > 0.0:
        line = np.zeros((height, width), np.float32)
        start, end = rng.uniform((0, 0), (width, height), (2, 2))
        ends = (tuple(int(v) for v in 3 * start - 2 * end), tuple(int(v) for v in 3 * end - 2 * start))
        cv2.line(line, ends[0], ends[1], 1.0, int(rng.integers(2, 7)), cv2.LINE_AA)
        light += pane.edge * cv2.GaussianBlur(line, (0, 0), 1.2)[..., None]
    return np.asarray(np.clip(light, 0.0, 1.0) ** (1 / 2.2) * 255.0 + 0.5, np.uint8)
