"""The simulated neonate's pictures as a labelled set; drawn while they are read, never stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from neopain_export.neonate.actions import INTENSITY
from neopain_export.neonate.sets.films import draw_films
from neopain_export.neonate.sets.pictures import SERIES, LabelledPicture, draw_pictures
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
class DrawnSamples:
    """The first `count` pictures of a seed; each reading draws them again, the same.

    With `told` each sample says about itself all that was drawn, the true strengths of its actions among it.
    """

    seed: int
    count: int
    title: str
    told: bool = False

    def __iter__(self) -> Iterator[Sample]:
        for number, drawn in enumerate(draw_pictures(self.seed, self.count, self.title)):
            yield _sample(number, drawn, self.title, told=self.told)


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


def simulated_set(title: str, seed: int, count: int, *, told: bool = False) -> SampleSet:
    """The set of that name, out of `TITLES`; `told` with everything that was drawn. Raises: KeyError."""
    samples = DrawnFilms(seed, count) if title == FILMS else DrawnSamples(seed, count, title, told)
    return SampleSet(f"{title}, seed {seed}, {count} pictures", simulated=True, samples=samples, size=count)


def _sample(number: int, drawn: LabelledPicture, title: str, *, told: bool) -> Sample:
    place = number % SERIES[title].pictures_per_subject
    names = tuple(drawn.nuisances) if told else ABOUT[title]
    return Sample(
        name=f"{drawn.subject}-{place}",
        subject=drawn.subject,
        label=drawn.label,
        picture=PictureArray(np.ascontiguousarray(drawn.picture[:, :, ::-1])),
        group=drawn.group,
        state=drawn.state,
        about=tuple((name, str(drawn.nuisances[name])) for name in names),
    )
