"""One labelled picture, and a set of them.

A sample knows where its picture is; the picture itself is opened where the features are extracted, so that
a list of ten thousand samples is small and travels to other machines.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np

from neopain.core.errors import SourceFault
from neopain.core.frames import BgrImage


class Picture(Protocol):
    """Where the pixels of a sample come from; pickled to the process that extracts the features."""

    def load(self) -> BgrImage:
        """The picture, uint8 (H, W, 3) BGR. Raises: SourceFault."""

    def digest(self) -> str:
        """sha256 in hex of what decides the pixels. Raises: SourceFault."""


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture in a file that OpenCV reads."""

    path: Path

    def load(self) -> BgrImage:
        """Decode the file; the EXIF orientation is applied. Raises: SourceFault."""
        image = cv2.imdecode(np.frombuffer(_read(self.path), np.uint8), cv2.IMREAD_COLOR)
        if image is None:
            raise SourceFault(f"expected a picture that OpenCV reads; got {self.path}; convert or remove it")
        return image.astype(np.uint8, copy=False)

    def digest(self) -> str:
        """Hash of the file's bytes."""
        return hashlib.sha256(_read(self.path)).hexdigest()


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
    """

    name: str
    subject: str
    label: int
    picture: Picture
    group: str = ""
    state: str = ""
    before: Picture | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SampleSet:
    """A labelled set.

    Attributes:
        title: what tables call it.
        simulated: whether the pictures are of the simulated neonate; then every output says so.
        samples: the pictures, read once; simulated ones are drawn while they are read.
        size: how many there are.
        left_out: why pictures were left out before any was opened, and how many.
    """

    title: str
    simulated: bool
    samples: Iterable[Sample]
    size: int
    left_out: tuple[tuple[str, int], ...] = ()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceFault(
            f"expected a readable picture; got {path}: {error.strerror}; check the manifest"
        ) from error
