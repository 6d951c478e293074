"""The key of a stay's clips: in the system's keyring, else in a file that its owner alone can read.

Each stay has its own: with the key goes whatever copy of its clips somebody may have made.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from neopain.bedside.cameras.keyring_vault import open_vault
from neopain.bedside.cameras.vault import CameraSecret, MemoryVault, Vault
from neopain.core.errors import RecordFault
from neopain.core.text import Text
from neopain.store.clips.sealed import KEY_BYTES
from neopain.store.clips.shelf import FOLDER
from neopain.store.files.whole_file import replace_file

_NAME = "clips "
"""Before the stay's id, in the keyring: no camera's id begins so."""


class ClipKeys:
    """For any thread; slow, as a keyring may ask a person to unlock it."""

    def __init__(self, data: Path, open_keyring: Callable[[], Vault] | None = None) -> None:
        self._folder = data / FOLDER
        self._open_keyring = open_keyring or open_vault
        self._vault: Vault | None = None

    def of(self, stay_id: str) -> bytes | None:
        """The key, None where there is none (any more). Raises: RecordFault."""
        file = self._file(stay_id)
        try:
            return _checked(file.read_text("ascii"), str(file))
        except FileNotFoundError:
            pass
        except (OSError, UnicodeDecodeError) as fault:
            raise RecordFault(Text("{path} cannot be read; check its permissions", path=file)) from fault
        found = self._keyring().load(_NAME + stay_id)
        return None if found is None else _checked(found.password, self._keyring().name)

    def make(self, stay_id: str) -> bytes:
        """The stay's key, made where there is none. Raises: RecordFault."""
        found = self.of(stay_id)
        if found is not None:
            return found
        key = secrets.token_bytes(KEY_BYTES)
        vault = self._keyring()
        lasts = not isinstance(vault, MemoryVault) and vault.keep(
            _NAME + stay_id, CameraSecret(password=key.hex())
        )
        if not lasts:
            vault.forget(_NAME + stay_id)
            try:
                replace_file(self._file(stay_id), key.hex())
            except OSError as fault:
                raise RecordFault(
                    Text("the key of the clips cannot be kept: {why}; free the disk", why=fault.strerror)
                ) from fault
        return key

    def where(self, stay_id: str) -> Text:
        """Where the key lies, for people."""
        file = self._file(stay_id)
        if file.exists():
            return Text(
                "in {path}, for its owner only: whoever has that file and the clips can see them", path=file
            )
        return Text("in the keyring of this computer ({name})", name=self._keyring().name)

    def forget(self, stay_id: str) -> None:
        """Remove it: no copy of the clips can be read any more. Raises: RecordFault."""
        self._keyring().forget(_NAME + stay_id)
        file = self._file(stay_id)
        try:
            with suppress(FileNotFoundError), file.open("r+b", buffering=0) as stream:
                stream.write(b"0" * (2 * KEY_BYTES))
                os.fsync(stream.fileno())
            file.unlink(missing_ok=True)
        except OSError as fault:
            raise RecordFault(
                Text("{path} cannot be removed: {why}; remove it by hand", path=file, why=fault.strerror)
            ) from fault
        if self.of(stay_id) is not None:
            raise RecordFault(
                Text(
                    "the keyring did not forget the clips' key; remove it there by hand: {name}",
                    name=_NAME + stay_id,
                )
            )

    def _file(self, stay_id: str) -> Path:
        return self._folder / f"{stay_id}.key"

    def _keyring(self) -> Vault:
        if self._vault is None:
            self._vault = self._open_keyring()
        return self._vault


def _checked(told: str, where: str) -> bytes:
    try:
        key = bytes.fromhex(told)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise RecordFault(
            Text("{where} holds no key of clips; the clips of that stay cannot be read", where=where)
        )
    return key
