"""A bedside's record encrypted at rest, put back in the clear, and unlocked on another computer."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from neopain.bedside.records.record_keys import keep_key, read_key
from neopain.core.audit import AuditAction
from neopain.core.errors import RecordFault
from neopain.core.text import Text
from neopain.store.driver.connections import copy_file, has_library, is_encrypted, key_of
from neopain.store.driver.keys import KEYS, WISH_FILE, RecordKey, keep_wish, wish_of
from neopain.store.files.folder_lock import FolderLock
from neopain.store.maintenance.convert import Step, convert, in_the_clear, wipe
from neopain.store.sessions import SessionStore
from neopain.store.sqlite.database import FILE_NAME
from neopain.store.sqlite.faults import faults_of

Keep = Callable[[RecordKey, Path | None], Text]


@dataclass(frozen=True, slots=True)
class Converted:
    """What was done.

    Attributes:
        record: the record; it may not be begun yet.
        aside: where the file that was there lies now; None where it was removed, or there was none.
        clear: other files beside it that can be read without a key.
    """

    record: Path
    aside: Path | None
    clear: tuple[Path, ...]


def new_key(folder: Path, key_file: Path | None = None, *, keep: Keep = keep_key) -> RecordKey:
    """The key that the record in `folder` is going to have, kept already; after a cut short the same again.

    Raises: RecordFault where nothing is to be encrypted, or cannot be.
    """
    if not has_library():
        raise RecordFault(Text("what encrypts a record is not installed: `pip install neopain[encryption]`"))
    if is_encrypted(folder / FILE_NAME):
        raise RecordFault(Text("the record in {folder} is encrypted already", folder=folder))
    file = _outside(folder, key_file)
    # A file that holds a key already is that of another bed, or of a try that was given up.
    key = KEYS.newest(folder) or (None if file is None else read_key(file)) or RecordKey.made()
    # A code that nobody can use afterwards is not even shown.
    keep(key, file)
    return key


def encrypt(
    folder: Path,
    key: RecordKey,
    key_file: Path | None = None,
    *,
    keep_clear: bool = False,
    step: Step = lambda _: None,
    keep: Keep = keep_key,
) -> tuple[Converted, Text]:
    """Encrypt the record in `folder`; the copy in the clear is overwritten and removed, or kept.

    Returns: what was done, and where the key lies. Raises: RecordFault, and then the record is as it was.
    """
    file = _outside(folder, key_file)
    with _alone(folder, "neopain encrypt"):
        record = folder / FILE_NAME
        where = keep(key, file)
        KEYS.learn(key)
        # Before the record: at no time is there one whose key nobody knows how to find.
        keep_wish(folder, True, key, file)
        aside = convert(record, key, step) if record.exists() and record.stat().st_size else None
        with SessionStore(folder) as store:
            store.audit.note(AuditAction.ENCRYPT, key.id)
        if aside is not None and not keep_clear:
            step("wipe")
            wipe(aside)
            aside = None
    return Converted(record, aside, tuple(in_the_clear(folder))), where


def decrypt(folder: Path, step: Step = lambda _: None) -> Converted:
    """Put the record in `folder` in the clear; the encrypted one stays beside it. Raises: RecordFault."""
    with _alone(folder, "neopain decrypt"):
        record = folder / FILE_NAME
        with faults_of(record):
            key, aside = key_of(record), None
        if key is not None:
            aside = convert(record, None, step)
        wish = wish_of(folder)
        if wish is not None and wish.encrypt:
            keep_wish(folder, False, None, wish.key_file)
        if key is not None:
            with SessionStore(folder) as store:
                store.audit.note(AuditAction.DECRYPT, key.id)
    return Converted(record, aside, tuple(in_the_clear(folder)))


def unlock(folder: Path, code: str, key_file: Path | None = None, *, keep: Keep = keep_key) -> Text:
    """Give this computer the key that `code` is, once it is seen to open the record, if there is one.

    Returns: where it lies now. Raises: RecordFault.
    """
    key = RecordKey.of_code(code)
    KEYS.learn(key)
    record = folder / FILE_NAME
    encrypted = is_encrypted(record)
    with faults_of(record):
        own = key_of(record)
    if encrypted and own != key:
        raise RecordFault(Text("this is the code of another record than {path}", path=record))
    file = _outside(folder, key_file)
    where = keep(key, file)
    try:
        wish = wish_of(folder)
    except RecordFault:
        wish = None
    if wish is None or encrypted:
        keep_wish(folder, encrypted, key, file)
    elif key.id not in wish.keys or not wish.encrypt:
        # Where a record is to be encrypted, its own key's file stays named.
        keep_wish(folder, wish.encrypt, key, wish.key_file if wish.encrypt or file is None else file)
    return where


def encrypted_as_before(folder: Path, draft: Path) -> bool:
    """What is going to be the record in `folder` is encrypted as that was, and never less than it came.

    Returns: whether the folder's word on encryption has to be replaced too, by the one now beside `draft`.
    Raises: RecordFault, OSError.
    """
    with faults_of(draft):
        own, wished = key_of(draft), KEYS.newest(folder)
        if wished is not None and own != wished:
            copy = draft.with_name(f"{draft.name}.encrypted{draft.suffix}")
            copy.unlink(missing_ok=True)
            copy_file(draft, copy, wished)
            copy.replace(draft)
    if own is None or wished is not None:
        return False
    with suppress(FileNotFoundError):
        shutil.copyfile(folder / WISH_FILE, draft.with_name(WISH_FILE))
    said = wish_of(folder)
    # The key may lie in the file that the folder names, and nowhere else.
    keep_wish(draft.parent, True, own, None if said is None else said.key_file)
    return True


def _outside(folder: Path, key_file: Path | None) -> Path | None:
    if key_file is not None and key_file.resolve().is_relative_to(folder.resolve()):
        raise RecordFault(
            Text(
                "a key beside its record protects nothing: name a file elsewhere than {folder}", folder=folder
            )
        )
    return None if key_file is None else key_file.absolute()


@contextmanager
def _alone(folder: Path, what: str) -> Iterator[None]:
    try:
        with FolderLock(folder) as lock:
            lock.take(what)
            yield
    except OSError as error:
        raise RecordFault(
            Text(
                "the record in {folder} cannot be converted: {why}; it needs free "
                "space for the record once more",
                folder=folder,
                why=error.strerror or error,
            )
        ) from error
