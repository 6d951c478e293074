"""What a picture's film showed shortly before: the frames of a window that ends with it.

A window never reaches before its film or its segment began, and has as many different pictures as it has
frames: where a film has a gap, or fewer pictures a second than asked for, there is no window.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path

from neopain.core.errors import SourceFault
from neopain_export.study.data.film_index import index_of
from neopain_export.study.data.films import VideoFrame
from neopain_export.study.data.picture_files import PictureFile
from neopain_export.study.data.samples import Picture

_ROUNDING_S = 1e-6


@dataclass(frozen=True, slots=True)
class FilmPast:
    """The film of a frame.

    Attributes:
        path: the film.
        time_s: when the newest frame is shown, s after the first.
        from_s: when the segment begins that the row speaks of.
    """

    path: Path
    time_s: float
    from_s: float = 0.0

    @property
    def known_by_picture(self) -> bool:
        """The film's bytes and the time stamp are in the frame's digest."""
        return True

    def pictures(self, before_s: tuple[float, ...]) -> tuple[Picture, ...] | None:
        """See Past. A film that cannot be read has none."""
        times = [self.time_s - before for before in before_s]
        if not times or times[0] < self.from_s - _ROUNDING_S:
            return None
        try:
            index = index_of(self.path)
        except SourceFault:
            return None
        places = [index.shown_at(max(0.0, time)) for time in (*times, self.time_s)]
        if None in places or len(set(places)) != len(places):
            return None
        return tuple(VideoFrame(self.path, max(0.0, time)) for time in times)


@dataclass(frozen=True, slots=True)
class StillsPast:
    """A film that is given as pictures, each with its time.

    Attributes:
        stills: time in s and file of each picture of the film, by time.
        time_s: the newest picture's.
    """

    stills: tuple[tuple[float, Path], ...]
    time_s: float

    @property
    def known_by_picture(self) -> bool:
        """Another file may lie at any earlier time."""
        return False

    def pictures(self, before_s: tuple[float, ...]) -> tuple[Picture, ...] | None:
        """See Past: those nearest in time, at most half a step away."""
        if not before_s:
            return None
        step = min((a - b for a, b in itertools.pairwise((*before_s, 0.0))), default=before_s[0])
        found: list[Path] = []
        for before in before_s:
            at = self.time_s - before
            time, path = min(self.stills, key=lambda still: abs(still[0] - at))
            if abs(time - at) > step / 2 + _ROUNDING_S or time > self.time_s - _ROUNDING_S or path in found:
                return None
            found.append(path)
        return tuple(PictureFile(path) for path in found)
