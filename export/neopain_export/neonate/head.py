"""The head as geometry: what all identities share, one identity's shape, and its pose.

All lengths are in distances between the eyes' centres; the origin lies between the eyes, x to the child's
left, y to the crown, z out of the face.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from neopain.core.errors import EnvironmentFault
from neopain_export.neonate.forms import FORMS, RestingFace
from neopain_export.neonate.mesh.solid import Solid, vertex_normals
from neopain_export.neonate.mesh.subdivision import neighbour_average, subdivide

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import scipy.sparse as sp
    from numpy.typing import NDArray

NECK_PIVOT = np.array([0.0, -0.9, -1.2], np.float32)
"""About the joint of skull and neck, around which the head turns."""
GUMS = 4
MASKS = ("lips", "eyelids", "mouth", "ears")


class Surface(Enum):
    """What is drawn in one way; the value is the first of its parts, see `pack.make_pack`."""

    SKIN = 0
    EYE = 1
    MOUTH = 3


class _Damaged(Exception):
    """The pack's file is none."""


@dataclass(frozen=True, slots=True, eq=False)
class HeadPack:
    """What all identities share; read once.

    Attributes:
        raw: the arrays of the pack file.
        operator: coarse to fine vertices.
        quads, triangles: int32 of the fine mesh, (Q, 4) and (2 Q, 3).
        part: uint8 (V,), see `pack.make_pack`.
        masks: float32 (V, 4) in the order of `MASKS`.
        average: mean of the neighbours, (V, V).
        units: expression displacements, float32 (V, 3) at full strength.
        hand: the hand, in its own frame.
        runs: surface, first and number of triangles that follow each other, from the last triangle to the
            first.
    """

    raw: dict[str, NDArray[np.generic]]
    operator: sp.csr_matrix
    quads: NDArray[np.int32]
    triangles: NDArray[np.int32]
    part: NDArray[np.uint8]
    masks: NDArray[np.float32]
    average: sp.csr_matrix
    units: dict[str, NDArray[np.float32]]
    hand: Solid
    runs: tuple[tuple[Surface, int, int], ...]

    @classmethod
    def load(cls, path: Path) -> HeadPack:
        """Read the pack and refine it, once for as long as the file stays as it is.

        Raises: EnvironmentFault when it is not there or damaged.
        """
        try:
            told = path.stat()
            return _loaded(path, told.st_mtime_ns, told.st_size)
        except (OSError, _Damaged) as fault:
            raise EnvironmentFault(
                f"the simulated neonate needs the head pack {path}; got: {fault}; "
                "reinstall NeoPain or remake the pack as assets/neonate/README.md says"
            ) from fault

    def shape(self, bases: Mapping[str, float], morphs: Mapping[str, float]) -> NDArray[np.float64]:
        """Coarse vertices of an identity in MakeHuman units: weighted mean of bases, plus morphs."""
        total = sum(bases.values())
        count = len(self.raw["mask_lips"])
        vertices = np.zeros((count, 3))
        for name, weight in bases.items():
            vertices += weight / total * np.asarray(self.raw[f"base_{name}"], np.float64)
        for name, weight in morphs.items():
            vertices += weight * _dense(self.raw, f"v_morph:{name}", count)
        return vertices


@lru_cache(maxsize=1)
def _loaded(path: Path, changed_ns: int, size: int) -> HeadPack:
    """What stands in a file that was changed last at that time. Raises: OSError, _Damaged."""
    del changed_ns, size
    try:
        with np.load(path, allow_pickle=False) as archive:
            raw = dict(archive)
    except ValueError as fault:
        raise _Damaged(*fault.args) from fault
    coarse_quads = np.asarray(raw["quads"], np.int32)
    count = len(raw["mask_lips"])
    operator, quads = subdivide(count, coarse_quads)
    fine_count = operator.shape[0]
    part = np.zeros(fine_count, np.uint8)
    part[quads] = np.repeat(raw["part"], 4)[:, None]
    masks = np.stack([np.asarray(raw[f"mask_{name}"], np.float32) for name in MASKS], axis=1)
    hand_operator, hand_quads = subdivide(len(raw["hand_vertices"]), np.asarray(raw["hand_quads"], np.int32))
    hand_vertices = np.asarray(hand_operator @ np.asarray(raw["hand_vertices"], np.float64), np.float32)
    scale = float(np.asarray(raw["unit_scale"], np.float64)[0])
    units = {
        name.removeprefix("v_unit:"): np.asarray(operator @ (_dense(raw, name, count) * scale), np.float32)
        for name in raw
        if name.startswith("v_unit:")
    }
    triangles = _triangles(quads)
    return HeadPack(
        raw=raw,
        operator=operator,
        quads=quads,
        triangles=triangles,
        part=part,
        masks=np.clip(np.asarray(operator @ masks, np.float32), 0.0, 1.0),
        average=neighbour_average(fine_count, quads),
        units=units,
        hand=Solid.of(hand_vertices, _triangles(hand_quads)),
        runs=_runs(part[triangles[::-1, 0]]),
    )


