"""Tells why the program ends: on stderr; where there is none, in a file and, where one can open, a window.

A program started by a click on Windows or from a desktop entry has no standard streams.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from neopain import paths
from neopain.commands.startup.display import has_display
from neopain.core.errors import NeopainError

FILE = "neopain-failure.txt"


def tell_failure(text: str) -> None:
    """Say one line, without a password in it, wherever somebody can read it."""
    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            print(f"neopain: {text}", file=sys.stderr)  # noqa: T201
            return
    written = _written(text)
    if has_display():
        with suppress(ImportError):
            from neopain.ui.platform.failure_window import show_failure  # noqa: PLC0415  Qt only when needed

            show_failure(text if written is None else f"{text}\n\n{written}")


def _written(text: str) -> Path | None:
    """The file that holds the line now: in the sessions' folder, else in the folder for temporary files."""
    for folder in (_data_folder, lambda: Path(tempfile.gettempdir())):
        with suppress(OSError, NeopainError):
            file = folder() / FILE
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{text}\n", "utf-8")
            return file
    return None


def _data_folder() -> Path:
    return paths.data()
