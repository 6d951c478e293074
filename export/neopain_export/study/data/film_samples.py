"""A film's pictures as samples, each with what was before it in its film."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from neopain.core.errors import SourceFault
from neopain_export.study.data.film_index import index_of
from neopain_export.study.data.films import STRAIN_STEP_S, VideoFrame, sample_times
from neopain_export.study.data.pasts import FilmPast
from neopain_export.study.data.samples import Past, Sample


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
            framed(Sample(f"{name}@{time_s:g}s", subject, label, frame, state=state), FilmPast(path, time_s))
        )
    return samples, remark


def framed(sample: Sample, past: Past | None) -> Sample:
    """The sample with its film and the frame before it in that film."""
    before = None if past is None else past.pictures((STRAIN_STEP_S,))
    return replace(sample, past=past, before=None if before is None else before[0])
