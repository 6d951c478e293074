"""The key of an encrypted record: 128 random bits, which are its recovery code, too.

SQLCipher takes the 256 bits that HKDF-SHA256 (RFC 5869) makes of them. The code is Crockford's base 32 with
twelve bits of checksum, so that a slip of the pen is told from another record's key. Which keys a folder's
files have had stands beside the record, by name only (`record-key.json`); the keys come from a `KeySource`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, TypeAlias

from neopain.core.errors import RecordFault
from neopain.core.text import Text
from neopain.store.files.whole_file import replace_file

WISH_FILE = "record-key.json"
SECRET_BYTES = 16
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: without I, L, O and U, which are read as 1, 1 and 0 when somebody writes them."""
_CODE_LENGTH = 28
_CHECK_BITS = 12


class KeyMissing(RecordFault):
    """The record is encrypted and no key that this computer holds opens it: nothing of it is changed."""


@dataclass(frozen=True, slots=True)
class RecordKey:
    """One key; never shown by `repr`."""

    secret: bytes = field(repr=False)

    @classmethod
    def made(cls) -> Self:
        """A new one."""
        return cls(secrets.token_bytes(SECRET_BYTES))

    @classmethod
    def of_code(cls, code: str) -> Self:
        """From a recovery code, as people write it. Raises: RecordFault for what is none."""
        letters = code.upper().translate(str.maketrans("ILO", "110", " -\t\r\n"))
        number = 0
        for letter in letters:
            number = number * 32 + max(_ALPHABET.find(letter), 0)
        if len(letters) == _CODE_LENGTH and set(letters) <= set(_ALPHABET):
            key = cls((number >> _CHECK_BITS).to_bytes(SECRET_BYTES, "big"))
            if hmac.compare_digest(key.code, _grouped(letters)):
                return key
        raise RecordFault(
            Text("this is no recovery code: it has seven groups of four letters and digits; look at it again")
        )

    @property
    def id(self) -> str:
        """Names the key without telling it."""
        return hashlib.sha256(b"neopain record key " + self.secret).hexdigest()[:16]

    @property
    def code(self) -> str:
        """The recovery code: seven groups of four."""
        check = int.from_bytes(hashlib.sha256(b"neopain code " + self.secret).digest()[:2], "big") >> 4
        number = int.from_bytes(self.secret, "big") << _CHECK_BITS | check
        letters = "".join(_ALPHABET[number >> shift & 31] for shift in range(5 * (_CODE_LENGTH - 1), -1, -5))
        return _grouped(letters)

    @property
    def raw(self) -> str:
        """The 256 bits as SQLCipher takes them, in hex."""
        spread = hmac.new(bytes(32), self.secret, hashlib.sha256).digest()
        return hmac.new(spread, b"neopain record 1\x01", hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a folder says of its record.

    Attributes:
        encrypt: whether a record that is begun there is encrypted, with the first of `keys`.
        keys: ids of the keys that its files have or had, the newest first.
        key_file: a file that holds the code, chosen where there is no keyring; None for the keyring.
    """

    encrypt: bool
    keys: tuple[str, ...]
    key_file: Path | None = None


KeySource: TypeAlias = Callable[[Wish], list[RecordKey]]
"""Gives those of a wish's keys that can be had now; slow, as a keyring may ask a person to unlock it."""


class KnownKeys:
    """Keys that this process has had, and whom to ask for others; for any thread.

    Attributes:
        source: who gives keys that are not known yet.
        elsewhere: folders whose keys may open files in other places: their backups.
    """

    def __init__(self) -> None:
        self.source: KeySource | None = None
        self.elsewhere: Callable[[], list[Path]] = list
        self._lock = threading.Lock()
        self._keys: dict[str, RecordKey] = {}

    def learn(self, *keys: RecordKey) -> None:
        """Remember these until the process ends."""
        with self._lock:
            self._keys.update({key.id: key for key in keys})

    def forget(self) -> None:
        """Know none, as at the start."""
        with self._lock:
            self._keys.clear()

    def candidates(self, folder: Path) -> Iterator[RecordKey]:
        """Keys that may open a file in `folder`, likely ones first; nobody is asked before those failed."""
        with self._lock:
            known = dict(self._keys)
        folders = dict.fromkeys((folder, *self.elsewhere()))
        wishes = [wish for wish in map(wish_of, folders) if wish is not None]
        ids = list(dict.fromkeys(key_id for wish in wishes for key_id in wish.keys))
        tried = [known[key_id] for key_id in ids if key_id in known]
        yield from tried
        for wish in wishes if self.source is not None else ():
            if missing := [key_id for key_id in wish.keys if key_id not in known]:
                found = self._ask(Wish(wish.encrypt, tuple(missing), wish.key_file))
                tried += found
                yield from found
        yield from (key for key in known.values() if key not in tried)

    def newest(self, folder: Path) -> RecordKey | None:
        """The key for a record that is begun in `folder`; None where it is to be in the clear.

        Raises: KeyMissing when it cannot be had.
        """
        wish = wish_of(folder)
        if wish is None or not wish.encrypt:
            return None
        for key in self.candidates(folder):
            if key.id == wish.keys[0]:
                return key
        raise KeyMissing(
            Text(
                "the record in {folder} is to be encrypted, and its key cannot be had; unlock the keyring of "
                "this computer, or type the recovery code: `neopain unlock`",
                folder=folder,
            )
        )

    def _ask(self, wish: Wish) -> list[RecordKey]:
        found = [] if self.source is None else self.source(wish)
        self.learn(*found)
        return found


KEYS = KnownKeys()
"""Of this process: a record is opened in many places, by its path alone."""


def wish_of(folder: Path) -> Wish | None:
    """What the folder says; None where it says nothing. Raises: RecordFault when that cannot be read."""
    path = folder / WISH_FILE
    try:
        told = json.loads(path.read_text("utf-8"))
        keys = tuple(map(str, told["keys"]))
        if not keys:
            raise ValueError("no key")  # noqa: TRY301 - one way for all that is wrong with the file
        file = told.get("key_file")
        return Wish(bool(told["encrypt"]), keys, Path(file) if file else None)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RecordFault(
            Text(
                "{path} cannot be read or is damaged, so that nobody can tell with which key the record is "
                "encrypted; `neopain unlock` makes it anew from the recovery code",
                path=path,
            )
        ) from error


def keep_wish(folder: Path, encrypt: bool, key: RecordKey | None, key_file: Path | None) -> None:  # noqa: FBT001 - reads as one
    """Write what the folder says from now on, `key` first. Raises: RecordFault, OSError."""
    try:
        before = wish_of(folder)
    except RecordFault:
        before = None
        if key is None:
            raise
    ids: Sequence[str] = () if before is None else before.keys
    if key is not None:
        ids = (key.id, *(one for one in ids if one != key.id))
    told = {"encrypt": encrypt, "keys": list(ids), "key_file": None if key_file is None else str(key_file)}
    replace_file(folder / WISH_FILE, json.dumps(told))


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))
