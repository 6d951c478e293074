"""The simulated neonate's pictures as a labelled set; drawn where they are looked at, never stored."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from neopain import paths
from neopain.core.frames import BgrImage
from neopain_export.neonate.actions import INTENSITY
from neopain_export.neonate.head import HeadPack
from neopain_export.neonate.sets.films import draw_films
from neopain_export.neonate.sets.on_demand import draw_one, drawing
from neopain_export.neonate.sets.pictures import SERIES, PlannedPicture, group_size, plan_pictures
from neopain_export.neonate.studio import PACK_FILE
from neopain_export.study.data.samples import PictureArray, Sample, SampleSet

FILMS = "simulated-films"
TITLES = (*SERIES, FILMS)
"""What `--data` calls them."""
ABOUT = {
    "simulated": (INTENSITY,),
    "simulated-hard": (INTENSITY,),
    "simulated-hard-2": (
        *("rendering", "camera", "infrared", "tone", "preterm", "incubator_wall", "side_lying"),
        "second_infant",
        INTENSITY,
    ),
}
"""Columns that go with each picture: what tables are split by, and what an intensity is learnt from."""

DEFAULT_COUNT = 480


@dataclass(frozen=True, slots=True)
class DrawnPicture:
    """A picture that is drawn when it is loaded.

    Its digest needs no drawing, so that what was looked at before is known at once.

    Attributes:
        title, seed, number: which picture.
        drawing: what else decides its pixels, as `neonate.sets.on_demand.drawing` says.
    """

    title: str
    seed: int
    number: int
    drawing: str

    def load(self) -> BgrImage:
        """Draw it. Raises: EnvironmentFault without OpenGL, or where it would be drawn otherwise."""
        drawn = draw_one(self.title, self.seed, self.number, self.drawing)
        return np.ascontiguousarray(drawn[:, :, ::-1])

    def digest(self) -> str:
        """Hash of everything that decides the pixels."""
        words = repr((self.title, self.seed, self.number, self.drawing))
        return hashlib.sha256(words.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class DrawnSamples:
    """The first `count` pictures of a seed; each reading gives the same.

    With `told` each sample says about itself all that was drawn, the true strengths of its actions among it.
    With `group` only those of that group are drawn, out of the first `count`.
    """

    seed: int
    count: int
    title: str
    told: bool = False
    group: str | None = None

    def __iter__(self) -> Iterator[Sample]:
        pack = HeadPack.load(paths.assets() / "neonate" / PACK_FILE)
        by = drawing()
        for plan in plan_pictures(pack, self.seed, self.count, self.title, self.group):
            yield _sample(
                plan, DrawnPicture(self.title, self.seed, plan.number, by), self.title, told=self.told
            )


@dataclass(frozen=True, slots=True)
class DrawnFilms:
    """The first `count` pictures of a seed's films, two a second, each named by its film and second."""

    seed: int
    count: int

    def __iter__(self) -> Iterator[Sample]:
        for drawn in draw_films(self.seed, self.count):
            yield Sample(
                name=f"{drawn.subject}@{drawn.at_s:g}s",
                subject=drawn.subject,
                label=int(drawn.pain),
                picture=PictureArray(np.ascontiguousarray(drawn.picture[:, :, ::-1])),
                state="pain" if drawn.pain else "no pain",
            )


def simulated_set(
    title: str, seed: int, count: int, *, told: bool = False, group: str | None = None
) -> SampleSet:
    """The set of that name, out of `TITLES`; `told` with everything that was drawn, `group` one group alone.

    Raises: KeyError.
    """
    samples = DrawnFilms(seed, count) if title == FILMS else DrawnSamples(seed, count, title, told, group)
    size = count if group is None else group_size(title, count, group)
    part = "" if group is None else f", group {group}"
    named = f"{title}, seed {seed}, {count} pictures{part}"
    return SampleSet(named, simulated=True, samples=samples, size=size)


def _sample(plan: PlannedPicture, picture: DrawnPicture, title: str, *, told: bool) -> Sample:
    place = plan.number % SERIES[title].pictures_per_subject
    names = tuple(plan.nuisances) if told else ABOUT[title]
    return Sample(
        name=f"{plan.subject}-{place}",
        subject=plan.subject,
        label=plan.label,
        picture=picture,
        group=plan.group,
        state=plan.state,
        about=tuple((name, str(plan.nuisances[name])) for name in names),
    )
