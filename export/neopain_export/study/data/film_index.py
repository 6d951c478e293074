"""Which picture of a film is shown at which second, by its time stamps; PyAV (FFmpeg) reads them.

Counting frames at a mean rate, or seeking by milliseconds, is wrong by seconds for phones and for recorders
that wait for motion: their frames do not lie evenly. So every packet's own time stamp is read once, without
decoding, and a picture is taken only if the decoder gives back the very time stamp that was asked for.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import av
import av.error
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame as Decoded
from av.video.stream import VideoStream

from neopain.core.errors import SourceFault
from neopain.core.frames import BgrImage

LARGEST_PIXELS = 100_000_000
"""No picture may have more: a small file can claim a size that fills the memory."""
TOLERATED_S = 0.5
"""A film that ends this much earlier than it says is told as ended early; containers round their length."""
_Stamp: TypeAlias = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class FilmIndex:
    """The shown pictures of a film in order.

    Attributes:
        stamps: their presentation time stamps, in the stream's own unit.
        times_s: the same in seconds since the first picture.
        ends_s: when the last picture ceases to be shown.
        says_s: the length that the file states, in seconds since the first picture; None when it states none.
        decoded: whether the stamps had to be found by decoding, because packets have none.
    """

    stamps: tuple[int, ...]
    times_s: tuple[float, ...]
    ends_s: float
    says_s: float | None
    decoded: bool

    @property
    def ended_early(self) -> bool:
        """Whether the file breaks off before the length that it states: a copy or a recording was cut."""
        return self.says_s is not None and self.says_s - self.ends_s > TOLERATED_S

    def shown_at(self, time_s: float) -> int | None:
        """The place of the picture on the screen at `time_s`; None before the first and behind the last."""
        if not 0.0 <= time_s < max(self.ends_s, self.times_s[-1] + 1e-6):
            return None
        return bisect.bisect_right(self.times_s, time_s + 1e-6) - 1


def index_of(path: Path) -> FilmIndex:
    """The film's index, remembered while the file stays the same. Raises: SourceFault."""
    return _index(_stamp_of(path))


def decode_at(path: Path, time_s: float) -> BgrImage:
    """The picture that is shown `time_s` after the first, upright, uint8 (H, W, 3) BGR.

    Raises: SourceFault when the film has ended by then, or that very picture cannot be decoded.
    """
    index = index_of(path)
    place = index.shown_at(time_s)
    if place is None:
        raise SourceFault(
            f"expected a frame at {time_s:g} s in {path}; got none, for it ends at {index.ends_s:.2f} s; "
            "correct the manifest, or copy the film again"
        )
    wanted = index.stamps[place]
    for from_start in (index.decoded, True):
        found = _decode(path, wanted, place, by_number=index.decoded, from_start=from_start)
        if found is not None:
            return found
    raise SourceFault(
        f"expected a whole frame at {time_s:g} s in {path}; got a damaged one; copy the film again"
    )


def decode_between(path: Path, start_s: float, stop_s: float) -> list[tuple[float, BgrImage]]:
    """The picture that is shown at `start_s` and all that come before `stop_s`, with their seconds, upright.

    Those that are damaged are left out, but for the first.

    Raises: SourceFault when the film has ended by then, or the first picture cannot be decoded.
    """
    first = decode_at(path, start_s)
    index = index_of(path)
    place = index.shown_at(start_s) or 0
    until = bisect.bisect_left(index.times_s, stop_s - 1e-6)
    wanted = dict(zip(index.stamps[place + 1 : until], index.times_s[place + 1 : until], strict=True))
    found = [(index.times_s[place], first)]
    if index.decoded:
        for time_s in wanted.values():
            with suppress(SourceFault):
                found.append((time_s, decode_at(path, time_s)))
        return found
    with _opened(path) as (container, stream), suppress(av.error.FFmpegError):
        container.seek(index.stamps[place], stream=stream, backward=True)
        for frame in container.decode(stream):
            if frame.pts is None or not wanted or frame.pts > max(wanted):
                break
            if frame.pts in wanted and not frame.is_corrupt:
                found.append((wanted[frame.pts], _upright(frame)))
    return found


def is_film(path: Path) -> bool:
    """Whether FFmpeg finds moving pictures in the file; asked when the name does not tell."""
    try:
        with _opened(path) as (container, stream):
            still = {"image2", "png_pipe", "jpeg_pipe", "bmp_pipe", "tiff_pipe", "webp_pipe"}
            names = set(container.format.name.split(","))
            return not names & still and stream.codec_context.width > 0
    except SourceFault:
        return False


def _stamp_of(path: Path) -> _Stamp:
    try:
        there = path.stat()
    except OSError as error:
        raise SourceFault(f"expected a readable video; got {path}: {error.strerror}") from error
    return (str(path.absolute()), there.st_size, there.st_mtime_ns)


