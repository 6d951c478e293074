"""The heel lance as a script: what the child does when. Pure; the clip draws it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace

import numpy as np

from neopain_export.neonate.expression import STATES, mix, weaken, with_weights
from neopain_export.neonate.scene import Mien, Pose

DURATION_S = 60.0


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of the film with a name that people read."""

    name: str
    start_s: float


@dataclass(frozen=True, slots=True)
class Key:
    """The face aimed at, at a time; between two keys the face moves smoothly."""

    at_s: float
    state: str
    strength: float = 1.0


PHASES = (
    Phase("asleep", 0.0),
    Phase("awake", 11.0),
    Phase("fuss", 22.0),
    Phase("heel lance", 30.0),
    Phase("recovery", 46.0),
)
LANCE_S = 30.0
CRY_S = (30.9, 46.0)

KEYS = (
    Key(0.0, "asleep"),
    Key(5.0, "asleep"),
    Key(5.8, "sleep_smile", 0.6),
    Key(7.2, "asleep"),
    Key(11.0, "asleep"),
    Key(12.2, "drowsy"),
    Key(13.5, "awake"),
    Key(21.8, "awake"),
    Key(23.5, "fuss", 0.55),
    Key(25.5, "fuss", 0.30),
    Key(27.0, "fuss", 0.65),
    Key(29.0, "fuss", 0.35),
    Key(30.0, "fuss", 0.35),
    Key(30.5, "pain_grimace", 0.95),
    Key(31.2, "pain_cry", 1.0),
    Key(44.5, "pain_cry", 0.95),
    Key(46.5, "pain_grimace", 0.75),
    Key(48.0, "pain_partial", 0.55),
    Key(50.0, "fuss", 0.5),
    Key(52.5, "drowsy"),
    Key(55.0, "drowsy"),
    Key(57.0, "asleep"),
    Key(60.0, "asleep"),
)
BLINK_S = 0.30
CRY_PERIOD_S = 1.25
BREATH_PERIOD_S = 1.25
"""48 breaths a minute; divides the film's length, so that it loops."""


def phase_at(at_s: float) -> str:
    """Name of the phase at a time of the film."""
    return PHASES[max(bisect_right([phase.start_s for phase in PHASES], at_s) - 1, 0)].name


def face_at(
    at_s: float,
    blinks_s: tuple[float, ...],
    keys: tuple[Key, ...] = KEYS,
    cry_s: tuple[float, float] = CRY_S,
) -> Mien:
    """The face at a time, with cry bursts, chin quiver, blinks and a wandering gaze."""
    following = min(bisect_right([key.at_s for key in keys], at_s), len(keys) - 1)
    first, second = keys[following - 1], keys[following]
    share = float(np.clip((at_s - first.at_s) / (second.at_s - first.at_s), 0.0, 1.0))
    share = share * share * (3.0 - 2.0 * share)
    face = mix(_posed(first), _posed(second), share)
    face = _crying(face, at_s, cry_s)
    shut = max((_blink(at_s - start) for start in blinks_s), default=0.0)
    lids = {name: max(face.weights.get(name, 0.0), shut * 1.03) for name in ("eyeBlinkLeft", "eyeBlinkRight")}
    gaze = (0.22 * np.sin(2 * np.pi * at_s / 7.5), 0.10 * np.sin(2 * np.pi * at_s / 12.0) - 0.03)
    return replace(with_weights(face, lids), gaze=(float(gaze[0]), float(gaze[1])))


def pose_at(at_s: float) -> Pose:
    """The head's pose: slow drift, breath, searching while awake, shaking while crying."""
    turn = 2.0 * np.pi * at_s
    awake = _between(at_s, 12.5, 28.0, 1.5)
    cry = cry_share(at_s)
    yaw = 5.0 + 2.0 * np.sin(turn / 30.0) + awake * 5.0 * np.sin(turn / 7.5) + cry * 5.0 * np.sin(turn / 1.9)
    pitch = 0.4 * np.sin(turn / BREATH_PERIOD_S) + 1.0 * np.sin(turn / 20.0) - cry * 4.0
    roll = 1.5 * np.sin(turn / 60.0) + awake * 1.5 * np.sin(turn / 5.0) + cry * 2.0 * np.sin(turn / 2.6)
    return Pose(float(yaw), float(pitch), float(roll))


def breath_at(at_s: float) -> float:
    """How far the chest is raised, -1..1; deep and quick while crying."""
    calm = np.sin(2.0 * np.pi * at_s / BREATH_PERIOD_S)
    return float(0.5 * calm * (1.0 + cry_share(at_s)))


def cry_share(at_s: float, cry_s: tuple[float, float] = CRY_S) -> float:
    """0 quiet, 1 in full cry."""
    return _between(at_s, *cry_s, 0.8)


def draw_blinks(rng: np.random.Generator) -> tuple[float, ...]:
    """Times at which a blink begins, while the eyes are open."""
    starts, at_s = [], 14.2
    while at_s < 29.0:
        starts.append(float(at_s))
        at_s += rng.uniform(1.8, 4.0)
    return tuple(starts)


def _posed(key: Key) -> Mien:
    return weaken(STATES[key.state], key.strength)


def _crying(face: Mien, at_s: float, cry_s: tuple[float, float]) -> Mien:
    cry = cry_share(at_s, cry_s)
    if cry <= 0.0:
        return face
    burst = 0.5 + 0.5 * np.sin(2.0 * np.pi * at_s / CRY_PERIOD_S)
    quiver = np.sin(2.0 * np.pi * at_s * 4.3) * burst
    jaw = face.weights.get("jawOpen", 0.0)
    changes = {
        "jawOpen": max(0.0, jaw * (1.0 + cry * (0.30 * burst - 0.35)) + 0.025 * cry * quiver),
        "mouthStretchLeft": face.weights.get("mouthStretchLeft", 0.0) * (1.0 - 0.15 * cry * burst),
        "mouthStretchRight": face.weights.get("mouthStretchRight", 0.0) * (1.0 - 0.15 * cry * burst),
        "browDownLeft": face.weights.get("browDownLeft", 0.0) * (1.0 - 0.10 * cry * (1.0 - burst)),
        "browDownRight": face.weights.get("browDownRight", 0.0) * (1.0 - 0.10 * cry * (1.0 - burst)),
    }
    return with_weights(face, changes)


def _blink(since_s: float) -> float:
    """Lid closure of a blink that began `since_s` ago, 0..1."""
    if not 0.0 < since_s < BLINK_S:
        return 0.0
    return float(np.sin(np.pi * since_s / BLINK_S) ** 0.7)


def _between(at_s: float, start_s: float, end_s: float, ramp_s: float) -> float:
    rise = np.clip((at_s - start_s) / ramp_s, 0.0, 1.0)
    fall = np.clip((end_s - at_s) / ramp_s, 0.0, 1.0)
    level = min(rise, fall)
    return float(level * level * (3.0 - 2.0 * level))
