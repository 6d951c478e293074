"""Where clips lie: `clips/<stay>/<time>-<id>.npclip` in the data folder; ids and times only, never a code."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from neopain.core.clinical.clips import ClipRule
from neopain.store.clips.sealed import remove

FOLDER = "clips"
SUFFIX = ".npclip"
_TIME = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class KeptClip:
    """A clip's file.

    Attributes:
        path, bytes: the file and its size.
        stay_id, clip_id: whose it is, and its id.
        utc: when it began, to the second.
    """

    path: Path
    bytes: int
    stay_id: str
    clip_id: str
    utc: datetime


def new_path(data: Path, stay_id: str, clip_id: str, utc: datetime) -> Path:
    """Where this clip shall lie; its folder is made. Raises: OSError."""
    folder = data / FOLDER / stay_id
    for each in (folder.parent, folder):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{utc.astimezone(UTC).strftime(_TIME)}-{clip_id}{SUFFIX}"


def kept_clips(data: Path, stay_id: str | None = None) -> list[KeptClip]:
    """All clips, or those of one stay, oldest first. Raises: OSError."""
    found = []
    for path in (data / FOLDER).glob(f"{stay_id or '*'}/*{SUFFIX}"):
        time, _, clip_id = path.stem.partition("-")
        with suppress(ValueError, FileNotFoundError):
            utc = datetime.strptime(time, _TIME).replace(tzinfo=UTC)
            found.append(KeptClip(path, path.stat().st_size, path.parent.name, clip_id, utc))
    return sorted(found, key=lambda clip: (clip.utc, clip.clip_id))


def due(clips: Sequence[KeptClip], rule: ClipRule, now: datetime) -> list[KeptClip]:
    """Those that are too old, and the oldest while all take too much of the disk; `clips` oldest first."""
    last = now - timedelta(days=rule.keep_days)
    old = [clip for clip in clips if clip.utc < last]
    left = [clip for clip in clips if clip.utc >= last]
    over = sum(clip.bytes for clip in left) - rule.most_mb * 1e6
    for clip in left:
        if over <= 0:
            break
        old.append(clip)
        over -= clip.bytes
    return old


def remove_clip(clip: KeptClip) -> None:
    """Remove the file, and its folder with the last one. Raises: OSError."""
    remove(clip.path)
    with suppress(OSError):
        clip.path.parent.rmdir()
