"""Where `neopain monitor` tells other programs: --jsonl (stdout, a new file, a pipe, a device) and --lsl."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path

from neopain.commands.monitoring.headless import LiveWish
from neopain.reports.atomic import refusals_of
from neopain.reports.lines.live_file import LiveFile
from neopain.reports.lines.live_lines import LiveLines
from neopain.reports.lines.lsl_streams import LslStreams, need_lsl

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


def live_wishes(jsonl: str | None, zone: tzinfo | None, *, lsl: bool) -> list[LiveWish]:
    """Who reads along.

    Args:
        jsonl: as given to --jsonl; None when it was not.
        zone: of its local time; None for the computer's own.
        lsl: whether --lsl was given.

    Raises: RecordFault when the file exists or cannot be made; SettingFault when LSL is not installed.
    """
    wishes: list[LiveWish] = []
    if lsl:
        need_lsl()
        wishes.append(LslStreams)
    if jsonl is not None:
        opened = live_target(jsonl)
        wishes.append(lambda session, _clock: LiveFile(LiveLines(session, zone), opened))
    return wishes
