"""Devices of intensive care, and the hands of those who care: what hides much of a face at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from neopain_export.neonate.mesh.solid import ellipsoid, grid, tube
from neopain_export.neonate.scene import Finish, Material, Print, Tape, Thing, rotation
from neopain_export.neonate.things.occlusion import HINDRANCES, Hindrance, curled, mirrored

if TYPE_CHECKING:
    from collections.abc import Callable

    from neopain_export.neonate.mesh.solid import Solid
    from neopain_export.neonate.scene import Colour
    from neopain_export.neonate.things.occlusion import Face

GLOVES: tuple[Colour, ...] = ((0.35, 0.50, 0.80), (0.55, 0.45, 0.75), (0.92, 0.92, 0.88), (0.25, 0.28, 0.32))
SCRUBS: tuple[Colour, ...] = ((0.30, 0.55, 0.60), (0.25, 0.35, 0.60), (0.75, 0.85, 0.92), (0.55, 0.30, 0.45))
SILICONE: tuple[Colour, ...] = (
    (0.75, 0.86, 0.90),
    (0.55, 0.72, 0.90),
    (0.62, 0.85, 0.78),
    (0.93, 0.90, 0.84),
)


def cpap_mask(face: Face, rng: np.random.Generator) -> Hindrance:
    """A mask over the nose, hoses up to the crown, and four straps to a bonnet, which the outfit brings."""
    nose = face.on(0.0, -0.45, 0.10)
    silicone = Finish(Material.PLASTIC, SILICONE[int(rng.integers(len(SILICONE)))], gloss=0.5)
    strap = Finish(Material.CLOTH, (0.93, 0.93, 0.95) if rng.random() < 0.5 else (0.35, 0.55, 0.80))
    things = [
        Thing(ellipsoid(nose, (0.36, 0.40, 0.24), power=0.8), silicone),
        Thing(ellipsoid(nose + np.array([0.0, 0.12, 0.26], np.float32), (0.20, 0.16, 0.14)), silicone),
    ]
    hose = Finish(Material.PLASTIC, (0.86, 0.90, 0.93), gloss=0.3)
    for side in (-1.0, 1.0):
        start = nose + np.array([0.12 * side, 0.14, 0.26], np.float32)
        way = [start, face.on(0.20 * side, 0.45, 0.30), face.on(0.22 * side, 0.95, 0.26)]
        way.append(np.array([0.22 * side, 1.75, 0.05], np.float32))
        things.append(Thing(tube(np.array(way, np.float32), 0.10, ribs=0.12), hose))
        for low, high in ((-0.55, -0.35), (-0.30, 0.35)):
            band = [nose + np.array([0.32 * side, 0.0, -0.04], np.float32), face.on(0.75 * side, low, 0.05)]
            band += [face.on(1.20 * side, 0.5 * (low + high), 0.06), face.on(1.5 * side, high, 0.08)]
            things.append(Thing(tube(np.array(band, np.float32), 0.055), strap))
    return Hindrance(tuple(things))


def endotracheal_tube(face: Face, rng: np.random.Generator) -> Hindrance:
    """A tube out of the mouth, its connector, and tape across the upper lip and on a cheek."""
    side = float(rng.choice((-1.0, 1.0)))
    mouth = face.on(0.12 * side, -0.92, -0.05)
    way = [mouth, mouth + np.array([0.05 * side, -0.05, 0.35], np.float32)]
    way.append(mouth + np.array([0.45 * side, float(rng.uniform(-0.25, 0.35)), 0.75], np.float32))
    clear = Finish(Material.PLASTIC, (0.86, 0.92, 0.94), gloss=0.5)
    connector = Finish(Material.PLASTIC, (0.30, 0.50, 0.85) if rng.random() < 0.5 else (0.93, 0.93, 0.93))
    things = [Thing(tube(np.array(way, np.float32), 0.055), clear)]
    things.append(Thing(ellipsoid(way[-1], (0.13, 0.13, 0.16)), connector))
    hoses = [way[-1], way[-1] + np.array([0.7 * side, 0.1, 0.25], np.float32)]
    hoses.append(way[-1] + np.array([1.9 * side, 0.3, -0.6], np.float32))
    things.append(Thing(tube(np.array(hoses, np.float32), 0.13, ribs=0.1), clear))
    tint = float(rng.random())
    tapes = (
        Tape(0.05 * side, -0.74, float(rng.uniform(0.5, 0.8)), 0.10, float(rng.normal(0.0, 4.0)), tint),
        Tape(0.72 * side, -0.62, 0.30, 0.14, float(rng.normal(-18.0 * side, 8.0)), tint),
    )
    return Hindrance(tuple(things), tapes)


def phototherapy_mask(face: Face, rng: np.random.Generator) -> Hindrance:
    """A soft mask over both eyes with a band round the head."""
    colour: Colour = (0.93, 0.94, 0.96) if rng.random() < 0.5 else (0.25, 0.30, 0.45)
    columns, rows = np.linspace(-1.45, 1.45, 15), np.linspace(0.30, -0.24, 5)
    pinch = 1.0 - 0.35 * np.exp(-((columns / 0.30) ** 2)) - 0.45 * np.clip(np.abs(columns) - 0.95, 0.0, 0.5)
    surface = np.array(
        [
            [face.on(x, 0.03 + (y - 0.03) * near, 0.07) for x, near in zip(columns, pinch, strict=True)]
            for y in rows
        ],
        np.float32,
    )
    finish = Finish(Material.CLOTH, colour, tuple(0.8 * c for c in colour), Print(int(rng.integers(2))), 2.0)  # type: ignore[arg-type]
    return Hindrance((Thing(grid(surface, closed=False), finish),))


def carer_hand(face: Face, rng: np.random.Generator) -> Hindrance:
    """A grown-up's hand, gloved or bare, at cheek, brow or crown; the arm comes from outside."""
    side = float(rng.choice((-1.0, 1.0)))
    x, y, lift = [(1.35, -0.75, 0.2), (1.55, 0.35, 0.1), (0.55, 1.25, 0.45), (1.0, -1.25, 0.5)][
        int(rng.integers(4))
    ]
    size = float(rng.uniform(1.7, 2.1))
    solid = mirrored(curled(face.head.pack.hand, float(rng.uniform(0.3, 1.2))), mirror=side > 0)
    turn = rotation(
        float(rng.normal(0.0, 12.0)), float(rng.uniform(-25, 0)), side * float(rng.uniform(60.0, 130.0))
    )
    wrist = face.on(x * side, y, lift) - turn @ np.array([0.0, 0.9 * size, -0.15], np.float32)
    bare = rng.random() < 0.35
    tone = float(rng.uniform(0.35, 0.95))
    skin: Colour = (tone, 0.76 * tone, 0.65 * tone)
    glove = GLOVES[int(rng.integers(len(GLOVES)))]
    finish = Finish(Material.SKIN if bare else Material.PLASTIC, skin if bare else glove, gloss=0.12)
    arm = np.array([wrist + turn @ np.array([0.0, -length, 0.0], np.float32) for length in (-0.1, 1.6, 4.5)])
    sleeve = Finish(Material.CLOTH, skin if bare else SCRUBS[int(rng.integers(len(SCRUBS)))])
    return Hindrance(
        (
            Thing(_sized(solid, size).moved(turn, wrist), finish),
            Thing(tube(arm.astype(np.float32), 0.62), sleeve),
        )
    )


WARD_HINDRANCES: dict[str, Callable[[Face, np.random.Generator], Hindrance]] = {
    **HINDRANCES,
    "cpap_mask": cpap_mask,
    "endotracheal": endotracheal_tube,
    "phototherapy": phototherapy_mask,
    "carer": carer_hand,
}


def _sized(solid: Solid, size: float) -> Solid:
    return solid.moved(np.eye(3, dtype=np.float32), np.zeros(3, np.float32), size)
