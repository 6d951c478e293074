"""The pictures of an item, in memory for as long as they are shown."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import cv2
import numpy as np

from neopain.core.errors import SourceFault
from neopain.core.frames import BgrImage
from neopain_export.annotation.rating.items import Item, Kind
from neopain_export.clips.kept_clips import digest_at, pictures_between
from neopain_export.study.data.film_index import decode_between
from neopain_export.study.data.films import film_digest
from neopain_export.study.data.picture_files import PictureFile

LONGEST_PX = 1280
"""A face that a rater looks at is no larger on a screen; a second of film in full size fills the memory."""
MOST_PICTURES = 15
"""Of one second."""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What a rater sees of an item: pictures uint8 (H, W, 3) BGR, and their seconds since the first."""

    pictures: tuple[BgrImage, ...]
    times_s: tuple[float, ...]


def load(item: Item) -> Shown:
    """Read the item's pictures.

    Raises: SourceFault where they are gone, damaged, or not those of the plan.
    """
    if item.kind is Kind.PICTURE:
        file = PictureFile(item.path)
        _same(item, file.digest())
        return Shown((_small(file.load()),), (0.0,))
    stop_s = item.start_s + item.length_s
    if item.kind is Kind.FILM:
        said = f"{film_digest(item.path)}@{item.start_s:.3f}+{item.length_s:.3f}"
        _same(item, hashlib.sha256(said.encode()).hexdigest())
        found = decode_between(item.path, item.start_s, stop_s)
    else:
        _same(item, digest_at(item.path, item.start_s))
        found = pictures_between(item.path, item.start_s, stop_s)
    if not found:
        raise SourceFault(f"expected a picture at {item.start_s:g} s in {item.path}; got none")
    places = np.unique(np.linspace(0, len(found) - 1, min(len(found), MOST_PICTURES)).round().astype(int))
    kept = [found[place] for place in places.tolist()]
    first = kept[0][0]
    return Shown(tuple(_small(picture) for _, picture in kept), tuple(at - first for at, _ in kept))


def _same(item: Item, digest: str) -> None:
    if digest != item.digest:
        raise SourceFault(f"expected {item.path} as it was when the annotation began; it was changed")


def _small(picture: BgrImage) -> BgrImage:
    longest = max(picture.shape[:2])
    if longest <= LONGEST_PX:
        return picture
    size = [max(1, round(side * LONGEST_PX / longest)) for side in picture.shape[:2]]
    return np.asarray(cv2.resize(picture, (size[1], size[0]), interpolation=cv2.INTER_AREA), np.uint8)
