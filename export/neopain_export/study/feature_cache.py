"""Features kept by what decided them, so that no picture is looked at twice.

A file is written whole or not at all, so an interrupted run is resumed by starting it again.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from neopain.core.errors import RecordFault
from neopain.core.types import Float32Vector, Reason


@dataclass(frozen=True, slots=True, eq=False)
class Assessed:
    """What became of one picture.

    Attributes:
        values: float32 (layout.size,), None when no face was found or the picture cannot be read.
        reason: why the monitor would not score it; None when it would. A poor view has both.
    """

    values: Float32Vector | None
    reason: Reason | None


class FeatureCache:
    """A folder of small files, one an assessed picture under one recipe."""

    def __init__(self, folder: Path, recipe: str) -> None:
        """Folder is made on the first write; recipe is a text that decides the features of given pixels."""
        self._folder = folder
        self._recipe = recipe
        self.found = 0
        self.missed = 0

    def get(self, picture_digest: str) -> Assessed | None:
        """What was stored for a picture, or None; a damaged file counts as not stored."""
        try:
            with (
                self._path(picture_digest).open("rb") as stream,
                np.load(stream, allow_pickle=False) as stored,
            ):
                values, reason = stored["values"], str(stored["reason"])
                known = Assessed(values if values.size else None, Reason(reason) if reason else None)
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            self.missed += 1
            return None
        self.found += 1
        return known

    def put(self, picture_digest: str, assessed: Assessed) -> None:
        """Store under the picture's digest. Raises: RecordFault when the folder cannot be written."""
        path = self._path(picture_digest)
        partial = path.with_suffix(f".{os.getpid()}.part")
        values = np.zeros(0, np.float32) if assessed.values is None else assessed.values
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with partial.open("wb") as stream:
                np.savez(stream, values=values, reason=np.array(assessed.reason or ""))
            partial.replace(path)
        except OSError as error:
            raise RecordFault(
                f"expected a writable cache folder; got {self._folder}: {error.strerror}; "
                "choose another with --cache"
            ) from error

    def _path(self, picture_digest: str) -> Path:
        key = hashlib.sha256(f"{self._recipe}\n{picture_digest}".encode()).hexdigest()
        return self._folder / key[:2] / f"{key}.npz"
