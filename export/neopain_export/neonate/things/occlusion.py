"""What hides parts of a newborn's face on the ward: tape, tubes, nasal CPAP, pacifier, a hand.

Everything is built on the expressed, not yet turned face, so that it follows the skin under it, and is then
turned with the head. None of it depends on pain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from neopain_export.neonate.mesh.solid import Solid, ellipsoid, tube
from neopain_export.neonate.scene import Finish, Material, Tape, Thing, rotation

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from neopain_export.neonate.head import Head
    from neopain_export.neonate.scene import Colour

CLEAR: Colour = (0.90, 0.93, 0.93)
FEEDING_TUBES: tuple[Colour, ...] = ((0.93, 0.90, 0.78), (0.85, 0.62, 0.40), (0.80, 0.88, 0.90))
TOYS: tuple[Colour, ...] = ((0.45, 0.75, 0.70), (0.55, 0.65, 0.90), (0.93, 0.62, 0.70), (0.95, 0.93, 0.86))


@dataclass(frozen=True, slots=True, eq=False)
class Hindrance:
    """Things and tapes that belong together."""

    things: tuple[Thing, ...] = ()
    tapes: tuple[Tape, ...] = ()


class Face:
    """Points of one expressed face, as anchors.

    Attributes:
        head: the identity's head.
        vertices: float32 (V, 3), expressed and not turned.
        skin: the identity's skin colour, for its hand.
    """

    def __init__(self, head: Head, vertices: NDArray[np.float32], skin: Colour) -> None:
        self.head, self.vertices, self.skin = head, vertices, skin

    def on(self, x: float, y: float, lift: float = 0.0) -> NDArray[np.float32]:
        """The skin point that lies at (x, y) on the face at rest, lifted outwards."""
        point = self.vertices[self.head.vertex_at(x, y)]
        out = point - np.array([0.0, -0.1, -1.0], np.float32)
        lifted: NDArray[np.float32] = point + np.float32(lift) * out / np.linalg.norm(out)
        return lifted


def cheek_tape(face: Face, rng: np.random.Generator) -> Hindrance:
    """One or two plasters on cheek, lip or brow."""
    del face
    places = [
        (0.75, -0.55, 0.30, 0.13),
        (-0.75, -0.55, 0.30, 0.13),
        (0.0, -0.72, 0.55, 0.09),
        (0.1, 0.75, 0.4, 0.13),
    ]
    chosen = rng.choice(len(places), size=rng.integers(1, 3), replace=False)
    tint = float(rng.random())
    tapes = []
    for place in chosen:
        turn = float(rng.normal(0.0, 18.0 if place != 2 else 4.0))
        x, y, half_width, half_height = places[place]
        tapes.append(Tape(x, y, half_width, half_height, turn, tint))
    return Hindrance(tapes=tuple(tapes))


def feeding_tube(face: Face, rng: np.random.Generator) -> Hindrance:
    """A gastric tube from nostril or mouth over a cheek, taped."""
    side = float(rng.choice((-1.0, 1.0)))
    start = (0.10 * side, -0.60) if rng.random() < 0.6 else (0.30 * side, -0.92)
    way = [(0.45 * side, -0.62), (0.85 * side, -0.50), (1.25 * side, -0.30), (1.55 * side, 0.05)]
    path = np.array([face.on(*start, 0.0), *(face.on(x, y, 0.05) for x, y in way)], np.float32)
    colour = FEEDING_TUBES[int(rng.integers(len(FEEDING_TUBES)))]
    hose = Thing(tube(path, 0.038), Finish(Material.PLASTIC, colour, gloss=0.35))
    tape = Tape(0.72 * side, -0.55, 0.26, 0.15, float(rng.normal(-15.0 * side, 8.0)), float(rng.random()))
    return Hindrance((hose,), (tape,))


def oxygen_cannula(face: Face, rng: np.random.Generator) -> Hindrance:
    """Thin tubing under the nose to both ears, with two prongs and two plasters."""
    right = [(-1.5, 0.0), (-1.2, -0.28), (-0.8, -0.50), (-0.4, -0.62)]
    way = [*right, (0.0, -0.66), *((-x, y) for x, y in reversed(right))]
    finish = Finish(Material.PLASTIC, CLEAR if rng.random() < 0.6 else (0.70, 0.88, 0.80), gloss=0.4)
    hoses = [Thing(tube(np.array([face.on(x, y, 0.055) for x, y in way], np.float32), 0.045), finish)]
    for side in (-1.0, 1.0):
        prong = np.array([face.on(0.10 * side, -0.66, 0.06), face.on(0.11 * side, -0.52, 0.0)], np.float32)
        hoses.append(Thing(tube(prong, 0.04), finish))
    tapes = [Tape(0.78 * side, -0.50, 0.20, 0.16, 12.0 * side, float(rng.random())) for side in (-1.0, 1.0)]
    return Hindrance(tuple(hoses), tuple(tapes))


def cpap(face: Face, rng: np.random.Generator) -> Hindrance:
    """Nasal CPAP: a bar with prongs at the nostrils, and ribbed hoses over the cheeks to the crown."""
    nose = face.on(0.0, -0.55, 0.12)
    blue = (0.45, 0.62, 0.85) if rng.random() < 0.5 else (0.55, 0.78, 0.70)
    solid_part = Finish(Material.PLASTIC, blue, gloss=0.35)
    hose_part = Finish(Material.PLASTIC, CLEAR, gloss=0.30)
    bend = np.array([(x, -0.10, 0.10 - 0.35 * x * x) for x in (-0.55, 0.0, 0.55)], np.float32)
    bar = nose + bend
    things = [
        Thing(tube(bar, 0.15), solid_part),
        Thing(ellipsoid(nose + np.array([0.0, -0.08, 0.1]), (0.3, 0.2, 0.16)), solid_part),
    ]
    for side in (-1.0, 1.0):
        way = [bar[1 + int(side)], face.on(0.90 * side, -0.35, 0.30), face.on(1.25 * side, 0.30, 0.26)]
        way.append(np.array([1.10 * side, 1.30, 0.10], np.float32))
        things.append(Thing(tube(np.array(way, np.float32), 0.12, ribs=0.10), hose_part))
    return Hindrance(tuple(things))


def pacifier(face: Face, rng: np.random.Generator) -> Hindrance:
    """A shield before the mouth with a knob or a ring."""
    mouth = 0.5 * (face.on(0.0, -0.80) + face.on(0.0, -1.02))
    mouth = mouth + np.array([0.0, 0.0, 0.12], np.float32)
    colour = TOYS[int(rng.integers(len(TOYS)))]
    finish = Finish(Material.PLASTIC, colour, gloss=0.30)
    shield = ellipsoid(np.zeros(3, np.float32), (0.55, 0.40, 0.08), power=0.85)
    knob = ellipsoid(np.array([0, 0, 0.14], np.float32), (0.17, 0.15, 0.13))
    things = [shield, knob]
    if rng.random() < 0.6:
        angle = np.linspace(0.0, 2.0 * np.pi, 10)
        ring = np.stack([0.24 * np.sin(angle), 0.24 * np.cos(angle) - 0.24, 0.24 + 0.0 * angle], axis=1)
        things.append(tube(ring.astype(np.float32), 0.045))
    turn = rotation(float(rng.normal(0, 8)), float(rng.normal(8, 6)), float(rng.normal(0, 15)))
    return Hindrance(tuple(Thing(solid.moved(turn, mouth), finish) for solid in things))


def hand(face: Face, rng: np.random.Generator) -> Hindrance:
    """The child's own hand, half closed, over cheek, mouth or eye; its sleeve comes from below."""
    side = float(rng.choice((-1.0, 1.0)))
    x, y = [(0.75, -0.55), (0.45, -0.85), (0.70, -0.05), (1.05, -0.75)][int(rng.integers(4))]
    curl = float(rng.uniform(0.5, 1.6))
    solid = mirrored(curled(face.head.pack.hand, curl), mirror=side < 0)
    turn = rotation(
        float(rng.normal(0.0, 15.0)), float(rng.uniform(-15, 10)), side * float(rng.uniform(10.0, 60.0))
    )
    middle = np.array([0.0, 0.6, -0.25], np.float32)
    wrist = face.on(x * side, y, 0.30) - turn @ middle
    finish = Finish(Material.SKIN, face.skin, gloss=0.05)
    cuff = np.array([wrist - turn @ np.array([0.0, length, 0.0], np.float32) for length in (0.15, 1.0, 2.4)])
    cuff[2, 2] = min(cuff[2, 2], 0.2)
    sleeve = Finish(Material.KNIT, tuple(float(c) for c in rng.uniform(0.6, 0.95, 3)))  # type: ignore[arg-type]
    return Hindrance(
        (Thing(solid.moved(turn, wrist), finish), Thing(tube(cuff.astype(np.float32), 0.36), sleeve))
    )


