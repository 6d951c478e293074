"""Asking a monitor that another program runs for a clip of now."""

from __future__ import annotations

from pathlib import Path

from neopain.reports.atomic import refusals_of
from neopain.store.clips.shelf import FOLDER

WANTED = "wanted"
"""An empty file in the clips' folder; the monitor takes it away and keeps the clip, where a consent holds."""


def ask_for_clip(data: Path) -> None:
    """Leave the wish. Raises: RecordFault."""
    folder = data / FOLDER
    with refusals_of(str(folder)):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / WANTED).touch(mode=0o600)


def take_wish(data: Path) -> bool:
    """Whether somebody asked since the last call. Never raises."""
    try:
        (data / FOLDER / WANTED).unlink()
    except OSError:
        return False
    return True
