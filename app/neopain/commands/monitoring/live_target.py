"""Where `neopain monitor --jsonl` writes: standard output, a new file, a named pipe or a device."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from neopain.reports.atomic import refusals_of

STDOUT = "-"
_OUT, _ERRORS = 1, 2


def live_target(given: str) -> Callable[[], int]:
    """What gives the file descriptor when it is asked for, once.

    For `-`, standard output belongs to the live lines alone from now on: whatever else the program and its
    libraries would print there goes to standard error.

    Raises: RecordFault when the file exists or cannot be made.
    """
    if given == STDOUT:
        with refusals_of("standard output"):
            number = os.dup(_OUT)
            os.dup2(_ERRORS, _OUT)
        return lambda: number
    path = Path(given)
    if path.exists() and not path.is_file() and not path.is_dir():
        return lambda: os.open(path, os.O_WRONLY)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with refusals_of(given):
        made = os.open(path, flags, 0o600)
    return lambda: made
