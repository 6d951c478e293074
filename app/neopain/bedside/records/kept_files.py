"""What of a data folder belongs to the bedside beside the record, so that a backup carries it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from neopain import paths, settings
from neopain.bedside import screen_settings
from neopain.bedside.cameras import known_cameras
from neopain.core.errors import RecordFault
from neopain.core.text import Text
from neopain.store.files import pin_file
from neopain.store.files.place import name_aside
from neopain.store.files.restoring import Place
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


def lay_ready(folder: Path, ready: Path, files: Mapping[str, bytes | None]) -> list[Place]:
    """Write the files into `ready`, to be put into the folder; one that differs there is set aside.

    Returns: their places; none for what is there as it is. Raises: OSError.
    """
    places = []
    for name, content in files.items():
        path = folder / name
        if content is None or (path.is_file() and path.read_bytes() == content):
            continue
        replace_file(ready / name, content)
        places.append(Place(name, name_aside(path, "replaced").name if path.exists() else None))
    return places


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.is_file() and path.stat().st_size <= MOST_BYTES else None
    except OSError:
        return None
