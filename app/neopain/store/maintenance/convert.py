"""A record encrypted, or put back in the clear: a checked copy takes the place of the file, all or nothing.

Whoever monitors is kept out by the folder's lock, which the caller holds; whoever else has the record open
keeps this from beginning, and nobody can write meanwhile. A kill leaves one file or the other, each whole.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from neopain.core.errors import RecordFault
from neopain.core.text import Text
from neopain.store.driver.connections import connect, copy_file, is_encrypted
from neopain.store.driver.keys import RecordKey
from neopain.store.files.page_sums import forget_sums
from neopain.store.files.place import name_aside
from neopain.store.files.whole_file import sync, sync_folder
from neopain.store.maintenance.verify import verify
from neopain.store.sqlite.database import Database
from neopain.store.sqlite.faults import faults_of

Step = Callable[[str], None]
"""Hears the name of each step before it is taken."""

_CHUNK = 1 << 20


def convert(path: Path, key: RecordKey | None, step: Step = lambda _: None) -> Path:
    """Put a copy, encrypted with `key` or in the clear, in the place of the record at `path`.

    Returns: where the file that was there lies now. Raises: RecordFault, OSError; nothing is changed then.
    """
    draft = path.with_name(f".{path.stem}.converted{path.suffix}")
    _clear(path, draft)
    try:
        step("check")
        with closing(Database(path)) as before:
            _refuse_faults(before, Text("the record"))
            counts = _counts(before)
        step("lock")
        # To lock it changes its first page.
        forget_sums(path)
        with faults_of(path), closing(connect(path, mode="rw")) as holder:
            _lock(holder.execute, path)
            step("copy")
            copy_file(path, draft, key)
            step("check the copy")
            with closing(Database(draft, read_only=True)) as copy:
                _refuse_faults(copy, Text("the copy"))
                if _counts(copy) != counts or is_encrypted(draft) != (key is not None):
                    raise RecordFault(
                        Text("the copy of {path} has not all of it; the record is as it was", path=path)
                    )
            sync(draft)
            step("keep")
            aside = _keep_beside(path)
            holder.execute("ROLLBACK")
        step("replace")
        draft.replace(path)
        sync_folder(path.parent)
        step("replaced")
    finally:
        _clear(path, draft, links=False)
    return aside


def wipe(path: Path) -> None:
    """Overwrite a file and remove it; on flash memory old blocks may live on for a while. Raises: OSError."""
    with path.open("r+b", buffering=0) as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(bytes(min(left, _CHUNK))) or 0
        os.fsync(file.fileno())
    path.unlink()


def in_the_clear(folder: Path) -> list[Path]:
    """Files beside the record that somebody who takes the disk can read: other records, rescue files."""
    records = [
        path
        for pattern in ("*.sqlite3", "*.backup", ".*.sqlite3")
        for path in folder.glob(pattern)
        if path.is_file() and path.stat().st_size and not is_encrypted(path)
    ]
    return sorted({*records, *folder.glob("unwritten-*.jsonl")})


def _lock(execute: Callable[[str], object], path: Path) -> None:
    # Only somebody who is alone can end the log of writes; from then on nobody else can write.
    [(mode,)] = list(execute("PRAGMA journal_mode = DELETE"))  # type: ignore[call-overload]
    if mode != "delete":
        raise RecordFault(Text("another program has {path} open; close it, then try again", path=path))
    execute("BEGIN IMMEDIATE")


def _refuse_faults(database: Database, what: str) -> None:
    for fault in verify(database, None):
        raise RecordFault(Text("{what} is not sound ({fault}); see `neopain verify`", what=what, fault=fault))


def _counts(database: Database) -> dict[str, int]:
    tables = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return {
        name: int(database.execute(f'SELECT count(*) FROM "{name}"')[0][0])  # noqa: S608 - names of ours
        for (name,) in tables
    }


def _keep_beside(path: Path) -> Path:
    target = name_aside(path, "replaced")
    try:
        os.link(path, target)
    except OSError:
        # Some disks know no links.
        shutil.copy2(path, target)
        sync(target)
    return target


def _clear(path: Path, draft: Path, *, links: bool = True) -> None:
    """Remove what a conversion that was killed has left: its draft, and second names of the record itself."""
    for part in path.parent.glob(f"{draft.name}*"):
        with suppress(OSError):
            part.unlink()
    for other in path.parent.glob(f"{path.stem}.replaced-*{path.suffix}") if links else ():
        with suppress(OSError):
            if path.exists() and other.samefile(path):
                other.unlink()
