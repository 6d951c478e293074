"""A format of one file: to a path as a whole or not at all, else to an open stream or a device."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TextIO

from neopain.core.errors import SettingFault
from neopain.core.text import Text
from neopain.reports.atomic import refusals_of, whole_files


def write_text(target: Path | TextIO, fill: Callable[[TextIO], None], *, replace: bool) -> list[Path]:
    """Gives the file written; none for a stream. Raises: RecordFault, and nothing is changed then."""
    if not isinstance(target, Path):
        fill(target)
        return []
    if _is_device(target):
        with refusals_of(str(target)), target.open("w", encoding="utf-8", newline="") as stream:
            fill(stream)
        return [target]
    with whole_files(target, replace=replace) as drafts:
        fill(drafts.open(target))
    return [target]


def write_bytes(target: Path | TextIO, fill: Callable[[BinaryIO], None], *, replace: bool) -> list[Path]:
    """As `write_text`. Raises: SettingFault for a stream that takes text only, too."""
    if not isinstance(target, Path):
        inner = getattr(target, "buffer", None)
        if inner is None:
            raise SettingFault(Text("this format is no text; give it a file"))
        fill(inner)
        inner.flush()
        return []
    if _is_device(target):
        with refusals_of(str(target)), target.open("wb") as stream:
            fill(stream)
        return [target]
    with whole_files(target, replace=replace) as drafts:
        fill(drafts.open_bytes(target))
    return [target]


def _is_device(target: Path) -> bool:
    return target.exists() and not target.is_file() and not target.is_dir()
