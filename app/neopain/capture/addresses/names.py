"""How a file is called on the screen and in the record."""

from __future__ import annotations

from pathlib import Path

UNKNOWN = "\N{REPLACEMENT CHARACTER}"


def shown_name(path: Path) -> str:
    """The last part of the path on one line; line breaks and bytes that are no text become `UNKNOWN`."""
    return "".join(letter if letter.isprintable() else UNKNOWN for letter in path.name or str(path))
