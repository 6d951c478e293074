"""Who the simulated neonates are: shape and complexion, drawn from a seed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from neopain_export.neonate.head import Head
from neopain_export.neonate.mesh.morphs import RACES, SEXES
from neopain_export.neonate.scene import Colour, Complexion

if TYPE_CHECKING:
    from neopain_export.neonate.head import HeadPack

NEWBORN = {
    "head-age-decr": (0.7, 1.1),
    "head-round": (0.0, 0.7),
    "head-fat-incr": (0.0, 0.55),
    "mouth-scale-horiz-incr": (0.15, 0.5),
    "mouth-upperlip-height-decr": (0.4, 0.95),
    "mouth-lowerlip-height-decr": (0.4, 0.95),
    "chin-width-decr": (0.0, 0.25),
    "chin-prominent-decr": (0.0, 0.3),
}
"""Morphs that every newborn has in some measure: range of the weight."""

VARIED = {
    "head-oval": 0.5,
    "head-diamond": 0.35,
    "head-square": 0.3,
    "head-scale-vert-incr": 0.35,
    "head-back-scale-depth-incr": 0.4,
    "forehead-scale-vert-incr": 0.4,
    "forehead-scale-vert-decr": 0.4,
    "forehead-nubian-incr": 0.4,
    "forehead-temple-decr": 0.4,
    "nose-scale-horiz-incr": 0.6,
    "nose-scale-horiz-decr": 0.3,
    "nose-point-up": 0.5,
    "nose-point-width-incr": 0.5,
    "nose-volume-incr": 0.4,
    "nose-volume-decr": 0.3,
    "nose-curve-concave": 0.4,
    "nose-scale-vert-decr": 0.3,
    "nose-width1-incr": 0.4,
    "chin-height-decr": 0.4,
    "chin-cleft-incr": 0.3,
    "chin-prognathism-decr": 0.3,
    "mouth-scale-vert-incr": 0.25,
    "mouth-cupidsbow-incr": 0.6,
    "mouth-philtrum-volume-incr": 0.4,
    "mouth-angles-down": 0.35,
    "mouth-trans-up": 0.25,
    "eye-scale-incr": 0.4,
    "eye-scale-decr": 0.4,
    "eye-trans-in": 0.3,
    "eye-trans-out": 0.3,
    "eye-epicanthus-in": 0.6,
    "eye-bag-incr": 0.5,
    "eye-corner2-up": 0.4,
    "eye-corner2-down": 0.4,
    "eye-eyefold-down": 0.4,
    "cheek-volume-incr": 0.6,
    "cheek-bones-incr": 0.3,
    "cheek-inner-incr": 0.3,
    "cheek-trans-down": 0.3,
    "ear-scale-incr": 0.4,
    "ear-scale-decr": 0.4,
    "ear-wing-incr": 0.5,
    "ear-rot-backward": 0.4,
    "neck-double-incr": 0.5,
    "eyebrows-trans-up": 0.4,
}
"""Morphs that about every third neonate has: greatest weight."""

PRETERM = {"head-oval": 0.5, "head-back-scale-depth-incr": 0.5, "chin-height-decr": 0.3, "eye-bag-incr": 0.5}
"""What a lean early face has more of: weight."""

TONES: tuple[Colour, ...] = (
    (0.96, 0.79, 0.73),
    (0.94, 0.75, 0.66),
    (0.89, 0.69, 0.56),
    (0.78, 0.56, 0.45),
    (0.62, 0.43, 0.34),
    (0.48, 0.31, 0.23),
    (0.39, 0.245, 0.18),
)
"""Skin, light to dark, at even steps of tone 0..1."""
HAIRS: tuple[Colour, ...] = ((0.52, 0.38, 0.24), (0.34, 0.23, 0.15), (0.18, 0.13, 0.10), (0.10, 0.08, 0.07))
IRISES: tuple[Colour, ...] = ((0.34, 0.40, 0.47), (0.27, 0.29, 0.33), (0.22, 0.17, 0.14), (0.15, 0.10, 0.08))


@dataclass(frozen=True, slots=True, eq=False)
class Identity:
    """One simulated neonate.

    Attributes:
        subject: its name, such as `sim-7-train-003`; equal seeds give equal neonates.
        group: `train` or `test`.
        tone: skin tone, 0 light to 1 dark.
        head, complexion: its shape and colours.
    """

    subject: str
    group: str
    tone: float
    head: Head
    complexion: Complexion


def draw_identity(
    pack: HeadPack,
    rng: np.random.Generator,
    *,
    subject: str,
    group: str,
    tone: float,
    jaundice_max: float = 0.35,
    preterm: float = 0.0,
) -> Identity:
    """Draw one neonate of the given skin tone, 0..1; the rest comes from `rng`.

    `preterm`, 0 to 1, changes what was drawn: a narrow, lean face with thin, red, downy skin.
    """
    strengths = rng.dirichlet(np.full(len(RACES), 0.5))
    male = rng.beta(0.6, 0.6)
    bases = {
        f"{race}_{sex}": float(strength * (male if sex == "male" else 1.0 - male))
        for race, strength in zip(RACES, strengths, strict=True)
        for sex in SEXES
    }
    morphs = {name: float(rng.uniform(low, high)) for name, (low, high) in NEWBORN.items()}
    for name, greatest in VARIED.items():
        chosen, weight = rng.random() < 0.35, float(rng.uniform(0.0, greatest))
        if chosen:
            morphs[name] = weight
    dark = float(np.clip(tone + rng.normal(0.0, 0.15), 0.0, 1.0))
    complexion = Complexion(
        skin=_tinted(_blend(TONES, tone), rng, 0.025),
        hair=_tinted(_blend(HAIRS, dark**0.7), rng, 0.02),
        iris=_blend(IRISES, dark**0.7),
        lip_tint=float(rng.uniform(0.45, 0.9)),
        flush=float(rng.uniform(0.1, 0.45)),
        jaundice=float(jaundice_max * rng.beta(1.0, 2.5)),
        mottle=float(rng.uniform(0.1, 0.7)),
        brow_density=float(rng.uniform(0.15, 0.55) + 0.15 * tone),
        hair_density=float(rng.uniform(0.0, 0.8) + 0.3 * tone),
        hair_line=float(rng.uniform(0.75, 1.35)),
    )
    if preterm > 0.0:
        complexion = _preterm(morphs, complexion, preterm)
    return Identity(subject, group, tone, Head(pack, bases, morphs), complexion)


def _preterm(morphs: dict[str, float], complexion: Complexion, share: float) -> Complexion:
    """Changes `morphs`, and gives the complexion."""
    for name in ("head-fat-incr", "cheek-volume-incr", "neck-double-incr", "cheek-inner-incr"):
        morphs[name] = morphs.get(name, 0.0) * (1.0 - share)
    for name, weight in PRETERM.items():
        morphs[name] = morphs.get(name, 0.0) + share * weight
    return replace(
        complexion,
        flush=min(1.0, complexion.flush + 0.35 * share),
        mottle=min(1.0, complexion.mottle + 0.3 * share),
        lanugo=share,
        brow_density=complexion.brow_density * (1.0 - 0.5 * share),
    )


def _blend(colours: tuple[Colour, ...], share: float) -> Colour:
    place = share * (len(colours) - 1)
    lower = min(int(place), len(colours) - 2)
    mixed = np.array(colours[lower]) * (lower + 1 - place) + np.array(colours[lower + 1]) * (place - lower)
    return (float(mixed[0]), float(mixed[1]), float(mixed[2]))


def _tinted(colour: Colour, rng: np.random.Generator, spread: float) -> Colour:
    tinted = np.clip(np.array(colour) * (1.0 + rng.normal(0.0, spread, 3)), 0.0, 1.0)
    return (float(tinted[0]), float(tinted[1]), float(tinted[2]))
