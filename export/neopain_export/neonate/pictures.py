"""The labelled picture generator: a seed gives pictures of neonates, split by identity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from neopain import paths
from neopain_export.neonate.actions import strengths
from neopain_export.neonate.identity import Identity, draw_identity
from neopain_export.neonate.shots import Drawn, draw_easy, draw_hard, draw_outfit, draw_tone
from neopain_export.neonate.studio import Outfit, Studio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neopain.core.frames import RgbImage
    from neopain_export.neonate.head import HeadPack

WIDTH_PX, HEIGHT_PX = 480, 360
PICTURES_PER_SUBJECT = 8
"""Half of them pain."""
TEST_EVERY = 3
"""Every third subject is in the test group."""
SECONDS_BETWEEN = 20.0
"""Made-up time between one subject's pictures, so that no protocol takes them for one video."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelledPicture:
    """A picture and what is known of it.

    Attributes:
        picture: uint8 (H, W, 3) RGB.
        subject: the neonate's name; one neonate is in one group only.
        label: 1 pain expression, 0 not.
        state: the face's state, a key of `expression.STATES`.
        time_s: made-up time within the subject.
        group: `train` or `test`.
        nuisances: everything else that was drawn, by column name.
    """

    picture: RgbImage
    subject: str
    label: int
    state: str
    time_s: float
    group: str
    nuisances: dict[str, float | str]


def draw_pictures(seed: int, count: int, *, hard: bool) -> Iterator[LabelledPicture]:
    """Draw the first `count` pictures of a seed; the same seed gives the same pictures whatever the count.

    Subjects come one after another, with `PICTURES_PER_SUBJECT` each, half of them pain.

    Raises: EnvironmentFault without OpenGL or head pack, before the first picture.
    """
    studio = Studio(paths.assets() / "neonate", WIDTH_PX, HEIGHT_PX)
    try:
        yield from _draw(studio, seed, count, hard=hard)
    finally:
        studio.close()


def _draw(studio: Studio, seed: int, count: int, *, hard: bool) -> Iterator[LabelledPicture]:
    for first in range(0, count, PICTURES_PER_SUBJECT):
        number = first // PICTURES_PER_SUBJECT
        rng = np.random.default_rng([seed, int(hard), number])
        identity = _subject(studio.pack, rng, seed, number, hard=hard)
        outfit = draw_outfit(rng)
        pains = rng.permutation(np.arange(PICTURES_PER_SUBJECT) % 2 == 1)
        for place in range(min(PICTURES_PER_SUBJECT, count - first)):
            own = np.random.default_rng([seed, int(hard), number, place])
            pain = bool(pains[place])
            drawn = _shot(own, pain=pain, outfit=outfit, group=identity.group, hard=hard)
            yield LabelledPicture(
                picture=studio.photograph(identity, drawn.shot),
                subject=identity.subject,
                label=int(pain),
                state=drawn.state,
                time_s=place * SECONDS_BETWEEN,
                group=identity.group,
                nuisances=_nuisances(identity, drawn),
            )


def _subject(pack: HeadPack, rng: np.random.Generator, seed: int, number: int, *, hard: bool) -> Identity:
    group = "test" if number % TEST_EVERY == TEST_EVERY - 1 else "train"
    kind = "hard" if hard else "easy"
    tone = draw_tone(rng, hard=hard, group=group)
    return draw_identity(pack, rng, subject=f"sim-{kind}-{seed}-{number:04d}", group=group, tone=tone)


def _shot(rng: np.random.Generator, *, pain: bool, outfit: Outfit, group: str, hard: bool) -> Drawn:
    if hard:
        return draw_hard(rng, pain=pain, outfit=outfit, group=group)
    return draw_easy(rng, pain=pain, outfit=outfit)


def _nuisances(identity: Identity, drawn: Drawn) -> dict[str, float | str]:
    shot = drawn.shot
    light = shot.light
    lean = float(np.degrees(np.arctan2(np.hypot(*light.key_direction[:2]), light.key_direction[2])))
    return {
        "strength": round(drawn.strength, 3),
        **strengths(shot.mien).columns(),
        "yaw_deg": round(shot.pose.yaw + shot.view.azimuth, 1),
        "pitch_deg": round(shot.pose.pitch + shot.view.elevation, 1),
        "roll_deg": round(shot.pose.roll + shot.view.roll, 1),
        "zoom": round(shot.view.zoom, 3),
        "tone": round(identity.tone, 3),
        "cap": "no" if shot.outfit.cap is None else "yes",
        "hindrances": "+".join(shot.hindrances),
        "lamp_lean_deg": round(lean, 1),
        "lamp_level": round(light.key_colour[1], 3),
        "room_level": round(light.room_colour[1], 3),
        "camera": shot.film.camera,
        "dim": round(shot.film.dim, 3),
        "motion_px": round(shot.film.motion_px, 1),
        "defocus_px": round(shot.film.defocus_px, 2),
        "shot_noise": round(shot.film.shot_noise, 4),
        "jpeg_quality": float(shot.film.jpeg_quality),
    }
