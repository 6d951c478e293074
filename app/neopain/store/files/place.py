"""Where the record lies: its folder and its file, for the owner only, and names beside it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from neopain.core.clock import SystemClock
from neopain.core.errors import RecordFault
from neopain.core.text import Text


def prepare(path: Path) -> bool:
    """Make folder and file for the owner only; say whether they can be written. Raises: RecordFault."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists() and may_write(path.parent):
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        exists = path.is_file()
    except OSError as error:
        raise RecordFault(
            Text(
                "the record cannot be kept at {path}: {why}; choose a folder that you may write with --data",
                path=path,
                why=error.strerror,
            )
        ) from error
    if not exists:
        raise RecordFault(
            Text(
                "the record cannot be kept at {path}: its folder may only be read; make it writable, "
                "or choose another with --data",
                path=path,
            )
        )
    if os.name == "posix" and path.stat().st_mode & 0o077:
        with suppress(OSError):
            path.chmod(path.stat().st_mode & 0o700)
    return may_write(path) and may_write(path.parent)


def may_write(path: Path) -> bool:
    """Whether this program may, now."""
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def name_aside(path: Path, why: str) -> Path:
    """A name beside the file that nothing has, with the reason and the time in it."""
    stamp = f"{SystemClock().utc():%Y%m%d-%H%M%S}"
    number = 0
    while True:
        suffix = f"-{number}" if number else ""
        target = path.with_name(f"{path.stem}.{why}-{stamp}{suffix}{path.suffix}")
        if not target.exists():
            return target
        number += 1
