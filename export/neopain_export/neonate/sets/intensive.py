"""Draws shots of the second hard set: intensive care, many renderers and cameras, faces of every strength."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from neopain_export.neonate.expression import RELAXED_YAWN, STATES, mix, vary, weaken, with_weights
from neopain_export.neonate.forms import as_an_infant
from neopain_export.neonate.identity import Identity, draw_identity
from neopain_export.neonate.scene import Finish, Light, Material, Mien, Pose, View
from neopain_export.neonate.sets.shots import Drawn, draw_outfit, draw_tone, weighted
from neopain_export.neonate.sets.wards import draw_film, draw_rendering
from neopain_export.neonate.studio import Neighbour, Outfit, Shot
from neopain_export.neonate.things.surroundings import Pane

if TYPE_CHECKING:
    from neopain_export.neonate.head import HeadPack

PAIN = {"pain_cry": 0.40, "pain_grimace": 0.30, "pain_partial": 0.30}
CALM = {
    "hunger_cry": 0.16,
    "laugh": 0.09,
    "yawn": 0.09,
    "sneeze": 0.05,
    "hiccup": 0.05,
    "sucking": 0.07,
    "startle": 0.07,
    "sleep_grimace": 0.10,
    "fuss": 0.10,
    "asleep": 0.11,
    "awake": 0.11,
}
FACES = {**STATES, "yawn": RELAXED_YAWN}
RESTING_LIFT = (0.15, 0.40)
"""How far the corners of a mouth at rest stand above those of the head that all heads are made from. Without
it an expression network takes sleeping drawings for sad; see docs/decisions/0025."""
AT_REST = frozenset({"asleep", "awake", "drowsy"})
DEVICES = {
    "tape": 0.16,
    "feeding_tube": 0.18,
    "oxygen": 0.14,
    "cpap": 0.09,
    "cpap_mask": 0.10,
    "endotracheal": 0.10,
    "pacifier": 0.08,
    "hand": 0.07,
    "carer": 0.08,
}
BREATHING = frozenset({"oxygen", "cpap", "cpap_mask", "endotracheal"})
AT_THE_MOUTH = frozenset({"pacifier", "endotracheal", "hand"})
INFRARED_SHARE = 0.14
PRETERM_SHARE = 0.35
PANE_SHARE = 0.22
SIDE_SHARE = 0.08
NEIGHBOUR_SHARE = 0.04
PHOTOTHERAPY_SHARE = 0.04
BONNET = Finish(Material.KNIT, (0.95, 0.95, 0.96))


def draw_infant(
    pack: HeadPack, rng: np.random.Generator, *, subject: str, group: str
) -> tuple[Identity, Outfit]:
    """One neonate and its cloth; about a third look preterm, every sixth has dry skin."""
    early = float(rng.uniform(0.3, 1.0)) if rng.random() < PRETERM_SHARE else 0.0
    tone = draw_tone(rng, hard=True, group=group)
    identity = draw_identity(pack, rng, subject=subject, group=group, tone=tone, preterm=early)
    dry = float(rng.uniform(0.3, 1.0)) if rng.random() < 0.17 else 0.0
    complexion = replace(
        identity.complexion,
        dryness=dry,
        lip_tint=identity.complexion.lip_tint * float(rng.uniform(0.3, 0.7)),
        mottle=identity.complexion.mottle * float(rng.uniform(0.1, 0.6)),
        brow_density=min(0.9, identity.complexion.brow_density + float(rng.uniform(0.1, 0.4))),
    )
    return replace(identity, complexion=complexion), draw_outfit(rng)


def draw_intensive(
    rng: np.random.Generator,
    pack: HeadPack,
    *,
    pain: bool,
    identity: Identity,
    outfit: Outfit,
    state: str | None = None,
) -> tuple[Identity, Drawn]:
    """A picture as intensive care gives it, and the neonate as this camera sees it.

    `state` instead of a drawn one, a key of `expression.STATES`.
    """
    group = identity.group
    state = state or weighted(rng, PAIN if pain else CALM)
    strength = float(rng.uniform(0.45, 1.08) if pain else rng.uniform(0.6, 1.15))
    infrared = bool(rng.random() < INFRARED_SHARE)
    devices = _devices(rng)
    blue = "phototherapy" in devices
    side = int(rng.choice((-1, 1))) if rng.random() < SIDE_SHARE else 0
    dressed = replace(outfit, cap=BONNET, brim_deg=78.0) if "cpap_mask" in devices else outfit
    shot = Shot(
        mien=_face(rng, state, strength, identity),
        pose=Pose(
            float(np.clip(rng.normal(0, 10), -35, 35)), float(rng.normal(0, 7)), float(rng.normal(0, 6))
        ),
        outfit=dressed,
        light=_infrared_light(rng) if infrared else _light(rng, blue=blue),
        view=_view(rng, side),
        film=draw_film(rng, group, infrared=infrared),
        hindrances=devices,
        seed=int(rng.integers(2**31)),
        rendering=draw_rendering(rng, group),
        cheek=side,
        pane=_pane(rng) if rng.random() < PANE_SHARE else None,
        neighbour=_neighbour(rng, pack, group) if rng.random() < NEIGHBOUR_SHARE and not side else None,
    )
    return (_by_infrared(identity) if infrared else identity), Drawn(shot, state, strength)


def _face(rng: np.random.Generator, state: str, strength: float, identity: Identity) -> Mien:
    face = weaken(FACES[state], strength)
    if state == "pain_cry":
        face = mix(face, STATES["hunger_cry"], float(rng.uniform(0.0, 0.25)))
    elif state == "hunger_cry":
        face = mix(face, STATES["pain_cry"], float(rng.uniform(0.0, 0.25)))
    face = vary(face, rng, spread=0.22)
    lift = np.random.default_rng(hash_of(identity.subject)).uniform(*RESTING_LIFT)
    if state in AT_REST:
        jaw = float(rng.uniform(0.0, 0.08)) if rng.random() < 0.4 else 0.0
        face = with_weights(face, {"mouthSmileLeft": lift, "mouthSmileRight": lift, "jawOpen": jaw})
    return as_an_infant(face)


def hash_of(name: str) -> int:
    """A number that is the same in every process, from a name."""
    return sum((place + 1) * ord(letter) for place, letter in enumerate(name))


def _devices(rng: np.random.Generator) -> tuple[str, ...]:
    """None in two of five; never two breathing aids, nor two things at the mouth."""
    if rng.random() < PHOTOTHERAPY_SHARE:
        return ("phototherapy",)
    count = int(rng.choice((0, 1, 2), p=(0.45, 0.42, 0.13)))
    names = rng.choice(list(DEVICES), size=count, replace=False, p=list(DEVICES.values()))
    chosen = {str(name) for name in names}
    if len(chosen & BREATHING) > 1 or len(chosen & AT_THE_MOUTH) > 1:
        chosen = {str(names[0])}
    return tuple(sorted(chosen))


def _view(rng: np.random.Generator, side: int) -> View:
    roll = -90.0 * side + float(rng.normal(0.0, 14.0)) if side else float(np.clip(rng.normal(0, 28), -95, 95))
    return View(
        azimuth=float(rng.normal(0.0, 6.0)) - 8.0 * side,
        elevation=float(rng.normal(0.0, 6.0)),
        roll=roll,
        distance=float(rng.uniform(6.0, 15.0)),
        zoom=float(rng.uniform(0.85, 1.45)),
        shift=(float(rng.uniform(-0.5, 0.5)), float(rng.uniform(-0.3, 0.3))),
    )


def _light(rng: np.random.Generator, *, blue: bool) -> Light:
    azimuth, lean = rng.uniform(-np.pi, np.pi), rng.uniform(0.1, 1.30)
    level, warm = float(rng.uniform(0.35, 1.25)), float(rng.uniform(-0.18, 0.18))
    colour = (level * (0.95 + warm), level * 0.90, level * (0.85 - warm))
    if blue:
        colour = (0.35 * level, 0.50 * level, 1.25 * level)
    fill, room = float(rng.uniform(0.05, 2.0)), float(rng.uniform(0.25, 1.7))
    return Light(
        key_direction=(
            float(np.sin(azimuth) * np.sin(lean)),
            float(np.cos(azimuth) * np.sin(lean)),
            float(np.cos(lean)),
        ),
        key_colour=colour,
        fill_direction=(float(rng.uniform(-1, 1)), float(rng.uniform(-0.5, 1)), 0.6),
        fill_colour=(0.16 * fill, 0.18 * fill, 0.21 * fill),
        room_colour=(0.30 * room, 0.31 * room, 0.33 * room),
        exposure=float(rng.uniform(0.95, 1.35)),
    )


def _infrared_light(rng: np.random.Generator) -> Light:
    """The lamp sits at the camera; there is little other light."""
    level, room = float(rng.uniform(0.7, 1.2)), float(rng.uniform(0.1, 0.5))
    return Light(
        key_direction=(float(rng.normal(0, 0.12)), float(rng.normal(0, 0.12)), 1.0),
        key_colour=(level, level, level),
        fill_colour=(0.05, 0.05, 0.05),
        room_colour=(0.3 * room, 0.3 * room, 0.3 * room),
    )


def _by_infrared(identity: Identity) -> Identity:
    """All skins are bright and even to infrared light; lips and flush hardly show."""
    complexion = identity.complexion
    return replace(
        identity,
        complexion=replace(
            complexion,
            skin=(0.80, 0.80, 0.80),
            hair=(0.45, 0.45, 0.45),
            iris=(0.5, 0.5, 0.5),
            lip_tint=0.12 * complexion.lip_tint,
            flush=0.0,
            jaundice=0.0,
            mottle=0.4 * complexion.mottle,
        ),
    )


def _pane(rng: np.random.Generator) -> Pane:
    return Pane(
        veil=float(rng.uniform(0.0, 0.22)),
        glare=float(rng.uniform(0.05, 0.55)),
        reflections=int(rng.integers(1, 5)),
        edge=float(rng.uniform(0.1, 0.6)) if rng.random() < 0.4 else 0.0,
        seed=int(rng.integers(2**31)),
    )


def _neighbour(rng: np.random.Generator, pack: HeadPack, group: str) -> Neighbour:
    other = draw_identity(
        pack, rng, subject="neighbour", group=group, tone=draw_tone(rng, hard=True, group=group)
    )
    side = float(rng.choice((-1.0, 1.0)))
    state = weighted(rng, {"asleep": 0.6, "awake": 0.25, "fuss": 0.15})
    shift = (
        side * float(rng.uniform(3.1, 3.8)),
        float(rng.uniform(-0.8, 0.8)),
        float(rng.uniform(-0.5, 0.1)),
    )
    return Neighbour(
        other, vary(STATES[state], rng, spread=0.2), shift, float(rng.normal(-10.0 * side, 10.0))
    )
