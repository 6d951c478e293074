"""Draws shots: who lies how, in which light, before which camera; an easy set and a hard one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from neopain_export.neonate.expression import STATES, mix, vary, weaken
from neopain_export.neonate.rendering.film import Film
from neopain_export.neonate.scene import Finish, Light, Material, Pose, Print, View
from neopain_export.neonate.studio import Outfit, Shot
from neopain_export.neonate.things.occlusion import HINDRANCES

if TYPE_CHECKING:
    from neopain_export.neonate.scene import Colour

EASY_PAIN = {"pain_cry": 0.55, "pain_grimace": 0.45}
EASY_CALM = {"asleep": 0.28, "awake": 0.28, "drowsy": 0.12, "fuss": 0.12, "yawn": 0.14, "sleep_smile": 0.06}
HARD_PAIN = {"pain_cry": 0.40, "pain_grimace": 0.30, "pain_partial": 0.30}
HARD_CALM = {
    "hunger_cry": 0.28,
    "yawn": 0.12,
    "sucking": 0.10,
    "startle": 0.09,
    "sleep_grimace": 0.13,
    "fuss": 0.12,
    "asleep": 0.08,
    "awake": 0.08,
}
CAMERAS = {
    "train": (
        Film("ward-a", 1.0, (1.0, 1.0, 1.0), 1.0, 1.0, 0.5, jpeg_quality=90),
        Film("ward-b", 0.85, (1.06, 1.0, 0.92), 1.1, 0.9, 0.6, jpeg_quality=75),
        Film("ward-c", 0.7, (0.95, 1.0, 1.06), 0.9, 1.1, 0.6, jpeg_quality=65),
    ),
    "test": (
        Film("ward-d", 0.9, (1.10, 1.0, 0.84), 1.15, 0.85, 0.8, jpeg_quality=70),
        Film("ward-e", 0.75, (0.92, 1.03, 1.08), 0.85, 0.7, 0.6, jpeg_quality=55),
        Film("ward-f", 1.0, (1.0, 0.97, 1.03), 1.0, 0.15, 0.7, jpeg_quality=80),
    ),
}
"""Cameras of the hard set; those of the test group were never seen in training."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A shot, the state it shows, and how strongly (1 in full)."""

    shot: Shot
    state: str
    strength: float


def draw_tone(rng: np.random.Generator, *, hard: bool, group: str) -> float:
    """A skin tone, 0..1; in the hard set train and test have different ones."""
    if not hard:
        return float(rng.uniform(0.0, 1.0))
    bands = ((0.0, 0.30), (0.50, 0.75)) if group == "train" else ((0.30, 0.50), (0.75, 1.0))
    low, high = bands[int(rng.integers(2))]
    return float(rng.uniform(low, high))


def draw_outfit(rng: np.random.Generator) -> Outfit:
    """Cap or none, swaddle and sheet of one child's cot."""
    cap = None
    if rng.random() < 0.5:
        cap = Finish(
            Material.KNIT, _pastel(rng), _pastel(rng), _choice(rng, (0, 1, 1)), float(rng.uniform(1.2, 4.0))
        )
    cloth = [
        Finish(
            Material.CLOTH, _pale(rng), _pastel(rng), _choice(rng, (0, 1, 2, 3)), float(rng.uniform(0.7, 2.5))
        )
        for _ in range(2)
    ]
    return Outfit(cap, float(rng.uniform(70.0, 86.0)), cloth[0], cloth[1], int(rng.integers(2**31)))


def draw_easy(rng: np.random.Generator, *, pain: bool, outfit: Outfit) -> Drawn:
    """A plain picture: full pain faces against calm ones, good light, small turns, no occlusion."""
    state = weighted(rng, EASY_PAIN if pain else EASY_CALM)
    strength = float(rng.uniform(0.8, 1.08) if pain else rng.uniform(0.6, 1.0) if state == "fuss" else 1.0)
    mien = vary(weaken(STATES[state], strength), rng, spread=0.15)
    direction = (float(rng.uniform(-0.8, 0.8)), float(rng.uniform(0.1, 0.9)), 1.0)
    light = Light(
        key_direction=direction,
        key_colour=_scaled((0.95, 0.90, 0.82), float(rng.uniform(0.7, 1.05))),
        room_colour=_scaled((0.30, 0.31, 0.33), float(rng.uniform(0.7, 1.5))),
    )
    view = View(
        azimuth=float(rng.normal(0.0, 8.0)),
        elevation=float(rng.normal(0.0, 6.0)),
        roll=float(rng.uniform(-38.0, 38.0)),
        zoom=float(rng.uniform(0.85, 1.30)),
        shift=(float(rng.uniform(-0.3, 0.3)), float(rng.uniform(-0.2, 0.2))),
    )
    pose = Pose(float(np.clip(rng.normal(0, 13), -28, 28)), float(rng.normal(0, 4)), float(rng.normal(0, 5)))
    return Drawn(Shot(mien, pose, outfit, light, view, seed=int(rng.integers(2**31))), state, strength)


