"""Files that are whole or not there, on the disk before the call returns."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from neopain.core.errors import RecordFault


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` in its place, readable by its owner only. Raises: RecordFault, and nothing is changed."""
    draft: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # mkstemp refuses existing names and links, and gives mode 0600.
        number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        draft = Path(name)
        with os.fdopen(number, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except OSError as error:
        if draft is not None:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
        raise RecordFault(
            f"expected to write {path}; got {error.strerror}: free the disk, or choose another folder"
        ) from error


def read_file(path: Path, what: str) -> bytes:
    """The file's bytes. Raises: RecordFault naming `what` was expected."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise RecordFault(f"expected {what} in {path}; got {error.strerror}") from error
