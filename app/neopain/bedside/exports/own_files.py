"""What is written for others never takes the place of what NeoPain itself lives on, whoever asks for it."""

from __future__ import annotations

from pathlib import Path

from neopain import paths
from neopain.core.errors import RecordFault
from neopain.core.text import Text
from neopain.reports.content.manifest import manifest_of
from neopain.store.clips import shelf
from neopain.store.files import folder_lock
from neopain.store.sqlite.database import FILE_NAME

_NEVER_OWN = frozenset({".csv", ".pdf", ".parquet", ".edf", ".hl7"})
_ROOMS = frozenset({paths.BEDS, shelf.FOLDER, "models"})
"""Folders of a data folder that are all its own."""


def refuse_own_file(target: Path) -> None:
    """Refuse to replace a record, a backup, or another file of a data folder that no export wrote.

    What an export wrote is known by its manifest beside it, or by its suffix. Raises: RecordFault.
    """
    place = target.parent.resolve() / target.name
    if place.exists() and (place.suffix.lower() == Path(FILE_NAME).suffix or _belongs(place)):
        raise RecordFault(
            Text(
                "{file} is one of NeoPain's own files, which nothing replaces; choose another name",
                file=target,
            )
        )


def _belongs(place: Path) -> bool:
    if place.suffix.lower() in _NEVER_OWN or manifest_of(place).exists():
        return False
    for folder in place.parents:
        if any((folder / name).exists() for name in (FILE_NAME, folder_lock.FILE_NAME)):
            inside = place.relative_to(folder).parts
            return len(inside) == 1 or inside[0] in _ROOMS
    return False
