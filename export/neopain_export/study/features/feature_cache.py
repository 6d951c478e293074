"""Features kept by what decided them, so that no picture is looked at twice.

A file is written whole or not at all, so an interrupted run is resumed by starting it again.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from neopain.core.errors import RecordFault
from neopain.core.features import Float32Vector
from neopain.core.readings import Reason

_SHELF = re.compile("[0-9a-f]{2}")
_NOTHING = np.zeros(0, np.float32)


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
    """A folder of small files, one an assessed picture; each holds the feature blocks computed so far.

    So a study, the training after it and another choice of blocks share what they have in common.
    """

    def __init__(self, folder: Path, recipe: str, blocks: tuple[tuple[str, int], ...]) -> None:
        """Open a cache.

        Args:
            folder: made on the first write.
            recipe: what decides the face that is seen in given pixels.
            blocks: for every block of the layout, what decides its values in a given face, and its size.
        """
        self._folder = folder
        self._recipe = recipe
        self._blocks = blocks
        self.found = 0
        self.missed = 0

    def get(self, picture_digest: str) -> Assessed | None:
        """What was stored for a picture, or None; a damaged file counts as not stored."""
        stored = self._stored(picture_digest)
        if stored is not None and not stored[0]:
            self.found += 1
            return Assessed(None, stored[1])
        if stored is None or any(
            stored[2].get(_field(key), _NOTHING).size != size for key, size in self._blocks
        ):
            self.missed += 1
            return None
        self.found += 1
        return Assessed(np.concatenate([stored[2][_field(key)] for key, _ in self._blocks]), stored[1])

    def put(self, picture_digest: str, assessed: Assessed) -> None:
        """Store under the picture's digest. Raises: RecordFault when the folder cannot be written."""
        path = self._path(picture_digest)
        partial = path.with_suffix(f".{os.getpid()}.part")
        before = self._stored(picture_digest)
        fields: dict[str, Any] = {} if before is None else dict(before[2])
        start = 0
        if assessed.values is not None:
            for key, size in self._blocks:
                fields[_field(key)] = assessed.values[start : start + size]
                start += size
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with partial.open("wb") as stream:
                np.savez(
                    stream,
                    seen=np.array(assessed.values is not None),
                    reason=np.array(assessed.reason or ""),
                    **fields,
                )
            partial.replace(path)
        except OSError as error:
            raise RecordFault(
                f"expected a writable cache folder; got {self._folder}: {error.strerror}; "
                "choose another with --cache"
            ) from error

    def _stored(self, picture_digest: str) -> tuple[bool, Reason | None, dict[str, Float32Vector]] | None:
        try:
            with (
                self._path(picture_digest).open("rb") as stream,
                np.load(stream, allow_pickle=False) as stored,
            ):
                fields = {name: stored[name] for name in stored.files}
            reason = str(fields.pop("reason"))
            return bool(fields.pop("seen")), Reason(reason) if reason else None, fields
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return None

    def _path(self, picture_digest: str) -> Path:
        key = hashlib.sha256(f"{self._recipe}\n{picture_digest}".encode()).hexdigest()
        return self._folder / key[:2] / f"{key}.npz"


def is_cache(folder: Path) -> bool:
    """Whether a folder holds nothing but what a cache writes."""
    return all(entry.is_dir() and _SHELF.fullmatch(entry.name) for entry in folder.iterdir())


def _field(key: str) -> str:
    return "b" + hashlib.sha256(key.encode()).hexdigest()
