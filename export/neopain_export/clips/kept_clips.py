"""Clips that the monitor kept with a consent: opened with the key of their stay, never copied.

Only clips whose consent is for the ward's own model or for research. A look is a row of the record's audit,
with initials. Once a consent is withdrawn the key is gone, and with it every picture that comes from here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from neopain.bedside.clips.clip_book import ClipBook
from neopain.bedside.clips.clip_keys import ClipKeys
from neopain.capture.decoding.jpeg import DamagedPictureFault, TooLargePictureFault, decode_jpeg
from neopain.core.audit import AuditAction
from neopain.core.clinical.clips import ClipPicture
from neopain.core.clinical.consent import FOR_MODELS
from neopain.core.errors import RecordFault, SourceFault
from neopain.core.frames import BgrImage
from neopain.store.clips.clip_file import ClipReader
from neopain.store.clips.shelf import FOLDER, SUFFIX
from neopain.store.sessions import SessionStore

_NEAR_S = 1e-6
ROUNDED_S = 0.001
"""Times are written with three digits."""
STALE_S = 2.0
"""A picture stands for no moment that is further behind it."""


class GoneClipFault(SourceFault):
    """Nothing of the clip can be seen: it was removed, does not open, has no key, or holds no picture."""


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A clip that may be rated and learnt from.

    Attributes:
        subject: the stay that it was recorded in, or that stay was merged with; never a code.
        simulated: whether its pictures are of the simulated neonate.
        times_s: of its pictures, since the first.
    """

    subject: str
    simulated: bool
    times_s: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ClipFrame:
    """The picture of a kept clip that is shown `time_s` after its first; for the study."""

    path: Path
    time_s: float

    def load(self) -> BgrImage:
        """Decode it. Raises: SourceFault where it cannot be seen (any more)."""
        packed = _packed_between(self.path, max(0.0, self.time_s - STALE_S), self.time_s + ROUNDED_S)
        if not packed:
            raise SourceFault(f"expected a picture at {self.time_s:g} s in {self.path}; got none")
        return _decoded(packed[-1].jpeg, self.path)

    def digest(self) -> str:
        """Hash of the encrypted file's bytes and the time. Raises: SourceFault."""
        return digest_at(self.path, self.time_s)


def is_clip(path: Path) -> bool:
    """Whether the name is that of a kept clip."""
    return path.suffix.lower() == SUFFIX


def digest_at(path: Path, time_s: float) -> str:
    """Of the encrypted file and a time; it tells nothing of a picture. Raises: SourceFault."""
    try:
        there = path.stat()
    except OSError as error:
        raise SourceFault(_gone(path)) from error
    return hashlib.sha256(
        f"{_file_digest(str(path), there.st_size, there.st_mtime_ns)}@{time_s:.3f}".encode()
    ).hexdigest()


def look_at(path: Path, *, by: str, what: AuditAction) -> LookedAt:
    """What is in the clip; audited before anything of it is read.

    Raises: GoneClipFault where nothing can be seen (any more); SourceFault for a clip that may not be used
    or whose row cannot be written, with the reason; SettingFault for no initials.
    """
    data = _data_of(path)
    book = ClipBook(data)
    with _told_of(path):
        found = next((one for one in book.clips() if one.kept.path.resolve() == path.resolve()), None)
        if found is None:
            raise GoneClipFault(_gone(path))
        if found.head is None:
            raise GoneClipFault(f"expected a clip that opens; {path}: {found.why_not}")
        if found.head.purpose not in FOR_MODELS:
            raise SourceFault(
                f"expected a clip whose consent is for {' or '.join(sorted(FOR_MODELS))}; that of {path} is "
                f"for {found.head.purpose} only"
            )
        with book.opened(found, by=by, what=what) as pictures:
            stamps = [shown.picture.at for shown in pictures]
        with SessionStore(data) as store:
            subject = store.stays.standing_id(found.kept.stay_id)
    if not stamps:
        raise GoneClipFault(f"expected pictures in {path}; it holds none; delete it")
    return LookedAt(subject, found.head.simulated, tuple(at - stamps[0] for at in stamps))


def pictures_between(path: Path, start_s: float, stop_s: float) -> list[tuple[float, BgrImage]]:
    """The pictures from `start_s` to before `stop_s` after the first, uint8 (H, W, 3) BGR, with seconds.

    Raises: SourceFault where the clip or its key is gone, or a picture is damaged.
    """
    packed = _packed_between(path, start_s, stop_s - 2 * _NEAR_S)
    return [(one.at, _decoded(one.jpeg, path)) for one in packed]


def _packed_between(path: Path, start_s: float, last_s: float) -> list[ClipPicture]:
    """With both ends; `at` counts from the clip's first picture."""
    with _told_of(path):
        key = ClipKeys(_data_of(path)).of(path.parent.name)
        if key is None:
            raise SourceFault(
                f"expected the key of {path}; it is not here: the consent was withdrawn, or ended"
            )
        reader = ClipReader(path, key)
        try:
            return list(_within(reader.pictures(), start_s, last_s))
        finally:
            reader.close()


def _within(pictures: Iterable[ClipPicture], start_s: float, last_s: float) -> Iterator[ClipPicture]:
    first: float | None = None
    for one in pictures:
        first = one.at if first is None else first
        at = one.at - first
        if at > last_s + _NEAR_S:
            return
        if at >= start_s - _NEAR_S:
            yield replace(one, at=at)


def _decoded(jpeg: bytes, path: Path) -> BgrImage:
    try:
        return decode_jpeg(jpeg)
    except (DamagedPictureFault, TooLargePictureFault) as error:
        raise SourceFault(f"expected a whole picture in {path}; got a damaged one: {error}") from error


def _data_of(path: Path) -> Path:
    """The data folder that the clip lies in. Raises: SourceFault for a clip that lies elsewhere."""
    clips = path.resolve().parent.parent
    if clips.name != FOLDER:
        raise SourceFault(
            f"expected clips where the monitor keeps them, DATA/{FOLDER}/STAY/; got {path}: name that folder"
        )
    return clips.parent


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """What the record refuses is this clip's fault. Raises: SourceFault."""
    try:
        yield
    except RecordFault as error:
        raise SourceFault(f"expected a clip that can be opened; got {path}: {error}") from error


def _gone(path: Path) -> str:
    return (
        f"the clip {path} is gone: its consent was withdrawn, it was too old, or it was deleted; write the "
        "table again with `neopain-export annotations DIR --out FILE`"
    )


@lru_cache(maxsize=1024)
def _file_digest(path: str, size: int, changed: int) -> str:
    del size, changed
    with Path(path).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
