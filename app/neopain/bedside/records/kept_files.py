"""What of a data folder belongs to the bedside beside the record, so that a backup carries it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from neopain import paths, settings
from neopain.bedside import screen_settings
from neopain.bedside.cameras import known_cameras
from neopain.core.clock import SystemClock
from neopain.core.errors import RecordFault
from neopain.core.text import Text
from neopain.store.files import pin_file
from neopain.store.files.whole_file import replace_file
from neopain.vision.models.selection import detector_selection_file, selection_file

CAMERAS = known_cameras.FILE
CARRIED = (CAMERAS, settings.FILE, screen_settings.FILE, pin_file.FILE_NAME)
MOST_BYTES = 64 << 20
_RESCUE = re.compile(r"unwritten-[0-9A-Za-z-]{1,64}\.jsonl")


def collect(folder: Path) -> dict[str, bytes | None]:
    """Name -> content of each file that a backup carries; None for what is there and cannot be carried.

    Carried are the known cameras, the settings of ward and screen, the PIN's digest, and rescue files, whose
    lines may not be in the record yet. Not carried, and named: a choice of models, which holds for the
    machine on which its owner made it; the records of further beds; a file that cannot be read or has over
    64 MB. The audit's key is not even named: with it whoever finds a backup could forge the audit in it.
    """
    rescues = sorted(path.name for path in folder.glob("unwritten-*.jsonl") if _RESCUE.fullmatch(path.name))
    found = {name: _content(folder / name) for name in (*CARRIED, *rescues) if (folder / name).exists()}
    for choice in (selection_file(folder), detector_selection_file(folder)):
        if choice.exists():
            found[choice.relative_to(folder).as_posix()] = None
    with suppress(OSError):
        found |= {
            f"{paths.BEDS}/{bed.name}": None
            for bed in sorted((folder / paths.BEDS).iterdir())
            if bed.is_dir()
        }
    return found


def check_names(source: Path, files: Mapping[str, bytes | None]) -> None:
    """Refuse what no backup carries, so that none can write elsewhere. Raises: RecordFault."""
    for name, content in files.items():
        if content is not None and name not in CARRIED and not _RESCUE.fullmatch(name):
            raise RecordFault(
                Text(
                    "{source} carries a file that no backup has ({name}); give what `neopain backup` wrote",
                    source=source,
                    name=repr(name[:80]),
                )
            )


def put_back(folder: Path, files: Mapping[str, bytes | None]) -> list[Path]:
    """Write the files into the folder; one that was there and differs is set aside under a new name.

    Returns: where what was there lies now. Raises: OSError.
    """
    aside = []
    for name, content in files.items():
        if content is None:
            continue
        path = folder / name
        if path.exists() and path.read_bytes() != content:
            aside.append(_aside(path))
        replace_file(path, content)
    return aside


def _aside(path: Path) -> Path:
    stamp = f"{SystemClock().utc():%Y%m%d-%H%M%S}"
    for number in range(1000):
        target = path.with_name(f"{path.stem}.replaced-{stamp}{f'-{number}' if number else ''}{path.suffix}")
        if not target.exists():
            break
    path.rename(target)
    return target


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.is_file() and path.stat().st_size <= MOST_BYTES else None
    except OSError:
        return None
