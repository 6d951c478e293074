"""The labelled picture generator: a seed gives pictures of neonates, split by identity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from neopain import paths
from neopain_export.neonate.actions import strengths
from neopain_export.neonate.identity import Identity, draw_identity
from neopain_export.neonate.sets.intensive import draw_infant, draw_intensive
from neopain_export.neonate.sets.shots import Drawn, draw_easy, draw_hard, draw_outfit, draw_tone
from neopain_export.neonate.sets.wards import INFRARED
from neopain_export.neonate.studio import Outfit, Shot, Studio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neopain.core.frames import RgbImage
    from neopain_export.neonate.head import HeadPack

WIDTH_PX, HEIGHT_PX = 480, 360
SECONDS_BETWEEN = 20.0
"""Made-up time between one subject's pictures, so that no protocol takes them for one video."""


@dataclass(frozen=True, slots=True)
class Series:
    """How one set is made up.

    Attributes:
        code: in its subjects' names.
        number: decides, with the seed, everything random.
        pictures_per_subject: half of them pain.
        test_every: every n-th subject is in the test group.
    """

    code: str
    number: int
    pictures_per_subject: int
    test_every: int


SERIES = {
    "simulated": Series("easy", 0, 8, 3),
    "simulated-hard": Series("hard", 1, 8, 3),
    "simulated-hard-2": Series("hard2", 2, 4, 2),
}
"""The sets by name: easy, hard, and hard with intensive care, many renderers and as many test subjects."""


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


@dataclass(frozen=True, slots=True, eq=False)
class PlannedPicture:
    """Everything that is known of a picture before it is drawn; attributes as of `LabelledPicture`.

    Attributes:
        number: its place in the set, 0 the first.
        identity, shot: what the studio photographs.
    """

    number: int
    identity: Identity
    shot: Shot
    label: int
    state: str
    time_s: float
    nuisances: dict[str, float | str]

    @property
    def subject(self) -> str:
        """The neonate's name."""
        return self.identity.subject

    @property
    def group(self) -> str:
        """`train` or `test`."""
        return self.identity.group


def draw_pictures(seed: int, count: int, title: str, group: str | None = None) -> Iterator[LabelledPicture]:
    """Draw the first `count` pictures of a seed of the set named `title`, a key of `SERIES`.

    The same seed gives the same pictures whatever the count. Subjects come one after another; with `group`
    (`train` or `test`) only those of that group are drawn, out of the first `count`.

    Raises: EnvironmentFault without OpenGL or head pack, before the first picture.
    """
    studio = Studio(paths.assets() / "neonate", WIDTH_PX, HEIGHT_PX)
    try:
        for plan in plan_pictures(studio.pack, seed, count, title, group):
            yield LabelledPicture(
                picture=studio.photograph(plan.identity, plan.shot),
                subject=plan.subject,
                label=plan.label,
                state=plan.state,
                time_s=plan.time_s,
                group=plan.group,
                nuisances=plan.nuisances,
            )
    finally:
        studio.close()


def plan_pictures(
    pack: HeadPack, seed: int, count: int, title: str, group: str | None = None, first: int = 0
) -> Iterator[PlannedPicture]:
    """What `draw_pictures` draws, without drawing it: a hundred times as quick.

    With `first`, the first picture of a subject, those before it are passed over. Raises: KeyError.
    """
    series = SERIES[title]
    each = series.pictures_per_subject
    for start in range(first, count, each):
        number = start // each
        if group not in {None, _group(series, number)}:
            continue
        rng = np.random.default_rng([seed, series.number, number])
        identity, outfit = _subject(pack, rng, seed, number, series)
        pains = rng.permutation(np.arange(each) % 2 == 1)
        for place in range(min(each, count - start)):
            own = np.random.default_rng([seed, series.number, number, place])
            pain = bool(pains[place])
            seen, drawn = _shot(own, pack, identity, outfit, series, pain=pain)
            yield PlannedPicture(
                number=start + place,
                identity=seen,
                shot=drawn.shot,
                label=int(pain),
                state=drawn.state,
                time_s=place * SECONDS_BETWEEN,
                nuisances=_nuisances(identity, drawn),
            )


def group_size(title: str, count: int, group: str) -> int:
    """How many of the first `count` pictures are of that group. Raises: KeyError."""
    series = SERIES[title]
    each = series.pictures_per_subject
    return sum(
        min(each, count - start) for start in range(0, count, each) if _group(series, start // each) == group
    )


def _group(series: Series, number: int) -> str:
    return "test" if number % series.test_every == series.test_every - 1 else "train"


def _subject(
    pack: HeadPack, rng: np.random.Generator, seed: int, number: int, series: Series
) -> tuple[Identity, Outfit]:
    group = _group(series, number)
    subject = f"sim-{series.code}-{seed}-{number:04d}"
    if series.code == "hard2":
        return draw_infant(pack, rng, subject=subject, group=group)
    tone = draw_tone(rng, hard=series.code == "hard", group=group)
    return draw_identity(pack, rng, subject=subject, group=group, tone=tone), draw_outfit(rng)


def _shot(
    rng: np.random.Generator,
    pack: HeadPack,
    identity: Identity,
    outfit: Outfit,
    series: Series,
    *,
    pain: bool,
) -> tuple[Identity, Drawn]:
    if series.code == "hard2":
        return draw_intensive(rng, pack, pain=pain, identity=identity, outfit=outfit)
    if series.code == "hard":
        return identity, draw_hard(rng, pain=pain, outfit=outfit, group=identity.group)
    return identity, draw_easy(rng, pain=pain, outfit=outfit)


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
        "preterm": round(identity.complexion.lanugo, 3),
        "dry_skin": round(identity.complexion.dryness, 3),
        "cap": "no" if shot.outfit.cap is None else "yes",
        "hindrances": "+".join(shot.hindrances),
        "lamp_lean_deg": round(lean, 1),
        "lamp_level": round(light.key_colour[1], 3),
        "room_level": round(light.room_colour[1], 3),
        "rendering": shot.rendering.name,
        "side_lying": "yes" if shot.cheek else "no",
        "incubator_wall": "no" if shot.pane is None else "yes",
        "second_infant": "no" if shot.neighbour is None else "yes",
        "camera": shot.film.camera.removesuffix(INFRARED),
        "infrared": "yes" if shot.film.camera.endswith(INFRARED) else "no",
        "dim": round(shot.film.dim, 3),
        "motion_px": round(shot.film.motion_px, 1),
        "defocus_px": round(shot.film.defocus_px, 2),
        "shot_noise": round(shot.film.shot_noise, 4),
        "jpeg_quality": float(shot.film.jpeg_quality),
    }
