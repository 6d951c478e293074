"""Reads the two text formats of MakeHuman data: the base mesh and the targets (vertex displacements)."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Wavefront:
    """A mesh of quads.

    Attributes:
        vertices: float64 (V, 3).
        uvs: float64 (T, 2), v upwards.
        quads: int64 (Q, 4) into `vertices`.
        uv_quads: int64 (Q, 4) into `uvs`.
        groups: the group name of each quad.
    """

    vertices: NDArray[np.float64]
    uvs: NDArray[np.float64]
    quads: NDArray[np.int64]
    uv_quads: NDArray[np.int64]
    groups: NDArray[np.str_]

    def members(self, group: str) -> NDArray[np.int64]:
        """Sorted indices of the vertices that the quads of `group` use."""
        return np.unique(self.quads[self.groups == group])


def read_mesh(path: Path) -> Wavefront:
    """Read a Wavefront OBJ whose faces are triangles or quads (a triangle repeats its last corner)."""
    vertices, uvs, quads, uv_quads, groups = [], [], [], [], []
    group = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.split()
        kind = words[0] if words else "#"
        if kind == "v":
            vertices.append([float(word) for word in words[1:4]])
        elif kind == "vt":
            uvs.append([float(word) for word in words[1:3]])
        elif kind == "g":
            group = words[1]
        elif kind == "f":
            corners = [word.split("/") for word in words[1:]]
            corners = [*corners, *corners[-1:] * (4 - len(corners))]
            quads.append([int(corner[0]) - 1 for corner in corners])
            uv_quads.append([int(corner[1]) - 1 for corner in corners])
            groups.append(group)
    return Wavefront(
        vertices=np.array(vertices),
        uvs=np.array(uvs),
        quads=np.array(quads),
        uv_quads=np.array(uv_quads),
        groups=np.array(groups),
    )


def read_target(path: Path, vertex_count: int) -> NDArray[np.float64]:
    """Read one MakeHuman target, plain or gzipped; returns displacements, float64 (vertex_count, 3)."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    displacement = np.zeros((vertex_count, 3))
    for line in text.splitlines():
        words = line.split()
        if words and not words[0].startswith("#"):
            displacement[int(words[0])] = [float(word) for word in words[1:4]]
    return displacement


def sum_targets(paths: Iterable[Path], vertex_count: int) -> NDArray[np.float64]:
    """Displacements of several targets together, float64 (vertex_count, 3)."""
    return np.asarray(np.sum([read_target(path, vertex_count) for path in paths], axis=0))
