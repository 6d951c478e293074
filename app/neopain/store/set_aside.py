"""A damaged record keeps no session from being recorded: it is set aside, never deleted."""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from pathlib import Path

from neopain.core.audit import AuditAction
from neopain.core.errors import NeopainError, RecordFault
from neopain.core.text import Text
from neopain.store.files.place import name_aside
from neopain.store.sessions import SessionStore
from neopain.store.sqlite.database import DOUBTED, FILE_NAME
from neopain.store.sqlite.faults import DamagedRecord

logger = logging.getLogger(__name__)

_LOCK = threading.Lock()
ENDINGS = ("-wal", "-shm", ".sums")
"""What belongs to a record, beside it."""


def open_to_record(folder: Path) -> SessionStore:
    """The record in `folder`, to be written; a damaged one makes room for a new one.

    Who is admitted goes over into the new one when that can still be read. The rest is read back by
    `neopain recover FILE`.

    Raises: RecordFault.
    """
    try:
        return SessionStore(folder, check=True)
    except DamagedRecord as damage:
        with _LOCK:
            try:
                # Another thread may have done it meanwhile.
                return SessionStore(folder, check=True)
            except DamagedRecord:
                return _begin_anew(folder, damage)


def _begin_anew(folder: Path, damage: DamagedRecord) -> SessionStore:
    aside = set_aside(folder / FILE_NAME)
    DOUBTED.pop(folder / FILE_NAME, None)
    logger.error("%s; it is now %s", damage, aside)
    store = SessionStore(folder)
    with suppress(NeopainError), SessionStore(aside, read_only=True) as old:
        admission = old.admissions.current()
        if admission is not None:
            store.admissions.admit(admission)
    with suppress(NeopainError):
        store.audit.note(AuditAction.SET_ASIDE, aside.name)
    return store


def set_aside(path: Path, why: str = "damaged") -> Path:
    """Rename a record with what belongs to it. Returns: its new name. Raises: RecordFault."""
    target = name_aside(path, why)
    try:
        # The log of writes first: without it the record is older, but with another's it would be nonsense.
        for ending in (*ENDINGS, ""):
            part = path.with_name(path.name + ending)
            if part.exists():
                part.rename(target.with_name(target.name + ending))
    except OSError as error:
        raise RecordFault(
            Text(
                "the record {path} is {damage} and cannot be set aside: {why}; move it away by hand, "
                "with its -wal and -shm files",
                path=path,
                damage=why,
                why=error.strerror,
            )
        ) from error
    return target
