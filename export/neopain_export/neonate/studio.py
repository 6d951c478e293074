"""Composes a scene from an identity and a shot, and photographs it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from neopain_export.neonate.head import NECK_PIVOT, HeadPack
from neopain_export.neonate.rendering.film import Film, expose
from neopain_export.neonate.rendering.renderer import MAX_TAPES, Renderer
from neopain_export.neonate.scene import (
    Finish,
    Light,
    Material,
    Mien,
    Pose,
    Rendering,
    Scene,
    Tape,
    Thing,
    View,
    rotation,
)
from neopain_export.neonate.things.devices import WARD_HINDRANCES
from neopain_export.neonate.things.dress import Cap, sheet, swaddle
from neopain_export.neonate.things.occlusion import Face
from neopain_export.neonate.things.surroundings import Pane, behind, press_cheek, side_mattress

if TYPE_CHECKING:
    from pathlib import Path

    from neopain.core.frames import RgbImage
    from neopain_export.neonate.identity import Identity

PACK_FILE = "headpack.npz"


@dataclass(frozen=True, slots=True)
class Outfit:
    """Cloth; `seed` decides the folds. A cap of None leaves the head bare."""

    cap: Finish | None = None
    brim_deg: float = 80.0
    swaddle: Finish = field(default_factory=lambda: Finish(Material.CLOTH, (0.86, 0.88, 0.93)))
    sheet: Finish = field(default_factory=lambda: Finish(Material.CLOTH, (0.87, 0.89, 0.90)))
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Neighbour:
    """Another child in the cot: who it is, its face, and where its head lies, eye distances and degrees."""

    identity: Identity
    mien: Mien
    shift: tuple[float, float, float]
    roll: float


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture's parameters.

    Attributes:
        mien, pose, outfit, light, view, film: as named.
        hindrances: keys of `devices.WARD_HINDRANCES`.
        breath: how far the chest is raised, -1..1.
        seed: decides the hindrances' places and the sensor's noise.
        rendering: how it is drawn.
        cheek: 1 lying on the left cheek, -1 on the right one, 0 on the back.
        pane: the incubator's wall, if one is between child and camera.
        neighbour: another child, if there is one.
    """

    mien: Mien
    pose: Pose = field(default_factory=Pose)
    outfit: Outfit = field(default_factory=Outfit)
    light: Light = field(default_factory=Light)
    view: View = field(default_factory=View)
    film: Film = field(default_factory=lambda: Film("studio"))
    hindrances: tuple[str, ...] = ()
    breath: float = 0.0
    seed: int = 0
    rendering: Rendering = field(default_factory=Rendering)
    cheek: int = 0
    pane: Pane | None = None
    neighbour: Neighbour | None = None


class Studio:
    """Pack and renderer together; used by one thread. Raises: EnvironmentFault without pack or OpenGL."""

    def __init__(self, assets: Path, width_px: int, height_px: int) -> None:
        self.pack = HeadPack.load(assets / PACK_FILE)
        self._renderer = Renderer(assets, width_px, height_px)
        self._cloth: tuple[Outfit, tuple[Thing, ...]] | None = None
        self._cap: tuple[Identity, float, Cap] | None = None

    def photograph(self, identity: Identity, shot: Shot) -> RgbImage:
        """Draw the shot and expose it; uint8 (H, W, 3) RGB."""
        rng = np.random.default_rng(shot.seed)
        drawn = self._renderer.render(self._compose(identity, shot, rng))
        if shot.pane is not None:
            drawn = behind(shot.pane, drawn)
        return expose(drawn, shot.film, rng)

    def close(self) -> None:
        """Release the renderer."""
        self._renderer.close()

    def _compose(self, identity: Identity, shot: Shot, rng: np.random.Generator) -> Scene:
        head, outfit = identity.head, shot.outfit
        turn = rotation(shot.pose.yaw, shot.pose.pitch, shot.pose.roll)
        shift = (NECK_PIVOT - turn @ NECK_PIVOT).astype(np.float32)
        vertices = head.express(shot.mien.weights)
        if shot.cheek:
            vertices = press_cheek(vertices, shot.cheek)
        worn: list[Thing] = []
        tapes: list[Tape] = []
        face = Face(head, vertices, identity.complexion.skin)
        for name in shot.hindrances:
            hindrance = WARD_HINDRANCES[name](face, rng)
            worn.extend(hindrance.things)
            tapes.extend(hindrance.tapes)
        if outfit.cap is not None:
            cap = self._fitted_cap(identity, outfit.brim_deg)
            vertices = cap.press(vertices)
            worn.append(Thing(cap.solid, outfit.cap))
        turned = [Thing(thing.solid.moved(turn, shift), thing.finish) for thing in worn]
        draped = _breathing(self._draped(outfit), shot.breath)
        if shot.cheek:
            under = Thing(side_mattress(np.random.default_rng(outfit.seed), shot.cheek), outfit.sheet)
            draped = (*draped, under)
        return Scene(
            head=head,
            complexion=identity.complexion,
            vertices=head.turn(vertices, turn),
            mien=shot.mien,
            light=shot.light,
            view=shot.view,
            capped=outfit.cap is not None,
            things=(*turned, *draped),
            tapes=tuple(tapes[:MAX_TAPES]),
            rendering=shot.rendering,
            beside=self._beside(shot),
        )

    def _beside(self, shot: Shot) -> Scene | None:
        neighbour = shot.neighbour
        if neighbour is None:
            return None
        head = neighbour.identity.head
        turn, shift = rotation(0.0, 0.0, neighbour.roll), np.array(neighbour.shift, np.float32)
        wrap = self._draped(shot.outfit)[0]
        return Scene(
            head=head,
            complexion=neighbour.identity.complexion,
            vertices=(head.express(neighbour.mien.weights) @ turn.T + shift).astype(np.float32),
            mien=neighbour.mien,
            light=shot.light,
            view=shot.view,
            things=(Thing(wrap.solid.moved(turn, shift), wrap.finish),),
        )

    def _fitted_cap(self, identity: Identity, brim_deg: float) -> Cap:
        known = self._cap
        if known is None or known[0] is not identity or known[1] != brim_deg:
            known = self._cap = (identity, brim_deg, Cap(identity.head, brim_deg=brim_deg))
        return known[2]

    def _draped(self, outfit: Outfit) -> tuple[Thing, ...]:
        known = self._cloth
        if known is None or known[0] != outfit:
            rng = np.random.default_rng(outfit.seed)
            slope = float(rng.choice((-1.0, 1.0)) * rng.uniform(0.15, 0.4))
            known = self._cloth = (
                outfit,
                (
                    Thing(swaddle(rng, slope=slope, slack=0.10), outfit.swaddle),
                    Thing(swaddle(rng, slope=-slope, slack=0.0), outfit.swaddle),
                    Thing(sheet(rng), outfit.sheet, ground=True),
                ),
            )
        return known[1]


def _breathing(draped: tuple[Thing, ...], breath: float) -> tuple[Thing, ...]:
    """The swaddle, not the sheet, raised by the chest."""
    *swaddles, under = draped
    rise = np.array([0.0, 0.02 * breath, 0.05 * breath], np.float32)
    lifted = (Thing(thing.solid.moved(np.eye(3, dtype=np.float32), rise), thing.finish) for thing in swaddles)
    return (*lifted, under)
