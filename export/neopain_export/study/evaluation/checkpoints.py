"""One table in memory for all processes, and the finished folds of a run that was interrupted."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import joblib
import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import RecordFault

_LIBRARIES = ("scikit-learn", "numpy", "scipy")


@contextmanager
def shared(values: NDArray[np.float32], jobs: int) -> Iterator[NDArray[np.float32]]:
    """The array itself for one process; for several one file that all of them map into memory.

    Without it every task would carry its own copy of the table to its process.
    """
    if joblib.effective_n_jobs(jobs) == 1:
        yield values
        return
    folder = Path(tempfile.mkdtemp(prefix="neopain-study-"))
    try:
        joblib.dump(np.ascontiguousarray(values), folder / "values")
        yield joblib.load(folder / "values", mmap_mode="r")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class DoneFolds:
    """A folder of finished folds, so that a study that was stopped goes on where it was."""

    def __init__(self, folder: Path, table_digest: str) -> None:
        """Open it; made on the first write.

        Args:
            folder: where the folds are kept; nothing else may be there.
            table_digest: of the features; with the libraries' releases it is part of every key.
        """
        self._folder = folder
        self._common = "\n".join([table_digest, *(f"{name} {version(name)}" for name in _LIBRARIES)])

    def get(self, key: str) -> NDArray[np.float64] | None:
        """The probabilities of a finished task, or None; a damaged file counts as not there."""
        try:
            return np.asarray(np.load(self._path(key), allow_pickle=False), np.float64)
        except (OSError, ValueError, EOFError):
            return None

    def put(self, key: str, columns: NDArray[np.float64]) -> None:
        """Keep a finished task, whole or not at all. Raises: RecordFault."""
        path = self._path(key)
        partial = path.with_suffix(f".{os.getpid()}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with partial.open("wb") as stream:
                np.save(stream, columns)
            partial.replace(path)
        except OSError as error:
            raise RecordFault(
                f"expected to keep finished folds in {self._folder}; got {error.strerror}; free some space"
            ) from error

    def clear(self) -> None:
        """Forget them: the study is written."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _path(self, key: str) -> Path:
        name = hashlib.sha256(f"{self._common}\n{key}".encode()).hexdigest()
        return self._folder / f"{name}.npy"
