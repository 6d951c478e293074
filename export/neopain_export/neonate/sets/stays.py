"""Stays: many pictures of one neonate before one camera, drawn in one way, as a monitor sees an infant.

The other sets draw light, camera and renderer anew for every picture. What is learnt about *this* infant and
*this* camera can only be tried where they stay the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from neopain import paths
from neopain_export.neonate.scene import Light, Pose, View
from neopain_export.neonate.sets.intensive import CALM, PAIN, draw_infant, draw_intensive
from neopain_export.neonate.sets.shots import weighted
from neopain_export.neonate.studio import Shot, Studio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neopain.core.frames import RgbImage

WIDTH_PX, HEIGHT_PX = 480, 360
NUMBER = 9
"""Decides, with the seed, everything random; no other set has it."""
RESTING = {"asleep": 0.4, "awake": 0.3, "drowsy": 0.12, "fuss": 0.06, "yawn": 0.06, "sucking": 0.06}
"""What an infant does that is left alone."""
PARTS = ("rest", "calm", "pain", "begin")
_LARGEST_TURN = 25.0


@dataclass(frozen=True, slots=True, eq=False)
class StayPicture:
    """A picture of a stay.

    Attributes:
        picture: uint8 (H, W, 3) RGB.
        subject: the neonate's name.
        part: `rest` left alone; `calm` and `pain` as in the second hard set; `begin` pain at the start.
        state: a key of `expression.STATES`.
    """

    picture: RgbImage
    subject: str
    part: str
    state: str

    @property
    def label(self) -> int:
        """1 pain expression, 0 not."""
        return int(self.part in {"pain", "begin"})


def draw_stays(
    seed: int, infants: int, counts: dict[str, int], *, group: str = "test"
) -> Iterator[StayPicture]:
    """Pictures of infant after infant; `counts` says how many of each of `PARTS`.

    Infant, skin, camera and renderer are of the group, so that those of `test` were never seen in training.

    Raises: EnvironmentFault without OpenGL or head pack, before the first picture.
    """
    studio = Studio(paths.assets() / "neonate", WIDTH_PX, HEIGHT_PX)
    try:
        for number in range(infants):
            yield from _draw(studio, seed, number, counts, group)
    finally:
        studio.close()


def _draw(
    studio: Studio, seed: int, number: int, counts: dict[str, int], group: str
) -> Iterator[StayPicture]:
    rng = np.random.default_rng([seed, NUMBER, number])
    subject = f"sim-stay-{seed}-{number:04d}"
    identity, outfit = draw_infant(studio.pack, rng, subject=subject, group=group)
    # The first shot says how this bed looks; later ones keep all of it but face, pose and the sensor's noise.
    identity, bed = draw_intensive(rng, studio.pack, pain=False, identity=identity, outfit=outfit)
    for part, count in counts.items():
        for place in range(count):
            own = np.random.default_rng([seed, NUMBER, number, PARTS.index(part), place])
            pain = part in {"pain", "begin"}
            state = weighted(own, PAIN if pain else RESTING if part == "rest" else CALM)
            _, drawn = draw_intensive(
                own, studio.pack, pain=pain, identity=identity, outfit=outfit, state=state
            )
            shot = _in_bed(bed.shot, drawn.shot, own)
            yield StayPicture(studio.photograph(identity, shot), subject, part, state)


def _in_bed(bed: Shot, drawn: Shot, rng: np.random.Generator) -> Shot:
    pose = drawn.pose
    return replace(
        bed,
        mien=drawn.mien,
        pose=Pose(float(np.clip(pose.yaw, -_LARGEST_TURN, _LARGEST_TURN)), pose.pitch, pose.roll),
        light=_a_little_later(bed.light, rng),
        view=_nudged(bed.view, rng),
        film=replace(bed.film, motion_px=drawn.film.motion_px, motion_deg=drawn.film.motion_deg),
        seed=drawn.seed,
    )


def _a_little_later(light: Light, rng: np.random.Generator) -> Light:
    by = float(rng.uniform(0.9, 1.1))
    red, green, blue = light.key_colour
    return replace(light, key_colour=(by * red, by * green, by * blue))


def _nudged(view: View, rng: np.random.Generator) -> View:
    """The child slides a little in its cot; the camera stays."""
    across, up = view.shift
    return replace(
        view,
        roll=view.roll + float(rng.normal(0.0, 5.0)),
        shift=(across + float(rng.normal(0.0, 0.08)), up + float(rng.normal(0.0, 0.05))),
    )
