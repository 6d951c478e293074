"""One labelled picture, and a set of them.

A sample knows where its picture is; the picture itself is opened where the features are extracted, so that
a list of ten thousand samples is small and travels to other machines.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from neopain.core.frames import BgrImage


class Picture(Protocol):
    """Where the pixels of a sample come from; pickled to the process that extracts the features."""

    def load(self) -> BgrImage:
        """The picture, uint8 (H, W, 3) BGR. Raises: SourceFault."""

    def digest(self) -> str:
        """sha256 in hex of what decides the pixels. Raises: SourceFault."""


def frame_name(film: str, time_s: float) -> str:
    """What a frame of a film is called: to the millisecond, also hours into a ward's recording."""
    return f"{film}@{time_s:.9g}s"


class Past(Protocol):
    """Where earlier pictures of the same film come from; pickled like a picture."""

    def pictures(self, before_s: tuple[float, ...]) -> tuple[Picture, ...] | None:
        """The pictures so many seconds before, oldest first; None where there is no such window."""

    @property
    def known_by_picture(self) -> bool:
        """Whether the newest picture's own digest decides all of them, as in a film."""


@dataclass(frozen=True, slots=True, eq=False)
class PictureArray:
    """A picture in memory, as the simulated neonate draws it."""

    image: BgrImage

    def load(self) -> BgrImage:
        """The picture itself."""
        return self.image

    def digest(self) -> str:
        """Hash of shape and pixels."""
        content = hashlib.sha256(repr(self.image.shape).encode())
        content.update(np.ascontiguousarray(self.image).tobytes())
        return content.hexdigest()


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled picture.

    Attributes:
        name: unique in its set; results are ordered by it.
        subject: the infant; no split ever separates a subject's pictures.
        label: 1 pain, 0 not pain.
        picture: where the pixels are.
        group: "train", "test" or "" when the set has no fixed test part.
        state: what the infant was doing, in the data set's word; "" when unknown.
        before: the same infant shortly before, for facial strain; None when there is none.
        past: the film that it is a frame of, for features of a window; None for a single picture.
        about: all else that the set says of it, `(column, value)`, for tables by subgroup.
    """

    name: str
    subject: str
    label: int
    picture: Picture
    group: str = ""
    state: str = ""
    before: Picture | None = None
    past: Past | None = None
    about: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class SampleSet:
    """A labelled set.

    Attributes:
        title: what tables call it.
        simulated: whether the pictures are of the simulated neonate; then every output says so.
        samples: the pictures, read once; simulated ones are drawn while they are read.
        size: how many there are.
        left_out: why pictures were left out before any was opened, and how many.
        remarks: sentences that whoever reads the set must be told.
        rule: how its labels were made, for the tables; "" when it came with labels.
        used: which reading options took part: "nips", "nfcs", "frame-every".
    """

    title: str
    simulated: bool
    samples: Iterable[Sample]
    size: int
    left_out: tuple[tuple[str, int], ...] = ()
    remarks: tuple[str, ...] = ()
    rule: str = ""
    used: frozenset[str] = frozenset()
