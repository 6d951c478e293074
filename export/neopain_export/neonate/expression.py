"""The states of a newborn's face as weights of expression units, and how they mix and vary.

The pain faces follow the Neonatal Facial Coding System (Grunau and Craig 1987): brow bulge, eye squeeze,
nasolabial furrow, open lips, vertical and horizontal mouth stretch, taut tongue, chin quiver. The other
states share single signs with pain, as they do on the ward: none has brow bulge, eye squeeze and nasolabial
furrow together.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from neopain_export.neonate.mesh.morphs import EXTRA_UNITS, FACE_UNITS
from neopain_export.neonate.scene import Mien

if TYPE_CHECKING:
    from collections.abc import Mapping

UNITS = (*FACE_UNITS, *EXTRA_UNITS)


def both_sides(**weights: float) -> dict[str, float]:
    """Weights by unit; a name without its own unit stands for its left and right one."""
    spread: dict[str, float] = {}
    for name, weight in weights.items():
        names = (name,) if name in UNITS else (f"{name}Left", f"{name}Right")
        spread.update(dict.fromkeys(names, weight))
    return spread


STATES: dict[str, Mien] = {
    "asleep": Mien(both_sides(eyeBlink=1.03)),
    "awake": Mien(both_sides(eyeWide=0.1, eyeBlink=0.12)),
    "drowsy": Mien(both_sides(eyeBlink=0.62, browInnerUp=0.1)),
    "fuss": Mien(
        both_sides(
            browDown=0.7,
            eyeSquint=0.5,
            eyeBlink=0.25,
            mouthFrown=0.8,
            mouthStretch=0.35,
            mouthShrugLower=0.4,
            jawOpen=0.08,
            cheeks=0.2,
        ),
        furrow=0.15,
        brow_strain=0.35,
        flush=0.10,
    ),
    "pain_cry": Mien(
        both_sides(
            browDown=1.20,
            eyeSquint=1.05,
            eyeBlink=0.92,
            cheekSquint=1.15,
            noseSneer=1.0,
            noseWrinkle=0.5,
            mouthUpperUp=0.55,
            mouthStretch=0.95,
            mouthLowerDown=0.50,
            mouthFrown=0.3,
            jawOpen=0.60,
            wide=0.5,
            cheeks=0.5,
            cheekUp=0.3,
            furrow=0.7,
            eyeBag=0.3,
            flare=0.5,
        ),
        furrow=0.9,
        brow_strain=0.9,
        flush=0.40,
    ),
    "pain_grimace": Mien(
        both_sides(
            browDown=1.15,
            eyeSquint=1.05,
            eyeBlink=0.92,
            cheekSquint=1.0,
            noseSneer=0.95,
            noseWrinkle=0.5,
            mouthUpperUp=0.45,
            mouthStretch=1.1,
            mouthLowerDown=0.35,
            mouthFrown=0.35,
            jawOpen=0.25,
            wide=0.6,
            cheeks=0.5,
            furrow=0.7,
            eyeBag=0.3,
            flare=0.4,
        ),
        furrow=0.85,
        brow_strain=0.9,
        flush=0.30,
    ),
    "pain_partial": Mien(
        both_sides(
            browDown=1.0,
            eyeSquint=1.0,
            eyeBlink=0.9,
            cheekSquint=0.8,
            noseSneer=0.7,
            mouthStretch=0.35,
            mouthUpperUp=0.2,
            jawOpen=0.07,
            furrow=0.5,
            flare=0.2,
        ),
        furrow=0.6,
        brow_strain=0.75,
        flush=0.15,
    ),
    "hunger_cry": Mien(
        both_sides(
            browInnerUp=0.35,
            browDown=0.30,
            eyeBlink=0.90,
            eyeSquint=0.25,
            jawOpen=0.62,
            mouthFunnel=0.15,
            mouthLowerDown=0.45,
            mouthStretch=0.30,
            mouthFrown=0.35,
            cheeks=0.15,
            tongueOut=0.10,
            wide=0.25,
        ),
        furrow=0.15,
        brow_strain=0.15,
        flush=0.32,
    ),
    "yawn": Mien(
        both_sides(
            eyeBlink=0.98, eyeSquint=0.25, jawOpen=0.85, mouthFunnel=0.2, browInnerUp=0.45, browDown=0.1
        )
    ),
    "sucking": Mien(
        both_sides(eyeBlink=0.85, mouthPucker=0.75, jawOpen=0.12, cheekSquint=0.1, cheekPuff=0.25)
    ),
    "startle": Mien(
        both_sides(
            eyeWide=0.75, browInnerUp=0.7, browOuterUp=0.5, jawOpen=0.32, mouthStretch=0.25, mouthFunnel=0.1
        ),
        flush=0.05,
    ),
    "sleep_grimace": Mien(
        both_sides(
            eyeBlink=1.0,
            eyeSquint=0.45,
            browDown=0.45,
            mouthSmile=0.55,
            mouthStretch=0.3,
            jawOpen=0.10,
            cheekSquint=0.5,
        ),
        furrow=0.35,
        brow_strain=0.25,
    ),
    "sleep_smile": Mien(both_sides(eyeBlink=1.0, mouthSmile=0.6, cheekSquint=0.2)),
    "laugh": Mien(
        both_sides(
            eyeBlink=0.35,
            eyeSquint=0.55,
            mouthSmile=0.95,
            mouthUpperUp=0.3,
            mouthStretch=0.2,
            jawOpen=0.42,
            cheekSquint=0.85,
            cheekUp=0.5,
            wide=0.35,
            furrow=0.4,
        ),
        furrow=0.45,
        flush=0.08,
    ),
    "sneeze": Mien(
        both_sides(
            eyeBlink=0.95,
            eyeSquint=0.7,
            browInnerUp=0.4,
            browDown=0.25,
            noseSneer=0.8,
            noseWrinkle=0.6,
            mouthUpperUp=0.4,
            mouthFunnel=0.25,
            jawOpen=0.30,
            flare=0.6,
        ),
        furrow=0.25,
        brow_strain=0.12,
        flush=0.05,
    ),
    "hiccup": Mien(
        both_sides(
            eyeBlink=0.40,
            eyeWide=0.2,
            browInnerUp=0.4,
            browOuterUp=0.3,
            jawOpen=0.22,
            mouthFunnel=0.3,
            mouthLowerDown=0.2,
        )
    ),
}
RELAXED_YAWN = Mien(
    both_sides(eyeBlink=0.98, eyeSquint=0.05, jawOpen=0.95, mouthFunnel=0.25, browInnerUp=0.10, browDown=0.0)
)
"""A yawn with smooth brows and lids softly shut. It has the units of the older one, so that as many numbers
are drawn for it."""
PAIN_STATES = frozenset({"pain_cry", "pain_grimace", "pain_partial"})


def mix(first: Mien, second: Mien, share: float) -> Mien:
    """A face between two; `share` 0 is the first, 1 the second."""

    def between(a: float, b: float) -> float:
        return (1.0 - share) * a + share * b

    names = first.weights.keys() | second.weights.keys()
    return Mien(
        weights={
            name: between(first.weights.get(name, 0.0), second.weights.get(name, 0.0))
            for name in sorted(names)
        },
        furrow=between(first.furrow, second.furrow),
        brow_strain=between(first.brow_strain, second.brow_strain),
        flush=between(first.flush, second.flush),
        gaze=(between(first.gaze[0], second.gaze[0]), between(first.gaze[1], second.gaze[1])),
    )


def weaken(mien: Mien, strength: float) -> Mien:
    """The same face with less (or more) effort; closed eyes stay closed."""
    weak = mix(Mien({}), mien, strength)
    lids = {name: mien.weights[name] for name in mien.weights if name.startswith("eyeBlink")}
    return replace(weak, weights={**weak.weights, **lids})


def vary(mien: Mien, rng: np.random.Generator, *, spread: float) -> Mien:
    """The same face as another moment shows it: each unit a little stronger or weaker, sides unequal."""
    weights: dict[str, float] = {}
    pairs: dict[str, float] = {}
    for name, weight in sorted(mien.weights.items()):
        stem = name.removesuffix("Left").removesuffix("Right")
        common = pairs.setdefault(stem, float(rng.normal(0.0, spread)))
        own = float(rng.normal(0.0, 0.35 * spread))
        calm = 0.25 if stem == "eyeBlink" and weight > 0.8 else 1.0
        weights[name] = max(0.0, weight * (1.0 + calm * (common + own)))
    gaze = rng.uniform(-0.25, 0.25, 2)
    scale = np.clip(1.0 + rng.normal(0.0, 1.5 * spread, 3), 0.0, 2.0)
    return Mien(
        weights=weights,
        furrow=float(min(mien.furrow * scale[0], 1.0)),
        brow_strain=float(min(mien.brow_strain * scale[1], 1.0)),
        flush=float(mien.flush * scale[2] + rng.normal(0.0, 0.05)),
        gaze=(float(gaze[0]), float(gaze[1])),
    )


def with_weights(mien: Mien, changes: Mapping[str, float]) -> Mien:
    """The same face with some units' weights replaced."""
    return replace(mien, weights={**mien.weights, **changes})
