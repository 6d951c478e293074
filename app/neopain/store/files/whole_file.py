"""Files brought to the disk whole; small ones replace themselves and belong to their owner only."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def replace_file(path: Path, content: str | bytes) -> None:
    """Write `content` in its place, text as UTF-8, on the disk before this returns.

    Raises: OSError, and nothing is changed.
    """
    draft: Path | None = None
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # mkstemp refuses existing names and links, and gives mode 0600.
        number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        draft = Path(name)
        with os.fdopen(number, "wb") as stream:
            stream.write(content.encode("utf-8") if isinstance(content, str) else content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except OSError:
        if draft is not None:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
        raise


def sync(path: Path) -> None:
    """Bring a file to the disk. Raises: OSError."""
    # Windows brings only what may be written.
    number = os.open(path, os.O_RDWR)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk. Raises: OSError."""
    # Windows opens no folder; its renames are in the journal of the disk.
    if os.name == "posix":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
