"""A copy of the whole bedside, and a copy back in its place: the record, and what belongs to it beside it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from neopain.bedside.records.encryption import encrypted_as_before
from neopain.bedside.records.kept_files import check_names, collect, lay_ready
from neopain.core.audit import AuditAction
from neopain.core.errors import RecordFault
from neopain.core.text import Text
from neopain.store.driver.keys import WISH_FILE
from neopain.store.files.folder_lock import FolderLock
from neopain.store.files.place import name_aside
from neopain.store.files.restoring import Place, decide, finish, make_room
from neopain.store.files.whole_file import replace_file, sync
from neopain.store.sessions import SessionStore
from neopain.store.set_aside import ENDINGS
from neopain.store.sqlite.carried_files import put_in, take_out
from neopain.store.sqlite.database import FILE_NAME
from neopain.store.tables.audit import HEAD_FILE, KEY_FILE, read_key


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did.

    Attributes:
        record: the record that holds it now.
        sessions: how many it has.
        aside: where the record before lies; None for none.
        files: names of the files beside the record that are back.
        files_aside: where those lie that were there and differed.
        left_out: what was there when the backup was made and is in no backup.
    """

    record: Path
    sessions: int
    aside: Path | None
    files: tuple[str, ...] = ()
    files_aside: tuple[Path, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BackedUp:
    """How many sessions a backup has, the files that it carries, and what is there and in no backup."""

    sessions: int
    files: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def back_up(folder: Path, target: Path) -> BackedUp:
    """Copy the record in `folder` and what belongs to it into the new file `target`. Raises: RecordFault."""
    if target.suffix != Path(FILE_NAME).suffix:
        raise RecordFault(
            Text(
                "a backup's name ends with {suffix}; got {name}",
                suffix=Path(FILE_NAME).suffix,
                name=target.name,
            )
        )
    if target.exists() or target.is_symlink():
        raise RecordFault(
            Text("{target} exists; a backup replaces nothing: choose another name", target=target)
        )
    draft = target.with_name(f".{target.stem}.part{target.suffix}")
    try:
        with SessionStore(folder) as store:
            _note(store, AuditAction.BACKUP)
            draft.unlink(missing_ok=True)
            store.copy_to(draft)
        kept = collect(folder)
        put_in(draft, kept)
        with SessionStore(draft, read_only=True) as copy:
            copy.check()
            sessions = len(copy.sessions())
        sync(draft)
        _name(draft, target)
    except OSError as error:
        raise RecordFault(
            Text(
                "{target} cannot be written: {why}; free space or choose another folder",
                target=target,
                why=error.strerror or error,
            )
        ) from error
    finally:
        for part in target.parent.glob(f"{draft.name}*"):
            with suppress(OSError):
                part.unlink()
    return BackedUp(sessions, _carried(kept), _left_out(kept))


def restore(folder: Path, source: Path) -> Restored:
    """Put the backup `source` in the place of the record in `folder`, with all that belongs to it.

    Killed at any moment, it is as before, or whoever next uses the folder finishes it.

    Raises: RecordFault, and then nothing is changed, or it says that it is half done and how to go on.
    """
    record = folder / FILE_NAME
    if not source.is_file():
        raise RecordFault(Text("{source} is no file; give what `neopain backup` wrote", source=source))
    if record.exists() and record.samefile(source):
        raise RecordFault(
            Text("{source} is the record itself; give what `neopain backup` wrote", source=source)
        )
    with FolderLock(folder) as lock:
        lock.take("neopain restore")
        try:
            ready = make_room(folder)
            draft = ready / FILE_NAME
            with SessionStore(source, read_only=True) as backup:
                backup.check()
                backup.copy_to(draft)
            wish = [Place(WISH_FILE)] if encrypted_as_before(folder, draft) else []
            kept = take_out(draft)
            check_names(source, kept)
            with SessionStore(draft, read_only=True) as backup:
                sessions = _sound_sessions(backup, source)
            places = [
                *lay_ready(folder, ready, kept),
                *wish,
                *_seal(folder, ready),
                *_record_places(folder, ready),
            ]
            decide(folder, places)
        except OSError as error:
            raise RecordFault(
                Text(
                    "{source} cannot be restored: {why}; check the folder and its free space",
                    source=source,
                    why=error.strerror or error,
                )
            ) from error
        finally:
            finish(folder)
    asides = {place.name: folder / place.aside for place in places if place.aside is not None}
    there = {name: path for name, path in asides.items() if path.exists()}
    files_aside = tuple(path for name, path in there.items() if name in kept)
    return Restored(record, sessions, there.get(FILE_NAME), _carried(kept), files_aside, _left_out(kept))


def _seal(folder: Path, ready: Path) -> list[Place]:
    """Note the restore before the record is in place, as it ends consents. Gives the places of its audit."""
    key = read_key(folder)
    if key is not None:
        replace_file(ready / KEY_FILE, key.hex())
    with SessionStore(ready) as store:
        store.audit.note(AuditAction.RESTORE)
    return [Place(HEAD_FILE), *([Place(KEY_FILE)] if key is None else [])]


def _record_places(folder: Path, ready: Path) -> list[Place]:
    """The record's place, and those of what belongs to the one that is there and to the new one."""
    aside = name_aside(folder / FILE_NAME, "replaced").name
    return [
        Place(f"{FILE_NAME}{ending}", f"{aside}{ending}", new=(ready / f"{FILE_NAME}{ending}").exists())
        for ending in (*ENDINGS, "")
    ]


def _sound_sessions(backup: SessionStore, source: Path) -> int:
    """How many sessions there are, if all is as it was written. Raises: RecordFault."""
    faults = list(backup.verify(audit=False))
    if faults:
        raise RecordFault(
            Text(
                "{source} is damaged ({fault}); `neopain recover` reads what is left",
                source=source,
                fault=faults[0],
            )
        )
    return len(backup.sessions())


def _carried(kept: Mapping[str, bytes | None]) -> tuple[str, ...]:
    return tuple(name for name, content in kept.items() if content is not None)


def _left_out(kept: Mapping[str, bytes | None]) -> tuple[str, ...]:
    return tuple(name for name, content in kept.items() if content is None)


def _name(draft: Path, target: Path) -> None:
    try:
        # A hard link refuses a name that somebody took meanwhile.
        os.link(draft, target)
    except FileExistsError:
        raise
    except OSError:
        # Some disks know no links.
        draft.rename(target)


def _note(store: SessionStore, action: AuditAction) -> None:
    if store.writable:
        store.audit.note(action)