def draw_hard(rng: np.random.Generator, *, pain: bool, outfit: Outfit, group: str) -> Drawn:
    """A picture as the ward gives it: weak pain, open-mouthed comfort, occlusion, bad light, bad cameras."""
    state = weighted(rng, HARD_PAIN if pain else HARD_CALM)
    strength = float(rng.uniform(0.60, 1.08) if pain else rng.uniform(0.7, 1.15))
    face = weaken(STATES[state], strength)
    if pain and state == "pain_cry":
        face = mix(face, STATES["hunger_cry"], float(rng.uniform(0.0, 0.25)))
    elif state == "hunger_cry":
        face = mix(face, STATES["pain_cry"], float(rng.uniform(0.0, 0.25)))
    shot = Shot(
        mien=vary(face, rng, spread=0.22),
        pose=Pose(
            float(np.clip(rng.normal(0, 18), -48, 48)), float(rng.normal(0, 8)), float(rng.normal(0, 7))
        ),
        outfit=outfit,
        light=_ward_light(rng),
        view=View(
            azimuth=float(rng.normal(0.0, 9.0)),
            elevation=float(rng.normal(0.0, 9.0)),
            roll=float(np.clip(rng.normal(0.0, 32.0), -95.0, 95.0)),
            distance=float(rng.uniform(7.0, 14.0)),
            zoom=float(rng.uniform(0.75, 1.35)),
            shift=(float(rng.uniform(-0.5, 0.5)), float(rng.uniform(-0.3, 0.3))),
        ),
        film=_ward_film(rng, group),
        hindrances=_ward_hindrances(rng),
        seed=int(rng.integers(2**31)),
    )
    return Drawn(shot, state, strength)


def _ward_light(rng: np.random.Generator) -> Light:
    azimuth = rng.uniform(-np.pi, np.pi)
    lean = rng.uniform(0.2, 1.35)
    level = float(rng.uniform(0.45, 1.15))
    warm = float(rng.uniform(-0.12, 0.12))
    return Light(
        key_direction=(
            float(np.sin(azimuth) * np.sin(lean)),
            float(np.cos(azimuth) * np.sin(lean)),
            float(np.cos(lean)),
        ),
        key_colour=(level * (0.95 + warm), level * 0.90, level * (0.85 - warm)),
        fill_colour=_scaled((0.16, 0.18, 0.21), float(rng.uniform(0.1, 1.2))),
        room_colour=_scaled((0.30, 0.31, 0.33), float(rng.uniform(0.25, 1.3))),
    )


def _ward_film(rng: np.random.Generator, group: str) -> Film:
    cameras = CAMERAS[group]
    film = cameras[int(rng.integers(len(cameras)))]
    is_dim, is_moving, is_soft = rng.random(3) < (0.22, 0.22, 0.22)
    return replace(
        film,
        dim=float(rng.uniform(0.12, 0.40)) if is_dim else 1.0,
        gain_back=float(rng.uniform(0.45, 0.8)),
        read_noise=float(rng.uniform(0.003, 0.012)),
        shot_noise=float(rng.uniform(0.01, 0.05)),
        motion_px=float(rng.uniform(3.0, 9.0)) if is_moving else 0.0,
        motion_deg=float(rng.uniform(0.0, 180.0)),
        defocus_px=film.defocus_px + (float(rng.uniform(0.5, 1.4)) if is_soft else 0.0),
        jpeg_quality=int(np.clip(film.jpeg_quality + rng.integers(-35, 6), 15, 95)),
    )


def _ward_hindrances(rng: np.random.Generator) -> tuple[str, ...]:
    """None in nearly half; the two breathing aids exclude each other, and so do hand and pacifier."""
    count = int(rng.choice((0, 1, 2), p=(0.45, 0.42, 0.13)))
    chosen = [str(name) for name in rng.permutation(list(HINDRANCES))[:count]]
    if {"cpap", "oxygen"} <= set(chosen) or {"hand", "pacifier"} <= set(chosen):
        chosen = chosen[:1]
    return tuple(chosen)


def weighted(rng: np.random.Generator, shares: dict[str, float]) -> str:
    """One of the names, by its share."""
    return str(rng.choice(list(shares), p=list(shares.values())))


def _choice(rng: np.random.Generator, prints: tuple[int, ...]) -> Print:
    return Print(int(rng.choice(prints)))


def _pastel(rng: np.random.Generator) -> Colour:
    grey = rng.uniform(0.45, 0.9)
    return _colour(np.clip(grey + 0.22 * rng.uniform(-1.0, 1.0, 3), 0.15, 0.95))


def _pale(rng: np.random.Generator) -> Colour:
    return _colour(rng.uniform(0.70, 0.95) * rng.uniform(0.82, 1.0, 3))


def _scaled(colour: Colour, by: float) -> Colour:
    return _colour(np.array(colour) * by)


def _colour(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Colour:
    return (float(values[0]), float(values[1]), float(values[2]))
