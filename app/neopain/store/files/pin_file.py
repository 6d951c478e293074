"""The PIN before the limits, in a file of its own beside the record.

Its own, so that whoever runs the machine can delete it when the PIN was forgotten and leave the record alone.
It holds a salted scrypt digest, never the PIN. The file replaces itself whole, and only its owner reads it.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from neopain.core.clinical.pin import KeptPin
from neopain.core.errors import RecordFault
from neopain.core.text import Text
from neopain.store.files.whole_file import replace_file

FILE_NAME = "limits-pin.json"


class PinFile:
    """Keeps one PIN in a folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME

    def load(self) -> KeptPin | None:
        """What is kept; None when no PIN was set. Raises: RecordFault when it cannot be understood."""
        try:
            found = json.loads(self.path.read_text("utf-8"))
            return KeptPin(
                bytes.fromhex(found["salt"]),
                bytes.fromhex(found["digest"]),
                *(int(found[name]) for name in ("n", "r", "p", "wrong_tries")),
            )
        except FileNotFoundError:
            return None
        except OSError as error:
            raise RecordFault(
                Text(
                    "{path} cannot be read: {why}; check its permissions", path=self.path, why=error.strerror
                )
            ) from error
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            raise RecordFault(
                Text(
                    "{path} is damaged; whoever runs this machine deletes it, then a new PIN can be set",
                    path=self.path,
                )
            ) from error

    def save(self, kept: KeptPin) -> None:
        """Replace what is kept, on the disk before this returns. Raises: RecordFault."""
        values = asdict(kept) | {"salt": kept.salt.hex(), "digest": kept.digest.hex()}
        try:
            replace_file(self.path, json.dumps(values))
        except OSError as error:
            raise RecordFault(
                Text(
                    "the PIN cannot be kept at {path}: {why}; check the folder and the disk",
                    path=self.path,
                    why=error.strerror,
                )
            ) from error
