"""Short films by seed: a painful procedure, or minutes without one in which faces move all the same.

Every second film has a procedure: calm, then a grimace and mostly a cry for some seconds, then recovery. The
others have what looks like pain for a moment: a startle, a sneeze, a grimace in sleep, a hungry cry. So a
score of single pictures is high for moments in films without pain, which is what time can tell apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from neopain import paths
from neopain_export.neonate.identity import draw_identity
from neopain_export.neonate.rendering.film import Film
from neopain_export.neonate.scene import Light, Pose, View
from neopain_export.neonate.script import Key, cry_share, face_at
from neopain_export.neonate.studio import Shot, Studio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neopain.core.frames import RgbImage

WIDTH_PX, HEIGHT_PX = 480, 360
NUMBER = 17
"""Decides, with the seed, everything random; no other set has it."""
DURATION_S, EVERY_S = 24.0, 0.5
FRAMES = round(DURATION_S / EVERY_S)
CALM = ("asleep", "awake", "drowsy")
MOMENTS = ("startle", "sneeze", "sleep_grimace", "yawn", "laugh", "hunger_cry", "fuss", "hiccup")
PAIN = ("pain_cry", "pain_cry", "pain_grimace", "pain_partial")
_RAMP_S = 0.4
_NEVER = (DURATION_S + 10.0, DURATION_S + 20.0)


@dataclass(frozen=True, slots=True)
class FilmScript:
    """What happens in one film.

    Attributes:
        keys: the face aimed at, by time.
        pain_s: from when to when there is pain; behind the end where there is none.
        cry_s: likewise a cry of pain.
    """

    keys: tuple[Key, ...]
    pain_s: tuple[float, float]
    cry_s: tuple[float, float]

    def pain_at(self, at_s: float) -> bool:
        """Whether there is pain at a second of the film."""
        return self.pain_s[0] <= at_s < self.pain_s[1]


@dataclass(frozen=True, slots=True, eq=False)
class FilmPicture:
    """A picture of a film: uint8 (360, 480, 3) RGB, whose, when, and whether there is pain."""

    picture: RgbImage
    subject: str
    at_s: float
    pain: bool


def draw_script(rng: np.random.Generator, *, pain: bool) -> FilmScript:
    """The script of one film, without drawing anything."""
    calm = str(rng.choice(CALM))
    keys = [Key(0.0, calm)]
    begins = float(rng.uniform(8.0, 11.0))
    ends = float(begins + rng.uniform(8.0, 11.0))
    at_s = float(rng.uniform(1.0, 3.0))
    while at_s < (begins - 3.0 if pain else DURATION_S - 3.0):
        lasts = float(rng.uniform(0.6, 1.8))
        _moment(keys, at_s, lasts, calm, str(rng.choice(MOMENTS)), float(rng.uniform(0.7, 1.0)))
        at_s += lasts + float(rng.uniform(2.0, 5.0))
    cry_s = pain_s = _NEVER
    if pain:
        state, strength = str(rng.choice(PAIN)), float(rng.uniform(0.75, 1.0))
        keys += [
            Key(begins, calm),
            Key(begins + _RAMP_S, "pain_grimace", strength),
            Key(begins + 1.2, state, strength),
            Key(ends - 0.6, state, 0.9 * strength),
            Key(ends + 1.0, "fuss", 0.4),
            Key(ends + 2.5, calm),
        ]
        pain_s = begins, ends
        cry_s = (begins + 0.9, ends) if state == "pain_cry" else _NEVER
    keys.append(Key(DURATION_S + 5.0, calm))
    return FilmScript(tuple(keys), pain_s, cry_s)


def draw_films(seed: int, pictures: int) -> Iterator[FilmPicture]:
    """The first so many pictures of the seed's films, film after film, one every EVERY_S.

    Raises: EnvironmentFault without OpenGL or head pack, before the first picture.
    """
    studio = Studio(paths.assets() / "neonate", WIDTH_PX, HEIGHT_PX)
    try:
        for number in range(-(-pictures // FRAMES)):
            yield from _draw(studio, seed, number, min(FRAMES, pictures - number * FRAMES))
    finally:
        studio.close()


def _draw(studio: Studio, seed: int, number: int, frames: int) -> Iterator[FilmPicture]:
    from neopain_export.neonate.clip import OUTFIT  # noqa: PLC0415  clip imports what draws

    rng = np.random.default_rng([seed, NUMBER, number])
    subject = f"sim-film-{seed}-{number:04d}"
    tone = float(rng.uniform(0.1, 0.7))
    identity = draw_identity(studio.pack, rng, subject=subject, group="", tone=tone, jaundice_max=0.2)
    script = draw_script(rng, pain=number % 2 == 0)
    view = View(
        azimuth=float(rng.uniform(-6, 6)), elevation=float(rng.uniform(-6, 3)),
        roll=float(rng.uniform(-12, 12)),
        zoom=float(rng.uniform(0.95, 1.1)), shift=(float(rng.uniform(-0.05, 0.08)), 0.0),
    )  # fmt: skip
    light = Light(key_direction=(float(rng.uniform(-0.6, 0.6)), 0.55, 0.85))
    film = Film("film", read_noise=0.003, shot_noise=0.008, defocus_px=0.7, jpeg_quality=92)
    for place in range(frames):
        at_s = place * EVERY_S
        cry = cry_share(at_s, script.cry_s)
        yaw = 3.0 * np.sin(2 * np.pi * at_s / 17.0) + 4.0 * cry * np.sin(2 * np.pi * at_s / 1.9)
        shot = Shot(
            mien=face_at(at_s, (), script.keys, script.cry_s),
            pose=Pose(float(yaw), float(-3.0 * cry), float(2.0 * np.sin(2 * np.pi * at_s / 9.0))),
            outfit=OUTFIT,
            light=light,
            view=view,
            film=film,
            breath=float(0.5 * np.sin(2 * np.pi * at_s / 1.25)),
            seed=round(at_s * 1000) + 100_000 * number,
        )
        yield FilmPicture(studio.photograph(identity, shot), subject, at_s, script.pain_at(at_s))


def _moment(keys: list[Key], at_s: float, lasts: float, calm: str, state: str, strength: float) -> None:
    keys += [
        Key(at_s, calm),
        Key(at_s + _RAMP_S, state, strength),
        Key(at_s + _RAMP_S + lasts, state, strength),
        Key(at_s + 2 * _RAMP_S + lasts, calm),
    ]
