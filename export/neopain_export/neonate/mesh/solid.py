"""Triangle meshes made of points, and the few shapes that things beside the head are built of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Solid:
    """A mesh ready to be drawn.

    Attributes:
        vertices, normals: float32 (V, 3).
        pattern: float32 (V, 3), where its weave and print are looked up; moves with the thing.
        triangles: int32 (T, 3).
    """

    vertices: NDArray[np.float32]
    normals: NDArray[np.float32]
    pattern: NDArray[np.float32]
    triangles: NDArray[np.int32]

    @classmethod
    def of(
        cls,
        vertices: NDArray[np.float32],
        triangles: NDArray[np.int32],
        pattern: NDArray[np.float32] | None = None,
    ) -> Solid:
        """A mesh with smooth normals; its pattern defaults to the vertices."""
        vertices = np.ascontiguousarray(vertices, np.float32)
        places = vertices if pattern is None else np.ascontiguousarray(pattern, np.float32)
        return cls(vertices, vertex_normals(vertices, triangles), places, triangles)

    def moved(self, rotation: NDArray[np.float32], shift: NDArray[np.float32], scale: float = 1.0) -> Solid:
        """The same thing elsewhere: scaled, turned by `rotation` (3, 3), then shifted."""
        return Solid(
            (scale * self.vertices @ rotation.T + shift).astype(np.float32),
            (self.normals @ rotation.T).astype(np.float32),
            self.pattern,
            self.triangles,
        )


def vertex_normals(vertices: NDArray[np.float32], triangles: NDArray[np.int32]) -> NDArray[np.float32]:
    """Area-weighted unit normals, float32 (V, 3)."""
    corners = vertices[triangles]
    face = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = np.zeros(vertices.shape, np.float64)
    for axis in range(3):
        weights = np.repeat(face[:, axis], 3)
        normals[:, axis] = np.bincount(triangles.ravel(), weights, minlength=len(vertices))
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    return np.asarray(normals / np.maximum(length, 1e-12), np.float32)


def grid(surface: NDArray[np.float32], *, closed: bool, pattern: NDArray[np.float32] | None = None) -> Solid:
    """A mesh over a grid of points.

    Args:
        surface: (rows, columns, 3); seen from outside, columns run left to right and rows downwards.
        closed: whether the last column joins the first.
        pattern: (rows, columns, 3), defaults to the points.
    """
    rows, columns = surface.shape[:2]
    row, column = np.meshgrid(np.arange(rows - 1), np.arange(columns - (not closed)), indexing="ij")
    following = (column + 1) % columns
    here, right = row * columns + column, row * columns + following
    below, across = here + columns, right + columns
    triangles = np.concatenate(
        [
            np.stack([here, below, across], -1).reshape(-1, 3),
            np.stack([here, across, right], -1).reshape(-1, 3),
        ]
    )
    places = None if pattern is None else pattern.reshape(-1, 3)
    return Solid.of(surface.reshape(-1, 3), triangles.astype(np.int32), places)


def tube(path: NDArray[np.float32], radius: float, *, ribs: float = 0.0, sides: int = 12) -> Solid:
    """A hose along a smooth curve through the points of `path`, (N, 3).

    Args:
        path: at least two points.
        radius: of the hose.
        ribs: height of the corrugation, as a share of the radius.
        sides: corners of the section.
    """
    curve = _smooth(path, 14)
    along = np.gradient(curve, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    helper = np.array([0.0, 0.0, 1.0]) if abs(along[0, 2]) < 0.9 else np.array([0.0, 1.0, 0.0])
    across = np.cross(along, helper)
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    other = np.cross(along, across)
    angle = np.linspace(0.0, 2.0 * np.pi, sides, endpoint=False)
    travelled = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(curve, axis=0), axis=1))])
    width = radius * (1.0 + ribs * np.sin(travelled * 2.0 * np.pi / (0.8 * radius)))
    offset = np.cos(angle)[:, None] * across[:, None] + np.sin(angle)[:, None] * other[:, None]
    surface = curve[:, None] + width[:, None, None] * offset
    return grid(surface.astype(np.float32), closed=True)


def ellipsoid(centre: NDArray[np.float32], radii: tuple[float, float, float], *, power: float = 1.0) -> Solid:
    """An ellipsoid; a `power` below 1 flattens its faces towards a rounded box."""
    polar, azimuth = np.meshgrid(np.linspace(0.0, np.pi, 24), np.linspace(0.0, 2 * np.pi, 40), indexing="ij")
    shape = np.stack(
        [np.sin(polar) * np.sin(azimuth), np.cos(polar), np.sin(polar) * np.cos(azimuth)], axis=-1
    )
    shape = np.sign(shape) * np.abs(shape) ** power
    return grid((centre + shape * np.array(radii)).astype(np.float32), closed=False)


def _smooth(path: NDArray[np.float32], steps: int) -> NDArray[np.float64]:
    """Catmull-Rom curve through the points, `steps` pieces between neighbours."""
    ends = np.concatenate([2 * path[:1] - path[1:2], path, 2 * path[-1:] - path[-2:-1]]).astype(np.float64)
    pieces = []
    t = np.linspace(0.0, 1.0, steps, endpoint=False)[:, None]
    for a, b, c, d in zip(ends[:-3], ends[1:-2], ends[2:-1], ends[3:], strict=True):
        pieces.append(
            0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        )
    return np.concatenate([*pieces, ends[-2:-1]])
