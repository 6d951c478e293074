"""What stands before the camera: one neonate, its dress, its light, and how the camera looks at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from neopain_export.neonate.head import Head
    from neopain_export.neonate.mesh.solid import Solid

Colour: TypeAlias = tuple[float, float, float]
"""sRGB, 0..1 each."""


class Material(IntEnum):
    """As `thing.frag` numbers them."""

    CLOTH = 0
    KNIT = 1
    PLASTIC = 2
    SKIN = 3


class Print(IntEnum):
    """As `thing.frag` numbers them."""

    PLAIN = 0
    STRIPES = 1
    DOTS = 2
    CHECKS = 3


@dataclass(frozen=True, slots=True)
class Finish:
    """How a thing's surface looks.

    Attributes:
        material: what it is made of.
        colour_a, colour_b: ground and print.
        print_kind: the print.
        print_scale: repeats per eye distance.
        gloss: 0 dull.
        alpha: 1 opaque; things below 1 are drawn last.
    """

    material: Material
    colour_a: Colour
    colour_b: Colour = (1.0, 1.0, 1.0)
    print_kind: Print = Print.PLAIN
    print_scale: float = 3.0
    gloss: float = 0.0
    alpha: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    """A solid with its finish, in world coordinates (eye distances).

    Attributes:
        solid, finish: as named.
        ground: whether it lies behind the head from wherever the camera looks.
    """

    solid: Solid
    finish: Finish
    ground: bool = False


@dataclass(frozen=True, slots=True)
class Complexion:
    """What belongs to the identity and is not shape.

    Attributes:
        skin, hair, iris: colours.
        lip_tint: how much redder the lips are, 0..1.
        flush: redness at rest, 0..1.
        jaundice, mottle: 0..1.
        brow_density, hair_density: 0..1.
        hair_line: height where scalp hair begins, eye distances.
        lanugo: fine hair over brow and cheeks, 0..1.
        dryness: scaling skin, 0..1.
    """

    skin: Colour
    hair: Colour
    iris: Colour
    lip_tint: float
    flush: float
    jaundice: float
    mottle: float
    brow_density: float
    hair_density: float
    hair_line: float
    lanugo: float = 0.0
    dryness: float = 0.0


@dataclass(frozen=True, slots=True)
class Pose:
    """Head on the shoulders, degrees: yaw to the child's left, pitch down, roll to the left shoulder."""

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0


@dataclass(frozen=True, slots=True)
class View:
    """The camera above the cot.

    Attributes:
        azimuth, elevation, roll: degrees about the target; 0 looks straight at the face of a child at rest.
        distance: eye distances from camera to target.
        zoom: 1 shows about 5 eye distances of height.
        shift: target in the picture, in eye distances right and up.
    """

    azimuth: float = 0.0
    elevation: float = 0.0
    roll: float = 0.0
    distance: float = 11.0
    zoom: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Light:
    """Directions point from the child to the lamp, world axes; colours are linear RGB."""

    key_direction: tuple[float, float, float] = (0.35, 0.5, 0.8)
    key_colour: Colour = (0.95, 0.90, 0.82)
    fill_direction: tuple[float, float, float] = (-0.7, 0.3, 0.6)
    fill_colour: Colour = (0.16, 0.18, 0.21)
    room_colour: Colour = (0.30, 0.31, 0.33)
    exposure: float = 1.15


@dataclass(frozen=True, slots=True)
class Rendering:
    """How the renderer draws, apart from what is there: what differs between one renderer and another.

    Attributes:
        name: to split by.
        scatter: how far light creeps round an edge of skin; red, green, blue.
        gloss: of the skin, 1 as usual.
        pore_relief, fine_relief: how rough the skin is.
        grain: how fine its patterns are, 1 as usual.
        fold_gain, fold_width: how dark and wide the folds are that are drawn on.
        hollow_gain: how much creases darken.
        rim: light along the outline.
        ambient_tilt: how much less light comes from the side than from the front, 0..1.
        shadow_softness: reach of the soft edge.
        shoulder, tone_gamma: the curve from light to picture.
    """

    name: str = "plain"
    scatter: Colour = (0.45, 0.22, 0.16)
    gloss: float = 1.0
    pore_relief: float = 0.09
    fine_relief: float = 0.06
    grain: float = 1.0
    fold_gain: float = 1.0
    fold_width: float = 1.0
    hollow_gain: float = 1.0
    rim: float = 0.10
    ambient_tilt: float = 0.28
    shadow_softness: float = 0.006
    shoulder: float = 0.22
    tone_gamma: float = 2.2


@dataclass(frozen=True, slots=True)
class Tape:
    """A plaster on the skin, placed on the face at rest: centre, half width and height, turn in degrees."""

    x: float
    y: float
    half_width: float
    half_height: float
    turn: float = 0.0
    tint: float = 0.0
    behind: float = -0.9


@dataclass(frozen=True, slots=True)
class Mien:
    """The face's momentary state.

    Attributes:
        weights: expression units, 1 full strength.
        furrow: depth of the nasolabial folds, 0..1.
        brow_strain: folds between and beside the eyes, 0..1.
        flush: redness added to the identity's.
        lid_folds: folds over, under and beside squeezed lids, 0..1.
        chin_folds: dimples of a quivering chin, 0..1.
        gaze: iris direction, tangents to the child's left and up.
    """

    weights: Mapping[str, float]
    furrow: float = 0.0
    brow_strain: float = 0.0
    lid_folds: float = 0.0
    chin_folds: float = 0.0
    flush: float = 0.0
    gaze: tuple[float, float] = (0.0, 0.0)

    @property
    def eye_open(self) -> float:
        """0 shut, 1 open."""
        shut = 0.5 * (self.weights.get("eyeBlinkLeft", 0.0) + self.weights.get("eyeBlinkRight", 0.0))
        return float(np.clip(1.0 - shut, 0.0, 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """All that one picture shows.

    Attributes:
        head, complexion: the identity.
        vertices: float32 (V, 3), the expressed and turned head, world coordinates.
        mien, light, view: as named.
        capped: whether a cap hides the scalp.
        things: what else is there.
        tapes: at most three.
        rendering: how all of it is drawn.
        beside: another child in the cot; its light, view and rendering are this scene's.
    """

    head: Head
    complexion: Complexion
    vertices: NDArray[np.float32]
    mien: Mien
    light: Light
    view: View
    capped: bool = False
    things: tuple[Thing, ...] = ()
    tapes: tuple[Tape, ...] = field(default=())
    rendering: Rendering = field(default_factory=Rendering)
    beside: Scene | None = None


def rotation(yaw: float, pitch: float, roll: float) -> NDArray[np.float32]:
    """Rotation matrix (3, 3), degrees: roll about z after pitch about x after yaw about y."""
    y, p, r = np.radians([yaw, pitch, roll])
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    about_z = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    return np.asarray(about_z @ about_x @ about_y, np.float32)