HINDRANCES: dict[str, Callable[[Face, np.random.Generator], Hindrance]] = {
    "tape": cheek_tape,
    "feeding_tube": feeding_tube,
    "oxygen": oxygen_cannula,
    "cpap": cpap,
    "pacifier": pacifier,
    "hand": hand,
}


def curled(solid: Solid, curl: float) -> Solid:
    """Bend the fingers towards the palm: `curl` radians over one eye distance."""
    vertices = solid.vertices.astype(np.float64)
    beyond = np.maximum(vertices[:, 1] - 0.55, 0.0)
    angle = curl * beyond
    radius = 1.0 / max(curl, 1e-3)
    height = vertices[:, 2] + radius
    bent = vertices.copy()
    far = beyond > 0.0
    bent[far, 1] = 0.55 + (height * np.sin(angle))[far]
    bent[far, 2] = (height * np.cos(angle) - radius)[far]
    return Solid.of(bent.astype(np.float32), solid.triangles, solid.pattern)


def mirrored(solid: Solid, *, mirror: bool) -> Solid:
    """The other hand, if `mirror`."""
    if not mirror:
        return solid
    flip = np.array([-1.0, 1.0, 1.0], np.float32)
    return Solid.of(solid.vertices * flip, solid.triangles[:, ::-1].copy(), solid.pattern)
