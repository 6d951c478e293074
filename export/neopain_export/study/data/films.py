"""Frames sampled out of films."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from neopain.core.errors import SettingFault, SourceFault
from neopain.core.frames import BgrImage
from neopain_export.study.data.film_index import decode_at, index_of, is_film
from neopain_export.study.data.picture_files import PICTURE_SUFFIXES

STRAIN_STEP_S = 0.2
"""Between the two frames of a strain: six frames at 30 a second; a grimace moves in it, a head little."""
FILM_SUFFIXES = frozenset(
    {".mp4", ".mov", ".avi", ".mkv", ".mpg", ".mpeg", ".wmv", ".webm", ".m4v", ".mts", ".m2ts", ".m2t", ".ts"}
    | {".3gp", ".3g2", ".flv", ".f4v", ".ogv", ".vob", ".mxf", ".asf", ".qt", ".dv", ".mod", ".tod", ".mjpg"}
    | {".mjpeg", ".h264", ".264", ".h265", ".hevc", ".divx"}
)
"""Endings that are films without a look inside; any other that is no picture's is looked into."""


@dataclass(frozen=True, slots=True)
class VideoFrame:
    """The frame of a film that is shown `time_s` after its first."""

    path: Path
    time_s: float

    def load(self) -> BgrImage:
        """Decode that very frame. Raises: SourceFault when the film has ended by then or is damaged there."""
        return decode_at(self.path, self.time_s)

    def digest(self) -> str:
        """Hash of the film's bytes and the frame's time stamp. Raises: SourceFault where there is none."""
        index = index_of(self.path)
        place = index.shown_at(self.time_s)
        if place is None:
            raise SourceFault(f"expected a frame at {self.time_s:g} s in {self.path}; got none")
        return hashlib.sha256(f"{film_digest(self.path)}@{index.stamps[place]}".encode()).hexdigest()


def sample_times(path: Path, every_s: float, start_s: float = 0.0) -> tuple[float, ...]:
    """Times of the frames `every_s` apart from `start_s` to the length that the film states.

    A second in which no new picture came (a recorder that waits for motion) gives none. Times behind the
    place where a film was cut are among them: they cannot be loaded, so they are left out and counted.

    Raises: SourceFault for what is no film; SettingFault for a step that is none.
    """
    if not 0.0 < every_s < float("inf"):
        raise SettingFault(f"expected a positive time between frames; got {every_s:g} s")
    index = index_of(path)
    until = index.says_s if index.ended_early and index.says_s is not None else index.times_s[-1] + 1e-9
    times, last = [], -1
    for time_s in np.arange(start_s, until, every_s).tolist():
        place = index.shown_at(time_s)
        if place is None or place != last:
            times.append(float(time_s))
        last = -1 if place is None else place
    return tuple(times)


def frame_before(path: Path, time_s: float) -> VideoFrame | None:
    """The frame STRAIN_STEP_S earlier, for facial strain; None at the start and where it is the same."""
    if time_s < STRAIN_STEP_S:
        return None
    index = index_of(path)
    if index.shown_at(time_s) == index.shown_at(time_s - STRAIN_STEP_S):
        return None
    return VideoFrame(path, time_s - STRAIN_STEP_S)


def is_video(path: Path) -> bool:
    """Whether the file is a film: by its ending where that tells, else by its content."""
    suffix = path.suffix.lower()
    if suffix in PICTURE_SUFFIXES:
        return False
    return suffix in FILM_SUFFIXES or is_film(path)


def film_digest(path: Path) -> str:
    """sha256 of the film's bytes, remembered while the file stays the same. Raises: SourceFault."""
    try:
        there = path.stat()
    except OSError as error:
        raise SourceFault(f"expected a readable video; got {path}: {error.strerror}") from error
    return _digest(str(path), there.st_size, there.st_mtime_ns)


@lru_cache(maxsize=1024)
def _digest(path: str, size: int, changed: int) -> str:
    del size, changed
    try:
        with Path(path).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise SourceFault(f"expected a readable video; got {path}: {error.strerror}") from error