@lru_cache(maxsize=256)
def _index(stamp: _Stamp) -> FilmIndex:
    path = Path(stamp[0])
    with _opened(path) as (container, stream):
        unit = float(stream.time_base or 0)
        shown, last_ends, any_ends = _packets(container, stream)
        says = _says(container, stream)
    decoded = not shown or unit <= 0.0
    if decoded:
        shown, unit = _by_decoding(path)
        last_ends = None
    if not shown:
        raise SourceFault(f"expected a video with pictures; got {path}; convert it to MP4 (H.264)")
    first = shown[0]
    times = tuple((stamp - first) * unit for stamp in shown)
    step = float(np.median(np.diff(times))) if len(times) > 1 else 0.04
    ends = times[-1] + step if last_ends is None else max((last_ends - first) * unit, times[-1] + 1e-6)
    length = says
    if length is not None and any_ends is not None and any_ends + TOLERATED_S >= length:
        # Sound may go on after the last picture; then the file is whole and the pictures end where they end.
        length = ends
    return FilmIndex(tuple(shown), times, ends, length, decoded)


def _packets(container: InputContainer, stream: VideoStream) -> tuple[list[int], int | None, float | None]:
    """Stamps of the pictures that will be shown, sorted; when the last ends; when any stream ends, s."""
    stamps: dict[int, int] = {}
    any_ends: float | None = None
    complete = True
    try:
        for packet in container.demux():
            if packet.size == 0:
                continue
            if packet.pts is not None and packet.time_base is not None:
                start = packet.stream.start_time or 0
                end = float((packet.pts - start + (packet.duration or 0)) * packet.time_base)
                any_ends = end if any_ends is None else max(any_ends, end)
            if packet.stream.index != stream.index or packet.is_discard:
                continue
            if packet.pts is None:
                complete = False
            else:
                stamps[packet.pts] = packet.duration or 0
    except av.error.FFmpegError:
        # What came before the damage is there; what lies behind it is not.
        pass
    if not complete or not stamps:
        return [], None, any_ends
    ordered = sorted(stamps)
    last = ordered[-1]
    lasts = stamps[last] or (last - ordered[-2] if len(ordered) > 1 else 0)
    return ordered, last + lasts, any_ends


def _by_decoding(path: Path) -> tuple[list[int], float]:
    """Stamps of a film whose packets have none (raw streams, some AVI files): every picture is decoded."""
    with _opened(path) as (container, stream):
        rate = float(stream.average_rate or stream.guessed_rate or 25)
        unit = float(stream.time_base or 0)
        found: list[int | None] = []
        with suppress(av.error.FFmpegError):
            found.extend(frame.pts for frame in container.decode(stream))
    known = [stamp for stamp in found if stamp is not None]
    if unit > 0.0 and len(known) == len(found) and len(set(known)) == len(known):
        return sorted(known), unit
    return list(range(len(found))), 1.0 / rate


def _says(container: InputContainer, stream: VideoStream) -> float | None:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    if container.duration:
        return container.duration / 1_000_000
    return None


def _decode(path: Path, wanted: int, place: int, *, by_number: bool, from_start: bool) -> BgrImage | None:
    """The picture with the wanted stamp; None when the decoder does not give it whole."""
    with _opened(path) as (container, stream):
        try:
            if not from_start:
                container.seek(wanted, stream=stream, backward=True)
            for number, frame in enumerate(container.decode(stream)):
                if frame.pts == wanted or (by_number and frame.pts is None and number == place):
                    return None if frame.is_corrupt else _upright(frame)
                if frame.pts is not None and frame.pts > wanted and not by_number:
                    return None
        except av.error.FFmpegError:
            return None
    return None


def _upright(frame: Decoded) -> BgrImage:
    image = frame.to_ndarray(format="bgr24")
    turns = round(frame.rotation / 90.0) % 4
    return np.ascontiguousarray(np.rot90(image, turns)).astype(np.uint8, copy=False)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    # `file:` keeps a colon in the name from being read as a protocol.
    try:
        container = av.open(f"file:{path.absolute()}", metadata_errors="ignore")
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise SourceFault(
            f"expected a video that FFmpeg reads; got {path}: {error}; convert it to MP4 (H.264)"
        ) from error
    try:
        if not container.streams.video:
            raise SourceFault(f"expected a video; got {path}, which holds no pictures")
        stream = container.streams.video[0]
        if stream.codec_context.width * stream.codec_context.height > LARGEST_PIXELS:
            raise SourceFault(f"expected at most {LARGEST_PIXELS:,} pixels a frame; got more in {path}")
        yield container, stream
    finally:
        container.close()
