"""What is rated: a picture, or a second of a film or clip."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Kind(StrEnum):
    """Where an item's pictures come from."""

    PICTURE = "picture"
    FILM = "film"
    CLIP = "clip"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to rate. A rater sees its pictures and nothing else of it.

    Attributes:
        id: what answers are kept under; it tells neither file nor infant.
        kind: what the file is.
        path: the file.
        start_s, length_s: the seconds of a film or clip that are shown; 0 and 0 for a picture.
        subject: the infant's code.
        digest: sha256 in hex of what is shown: of the file, with the seconds for a film or clip.
        simulated: whether the source says that no newborn was pictured.
        moment_s: the picture that stands for the seconds in the study's table; of a picture, its second in
            the film that it is a frame of, else 0.
        about: all else that the source says of it, `(column, value)`, for the study's table.
    """

    id: str
    kind: Kind
    path: Path
    start_s: float
    length_s: float
    subject: str
    digest: str
    simulated: bool = False
    moment_s: float = 0.0
    about: tuple[tuple[str, str], ...] = ()
