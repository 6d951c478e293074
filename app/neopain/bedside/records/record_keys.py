"""The keys of encrypted records: in the system's keyring, else in a file that the ward named.

A file beside the record would protect nothing, so none is made unasked: where there is no keyring, the ward
says where the key is to lie (another disk, a stick, a folder that the system decrypts for this user alone).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from neopain.bedside.cameras.keyring_vault import open_vault
from neopain.bedside.cameras.vault import CameraSecret, MemoryVault, Vault
from neopain.core.errors import NeopainError, RecordFault
from neopain.core.text import Text
from neopain.store.driver.keys import RecordKey, Wish
from neopain.store.files.whole_file import replace_file

_NAME = "record "
"""Before the key's id, in the keyring: no camera's id begins so."""


def load_keys(wish: Wish, open_keyring: Callable[[], Vault] = open_vault) -> list[RecordKey]:
    """Those of the wish's keys that can be had now. Slow; never raises."""
    found = []
    if wish.key_file is not None and (key := read_key(wish.key_file)) is not None and key.id in wish.keys:
        found.append(key)
    missing = [key_id for key_id in wish.keys if all(key.id != key_id for key in found)]
    if missing:
        vault = open_keyring()
        secrets = (vault.load(_NAME + key_id) for key_id in missing)
        found += [key for one in secrets if one is not None and (key := _of(one.password)) is not None]
    return found


def keep_key(key: RecordKey, key_file: Path | None, open_keyring: Callable[[], Vault] = open_vault) -> Text:
    """Keep it for good, in `key_file` where one is named, else in the keyring. Returns: where, for people.

    Raises: RecordFault where it would not last.
    """
    if key_file is not None:
        if key_file.exists() and read_key(key_file) != key:
            raise RecordFault(
                Text("{path} exists and is not replaced; name a new file for the key", path=key_file)
            )
        try:
            replace_file(key_file, key.code + "\n")
        except OSError as error:
            raise RecordFault(
                Text("the key cannot be kept in {path}: {why}", path=key_file, why=error.strerror)
            ) from error
        return Text("in {path}, for its owner only", path=key_file)
    vault = open_keyring()
    if isinstance(vault, MemoryVault) or not vault.keep(_NAME + key.id, CameraSecret(password=key.code)):
        raise RecordFault(
            Text(
                "this computer has no keyring that keeps a key; name a file for it that lies elsewhere than "
                "the record, with --key-file FILE"
            )
        )
    return Text("in the keyring of this computer ({name})", name=vault.name)


def read_key(path: Path) -> RecordKey | None:
    """The key in a file; None where there is none."""
    try:
        return _of(path.read_text("ascii"))
    except (OSError, ValueError):
        return None


def _of(code: str) -> RecordKey | None:
    try:
        return RecordKey.of_code(code)
    except NeopainError:
        return None