class Head:
    """One identity's head.

    Attributes:
        pack: what it shares with the others.
        rest: float32 (V, 3), face at rest.
        eyes: float32 (2, 3), centres of the child's left and right eye at rest.
        eye_radius: of the ball.
    """

    def __init__(self, pack: HeadPack, bases: Mapping[str, float], morphs: Mapping[str, float]) -> None:
        self.pack = pack
        rest = np.asarray(pack.operator @ pack.shape(bases, morphs))
        eyes = np.stack([rest[pack.part == side].mean(axis=0) for side in (1, 2)])
        middle, distance = eyes.mean(axis=0), float(np.linalg.norm(eyes[0] - eyes[1]))
        self.rest: NDArray[np.float32] = ((rest - middle) / distance).astype(np.float32)
        self.eyes: NDArray[np.float32] = ((eyes - middle) / distance).astype(np.float32)
        _shrink_gums(self.rest, pack.part)
        # thin lips would let the palate show through; the mouth's lining goes further back
        lining = np.clip((pack.masks[:, MASKS.index("mouth")] - 0.5) / 0.5, 0.0, 1.0)
        self.rest[:, 2] -= np.float32(0.16) * lining
        ball = self.rest[pack.part == 1] - self.eyes[0]
        self.eye_radius = float(np.linalg.norm(ball, axis=1).mean())
        self._forms: dict[str, NDArray[np.float32]] = {}
        self._skin = np.flatnonzero(pack.part == 0)
        self._rest_concavity = self._concavity(self.rest, vertex_normals(self.rest, pack.triangles))

    def express(self, weights: Mapping[str, float]) -> NDArray[np.float32]:
        """The face with an expression; weights per unit or form, 1 is full strength. Returns (V, 3)."""
        vertices = self.rest.copy()
        for name, weight in weights.items():
            if weight:
                vertices += np.float32(weight) * self._moved_by(name)
        return vertices

    def _moved_by(self, name: str) -> NDArray[np.float32]:
        if name in self.pack.units:
            return self.pack.units[name]
        if name not in self._forms:
            self._forms[name] = FORMS[name](
                RestingFace(self.rest, self.pack.part, self.pack.units["jawOpen"])
            )
        return self._forms[name]

    def turn(self, vertices: NDArray[np.float32], rotation: NDArray[np.float32]) -> NDArray[np.float32]:
        """Turn the head on the neck; the shoulders stay. `rotation` (3, 3)."""
        turned = (vertices - NECK_PIVOT) @ rotation.T + NECK_PIVOT
        share = np.clip((self.rest[:, 1:2] + 2.3) / 0.95, 0.0, 1.0)
        share = share * share * (3.0 - 2.0 * share)
        share[self.pack.part != 0] = 1.0
        blended: NDArray[np.float32] = (share * turned + (1.0 - share) * vertices).astype(np.float32)
        return blended

    def cavities(self, vertices: NDArray[np.float32], normals: NDArray[np.float32]) -> NDArray[np.float32]:
        """How much more hollow the skin is than at rest, (V,): creases darken, bulges brighten."""
        hollow: NDArray[np.float32] = (
            self._concavity(vertices, normals) - np.float32(0.35) * self._rest_concavity
        )
        return hollow

    def vertex_at(self, x: float, y: float) -> int:
        """Index of the skin vertex in front at (x, y) of the face at rest."""
        rest = self.rest[self._skin]
        cost = np.hypot(rest[:, 0] - x, rest[:, 1] - y) - 0.25 * rest[:, 2]
        return int(self._skin[np.argmin(cost)])

    def _concavity(self, vertices: NDArray[np.float32], normals: NDArray[np.float32]) -> NDArray[np.float32]:
        average = self.pack.average
        mean = average @ vertices
        spread = np.sqrt(np.clip((average @ vertices**2 - mean**2).sum(axis=1), 1e-8, None))
        hollow = ((mean - vertices) * normals).sum(axis=1) / spread
        for _ in range(2):
            hollow = 0.5 * hollow + 0.5 * (average @ hollow)
        return np.asarray(hollow, np.float32)


def _shrink_gums(rest: NDArray[np.float32], part: NDArray[np.uint8]) -> None:
    """The source has an adult's teeth; a newborn's gums lie lower and further back. Changes `rest`."""
    for is_upper in (True, False):
        gums = np.flatnonzero(part == GUMS)
        height = rest[gums, 1]
        gums = gums[(height > height.mean()) == is_upper]
        centre = rest[gums].mean(axis=0)
        rest[gums] = centre + (rest[gums] - centre) * (0.80, 0.45, 0.80) + (0.0, 0.0, -0.30)


def _dense(raw: Mapping[str, NDArray[np.generic]], name: str, count: int) -> NDArray[np.float64]:
    delta = np.zeros((count, 3))
    delta[np.asarray(raw["i" + name[1:]], np.int64)] = np.asarray(raw[name], np.float64)
    return delta


def _triangles(quads: NDArray[np.int32]) -> NDArray[np.int32]:
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def _runs(parts: NDArray[np.uint8]) -> tuple[tuple[Surface, int, int], ...]:
    """Triangles of one surface that follow each other; `parts` (T,)."""
    surfaces = sorted(Surface, key=lambda surface: -surface.value)
    kinds = [next(surface for surface in surfaces if surface.value <= part) for part in range(GUMS + 1)]
    values = np.array([kind.value for kind in kinds])[parts]
    borders = np.concatenate([[0], np.flatnonzero(np.diff(values)) + 1, [len(values)]])
    return tuple((kinds[parts[first]], int(first), int(after - first)) for first, after in pairwise(borders))
