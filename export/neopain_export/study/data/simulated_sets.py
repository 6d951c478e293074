"""The simulated neonate's pictures as a labelled set; drawn while they are read, never stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from neopain_export.neonate.pictures import PICTURES_PER_SUBJECT, LabelledPicture, draw_pictures
from neopain_export.study.data.samples import PictureArray, Sample, SampleSet

TITLES = {"simulated": False, "simulated-hard": True}
"""What `--data` calls them, and whether they are hard."""

DEFAULT_COUNT = 480


@dataclass(frozen=True, slots=True)
class DrawnSamples:
    """The first `count` pictures of a seed; each reading draws them again, the same.

    With `told` each sample says about itself all that was drawn, the true strengths of its actions among it.
    """

    seed: int
    count: int
    hard: bool
    told: bool = False

    def __iter__(self) -> Iterator[Sample]:
        for number, drawn in enumerate(draw_pictures(self.seed, self.count, hard=self.hard)):
            yield _sample(number, drawn, told=self.told)


def simulated_set(title: str, seed: int, count: int, *, told: bool = False) -> SampleSet:
    """The set named `simulated` or `simulated-hard`. Raises: KeyError for another name."""
    samples = DrawnSamples(seed, count, TITLES[title], told)
    return SampleSet(f"{title}, seed {seed}, {count} pictures", simulated=True, samples=samples, size=count)


def _sample(number: int, drawn: LabelledPicture, *, told: bool) -> Sample:
    place = number % PICTURES_PER_SUBJECT
    return Sample(
        name=f"{drawn.subject}-{place}",
        subject=drawn.subject,
        label=drawn.label,
        picture=PictureArray(np.ascontiguousarray(drawn.picture[:, :, ::-1])),
        group=drawn.group,
        state=drawn.state,
        about=tuple((name, str(value)) for name, value in drawn.nuisances.items()) if told else (),
    )
