"""A film's pictures as samples, each with what was before it in its film."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path

from neopain.core.errors import SettingFault, SourceFault
from neopain_export.study.data.film_index import TOLERATED_S, index_of
from neopain_export.study.data.films import STRAIN_STEP_S, VideoFrame, sample_times
from neopain_export.study.data.pasts import FilmPast
from neopain_export.study.data.samples import Past, Picture, Sample, frame_name

Frames = list[tuple[str, Picture, Past | None]]
"""Name, picture and past of each."""
_Part = tuple[tuple[float, float], int, int]


@dataclass(frozen=True, slots=True)
class Parts:
    """Which parts of which films a table's rows spoke of: a second cannot show pain and no pain."""

    _of_film: dict[Path, list[_Part]] = field(default_factory=lambda: defaultdict(list))

    def add(self, path: Path, part: tuple[float, float], label: int, line: int) -> None:
        """One row's part, s. Raises: SettingFault where an earlier row labelled some of it otherwise."""
        for (start, end), other, before in self._of_film[path.resolve()]:
            if other != label and max(start, part[0]) < min(end, part[1]):
                raise SettingFault(
                    "expected parts of one film with different labels one after the other; got "
                    f"{part[0]:g} to {part[1]:g} s, and in line {before} {start:g} to {end:g} s; part them "
                    "by `from` and `until`"
                )
        self._of_film[path.resolve()].append((part, label, line))


def film_frames(
    path: Path, name: str, every_s: float, part: tuple[float, float], time_s: float | None
) -> tuple[Frames, str | None]:
    """The frames that a row speaks of, and what must be told of the film.

    Args:
        path: the film.
        name: what the table calls it.
        every_s: seconds between frames.
        part: from when until when the row speaks, s; until may be infinite.
        time_s: the only frame that it speaks of; None for all.
    """
    if time_s is not None:
        return [_frame(path, name, time_s, part[0])], None
    times, remark = frames_of(path, every_s, part[0])
    inside = [one for one in times if one < part[1]]
    if not inside:
        # Nothing is shown there: left out and counted like a film that cannot be read, never gone unsaid.
        return [_frame(path, name, part[0], part[0])], remark or _ended(path, part)
    if remark is None and math.isfinite(part[1]) and index_of(path).ends_s < part[1] - TOLERATED_S:
        remark = _ended(path, part)
    return [_frame(path, name, one, part[0]) for one in inside], remark


def _ended(path: Path, part: tuple[float, float]) -> str:
    ends_s = index_of(path).ends_s
    return (
        f"{path.name} ends after {ends_s:.1f} s: of the part from {part[0]:g} s on only what is there is used"
    )


def _frame(path: Path, name: str, time_s: float, from_s: float) -> tuple[str, Picture, Past | None]:
    return frame_name(name, time_s), VideoFrame(path, time_s), FilmPast(path, time_s, from_s)


def frames_of(path: Path, every_s: float, from_s: float = 0.0) -> tuple[tuple[float, ...], str | None]:
    """The times to sample, and what must be told of the film.

    A film that cannot be read gives one time, so that it is left out and counted like a picture.
    """
    try:
        times = sample_times(path, every_s, from_s)
        index = index_of(path)
    except SourceFault as fault:
        return (from_s,), str(fault)
    if index.ended_early:
        return times, (
            f"{path.name} ends after {index.ends_s:.1f} s of the {index.says_s:.1f} s that it states: "
            "what lies behind is left out and counted"
        )
    return times, None


def film_samples(
    path: Path, name: str, every_s: float, said: tuple[str, int, str]
) -> tuple[list[Sample], str | None]:
    """A film of a public set as samples, and what must be told of it; `said` is subject, label and state."""
    times, remark = frames_of(path, every_s)
    subject, label, state = said
    samples = []
    for time_s in times:
        frame = VideoFrame(path, time_s)
        samples.append(
            framed(
                Sample(frame_name(name, time_s), subject, label, frame, state=state), FilmPast(path, time_s)
            )
        )
    return samples, remark


def framed(sample: Sample, past: Past | None) -> Sample:
    """The sample with its film and the frame before it in that film."""
    before = None if past is None else past.pictures((STRAIN_STEP_S,))
    return replace(sample, past=past, before=None if before is None else before[0])
