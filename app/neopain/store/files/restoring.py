"""A restore is all or nothing, also when it is killed: all is made ready first, then put in place by a plan.

What is ready lies in a folder of its own. Until the plan is written nothing has changed; from then on whoever
next holds the folder carries the plan out to its end (`FolderLock.take`), and nobody opens the record before.
Each step may be done twice.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from neopain.core.errors import RecordFault
from neopain.core.text import Text
from neopain.store.files.whole_file import replace_file, sync, sync_folder

READY = ".restoring"
"""What shall be put in place, under its name to be."""
PLAN = "restore-under-way.json"


@dataclass(frozen=True, slots=True)
class Place:
    """One file of the folder.

    Attributes:
        name: what it is called.
        aside: the name of what is there now from then on; None to replace it.
        new: whether a file is ready for it. No name has two places: what was put there would be set aside.
    """

    name: str
    aside: str | None = None
    new: bool = True

    def __post_init__(self) -> None:
        """Raises: ValueError for a name that leads out of the folder."""
        for name in (self.name, self.aside or self.name):
            if name != Path(name).name:
                raise ValueError(name)


def make_room(folder: Path) -> Path:
    """An empty folder for what shall be put in place. Raises: OSError."""
    ready = folder / READY
    shutil.rmtree(ready, ignore_errors=True)
    ready.mkdir(mode=0o700, parents=True)
    return ready


def decide(folder: Path, places: Sequence[Place]) -> None:
    """From here on the new state holds. Raises: OSError, and then still the old one does."""
    for place in places:
        if place.new:
            sync(folder / READY / place.name)
    sync_folder(folder / READY)
    replace_file(folder / PLAN, json.dumps([asdict(place) for place in places]))


def finish(folder: Path) -> None:
    """Carry out what was decided, if anything was. The caller holds the folder. Raises: RecordFault."""
    plan = folder / PLAN
    if not plan.exists():
        shutil.rmtree(folder / READY, ignore_errors=True)
        return
    try:
        places = _read(plan)
        sync_folder(folder)
        for place in places:
            _put(folder, place)
        sync_folder(folder)
        plan.unlink()
    except OSError as error:
        raise RecordFault(
            Text(
                "a restore into {folder} is half done: {why}; check the folder's permissions and the disk, "
                "then start NeoPain again: it finishes it",
                folder=folder,
                why=error.strerror or error,
            )
        ) from error
    shutil.rmtree(folder / READY, ignore_errors=True)


def _put(folder: Path, place: Place) -> None:
    there, ready = folder / place.name, folder / READY / place.name
    if place.new and not ready.exists():
        if not there.exists():
            raise RecordFault(
                Text(
                    "a restore into {folder} was interrupted, and {name} is lost; move {plan} away, then "
                    "restore again",
                    folder=folder,
                    name=place.name,
                    plan=folder / PLAN,
                )
            )
        return
    if place.aside is not None and there.exists():
        there.rename(_free(folder / place.aside))
    if place.new:
        ready.replace(there)


def _free(path: Path) -> Path:
    number, found = 0, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.name}-{number}")
    return found


def _read(plan: Path) -> list[Place]:
    try:
        return [Place(**told) for told in json.loads(plan.read_text("utf-8"))]
    except (ValueError, TypeError, RecursionError) as error:
        raise RecordFault(
            Text("{plan} is damaged; move it away, then restore the backup again", plan=plan)
        ) from error
